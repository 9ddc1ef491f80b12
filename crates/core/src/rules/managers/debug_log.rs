//! A log that says too much.

use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "debug-log",
    title: "The manager logs everything",
    severity: Severity::Info,
    explanation: explanation! {
        what: "Finds logLevel: debug, and the levels below warn that hide what goes wrong.",
        why: "At debug every poll and every pod is logged, several lines a second for each manager. Above error nobody learns why jobs do not start.",
        instead: "info, the default.",
    },
    source: "GitLab's documentation of log_level",
    failing: "logLevel: debug\n",
    passing: "logLevel: info\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const AT: &str = "values:logLevel";
    let sentence = match context.text(AT).as_deref() {
        Some("debug") => "At debug every poll is logged, of every manager.",
        Some("fatal" | "panic") => "At this level nobody learns why jobs do not start.",
        _ => return Vec::new(),
    };
    gather(context.at_value(&RULE, AT, sentence.to_owned()).into_iter())
}
