//! A pattern that allows more than it seems to.

use crate::keys::Place;
use crate::rules::leaf::Placed;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, FixStep, Rule, Safety, Severity};
use crate::workspace::Input;

pub(in crate::rules) const RULE: Rule = Rule {
    id: "unanchored-overwrite",
    title: "A pattern without ends",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds regular expressions of the …_overwrite_allowed keys without ^ at the beginning and $ at the end.",
        why: "They match anywhere in what a job asks for: ci-.* also allows prod-ci-x.",
        instead: "^ci-.*$: the pattern with both ends.",
    },
    source: "gitlab-runner executors/kubernetes/overwrites.go: regexp.MatchString",
    failing: "runners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        namespace_overwrite_allowed = \"ci-.*\"\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n",
    passing: "runners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        namespace_overwrite_allowed = \"^ci-.*$\"\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let patterns = context
        .leaves
        .iter()
        .filter(|placed| placed.place() == Place::Config);
    gather(patterns.filter_map(|placed| {
        let pattern = open_pattern(placed)?;
        let at = placed.leaf.address.clone();
        let sentence =
            format!("{pattern:?} matches anywhere in a name; begin it with ^ and end it with $.");
        let bare = pattern.trim_start_matches('^').trim_end_matches('$');
        let closed = if bare.contains('|') {
            format!("^(?:{bare})$")
        } else {
            format!("^{bare}$")
        };
        let step = FixStep::Write {
            address: at.clone(),
            input: Input::Text(closed.clone()),
        };
        let finding = context.found(&RULE, at, placed.leaf.at.clone(), sentence);
        Some(finding.fix(format!("Write {closed}"), Safety::NeedsReview, vec![step]))
    }))
}

/// The pattern of a key, when it has an open end and is not meant to match everything.
fn open_pattern(placed: &Placed) -> Option<&str> {
    let key = placed.key()?;
    let is_pattern = key.format() == Some("regex") && key.name().ends_with("_overwrite_allowed");
    let pattern = placed
        .leaf
        .held
        .as_str()
        .filter(|pattern| is_pattern && !pattern.is_empty())?;
    let is_everything = matches!(pattern, ".*" | ".+");
    let is_closed = pattern.starts_with('^') && pattern.ends_with('$');
    (!is_everything && !is_closed).then_some(pattern)
}
