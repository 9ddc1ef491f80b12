//! A token in the values beside the name of a Secret.

use crate::rules::context::remove;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "token-beside-secret",
    title: "A token beside the Secret that holds it",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Finds runnerToken or runnerRegistrationToken together with runners.secret.",
        why: "The chart then makes a Secret of the very name that runners.secret says, and Helm refuses to take over the one that exists.",
        instead: "Only runners.secret.",
    },
    source: "templates/secrets.yaml and _helpers.tpl of chart 0.86.0",
    failing: "runnerToken: ref+vault://ci/runner#/token\n",
    passing: "runners:\n  secret: gitlab-runner-token\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let Some(secret) = context.text("values:runners.secret") else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    for at in ["values:runnerToken", "values:runnerRegistrationToken"] {
        let Some(held) = context.held(at) else {
            continue;
        };
        let name = at.trim_start_matches("values:");
        let found = if held.as_str().is_some_and(str::is_empty) {
            let sentence =
                format!("{name} is empty, and the token comes from the Secret {secret}.");
            let finding = context.at_key(&RULE, at, sentence);
            finding.map(|finding| {
                finding
                    .severity(Severity::Info)
                    .because("An empty value beside the Secret does nothing.")
                    .fix("Remove", Safety::Safe, remove(at))
            })
        } else if held.as_str().is_some() {
            let sentence = format!(
                "{name} makes the chart create the Secret {secret}, which runners.secret says is there already."
            );
            let finding = context.at_key(&RULE, at, sentence);
            finding.map(|finding| finding.fix("Remove", Safety::NeedsReview, remove(at)))
        } else {
            None
        };
        findings.extend(found);
    }
    findings
}
