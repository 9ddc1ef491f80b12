//! A spread over regions, of which a cluster has one.

use super::constraints;
use crate::rules::context::remove;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "spread-region",
    title: "A spread over regions",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds topology spread constraints over regions.",
        why: "Nearly every cluster is in one region, where the constraint does nothing. With DoNotSchedule, nodes without the label can never take a manager.",
        instead: "Nothing; the constraints over zones and nodes do the spreading.",
    },
    source: "Kubernetes documentation on topology spread constraints and well-known labels",
    failing: "topologySpreadConstraints:\n  - maxSkew: 1\n    topologyKey: topology.kubernetes.io/region\n    whenUnsatisfiable: DoNotSchedule\n    labelSelector:\n      matchLabels:\n        app: gitlab-runner\n",
    passing: "topologySpreadConstraints:\n  - maxSkew: 1\n    topologyKey: kubernetes.io/hostname\n    whenUnsatisfiable: DoNotSchedule\n    labelSelector:\n      matchLabels:\n        app: gitlab-runner\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const REGIONS: [&str; 2] = [
        "topology.kubernetes.io/region",
        "failure-domain.beta.kubernetes.io/region",
    ];
    let found = constraints(context)
        .into_iter()
        .filter(|constraint| REGIONS.contains(&constraint.text("topologyKey")));
    gather(found
        .filter_map(|constraint| {
            let (severity, sentence) = if constraint.is_hard() {
                (Severity::Warning, "In one region this does nothing, and a node without the label can never take a manager.")
            } else {
                (Severity::Info, "In one region this does nothing.")
            };
            let finding = context.at_value(&RULE, &format!("{}.topologyKey", constraint.at), sentence.to_owned())?;
            Some(finding.severity(severity).fix("Remove the constraint", Safety::NeedsReview, remove(&constraint.at)))
        })
)
}
