//! An upgrade that may change nothing.

use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "rollout-stuck",
    title: "An upgrade without any room",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Finds a rolling update with neither a manager more nor one less.",
        why: "Kubernetes refuses a Deployment whose maxSurge and maxUnavailable are both 0.",
        instead: "maxSurge: 1.",
    },
    source: "Kubernetes API validation of Deployments",
    failing: "strategy:\n  rollingUpdate:\n    maxSurge: 0\n    maxUnavailable: 0\n",
    passing: "strategy:\n  rollingUpdate:\n    maxSurge: 1\n    maxUnavailable: 0\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const AT: &str = "values:strategy.rollingUpdate";
    let is_zero = |name: &str| {
        let held = context.held(&format!("{AT}.{name}"));
        held.is_some_and(|held| matches!(held.as_scalar_text(), Some("0" | "0%")))
    };
    if is_zero("maxSurge") && is_zero("maxUnavailable") {
        return context.tell(
            &RULE,
            AT,
            "maxSurge and maxUnavailable are both 0; Kubernetes refuses that.",
        );
    }
    Vec::new()
}
