//! A feature flag that every job may change.

use super::{Told, flags};
use crate::rules::context::{remove, write_list};
use crate::rules::reading::{gather, write_bool};
use crate::rules::rule::{config, explanation};
use crate::rules::{Context, Finding, Rule, Safety, Severity};
use crate::workspace::Held;

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
        let items = context.list(&list);
        let rest: Option<Vec<String>> = items
            .iter()
            .enumerate()
            .filter(|(index, _)| *index != variable.index)
            .map(|(_, item)| Held::as_str(item).map(str::to_owned))
            .collect();
        let rest = rest?;
        let mut steps = if rest.is_empty() {
            remove(&list)
        } else {
            write_list(&list, rest)
        };
        // What the table says counts already.
        if context.read(&to).is_none() {
            steps.extend(write_bool(&to, value));
        }
        Some(finding.fix("Move to feature_flags", Safety::NeedsReview, steps))
    }))
}
