//! A release that helmfile does not install.

use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Severity};
use crate::workspace::Switch;

pub(in crate::rules) const RULE: Rule = Rule {
    id: "release-not-installed",
    title: "A release that is not installed here",
    severity: Severity::Info,
    explanation: explanation! {
        what: "Says of a release that its condition or installed switches it off in the chosen environment.",
        why: "helmfile apply leaves it out or uninstalls it, and its managers take no jobs.",
        instead: "Nothing, where that is meant. Else installed: true, or the value of the environment that the condition reads.",
    },
    source: "helmfile 1.8: condition and installed, tried with helmfile list",
    failing: "releases:\n  - name: gitlab-runner\n    namespace: ci\n    chart: gitlab/gitlab-runner\n    version: 0.86.0\n    installed: false\n    values:\n      - values.yaml\n---- values\nreplicas: 1\n",
    passing: "releases:\n  - name: gitlab-runner\n    namespace: ci\n    chart: gitlab/gitlab-runner\n    version: 0.86.0\n    condition: \"true\"\n    values:\n      - values.yaml\n---- values\nreplicas: 1\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let Some(own) = context.own() else {
        return Vec::new();
    };
    let Switch::Off(why) = &own.switch else {
        return Vec::new();
    };
    let environment = context.workspace.environment();
    let name = own.name.as_deref().unwrap_or("The release");
    let key = if why.starts_with("installed") {
        "installed"
    } else {
        "condition"
    };
    let sentence = format!("{name} is not installed in the environment {environment}: {why}.");
    context.tell(&RULE, &format!("helmfile:releases[].{key}"), sentence)
}
