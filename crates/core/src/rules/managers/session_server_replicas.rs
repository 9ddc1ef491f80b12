//! A session server that several managers switch off.

use crate::rules::context::write_input;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};
use crate::workspace::Input;
use evenkeel_yaml::Value;

pub(in crate::rules) const RULE: Rule = Rule {
    id: "session-server-replicas",
    title: "A session server with several managers",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds sessionServer.enabled with more than one replica.",
        why: "The chart leaves the session server out unless there is exactly one manager, so web terminals do not open.",
        instead: "One replica for web terminals, or no session server.",
    },
    source: "templates/_helpers.tpl of chart 0.86.0 (isSessionServerAllowed)",
    failing: "replicas: 2\nconcurrent: 1\nsessionServer:\n  enabled: true\n",
    passing: "replicas: 1\nsessionServer:\n  enabled: true\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const AT: &str = "values:sessionServer.enabled";
    let Some(replicas) = context
        .int("values:replicas")
        .filter(|replicas| *replicas != 1)
    else {
        return Vec::new();
    };
    if !context.is_true(AT) {
        return Vec::new();
    }
    let sentence = format!("With {replicas} replicas the chart leaves the session server out.");
    let finding = context.at_key(&RULE, AT, sentence);
    let off = write_input(AT, Input::Value(Value::Bool(false)));
    gather(
        finding
            .map(|finding| finding.fix("Switch it off", Safety::NeedsReview, off))
            .into_iter(),
    )
}
