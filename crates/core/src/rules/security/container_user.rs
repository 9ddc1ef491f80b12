//! A user set beside the one that counts for files.

use crate::rules::context::move_input;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};
use crate::workspace::Input;

pub(in crate::rules) const RULE: Rule = Rule {
    id: "container-user",
    title: "The manager's user in the container's context",
    severity: Severity::Info,
    explanation: explanation! {
        what: "Finds securityContext.runAsUser and runAsGroup.",
        why: "They apply to the one container and leave podSecurityContext as it is: another user there, and a group of files that may not fit.",
        instead: "runAsUser, runAsGroup and fsGroup below podSecurityContext.",
    },
    source: "values.yaml of chart 0.86.0; Kubernetes documentation of securityContext",
    failing: "securityContext:\n  runAsUser: 999\n",
    passing: "podSecurityContext:\n  runAsUser: 999\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let names = ["runAsUser", "runAsGroup"].into_iter();
    gather(names.filter_map(|name| {
        let from = format!("values:securityContext.{name}");
        let to = format!("values:podSecurityContext.{name}");
        let id = context.int(&from)?;
        let finding = context.at_key(
            &RULE,
            &from,
            format!("podSecurityContext keeps its own {name} and fsGroup."),
        )?;
        if context.has(&to) {
            return Some(finding);
        }
        let steps = move_input(&from, &to, Input::Text(id.to_string()));
        Some(finding.fix("Move to podSecurityContext", Safety::NeedsReview, steps))
    }))
}
