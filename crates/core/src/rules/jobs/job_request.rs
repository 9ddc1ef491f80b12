//! Jobs that ask for nothing at all.

use super::{has_any, tables};
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "job-request",
    title: "Jobs ask for nothing",
    severity: Severity::Info,
    explanation: explanation! {
        what: "Finds a configuration without any request or limit for job pods.",
        why: "Any number of jobs fits any node, a cluster does not grow for them, and they are the first to go when a node is full. A LimitRange of the namespace may fill them in.",
        instead: "cpu_request and memory_request, and helper_memory_request beside them.",
    },
    source: "Kubernetes documentation on quality of service; the executor has no default for requests",
    failing: "runners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        image = \"alpine\"\n",
    passing: "runners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        image = \"alpine\"\n        cpu_limit = \"1\"\n        memory_limit = \"1Gi\"\n        helper_cpu_limit = \"500m\"\n        helper_memory_limit = \"256Mi\"\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const ANY: [&str; 8] = [
        "cpu_request",
        "cpu_limit",
        "memory_request",
        "memory_limit",
        "pod_cpu_request",
        "pod_cpu_limit",
        "pod_memory_request",
        "pod_memory_limit",
    ];
    gather(
        tables(context)
            .iter()
            .filter(|table| !has_any(context, table, &ANY))
            .filter_map(|table| {
                let sentence = "Job pods ask for no CPU and no memory.";
                let mut finding = context.at_key(&RULE, table, sentence.to_owned())?;
                finding.address =
                    crate::rules::context::address(&format!("{table}.memory_request"))
                        .map(|about| context.selected(about));
                Some(finding)
            }),
    )
}
