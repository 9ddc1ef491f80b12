//! A registration token, which GitLab is taking away.

use super::literal;
use crate::rules::context::move_input;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};
use crate::workspace::Input;

pub(in crate::rules) const RULE: Rule = Rule {
    id: "registration-token",
    title: "A registration token",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds runnerRegistrationToken, and tokens that are in the place of the other kind.",
        why: "Registration tokens are deprecated and can be switched off for a whole GitLab. With one, every manager that goes also deletes its runner.",
        instead: "Create the runner in GitLab and use its authentication token, which begins with glrt-.",
    },
    source: "GitLab's documentation of the runner creation workflow; values.yaml of chart 0.86.0 (unregisterRunners)",
    failing: "runners:\n  secret: \"\"\nrunnerRegistrationToken: ref+vault://ci/runner#/registration\n",
    passing: "runners:\n  secret: \"\"\nrunnerToken: ref+vault://ci/runner#/token\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const OLD: &str = "values:runnerRegistrationToken";
    const NEW: &str = "values:runnerToken";
    let mut findings = Vec::new();
    if let Some(token) = context.text(OLD) {
        let is_new = literal(context, OLD).is_some_and(|token| token.starts_with("glrt-"));
        let sentence = if is_new {
            "This is a runner authentication token; it belongs in runnerToken."
        } else {
            "Registration tokens are deprecated; create the runner in GitLab and use its authentication token."
        };
        let finding = context.at_key(&RULE, OLD, sentence.to_owned());
        findings.extend(finding.map(|finding| {
            if !is_new || context.text(NEW).is_some() {
                return finding;
            }
            let steps = move_input(OLD, NEW, Input::Text(token));
            finding.fix("Move to runnerToken", Safety::Safe, steps)
        }));
    }
    if literal(context, NEW).is_some_and(|token| token.starts_with("GR1348941")) {
        let sentence = "This is a registration token, and a runner authentication token belongs here; it begins with glrt-.";
        findings.extend(
            context
                .at_key(&RULE, NEW, sentence.to_owned())
                .map(|finding| finding.severity(Severity::Error)),
        );
    }
    findings
}
