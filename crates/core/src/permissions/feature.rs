//! The table of what the Kubernetes executor asks of the API server, feature by feature. Data only: what is in use is
//! decided in [`needed`](super::needed), what is granted in [`compare`](super::compare).
//!
//! Source of all rows: the `kubeAPI` comments in the Kubernetes executor of runner 19.4 and the permissions in its
//! documentation.

use crate::rules::Severity;

/// Something the executor does, or can be told to do, and the permissions it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Feature {
    /// Its name: kebab-case, never reused.
    pub id: &'static str,
    /// What turns it on.
    pub switch: Switch,
    /// The runner that brought it, as major and minor version; before that nothing is asked for.
    pub since: Option<(u16, u16)>,
    /// What it asks for.
    pub grants: &'static [Grant],
    /// Whether a Role is enough.
    pub scope: Scope,
    /// What the permissions are for, after "for": "reading a job's output".
    pub purpose: &'static str,
    /// What happens without them, as a sentence without its end.
    pub lost: &'static str,
    /// How bad that is: an error, or a warning where the runner goes on in another way.
    pub severity: Severity,
}

/// Verbs on one resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// The API group; empty for the core group.
    pub group: &'static str,
    /// The resource, with its subresource.
    pub resource: &'static str,
    /// The verbs, sorted.
    pub verbs: &'static [&'static str],
}

/// Where permissions must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// In the namespace of the jobs: a Role.
    Namespace,
    /// In all namespaces or outside of any: a `ClusterRole`.
    Cluster,
}

/// What turns a feature on. Paths begin below `[[runners]]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switch {
    /// Nothing: every job needs it.
    Always,
    /// One of these feature flags is true.
    Flag(&'static [&'static str]),
    /// This feature flag is not true.
    NoFlag(&'static str),
    /// A key is true.
    True(&'static str),
    /// A key is not false.
    NotFalse(&'static str),
    /// A key holds text that is not empty.
    Filled(&'static str),
    /// A key holds a number that is not 0.
    NotZero(&'static str),
    /// A table is there.
    Table(&'static str),
}

const fn core(resource: &'static str, verbs: &'static [&'static str]) -> Grant {
    Grant {
        group: "",
        resource,
        verbs,
    }
}

const fn grant(
    group: &'static str,
    resource: &'static str,
    verbs: &'static [&'static str],
) -> Grant {
    Grant {
        group,
        resource,
        verbs,
    }
}

const STREAM: &[&str] = &["create", "delete", "get", "patch"];
const LEGACY: &str = "FF_USE_LEGACY_KUBERNETES_EXECUTION_STRATEGY";

/// All features, the most common first.
pub const FEATURES: &[Feature] = &[
    Feature {
        id: "jobs",
        switch: Switch::Always,
        since: None,
        grants: &[
            core("pods", &["create", "delete", "get"]),
            core("pods/exec", STREAM),
        ],
        scope: Scope::Namespace,
        purpose: "every job: its pod, and commands in it",
        lost: "no job can run",
        severity: Severity::Error,
    },
    Feature {
        id: "credentials",
        switch: Switch::Always,
        since: None,
        grants: &[core("secrets", &["create", "delete", "get", "update"])],
        scope: Scope::Namespace,
        purpose: "giving a job its credentials",
        lost: "no job can be given its credentials",
        severity: Severity::Error,
    },
    Feature {
        id: "services",
        switch: Switch::Always,
        since: None,
        grants: &[core("services", &["create", "get"])],
        scope: Scope::Namespace,
        purpose: "jobs with service containers",
        lost: "jobs with service containers fail",
        severity: Severity::Warning,
    },
    Feature {
        id: "accounts",
        switch: Switch::Always,
        since: None,
        grants: &[core("serviceaccounts", &["get"])],
        scope: Scope::Namespace,
        purpose: "jobs with an account of their own",
        lost: "jobs with an account of their own fail",
        severity: Severity::Warning,
    },
    Feature {
        id: "attach",
        switch: Switch::NoFlag(LEGACY),
        since: None,
        grants: &[core("pods/attach", STREAM)],
        scope: Scope::Namespace,
        purpose: "running scripts by attaching to the pod",
        lost: "no script can be started in a job",
        severity: Severity::Error,
    },
    Feature {
        id: "attach-watch",
        switch: Switch::NoFlag(LEGACY),
        since: None,
        grants: &[core("pods", &["watch"])],
        scope: Scope::Namespace,
        purpose: "seeing what becomes of the pod that a script is attached to",
        lost: "the manager polls the pods, which is slower",
        severity: Severity::Warning,
    },
    Feature {
        id: "service-logs",
        switch: Switch::NoFlag(LEGACY),
        since: None,
        grants: &[core("pods/log", &["get", "list"])],
        scope: Scope::Namespace,
        purpose: "showing the output of services in jobs that ask for it by CI_DEBUG_SERVICES",
        lost: "jobs that ask for the output of their services do not see it",
        severity: Severity::Warning,
    },
    Feature {
        id: "informers",
        switch: Switch::Always,
        since: Some((17, 9)),
        grants: &[core("pods", &["list", "watch"])],
        scope: Scope::Namespace,
        purpose: "watching job pods instead of polling each of them",
        lost: "the manager warns in every job and polls the pods, which is slower",
        severity: Severity::Warning,
    },
    Feature {
        id: "warning-events",
        switch: Switch::NotFalse("kubernetes.print_pod_warning_events"),
        since: None,
        grants: &[core("events", &["list"])],
        scope: Scope::Namespace,
        purpose: "showing the warnings of a pod in the job's log",
        lost: "a job that could not start does not say why",
        severity: Severity::Warning,
    },
    Feature {
        id: "pod-events",
        switch: Switch::Flag(&["FF_PRINT_POD_EVENTS"]),
        since: None,
        grants: &[core("events", &["watch"])],
        scope: Scope::Namespace,
        purpose: "showing the events of a pod while it starts",
        lost: "no events are shown",
        severity: Severity::Warning,
    },
    Feature {
        id: "entrypoint",
        switch: Switch::Flag(&["FF_KUBERNETES_HONOR_ENTRYPOINT"]),
        since: None,
        grants: &[core("pods", &["watch"]), core("pods/log", &["get", "list"])],
        scope: Scope::Namespace,
        purpose: "waiting for the image's entrypoint, whose output says when it is done",
        lost: "jobs fail while they wait for the entrypoint",
        severity: Severity::Error,
    },
    Feature {
        id: "reachable",
        switch: Switch::Flag(&["FF_WAIT_FOR_POD_TO_BE_REACHABLE", "FF_CONCRETE"]),
        since: None,
        grants: &[core("pods/log", &["get"])],
        scope: Scope::Namespace,
        purpose: "asking for a pod's log until the node answers",
        lost: "jobs fail while they wait for the pod",
        severity: Severity::Error,
    },
    Feature {
        id: "availability-check",
        switch: Switch::NotZero("kubernetes.resource_availability_check_max_attempts"),
        since: None,
        grants: &[
            core("secrets", &["get", "list"]),
            core("serviceaccounts", &["get", "list"]),
        ],
        scope: Scope::Namespace,
        purpose: "looking for the account and the pull secrets before a job's pod is made",
        lost: "jobs wait for an account or a pull secret that they cannot see, and fail",
        severity: Severity::Error,
    },
    Feature {
        id: "disruption-budget",
        switch: Switch::True("kubernetes.pod_disruption_budget"),
        since: None,
        grants: &[grant("policy", "poddisruptionbudgets", &["create", "get"])],
        scope: Scope::Namespace,
        purpose: "a PodDisruptionBudget for each job pod",
        lost: "jobs have no disruption budget",
        severity: Severity::Error,
    },
    Feature {
        id: "pause-pods",
        switch: Switch::Table("kubernetes.autoscaler"),
        since: None,
        grants: &[
            grant(
                "apps",
                "deployments",
                &["create", "delete", "get", "list", "update"],
            ),
            grant("scheduling.k8s.io", "priorityclasses", &["create", "get"]),
        ],
        // A PriorityClass belongs to no namespace.
        scope: Scope::Cluster,
        purpose: "pause pods that hold spare nodes, and the PriorityClass they have",
        lost: "no spare nodes are held",
        severity: Severity::Error,
    },
    Feature {
        id: "namespace-per-job",
        switch: Switch::True("kubernetes.namespace_per_job"),
        since: None,
        grants: &[core("namespaces", &["create", "delete"])],
        scope: Scope::Cluster,
        purpose: "a namespace for each job, which is made and removed with it",
        lost: "no job can be given its namespace",
        severity: Severity::Error,
    },
    Feature {
        id: "namespace-overwrite",
        switch: Switch::Filled("kubernetes.namespace_overwrite_allowed"),
        since: None,
        grants: &[],
        scope: Scope::Cluster,
        purpose: "jobs that choose their namespace",
        lost: "jobs that choose another namespace are forbidden there",
        severity: Severity::Error,
    },
    Feature {
        id: "suspend",
        switch: Switch::Flag(&["FF_SUSPENDABLE_ENVIRONMENTS"]),
        since: None,
        grants: &[
            core("configmaps", &["create", "delete", "get", "update"]),
            // A Role may allow to get the namespace that it is in.
            core("namespaces", &["get"]),
            core("persistentvolumeclaims", &["create", "delete"]),
        ],
        scope: Scope::Namespace,
        purpose: "suspending environments: their state and their volumes",
        lost: "environments cannot be suspended",
        severity: Severity::Error,
    },
];

/// Groups and resources in the order in which a list names them. Neighbours of one group with the same verbs share an
/// entry.
pub(super) const ORDER: &[(&str, &str)] = &[
    ("", "pods"),
    ("", "pods/attach"),
    ("", "pods/exec"),
    ("", "pods/log"),
    ("", "secrets"),
    ("", "serviceaccounts"),
    ("", "services"),
    ("", "events"),
    ("", "configmaps"),
    ("", "persistentvolumeclaims"),
    ("", "namespaces"),
    ("policy", "poddisruptionbudgets"),
    ("apps", "deployments"),
    ("scheduling.k8s.io", "priorityclasses"),
];
