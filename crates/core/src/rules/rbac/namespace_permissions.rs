//! Jobs in namespaces that a Role does not reach.

use super::entries;
use crate::rules::reading::{gather, write_bool};
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "namespace-permissions",
    title: "Jobs in other namespaces need a ClusterRole",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Finds namespace_per_job, and namespace_overwrite_allowed, with permissions in one namespace only.",
        why: "A Role reaches no other namespace and cannot allow to make one: such jobs fail with \"is forbidden\".",
        instead: "rbac.clusterWideAccess: true.",
    },
    source: "GitLab's documentation of the Kubernetes executor; templates/role.yaml of chart 0.86.0",
    failing: "rbac:\n  create: true\n  rules:\n    - verbs: [\"*\"]\nrunners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        namespace_per_job = true\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n",
    passing: "rbac:\n  create: true\n  clusterWideAccess: true\n  rules:\n    - verbs: [\"*\"]\nrunners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        namespace_per_job = true\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const WIDE: &str = "values:rbac.clusterWideAccess";
    const EACH: &str = "config:runners.kubernetes.namespace_per_job";
    const CHOSEN: &str = "config:runners.kubernetes.namespace_overwrite_allowed";
    if !context.is_true("values:rbac.create") || context.is_true(WIDE) {
        return Vec::new();
    }
    // An entry for namespaces in a Role is told at the entry.
    let is_told = entries(context)
        .unwrap_or_default()
        .iter()
        .any(|entry| entry.is_core() && entry.resources.iter().any(|own| own == "namespaces"));
    let (at, severity, sentence) = if context.is_true(EACH) && !is_told {
        (
            EACH,
            Severity::Error,
            "A Role cannot allow to make namespaces, so every job fails.",
        )
    } else if context.has(CHOSEN) {
        (
            CHOSEN,
            Severity::Warning,
            "The Role reaches one namespace; jobs that choose another are forbidden.",
        )
    } else {
        return Vec::new();
    };
    let found = context.tell(&RULE, at, sentence).into_iter();
    gather(found.map(|finding| {
        let fix = write_bool(WIDE, true);
        finding
            .severity(severity)
            .fix("Make it a ClusterRole", Safety::NeedsReview, fix)
    }))
}
