//! A pull policy that the runner itself forbids.

use super::tables;
use crate::rules::reading::gather;
use crate::rules::rule::{config, explanation};
use crate::rules::{Context, Finding, Rule, Severity};
use crate::workspace::Held;

pub(in crate::rules) const RULE: Rule = Rule {
    id: "pull-policy-not-allowed",
    title: "A pull policy that is not allowed",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Compares pull_policy with allowed_pull_policies.",
        why: "The runner checks its own policy against the list as well: every job fails before its pod is made.",
        instead: "The policies of pull_policy among those that are allowed.",
    },
    source: "GitLab's documentation of the Kubernetes executor (restrict pull policies); executors/kubernetes/pull",
    failing: config!("pull_policy = \"never\"" "allowed_pull_policies = [\"always\"]"),
    passing: config!("pull_policy = \"always\"" "allowed_pull_policies = [\"always\"]"),
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    gather(tables(context).iter().filter_map(|table| {
        let allowed = context.list(&format!("{table}.allowed_pull_policies"));
        let at = format!("{table}.pull_policy");
        let own = match context.held(&at)? {
            Held::List(items) => items,
            one => vec![one],
        };
        let wrong = own
            .iter()
            .find(|policy| !allowed.is_empty() && !allowed.contains(policy))?;
        let sentence = format!(
            "{} is not among allowed_pull_policies, so every job fails.",
            wrong.as_str()?
        );
        context.at_value(&RULE, &at, sentence)
    }))
}
