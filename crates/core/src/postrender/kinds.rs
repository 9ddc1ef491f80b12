//! The kinds that hold a pod template, as rows: where it is, how many pods it makes, which label names a revision.
//! A kind that is not here is never touched; a row with [`Support::Later`] is known and left alone with a reason.

/// One kind of workload.
#[derive(Debug, PartialEq, Eq)]
pub struct KindRow {
    /// API groups the kind is matched in, at any version.
    pub groups: &'static [&'static str],
    /// The kind's name.
    pub kind: &'static str,
    /// The keys from the object to the pod template, which holds `metadata` and `spec`.
    pub template: &'static [&'static str],
    /// The label by which the controller tells the pods of one revision from the next.
    pub revision_label: Option<&'static str>,
    /// Whether the post-renderer changes this kind.
    pub support: Support,
}

/// Whether the post-renderer changes a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Support {
    /// It does.
    Now,
    /// It will; until then objects of the kind are reported and left alone.
    Later,
}

/// Every known kind; groups as the Kubernetes API and the projects themselves name them.
pub const TABLE: &[KindRow] = &[
    now(&["apps", "extensions"], "Deployment", "pod-template-hash"),
    now(&["apps"], "StatefulSet", "controller-revision-hash"),
    later(&["apps", "extensions"], "DaemonSet", &["spec", "template"]),
    later(&["apps", "extensions"], "ReplicaSet", &["spec", "template"]),
    later(&[""], "ReplicationController", &["spec", "template"]),
    later(&[""], "PodTemplate", &["template"]),
    later(&[""], "Pod", &[]),
    later(&["batch"], "Job", &["spec", "template"]),
    later(
        &["batch"],
        "CronJob",
        &["spec", "jobTemplate", "spec", "template"],
    ),
    later(&["argoproj.io"], "Rollout", &["spec", "template"]),
    later(&["apps.kruise.io"], "CloneSet", &["spec", "template"]),
    later(&["apps.kruise.io"], "StatefulSet", &["spec", "template"]),
    later(&["apps.kruise.io"], "DaemonSet", &["spec", "template"]),
    later(
        &["keda.sh"],
        "ScaledJob",
        &["spec", "jobTargetRef", "template"],
    ),
    later(
        &["leaderworkerset.x-k8s.io"],
        "LeaderWorkerSet",
        &["spec", "leaderWorkerTemplate", "workerTemplate"],
    ),
    later(&["jobset.x-k8s.io"], "JobSet", &["spec", "replicatedJobs"]),
    later(&["serving.knative.dev"], "Service", &["spec", "template"]),
    later(
        &["serving.knative.dev"],
        "Configuration",
        &["spec", "template"],
    ),
];

const fn now(
    groups: &'static [&'static str],
    kind: &'static str,
    revision_label: &'static str,
) -> KindRow {
    KindRow {
        groups,
        kind,
        template: &["spec", "template"],
        revision_label: Some(revision_label),
        support: Support::Now,
    }
}

const fn later(
    groups: &'static [&'static str],
    kind: &'static str,
    template: &'static [&'static str],
) -> KindRow {
    KindRow {
        groups,
        kind,
        template,
        revision_label: None,
        support: Support::Later,
    }
}

/// The row for an object's `apiVersion` and `kind`.
#[must_use]
pub fn row(api_version: &str, kind: &str) -> Option<&'static KindRow> {
    let group = api_version
        .rsplit_once('/')
        .map_or("", |(group, _version)| group);
    TABLE
        .iter()
        .find(|row| row.kind == kind && row.groups.contains(&group))
}

/// The kinds the post-renderer changes.
pub fn supported() -> impl Iterator<Item = &'static str> {
    TABLE
        .iter()
        .filter(|row| row.support == Support::Now)
        .map(|row| row.kind)
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
        assert_eq!(row("apps/v1", "Deployment").unwrap().support, Support::Now);
        assert_eq!(
            row("extensions/v1beta1", "Deployment").unwrap().support,
            Support::Now
        );
        assert_eq!(
            row("apps.kruise.io/v1beta1", "StatefulSet")
                .unwrap()
                .support,
            Support::Later
        );
        assert!(row("example.com/v1", "Deployment").is_none());
        assert!(row("v1", "Service").is_none());
    }
}
