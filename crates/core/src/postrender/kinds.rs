//! The kinds that hold pods, as rows: where the pod templates are, who says how many pods there will be, which label
//! names a revision, and whether spreading is sensible at all. A kind that is neither here nor in the policy is never
//! touched. Groups and paths are those of the Kubernetes API and of the projects' own definitions.

/// One kind of workload.
#[derive(Debug, PartialEq, Eq)]
pub struct KindRow {
    /// API groups the kind is matched in, at any version.
    pub groups: &'static [&'static str],
    /// The kind's name.
    pub kind: &'static str,
    /// Paths from the object to its pod templates, which hold `metadata` and `spec`; `[*]` stands for each item of a list.
    pub templates: &'static [&'static str],
    /// Path of the label selector that finds the pods.
    pub selector: Option<&'static str>,
    /// Whether that is a plain mapping of labels, as it was before label selectors.
    pub has_plain_selector: bool,
    /// Who says how many pods there will be.
    pub replicas: Replicas<'static>,
    /// The label by which the controller tells the pods of one revision from the next.
    pub revision_label: Option<&'static str>,
    /// Whether topology spread is added.
    pub spread: Spread,
    /// Whether the API server refuses a change of the pod template after the object was created.
    pub is_immutable: bool,
    /// Whether a change of the pod template starts running pods anew, and not only those to come.
    pub rolls: bool,
}

/// Where an object says how many pods it makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replicas<'a> {
    /// At this path; where it is left out, an autoscaler may decide.
    At(&'a str),
    /// At this path, else one: no autoscaler scales this kind.
    AtOrOne(&'a str),
    /// Always one.
    One,
    /// Nowhere that can be read.
    Unknown,
}

/// Whether topology spread is added to a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spread {
    /// By every rule that is for the object.
    Yes,
    /// Only by a rule that names the kind.
    WhenNamed,
    /// Never: each node runs one.
    OnePerNode,
    /// Never: the project's own webhook refuses the field unless a feature flag allows it.
    Refused,
}

const PLAIN: &[&str] = &["spec.template"];
const SELECTOR: Option<&str> = Some("spec.selector");
const REPLICAS: Replicas<'static> = Replicas::At("spec.replicas");
const REVISION: Option<&str> = Some("controller-revision-hash");

/// What most kinds have in common: replicas, a selector, a template, no label of their own for a revision.
const BASE: KindRow = KindRow {
    groups: &[],
    kind: "",
    templates: PLAIN,
    selector: SELECTOR,
    has_plain_selector: false,
    replicas: REPLICAS,
    revision_label: None,
    spread: Spread::Yes,
    is_immutable: false,
    rolls: true,
};

/// Work that ends, with a template no one selects by.
const TASK: KindRow = KindRow {
    selector: None,
    replicas: Replicas::AtOrOne("spec.parallelism"),
    spread: Spread::WhenNamed,
    rolls: false,
    ..BASE
};

/// One pod on each node.
const DAEMON: KindRow = KindRow {
    replicas: Replicas::Unknown,
    revision_label: REVISION,
    spread: Spread::OnePerNode,
    ..BASE
};

const KNATIVE: KindRow = KindRow {
    groups: &["serving.knative.dev"],
    selector: None,
    replicas: Replicas::Unknown,
    spread: Spread::Refused,
    ..BASE
};

/// Every known kind.
pub const TABLE: &[KindRow] = &[
    KindRow {
        groups: &["apps", "extensions"],
        kind: "Deployment",
        revision_label: Some("pod-template-hash"),
        ..BASE
    },
    KindRow {
        groups: &["apps"],
        kind: "StatefulSet",
        revision_label: REVISION,
        ..BASE
    },
    KindRow {
        groups: &["apps", "extensions"],
        kind: "DaemonSet",
        ..DAEMON
    },
    KindRow {
        groups: &["apps", "extensions"],
        kind: "ReplicaSet",
        ..BASE
    },
    KindRow {
        groups: &[""],
        kind: "ReplicationController",
        has_plain_selector: true,
        ..BASE
    },
    KindRow {
        groups: &[""],
        kind: "PodTemplate",
        templates: &["template"],
        selector: None,
        replicas: Replicas::Unknown,
        rolls: false,
        spread: Spread::WhenNamed,
        ..BASE
    },
    KindRow {
        groups: &[""],
        kind: "Pod",
        templates: &[""],
        selector: None,
        replicas: Replicas::One,
        is_immutable: true,
        ..BASE
    },
    KindRow {
        groups: &["batch"],
        kind: "Job",
        is_immutable: true,
        ..TASK
    },
    KindRow {
        groups: &["batch"],
        kind: "CronJob",
        templates: &["spec.jobTemplate.spec.template"],
        replicas: Replicas::AtOrOne("spec.jobTemplate.spec.parallelism"),
        ..TASK
    },
    KindRow {
        groups: &["argoproj.io"],
        kind: "Rollout",
        revision_label: Some("rollouts-pod-template-hash"),
        ..BASE
    },
    KindRow {
        groups: &["apps.kruise.io"],
        kind: "CloneSet",
        revision_label: REVISION,
        ..BASE
    },
    KindRow {
        groups: &["apps.kruise.io"],
        kind: "StatefulSet",
        revision_label: REVISION,
        ..BASE
    },
    KindRow {
        groups: &["apps.kruise.io"],
        kind: "DaemonSet",
        ..DAEMON
    },
    KindRow {
        groups: &["apps.kruise.io"],
        kind: "BroadcastJob",
        replicas: Replicas::Unknown,
        spread: Spread::OnePerNode,
        ..TASK
    },
    KindRow {
        groups: &["apps.kruise.io"],
        kind: "AdvancedCronJob",
        templates: &[
            "spec.template.jobTemplate.spec.template",
            "spec.template.broadcastJobTemplate.spec.template",
        ],
        replicas: Replicas::AtOrOne("spec.template.jobTemplate.spec.parallelism"),
        ..TASK
    },
    KindRow {
        groups: &["apps.kruise.io"],
        kind: "UnitedDeployment",
        templates: &[
            "spec.template.statefulSetTemplate.spec.template",
            "spec.template.advancedStatefulSetTemplate.spec.template",
            "spec.template.cloneSetTemplate.spec.template",
            "spec.template.deploymentTemplate.spec.template",
        ],
        // Its own node topology decides where pods go.
        spread: Spread::WhenNamed,
        ..BASE
    },
    KindRow {
        groups: &["keda.sh"],
        kind: "ScaledJob",
        templates: &["spec.jobTargetRef.template"],
        replicas: Replicas::Unknown,
        ..TASK
    },
    KindRow {
        groups: &["leaderworkerset.x-k8s.io"],
        kind: "LeaderWorkerSet",
        templates: &[
            "spec.leaderWorkerTemplate.leaderTemplate",
            "spec.leaderWorkerTemplate.workerTemplate",
        ],
        selector: None,
        // A group usually wants to be together.
        spread: Spread::WhenNamed,
        ..BASE
    },
    KindRow {
        groups: &["jobset.x-k8s.io"],
        kind: "JobSet",
        templates: &["spec.replicatedJobs[*].template.spec.template"],
        replicas: Replicas::Unknown,
        is_immutable: true,
        ..TASK
    },
    KindRow {
        kind: "Service",
        ..KNATIVE
    },
    KindRow {
        kind: "Configuration",
        ..KNATIVE
    },
    KindRow {
        kind: "Revision",
        templates: &[""],
        is_immutable: true,
        ..KNATIVE
    },
];

/// The API group of an `apiVersion`; empty for the core group.
#[must_use]
pub fn group_of(api_version: &str) -> &str {
    api_version
        .rsplit_once('/')
        .map_or("", |(group, _version)| group)
}

/// The row for an object's `apiVersion` and `kind`.
#[must_use]
pub fn row(api_version: &str, kind: &str) -> Option<&'static KindRow> {
    let group = group_of(api_version);
    TABLE
        .iter()
        .find(|row| row.kind == kind && row.groups.contains(&group))
}

/// Whether a document of this kind may hold a workload: it has a row, or is a list of objects.
#[must_use]
pub fn may_hold_workloads(kind: &str) -> bool {
    is_list(kind) || TABLE.iter().any(|row| row.kind == kind)
}

/// Whether a kind is a list of objects, `List` or `DeploymentList`.
#[must_use]
pub fn is_list(kind: &str) -> bool {
    kind.ends_with("List")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_found_by_group_at_any_version() {
        assert_eq!(row("apps/v1", "Deployment").unwrap().spread, Spread::Yes);
        assert_eq!(
            row("extensions/v1beta1", "DaemonSet").unwrap().spread,
            Spread::OnePerNode
        );
        assert_eq!(
            row("serving.knative.dev/v1", "Service").unwrap().spread,
            Spread::Refused
        );
        assert!(row("example.com/v1", "Deployment").is_none());
        assert!(row("v1", "Service").is_none());
    }
}
