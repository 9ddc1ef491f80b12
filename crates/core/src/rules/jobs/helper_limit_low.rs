//! A helper that cache and artifacts kill.

use super::tables;
use crate::rules::context::write;
use crate::rules::reading::mended;
use crate::rules::rule::{config, explanation};
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "helper-limit-low",
    title: "The helper may use too little memory",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds a memory limit of the helper below 250Mi where a cache is configured, and below 128Mi without one.",
        why: "The helper packs and uploads cache and artifacts. Above its limit it is killed, and the job fails with exit code 137 after its work is done.",
        instead: "helper_memory_limit of \"256Mi\" or more; large archives take more.",
    },
    source: "GitLab's documentation of the Kubernetes executor: 250Mi for the helper; gitlab-runner issues 27266, 29026 and 39141",
    failing: "runners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        memory_request = \"1Gi\"\n        helper_memory_request = \"100Mi\"\n        helper_memory_limit = \"100Mi\"\n",
    passing: config!("helper_memory_limit = \"512Mi\""),
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const MEBI: i128 = 1024 * 1024;
    let mut findings = Vec::new();
    for table in tables(context) {
        let at = format!("{table}.helper_memory_limit");
        let has_cache = context.has(&at.replace("kubernetes.helper_memory_limit", "cache.Type"));
        let enough = if has_cache { 250 } else { 128 } * MEBI;
        let limit = context.quantity(&at);
        let Some(limit) =
            limit.filter(|limit| limit.units() < enough && !limit.is_suspicious_memory())
        else {
            continue;
        };
        let what = if has_cache {
            "cache and artifacts"
        } else {
            "artifacts"
        };
        let sentence = format!("{limit} is too little for {what}; above it the helper is killed.");
        let found = context.tell(&RULE, &at, sentence);
        findings.extend(mended(
            found,
            "Use 256Mi",
            Safety::Safe,
            write(&at, "256Mi"),
        ));
    }
    findings
}
