//! More power than any feature needs.

use crate::rules::context::remove;
use crate::rules::reading::mended;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "cluster-wide-unneeded",
    title: "Permissions in the whole cluster",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds rbac.clusterWideAccess without namespace_per_job, namespace_overwrite_allowed, a namespace of the jobs' own or idle capacity.",
        why: "A ClusterRole reaches every namespace: whoever takes over the manager reads the Secrets of all of them.",
        instead: "Nothing: the Role is in the namespace of the jobs.",
    },
    source: "GitLab's documentation of the chart; templates/role.yaml of chart 0.86.0",
    failing: "rbac:\n  create: true\n  clusterWideAccess: true\n  rules:\n    - verbs: [\"*\"]\n",
    passing: "rbac:\n  create: true\n  clusterWideAccess: false\n  rules:\n    - verbs: [\"*\"]\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const AT: &str = "values:rbac.clusterWideAccess";
    const REASONS: [&str; 4] = [
        "namespace_per_job",
        "namespace_overwrite_allowed",
        "namespace",
        "autoscaler",
    ];
    let is_needed = REASONS
        .iter()
        .any(|key| context.has(&format!("config:runners.kubernetes.{key}")));
    if !context.is_true("values:rbac.create")
        || !context.is_true(AT)
        || is_needed
        || !context.has_config()
    {
        return Vec::new();
    }
    let found = context.tell(
        &RULE,
        AT,
        "Nothing here needs permissions outside of one namespace.",
    );
    mended(found, "Remove", Safety::NeedsReview, remove(AT))
}
