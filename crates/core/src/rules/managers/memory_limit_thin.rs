//! A memory limit the manager may not live with.

use crate::quantity::Quantity;
use crate::rules::context::write;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "memory-limit-thin",
    title: "A thin memory limit for the manager",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds a memory limit of the manager below 256Mi.",
        why: "The manager keeps its configuration in a memory volume and the state of every job; above the limit its container is killed, and its running jobs are lost.",
        instead: "256Mi or more, as the chart's own sample has it.",
    },
    source: "values.yaml of chart 0.86.0 (sample of resources); templates/deployment.yaml (emptyDir in memory)",
    failing: "resources:\n  limits:\n    memory: 128Mi\n",
    passing: "resources:\n  limits:\n    memory: 256Mi\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const AT: &str = "values:resources.limits.memory";
    const ENOUGH: i128 = 256 * 1024 * 1024;
    let held = context.held(AT);
    let limit = held
        .as_ref()
        .and_then(|held| held.as_scalar_text()?.parse::<Quantity>().ok());
    // Other oddities are told by another rule.
    let Some(limit) = limit.filter(|limit| {
        limit.units() < ENOUGH && !limit.is_suspicious_memory() && limit.nanos() > 0
    }) else {
        return Vec::new();
    };
    let sentence =
        format!("{limit} is thin for a manager; above it the container is killed with its jobs.");
    let finding = context.at_value(&RULE, AT, sentence);
    gather(
        finding
            .map(|finding| finding.fix("Use 256Mi", Safety::Safe, write(AT, "256Mi")))
            .into_iter(),
    )
}
