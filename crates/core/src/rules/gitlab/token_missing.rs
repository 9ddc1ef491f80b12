//! A runner without a token.

use crate::rules::context::{remove, write};
use crate::rules::managers::environment;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "token-missing",
    title: "There is no token",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Finds values with no token in any of the ways the chart knows: a Secret, a value, a variable.",
        why: "Without a token there is nothing to register with, and no manager comes up.",
        instead: "runners.secret with the name of a Secret that has two keys: runner-token with the runner authentication token, and runner-registration-token, empty. Both keys must exist, or the pod hangs in ContainerCreating.",
    },
    source: "templates/secrets.yaml and deployment.yaml of chart 0.86.0; GitLab's documentation of the runner creation workflow",
    failing: "runners:\n  secret: \"\"\n",
    passing: "runners:\n  secret: gitlab-runner-token\n",
    check,
}
.kept();

/// Everything that may carry a token.
const CARRIERS: [&str; 5] = [
    "values:runnerToken",
    "values:runnerRegistrationToken",
    "values:runners.secret",
    "values:extraEnvFrom",
    "values:extraEnvFromRefs",
];

fn check(context: &Context<'_>) -> Vec<Finding> {
    const AT: &str = "values:runnerToken";
    const SECRET: &str = "values:runners.secret";
    let has_one = CARRIERS.iter().any(|at| {
        let reading = context.read(at);
        reading.is_some_and(|reading| !crate::rules::leaf::is_nothing(&reading.held))
    });
    let is_variable = |name: &str| matches!(name, "CI_SERVER_TOKEN" | "REGISTRATION_TOKEN");
    let in_variable = environment(context)
        .iter()
        .any(|variable| is_variable(&variable.name));
    if has_one || in_variable || !context.is_complete() {
        return Vec::new();
    }
    let sentence = "There is no token, so no manager can register; name a Secret with the keys runner-token and runner-registration-token in runners.secret.";
    let about = if context.held(AT).is_some() {
        AT
    } else {
        SECRET
    };
    let secret = context
        .full_name()
        .unwrap_or_else(|| "gitlab-runner".to_owned())
        + "-token";
    let mut steps = write(SECRET, secret.clone());
    if context.held(AT).is_some() {
        steps.extend(remove(AT));
    }
    // Without a token nothing works either way, and a reference to a Secret puts none into a file: safe.
    let finding = context.at_value(&RULE, about, sentence.to_owned());
    gather(
        finding
            .map(|finding| {
                finding.fix(
                    format!("Take it from the Secret {secret}"),
                    Safety::Safe,
                    steps,
                )
            })
            .into_iter(),
    )
}
