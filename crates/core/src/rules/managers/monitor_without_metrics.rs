//! A monitor of metrics that are off.

use crate::rules::reading::{mended, write_bool};
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "monitor-without-metrics",
    title: "A monitor without metrics",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds metrics.podMonitor.enabled without metrics.enabled.",
        why: "The chart makes the monitor only when both are on, and says nothing otherwise.",
        instead: "metrics.enabled: true beside metrics.podMonitor.enabled: true.",
    },
    source: "templates/podmonitor.yaml of chart 0.86.0",
    failing: "metrics:\n  podMonitor:\n    enabled: true\n",
    passing: "metrics:\n  enabled: true\n  podMonitor:\n    enabled: true\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const AT: &str = "values:metrics.podMonitor.enabled";
    const NEEDED: &str = "values:metrics.enabled";
    if !context.is_true(AT) || context.is_true(NEEDED) || !context.is_complete() {
        return Vec::new();
    }
    let found = context.tell(
        &RULE,
        AT,
        "Without metrics.enabled the chart makes no PodMonitor.",
    );
    mended(
        found,
        "Switch metrics on",
        Safety::Safe,
        write_bool(NEEDED, true),
    )
}
