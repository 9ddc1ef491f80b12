//! A constraint over a label that nodes do not have.

use super::constraints;
use crate::rules::context::write;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "spread-label-missing",
    title: "A spread over a label that nodes lack",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Compares the topologyKey of constraints with DoNotSchedule with the labels that nodes have, which it needs to be told.",
        why: "A node without the label takes no pod under such a constraint: no manager starts anywhere.",
        instead: "A label that every node has, such as kubernetes.io/hostname, or ScheduleAnyway.",
    },
    source: "Kubernetes documentation on topology spread constraints",
    failing: "topologySpreadConstraints:\n  - maxSkew: 1\n    topologyKey: example.com/rack\n    whenUnsatisfiable: DoNotSchedule\n    labelSelector:\n      matchLabels:\n        app: gitlab-runner\n",
    passing: "topologySpreadConstraints:\n  - maxSkew: 1\n    topologyKey: kubernetes.io/hostname\n    whenUnsatisfiable: DoNotSchedule\n    labelSelector:\n      matchLabels:\n        app: gitlab-runner\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let Some(labels) = &context.assumptions.node_labels else {
        return Vec::new();
    };
    let found = constraints(context)
        .into_iter()
        .filter(|constraint| constraint.is_hard());
    gather(found.filter_map(|constraint| {
        let key = constraint.text("topologyKey");
        if key.is_empty() || labels.iter().any(|label| label == key) {
            return None;
        }
        let sentence = format!("No node has the label {key}, so none takes a manager.");
        let finding =
            context.at_value(&RULE, &format!("{}.topologyKey", constraint.at), sentence)?;
        let fix = write(
            &format!("{}.whenUnsatisfiable", constraint.at),
            "ScheduleAnyway",
        );
        Some(finding.fix("Prefer it: ScheduleAnyway", Safety::NeedsReview, fix))
    }))
}
