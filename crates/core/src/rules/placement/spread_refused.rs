//! A constraint that Kubernetes refuses.

use super::constraints;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Severity};
use crate::workspace::Held;

pub(in crate::rules) const RULE: Rule = Rule {
    id: "spread-refused",
    title: "A constraint that Kubernetes refuses",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Checks the fields of topology spread constraints: maxSkew of 1 or more, a topologyKey, whenUnsatisfiable, and minDomains only with DoNotSchedule.",
        why: "A pod with any other is refused: the Deployment is made, and no manager.",
        instead: "maxSkew: 1, topologyKey, whenUnsatisfiable: ScheduleAnyway or DoNotSchedule, labelSelector.",
    },
    source: "Kubernetes API validation of topologySpreadConstraints",
    failing: "topologySpreadConstraints:\n  - maxSkew: 1\n    minDomains: 2\n    topologyKey: kubernetes.io/hostname\n    whenUnsatisfiable: ScheduleAnyway\n    labelSelector:\n      matchLabels:\n        app: gitlab-runner\n",
    passing: "topologySpreadConstraints:\n  - maxSkew: 1\n    minDomains: 2\n    topologyKey: kubernetes.io/hostname\n    whenUnsatisfiable: DoNotSchedule\n    labelSelector:\n      matchLabels:\n        app: gitlab-runner\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let found = constraints(context).into_iter();
    gather(found.filter_map(|constraint| {
        let is_open = |name: &str| matches!(constraint.field(name), Some(Held::Template));
        let when = constraint.text("whenUnsatisfiable");
        let skew = constraint.field("maxSkew");
        // What is there and of another kind, the types say.
        let is_too_low =
            |skew: &Held| *skew == Held::Null || skew.as_int().is_some_and(|skew| skew < 1);
        let (name, sentence) = if skew.is_none_or(is_too_low) {
            ("maxSkew", "maxSkew is 1 or more.")
        } else if !is_open("topologyKey") && constraint.text("topologyKey").is_empty() {
            ("topologyKey", "A constraint has a topologyKey.")
        } else if !is_open("whenUnsatisfiable") && when.is_empty() {
            (
                "whenUnsatisfiable",
                "whenUnsatisfiable is DoNotSchedule or ScheduleAnyway.",
            )
        } else if constraint.field("minDomains").is_some() && when == "ScheduleAnyway" {
            ("minDomains", "minDomains goes with DoNotSchedule only.")
        } else {
            return None;
        };
        context.at_value(
            &RULE,
            &format!("{}.{name}", constraint.at),
            sentence.to_owned(),
        )
    }))
}
