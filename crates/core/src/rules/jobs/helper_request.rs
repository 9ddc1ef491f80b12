//! A helper container that counts as nothing.

use super::{has_any, tables};
use crate::rules::context::write;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "helper-memory-request",
    title: "The helper asks for no memory",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds requests for the build container without a memory request or limit for the helper beside it.",
        why: "The helper clones, and handles cache and artifacts. Unset it counts as nothing, and under pressure it is killed first: the job fails with exit code 137 while uploading.",
        instead: "helper_memory_request of \"256Mi\" or more.",
    },
    source: "GitLab's documentation of the Kubernetes executor: 250Mi for the helper; gitlab-runner issue 29026",
    failing: "runners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        memory_request = \"1Gi\"\n",
    passing: "runners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        memory_request = \"1Gi\"\n        helper_memory_limit = \"256Mi\"\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const BUILD: [&str; 2] = ["cpu_request", "memory_request"];
    const HELPER: [&str; 4] = [
        "helper_memory_request",
        "helper_memory_limit",
        "pod_memory_request",
        "pod_memory_limit",
    ];
    gather(tables(context)
        .iter()
        .filter_map(|table| {
            if has_any(context, table, &HELPER) {
                return None;
            }
            let first = BUILD.iter().map(|name| format!("{table}.{name}")).find(|at| context.is_there(at))?;
            let about = format!("{table}.helper_memory_request");
            let sentence = "The helper beside each build asks for no memory; 256Mi is what cache and artifacts need.";
            let mut finding = context.at_key(&RULE, &first, sentence.to_owned())?;
            finding.address = crate::rules::context::address(&about).map(|about| context.selected(about));
            Some(finding.fix("Ask for 256Mi", Safety::NeedsReview, write(&about, "256Mi")))
        })
)
}
