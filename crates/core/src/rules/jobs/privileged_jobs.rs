//! Jobs that may do anything to their node.

use super::tables;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::security::refused_pods::enforced;
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "privileged-jobs",
    title: "Privileged jobs",
    severity: Severity::Info,
    explanation: explanation! {
        what: "Finds privileged = true for job pods.",
        why: "Who can push a pipeline is then root on the node it lands on, with all that runs there.",
        instead: "A builder that needs no privileges, such as BuildKit without root; or nodes of their own for these jobs.",
    },
    source: "GitLab's documentation of the Kubernetes executor; Kubernetes Pod Security Standards",
    failing: "runners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        privileged = true\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n",
    passing: "runners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        privileged = false\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    // Where the namespace refuses such pods, that is told instead.
    if enforced(context).is_some() {
        return Vec::new();
    }
    let ats = tables(context)
        .into_iter()
        .map(|table| format!("{table}.privileged"));
    gather(ats.filter(|at| context.is_true(at)).filter_map(|at| {
        context.at_key(
            &RULE,
            &at,
            "Jobs of this runner are root on their node.".to_owned(),
        )
    }))
}
