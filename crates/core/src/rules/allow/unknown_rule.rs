//! A comment that allows something no rule is about.

use super::judge;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, RULES, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "allow-unknown-rule",
    title: "A comment allows a rule that there is not",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds comments evenkeel: allow whose first word is the name of no rule.",
        why: "It silences nothing: the name is misspelt, or somebody forgot to write it.",
        instead: "# evenkeel: allow ID reason, with the name in brackets behind the finding.",
    },
    source: "Evenkeel's own table of rules",
    failing: "# evenkeel: allow privileged the builder needs it\nreplicas: 2\n",
    passing: "replicas: 3\nconcurrent: 2 # evenkeel: allow total-jobs three managers are wanted\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    judge(context, &RULE, |_, allow| {
        let is_known = RULES.iter().any(|rule| rule.id == allow.rule);
        (!is_known).then(|| match allow.rule {
            "" => "This comment names no rule, so it allows nothing.".to_owned(),
            name => format!("There is no rule {name}, so this comment allows nothing."),
        })
    })
}
