//! Jobs that ask for CPU and not for memory.

use super::{has_any, tables};
use crate::rules::context::write;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "job-memory-request",
    title: "Jobs ask for no memory",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds a cpu_request without memory_request or memory_limit.",
        why: "The scheduler then counts the memory of a job as nothing and puts as many on a node as its CPU allows; the node runs out of memory and evicts them.",
        instead: "memory_request with what a usual job needs, such as \"1Gi\".",
    },
    source: "Kubernetes documentation on requests; the executor has no default for them",
    failing: "runners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        cpu_request = \"500m\"\n        helper_memory_request = \"256Mi\"\n",
    passing: "runners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        cpu_request = \"500m\"\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const MEMORY: [&str; 4] = [
        "memory_request",
        "memory_limit",
        "pod_memory_request",
        "pod_memory_limit",
    ];
    gather(tables(context)
        .iter()
        .filter_map(|table| {
            let cpu = format!("{table}.cpu_request");
            if !context.is_there(&cpu) || has_any(context, table, &MEMORY) {
                return None;
            }
            let sentence = "Jobs ask for CPU and not for memory, so nothing keeps a node's memory from being given out twice.";
            let finding = context.at_key(&RULE, &cpu, sentence.to_owned())?;
            let fix = write(&format!("{table}.memory_request"), "1Gi");
            Some(finding.fix("Ask for 1Gi", Safety::NeedsReview, fix))
        })
)
}
