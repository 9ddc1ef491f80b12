//! A runner that does not know its GitLab.

use crate::rules::managers::environment;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "gitlab-url-missing",
    title: "GitLab's address is missing",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Finds values without gitlabUrl, or with an empty one.",
        why: "The chart renders, and then no manager can register: each pod fails and is started again.",
        instead: "gitlabUrl: https://gitlab.com, or the address of your own GitLab.",
    },
    source: "templates/_env_vars.tpl of chart 0.86.0 (CI_SERVER_URL); gitlab-runner register",
    failing: "gitlabUrl: \"\"\n",
    passing: "gitlabUrl: https://gitlab.com\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const AT: &str = "values:gitlabUrl";
    let is_elsewhere = environment(context)
        .iter()
        .any(|variable| variable.name == "CI_SERVER_URL");
    if context.text(AT).is_some() || is_elsewhere || !context.is_complete() {
        return Vec::new();
    }
    let sentence = if context.held(AT).is_some() {
        "gitlabUrl is empty: no manager can register."
    } else {
        "gitlabUrl is not set: no manager can register."
    };
    gather(context.at_value(&RULE, AT, sentence.to_owned()).into_iter())
}
