//! A comment that allows something and does not say why.

use super::judge;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "allow-without-reason",
    title: "A comment allows something without a reason",
    severity: Severity::Info,
    explanation: explanation! {
        what: "Finds comments evenkeel: allow with the name of a rule and nothing behind it.",
        why: "Whoever reads the line later cannot know whether it still holds.",
        instead: "# evenkeel: allow ID reason, in one sentence.",
    },
    source: "Evenkeel's own table of rules",
    failing: "replicas: 3\nconcurrent: 2 # evenkeel: allow total-jobs\n",
    passing: "replicas: 3\nconcurrent: 2 # evenkeel: allow total-jobs three managers are wanted\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    judge(context, &RULE, |_, allow| {
        (!allow.rule.is_empty() && allow.reason.is_empty())
            .then(|| format!("This allows {} and does not say why.", allow.rule))
    })
}
