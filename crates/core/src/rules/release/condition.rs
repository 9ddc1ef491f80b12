//! A condition at which helmfile stops.

use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Severity};
use crate::workspace::Switch;

pub(in crate::rules) const RULE: Rule = Rule {
    id: "condition-unreadable",
    title: "A condition that helmfile cannot read",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Finds a condition that does not end in enabled, and one about a value that the environment does not have.",
        why: "helmfile stops at it, for all releases of the helmfile.",
        instead: "condition: runner.enabled, with the map runner in the values of every environment.",
    },
    source: "helmfile 1.8: condition, tried with helmfile list",
    failing: "releases:\n  - name: gitlab-runner\n    namespace: ci\n    chart: gitlab/gitlab-runner\n    version: 0.86.0\n    condition: runner.wanted\n    values:\n      - values.yaml\n---- values\nreplicas: 1\n",
    passing: "environments:\n  default:\n    values:\n      - runner: {enabled: true}\n---\nreleases:\n  - name: gitlab-runner\n    namespace: ci\n    chart: gitlab/gitlab-runner\n    version: 0.86.0\n    condition: runner.enabled\n    values:\n      - values.yaml\n---- values\nreplicas: 1\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    match context.own().map(|own| &own.switch) {
        Some(Switch::Stops(why)) => {
            context.tell(&RULE, "helmfile:releases[].condition", format!("{why}."))
        }
        _ => Vec::new(),
    }
}
