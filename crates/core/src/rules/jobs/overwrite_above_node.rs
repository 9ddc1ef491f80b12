//! Jobs that fit on no node.

use super::tables;
use crate::quantity::Quantity;
use crate::rules::context::write;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "overwrite-above-node",
    title: "More CPU than a node has",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Compares what a job asks for, and the most it may ask for, with the CPU a node has for pods. It needs to be told the size of a node.",
        why: "A pod that asks for more than any node has waits until the job fails, and a cluster autoscaler does not add a node that is too small as well. A node of 2 cores has about 1.9 for pods.",
        instead: "At most what is left on an empty node, such as \"1500m\" on nodes of 2 cores.",
    },
    source: "allocatable CPU of managed clusters; GitLab's documentation of cpu_request_overwrite_max_allowed",
    failing: "runners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        cpu_request = \"500m\"\n        cpu_request_overwrite_max_allowed = \"2000m\"\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n",
    passing: "runners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        cpu_request = \"500m\"\n        cpu_request_overwrite_max_allowed = \"1500m\"\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let Some(node) = context.assumptions.node_cpu_milli else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    for table in tables(context) {
        for (name, severity) in [
            ("cpu_request", Severity::Error),
            ("cpu_request_overwrite_max_allowed", Severity::Warning),
        ] {
            let at = format!("{table}.{name}");
            let held = context.held(&at);
            let quantity = held
                .as_ref()
                .and_then(|held| held.as_str()?.parse::<Quantity>().ok());
            let Some(quantity) = quantity.filter(|quantity| quantity.millis() > i128::from(node))
            else {
                continue;
            };
            // Something else runs on every node: system pods, and the helper of the job.
            let fits = (node.saturating_sub(300) / 100 * 100).max(100);
            let sentence = format!("{quantity} fits on no node: one has {node}m for pods.");
            let finding = context.at_value(&RULE, &at, sentence);
            findings.extend(finding.map(|finding| {
                let fix = write(&at, format!("{fits}m"));
                finding
                    .severity(severity)
                    .fix(format!("Write {fits}m"), Safety::NeedsReview, fix)
            }));
        }
    }
    findings
}
