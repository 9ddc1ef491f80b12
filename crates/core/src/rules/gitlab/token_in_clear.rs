//! A token that everybody who reads the file can use.

use super::literal;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "token-in-clear",
    title: "A token in clear",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds a token written into values or into runners.config.",
        why: "Who can read the repository can run jobs' code as this runner and see their secrets. In runners.config it does not even work: registration blanks it.",
        instead: "runners.secret with the name of a Secret that holds runner-token and runner-registration-token, or a reference that helmfile resolves, such as ref+vault://….",
    },
    source: "templates/secrets.yaml of chart 0.86.0; gitlab-runner commands/register.go",
    failing: "runners:\n  secret: \"\"\nrunnerToken: abc\n",
    passing: "runners:\n  secret: \"\"\nrunnerToken: ref+vault://ci/runner#/token\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let has_secret = context.text("values:runners.secret").is_some();
    for at in ["values:runnerToken", "values:runnerRegistrationToken"] {
        if !has_secret && literal(context, at).is_some() {
            let name = at.trim_start_matches("values:");
            let sentence = format!(
                "{name} is written in clear; keep it in a Secret and name that in runners.secret."
            );
            findings.extend(context.at_key(&RULE, at, sentence));
        }
    }
    const TEMPLATE: &str = "config:runners.token";
    if !context.is_own_config() && literal(context, TEMPLATE).is_some() {
        let sentence =
            "A token in runners.config is blanked at registration, and stands here in clear.";
        findings.extend(context.at_key(&RULE, TEMPLATE, sentence.to_owned()));
    }
    findings
}
