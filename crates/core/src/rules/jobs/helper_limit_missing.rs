//! A limit for the build and none for the helper.

use super::{has_any, tables};
use crate::rules::rule::{config, explanation};
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "helper-limit-missing",
    title: "The helper has no limit",
    severity: Severity::Info,
    explanation: explanation! {
        what: "Finds cpu_limit or memory_limit for the build container without the same limit for the helper.",
        why: "Where the namespace has a ResourceQuota on limits, every container must have one: the pod is refused with \"must specify limits\". The quota counts helper and services too.",
        instead: "helper_cpu_limit and helper_memory_limit beside the others; service_… where jobs have services.",
    },
    source: "gitlab-runner issue 29645; Kubernetes documentation on resource quotas",
    failing: config!("memory_limit = \"1Gi\""),
    passing: config!("memory_limit = \"1Gi\"" "helper_memory_limit = \"512Mi\""),
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in tables(context) {
        for resource in ["cpu", "memory"] {
            let at = format!("{table}.{resource}_limit");
            let others = [
                format!("helper_{resource}_limit"),
                format!("pod_{resource}_limit"),
            ];
            let others = others.each_ref().map(String::as_str);
            if context.has(&at) && !has_any(context, &table, &others) {
                let sentence =
                    format!("The build has a {resource} limit, and the helper beside it has none.");
                findings.extend(context.tell(&RULE, &at, sentence));
            }
        }
    }
    findings
}
