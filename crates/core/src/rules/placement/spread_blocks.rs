//! A spread over zones that nodes without a zone cannot take part in.

use super::constraints;
use crate::rules::context::write;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "spread-blocks",
    title: "A spread over zones that blocks",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds topology spread constraints over zones with DoNotSchedule.",
        why: "A node without the zone label can then never take a manager: on bare metal, kind or k3s all of them stay Pending. When a zone is full or away, so does the next manager.",
        instead: "whenUnsatisfiable: ScheduleAnyway for zones; DoNotSchedule at most for kubernetes.io/hostname.",
    },
    source: "Kubernetes documentation on topology spread constraints",
    failing: "topologySpreadConstraints:\n  - maxSkew: 1\n    topologyKey: topology.kubernetes.io/zone\n    whenUnsatisfiable: DoNotSchedule\n    labelSelector:\n      matchLabels:\n        app: gitlab-runner\n",
    passing: "topologySpreadConstraints:\n  - maxSkew: 1\n    topologyKey: topology.kubernetes.io/zone\n    whenUnsatisfiable: ScheduleAnyway\n    labelSelector:\n      matchLabels:\n        app: gitlab-runner\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const ZONES: [&str; 2] = [
        "topology.kubernetes.io/zone",
        "failure-domain.beta.kubernetes.io/zone",
    ];
    let found = constraints(context).into_iter().filter(|constraint| {
        constraint.is_hard() && ZONES.contains(&constraint.text("topologyKey"))
    });
    gather(found
        .filter_map(|constraint| {
            let sentence = "A node without a zone label can never take a manager, and one zone down blocks the next one.";
            let finding = context.at_value(&RULE, &format!("{}.topologyKey", constraint.at), sentence.to_owned())?;
            let fix = write(&format!("{}.whenUnsatisfiable", constraint.at), "ScheduleAnyway");
            Some(finding.fix("Prefer it: ScheduleAnyway", Safety::NeedsReview, fix))
        })
)
}
