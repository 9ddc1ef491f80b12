//! A pull policy that is the default, and usually meant for jobs.

use crate::rules::context::remove;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "pull-policy-default",
    title: "imagePullPolicy as the default has it",
    severity: Severity::Info,
    explanation: explanation! {
        what: "Finds imagePullPolicy: IfNotPresent.",
        why: "It is the chart's default, and it is about the manager's image only; images of jobs follow pull_policy in runners.config.",
        instead: "Leave it out; write pull_policy under [runners.kubernetes] if jobs were meant.",
    },
    source: "values.yaml of chart 0.86.0",
    failing: "imagePullPolicy: IfNotPresent\n",
    passing: "imagePullPolicy: Always\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const AT: &str = "values:imagePullPolicy";
    if context.text(AT).as_deref() != Some("IfNotPresent") {
        return Vec::new();
    }
    let sentence =
        "imagePullPolicy: IfNotPresent is the chart's default, and about the manager only.";
    let finding = context.at_key(&RULE, AT, sentence.to_owned());
    gather(
        finding
            .map(|finding| finding.fix("Remove", Safety::Safe, remove(AT)))
            .into_iter(),
    )
}
