//! A number of jobs that is never reached.

use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "limit-below-concurrent",
    title: "limit is below concurrent",
    severity: Severity::Info,
    explanation: explanation! {
        what: "Compares limit of the only runner with concurrent.",
        why: "A manager runs what both allow, so it never reaches concurrent.",
        instead: "One of the two: concurrent for the manager, limit only where several runners share it.",
    },
    source: "GitLab's documentation of config.toml (concurrent and limit)",
    failing: "concurrent: 10\nrunners:\n  config: |\n    [[runners]]\n      limit = 2\n      request_concurrency = 2\n      [runners.kubernetes]\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n",
    passing: "concurrent: 4\nrunners:\n  config: |\n    [[runners]]\n      limit = 4\n      [runners.kubernetes]\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const AT: &str = "config:runners.limit";
    let concurrent = context
        .int("values:concurrent")
        .or_else(|| context.int("config:concurrent"));
    match (context.int(AT), concurrent) {
        (Some(limit), Some(concurrent))
            if context.runners() == 1 && limit > 0 && limit < concurrent =>
        {
            context.tell(
                &RULE,
                AT,
                format!("The manager runs {limit} jobs at once, never {concurrent}."),
            )
        }
        _ => Vec::new(),
    }
}
