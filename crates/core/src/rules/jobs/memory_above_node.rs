//! Jobs whose memory no node has.

use super::tables;
use crate::rules::rule::{config, explanation};
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "memory-above-node",
    title: "More memory than a node has",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Compares the memory that a job asks for, and the most it may ask for, with what a node has for pods. It needs to be told the size of a node.",
        why: "A pod that asks for more than any node has waits until the job fails, and a cluster autoscaler does not add a node that is too small as well.",
        instead: "At most what is left on an empty node, helper and system pods taken off.",
    },
    source: "Kubernetes documentation on requests; allocatable memory of managed clusters",
    failing: config!("memory_request_overwrite_max_allowed = \"16Gi\""),
    passing: config!("memory_request_overwrite_max_allowed = \"4Gi\""),
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let Some(node) = context.assumptions.node_memory_bytes.map(i128::from) else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    for table in tables(context) {
        for (name, severity) in [
            ("memory_request", Severity::Error),
            ("memory_request_overwrite_max_allowed", Severity::Warning),
        ] {
            let at = format!("{table}.{name}");
            let Some(amount) = context.quantity(&at).filter(|amount| amount.units() > node) else {
                continue;
            };
            let has = node / (1024 * 1024);
            let sentence = format!("{amount} fits on no node: one has {has}Mi for pods.");
            findings.extend(
                context
                    .at_value(&RULE, &at, sentence)
                    .map(|finding| finding.severity(severity)),
            );
        }
    }
    findings
}
