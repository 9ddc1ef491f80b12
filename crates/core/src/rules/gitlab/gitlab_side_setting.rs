//! Settings that belong to the runner in GitLab since there are authentication tokens.

use super::literal;
use crate::rules::context::remove;
use crate::rules::leaf::is_nothing;
use crate::rules::managers::environment;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "gitlab-side-setting",
    title: "A setting that is made in GitLab",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds tags, locked, runUntagged, protected and maximumTimeout, and the variables that stand for them, beside an authentication token.",
        why: "With an authentication token these belong to the runner in GitLab. The chart drops the first four without a message; a maximum timeout or a variable makes registration fail.",
        instead: "Set them on the runner in GitLab, and leave them out here.",
    },
    source: "templates/configmap.yaml of chart 0.86.0; gitlab-runner commands/register.go: configuration reserved for runners created in GitLab",
    failing: "runners:\n  tags: docker,linux\n",
    passing: "runners:\n  name: linux\n",
    check,
}
.kept();

const DROPPED: [&str; 4] = [
    "runners.tags",
    "runners.locked",
    "runners.runUntagged",
    "runners.protected",
];
const FATAL: &str = "runners.maximumTimeout";
const VARIABLES: [&str; 6] = [
    "REGISTER_MAXIMUM_TIMEOUT",
    "REGISTER_RUN_UNTAGGED",
    "REGISTER_ACCESS_LEVEL",
    "REGISTER_PAUSED",
    "REGISTER_MAINTENANCE_NOTE",
    "RUNNER_TAG_LIST",
];

fn check(context: &Context<'_>) -> Vec<Finding> {
    if context.text("values:runnerRegistrationToken").is_some() {
        return Vec::new();
    }
    // What kind of token is in a Secret nobody can see from here.
    let is_certain =
        literal(context, "values:runnerToken").is_some_and(|token| token.starts_with("glrt-"));
    let safety = if is_certain {
        Safety::Safe
    } else {
        Safety::NeedsReview
    };
    let mut findings = Vec::new();
    for name in DROPPED.into_iter().chain([FATAL]) {
        let at = format!("values:{name}");
        if context.held(&at).is_none_or(|held| is_nothing(&held)) {
            continue;
        }
        let (severity, sentence) = if name == FATAL {
            (
                Severity::Error,
                format!(
                    "{name} makes registration with an authentication token fail; it is set on the runner in GitLab."
                ),
            )
        } else {
            (
                Severity::Warning,
                format!(
                    "{name} is dropped with an authentication token; it is set on the runner in GitLab."
                ),
            )
        };
        let finding = context.at_key(&RULE, &at, sentence);
        findings.extend(finding.map(|finding| {
            finding
                .severity(severity)
                .fix("Remove", safety, remove(&at))
        }));
    }
    for variable in environment(context) {
        if VARIABLES.contains(&variable.name.as_str()) {
            let sentence = format!(
                "{} makes registration with an authentication token fail; it is set on the runner in GitLab.",
                variable.name
            );
            let finding = context.at_key(&RULE, &variable.at, sentence);
            findings.extend(finding.map(|finding| {
                finding
                    .severity(Severity::Error)
                    .fix("Remove", safety, remove(&variable.at))
            }));
        }
    }
    findings
}
