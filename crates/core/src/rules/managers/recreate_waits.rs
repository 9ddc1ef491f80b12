//! An upgrade with a long pause.

use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "recreate-waits",
    title: "An upgrade that waits for all jobs",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds strategy.type: Recreate.",
        why: "New managers are made when all old ones are gone, and those finish their jobs first, for up to an hour: until then nobody takes a job.",
        instead: "RollingUpdate, the default: one runner may have several managers at a time.",
    },
    source: "Kubernetes documentation on Deployments; values.yaml of chart 0.86.0 (terminationGracePeriodSeconds)",
    failing: "strategy:\n  type: Recreate\n",
    passing: "strategy:\n  type: RollingUpdate\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const AT: &str = "values:strategy.type";
    if context.text(AT).as_deref() != Some("Recreate") {
        return Vec::new();
    }
    let found = context.at_value(
        &RULE,
        AT,
        "During an upgrade no manager takes jobs until the last old job is done.".to_owned(),
    );
    found.into_iter().collect()
}
