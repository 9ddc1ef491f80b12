//! A feature flag that is neither on nor off.

use super::{Told, flags};
use crate::rules::reading::gather;
use crate::rules::rule::{config, explanation};
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "feature-flag-value",
    title: "A feature flag that is neither on nor off",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds feature flags in environment whose value is no truth value.",
        why: "The runner reports such a value in the job's log and leaves the flag as it was.",
        instead: "true or false.",
    },
    source: "gitlab-runner common/build.go; Go strconv.ParseBool",
    failing: config!(runner: "environment = [\"FF_SCRIPT_SECTIONS=yes\"]"),
    passing: config!("[runners.feature_flags]" "  FF_SCRIPT_SECTIONS = true"),
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let found = flags(context)
        .into_iter()
        .filter(|(_, told)| matches!(told, Told::NoTruth));
    gather(found.filter_map(|(variable, _)| {
        let sentence = format!(
            "{:?} is neither true nor false, so {} stays as it is.",
            variable.value, variable.name
        );
        context.at_value(
            &RULE,
            &format!("{}[{}]", variable.list(), variable.index),
            sentence,
        )
    }))
}
