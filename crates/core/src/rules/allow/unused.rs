//! A comment that allows a finding where there is none.

use super::judge;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, RULES, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "allow-unused",
    title: "A comment allows what is not found",
    severity: Severity::Info,
    explanation: explanation! {
        what: "Finds comments evenkeel: allow with the name of a rule that finds nothing on their line or the one below them.",
        why: "It stays behind when the value is put right or moves, and would silence the next mistake of that kind.",
        instead: "Nothing: take the comment out. One that is about what only the assumptions of .evenkeel.yaml tell may stay.",
    },
    source: "Evenkeel's own table of rules",
    failing: "# evenkeel: allow total-jobs three managers are wanted\nconcurrent: 6\n",
    passing: "replicas: 3\nconcurrent: 2 # evenkeel: allow total-jobs three managers are wanted\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    judge(context, &RULE, |file, allow| {
        let wanted = RULES.iter().position(|rule| rule.id == allow.rule)?;
        // Whether this comment is needed itself is not asked again.
        if allow.rule == RULE.id {
            return None;
        }
        let found = context.others.iter();
        let is_used = found
            .filter(|(rule, _)| *rule == wanted)
            .any(|(_, finding)| allow.is_about(file, finding));
        (!is_used).then(|| {
            format!(
                "{} is not found here, so this comment allows nothing.",
                allow.rule
            )
        })
    })
}
