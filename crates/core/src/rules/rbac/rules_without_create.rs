//! Permissions that are not made.

use crate::rules::reading::{mended, write_bool};
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "rbac-rules-without-create",
    title: "rbac.rules without rbac.create",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds rbac.rules or rbac.clusterWideAccess while rbac.create is not true.",
        why: "The chart makes no Role at all then, and says nothing.",
        instead: "rbac.create: true.",
    },
    source: "templates/role.yaml of chart 0.86.0",
    failing: "rbac:\n  rules:\n    - resources: [pods]\n      verbs: [get]\n",
    passing: "rbac:\n  create: true\n  rules:\n    - verbs: [\"*\"]\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const CREATE: &str = "values:rbac.create";
    let create = context.held(CREATE);
    if create.is_some_and(|held| held.as_bool() != Some(false)) || !context.is_complete() {
        return Vec::new();
    }
    let is_wide = context.is_true("values:rbac.clusterWideAccess");
    let at = if context.has("values:rbac.rules") {
        "values:rbac.rules"
    } else if is_wide {
        "values:rbac.clusterWideAccess"
    } else {
        return Vec::new();
    };
    let found = context.tell(&RULE, at, "Without rbac.create the chart makes no Role.");
    mended(
        found,
        "Create it",
        Safety::NeedsReview,
        write_bool(CREATE, true),
    )
}
