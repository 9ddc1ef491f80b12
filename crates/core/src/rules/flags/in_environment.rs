//! A feature flag that every job may change.

use super::{Told, flags};
use crate::rules::context::{move_input, remove};
use crate::rules::reading::gather;
use crate::rules::rule::{config, explanation};
use crate::rules::{Context, Finding, Rule, Safety, Severity};
use crate::workspace::Input;

pub(in crate::rules) const RULE: Rule = Rule {
    id: "feature-flag-in-environment",
    title: "A feature flag in the environment",
    severity: Severity::Info,
    explanation: explanation! {
        what: "Finds feature flags in environment = [\"FF_…\"], where half of them are set.",
        why: "It works, and every job may set it to something else. In its own table the runner decides.",
        instead: "The flag under [runners.feature_flags].",
    },
    source: "GitLab's documentation of feature flags; gitlab-runner common/build.go",
    failing: config!(runner: "environment = [\"FF_SCRIPT_SECTIONS=true\"]"),
    passing: config!("[runners.feature_flags]" "  FF_SCRIPT_SECTIONS = true"),
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let found = flags(context).into_iter();
    gather(found.filter_map(|(variable, told)| {
        let Told::Known(value) = told else {
            return None;
        };
        let list = variable.list();
        let to = format!(
            "config:runners[{}].feature_flags.{}",
            variable.runner, variable.name
        );
        let sentence = format!(
            "Every job may change {}; [runners.feature_flags] is the runner's own.",
            variable.name
        );
        let finding = context.at_value(&RULE, &format!("{list}[{}]", variable.index), sentence)?;
        // A list is gone with its last item.
        let from = if context.list(&list).len() == 1 {
            list
        } else {
            format!("{list}[{}]", variable.index)
        };
        // What the table says counts already.
        let steps = if context.is_there(&to) {
            remove(&from)
        } else {
            move_input(&from, &to, Input::Text(value.to_string()))
        };
        Some(finding.fix("Move to feature_flags", Safety::NeedsReview, steps))
    }))
}
