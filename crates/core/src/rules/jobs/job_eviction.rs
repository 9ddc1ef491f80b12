//! A job that a cluster may move away.

use super::tables;
use crate::rules::rule::{config, explanation};
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "jobs-may-be-evicted",
    title: "Jobs may be evicted",
    severity: Severity::Info,
    explanation: explanation! {
        what: "Finds job pods that say they may be evicted, and job pods that do not say they may not where nodes come and go, which it needs to be told.",
        why: "A cluster autoscaler that empties a node ends the jobs on it; they fail and start over. The annotation keeps it from taking such a node.",
        instead: "\"cluster-autoscaler.kubernetes.io/safe-to-evict\" = \"false\" under [runners.kubernetes.pod_annotations].",
    },
    source: "GitLab's documentation of the Kubernetes executor (Amazon EKS); cluster-autoscaler FAQ",
    failing: config!("pod_annotations = { \"cluster-autoscaler.kubernetes.io/safe-to-evict\" = \"true\" }"),
    passing: config!("pod_annotations = { \"cluster-autoscaler.kubernetes.io/safe-to-evict\" = \"false\" }"),
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const NAME: &str = "cluster-autoscaler.kubernetes.io/safe-to-evict";
    let grows = context.assumptions.node_start_seconds.is_some();
    let mut findings = Vec::new();
    for table in tables(context) {
        let at = format!("{table}.pod_annotations");
        let own = context.map(&at).into_iter().find(|(name, _)| name == NAME);
        let finding = match own.as_ref().and_then(|(_, value)| value.as_str()) {
            Some("true") => {
                let sentence = "These jobs may be evicted when the cluster shrinks.";
                context
                    .at_key(&RULE, &at, sentence.to_owned())
                    .map(|finding| finding.severity(Severity::Warning))
            }
            None if grows => {
                let sentence = "Nothing keeps a shrinking cluster from evicting these jobs.";
                context.at_key(&RULE, &at, sentence.to_owned())
            }
            _ => None,
        };
        findings.extend(finding);
    }
    findings
}
