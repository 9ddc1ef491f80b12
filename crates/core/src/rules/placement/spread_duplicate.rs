//! The same constraint twice.

use super::constraints;
use crate::rules::context::remove;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "spread-duplicate",
    title: "A constraint twice",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Finds two topology spread constraints with the same topologyKey and whenUnsatisfiable.",
        why: "Kubernetes refuses a pod with such a pair, so no manager is made.",
        instead: "One of the two.",
    },
    source: "Kubernetes API validation: duplicate {topologyKey, whenUnsatisfiable}",
    failing: "topologySpreadConstraints:\n  - &one\n    maxSkew: 1\n    topologyKey: kubernetes.io/hostname\n    whenUnsatisfiable: ScheduleAnyway\n    labelSelector:\n      matchLabels:\n        app: gitlab-runner\n  - *one\n",
    passing: "topologySpreadConstraints:\n  - maxSkew: 1\n    topologyKey: kubernetes.io/hostname\n    whenUnsatisfiable: ScheduleAnyway\n    labelSelector:\n      matchLabels:\n        app: gitlab-runner\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let all = constraints(context);
    let pair = |constraint: &super::Constraint| {
        (
            constraint.text("topologyKey").to_owned(),
            constraint.is_hard(),
        )
    };
    let mut findings = Vec::new();
    for (number, constraint) in all.iter().enumerate() {
        let first = all
            .iter()
            .take(number)
            .find(|first| pair(first) == pair(constraint));
        let Some(first) = first.filter(|_| !constraint.text("topologyKey").is_empty()) else {
            continue;
        };
        let sentence = format!(
            "{} stands twice with the same whenUnsatisfiable; Kubernetes refuses that.",
            constraint.text("topologyKey")
        );
        let safety = if first.fields == constraint.fields {
            Safety::Safe
        } else {
            Safety::NeedsReview
        };
        let finding = context.at_value(&RULE, &constraint.at, sentence);
        findings.extend(
            finding.map(|finding| finding.fix("Remove the second", safety, remove(&constraint.at))),
        );
    }
    findings
}
