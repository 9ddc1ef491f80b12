//! A key that is still read, while another one is meant to be used.

use super::{Once, moved};
use crate::keys::{Address, Key, Status, children};
use crate::rules::leaf::{Placed, input_for, is_nothing};
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, FixStep, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "deprecated-key",
    title: "A deprecated key",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds keys that their own documentation tells to replace.",
        why: "It works today and goes away with some later version, without a message when that happens.",
        instead: "The key that the finding names.",
    },
    source: "values.yaml and templates of chart 0.86.0; struct tags of GitLab Runner 19.4; helmfile 1.8",
    failing: "rbac:\n  create: true\n  rules:\n    - verbs: [\"*\"]\n  serviceAccountAnnotations:\n    team: ci\n",
    passing: "rbac:\n  create: true\n  rules:\n    - verbs: [\"*\"]\nserviceAccount:\n  create: true\n  annotations:\n    team: ci\n",
    check,
}
.kept();

/// Keys with a rule of their own.
const ELSEWHERE: [&str; 9] = [
    "runnerRegistrationToken",
    "rbac.generatedServiceAccountName",
    "rbac.serviceAccountName",
    "runners.locked",
    "runners.tags",
    "runners.runUntagged",
    "runners.protected",
    "runners.maximumTimeout",
    "runners.feature_flags.FF_USE_FASTZIP",
];

fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut once = Once::default();
    let is_meant = |key: &Key| key.status == Status::Deprecated && !ELSEWHERE.contains(&key.path());
    let mut findings = Vec::new();
    for placed in &context.leaves {
        if !placed.key().is_some_and(is_meant)
            || placed.is_default()
            || is_nothing(&placed.leaf.held)
        {
            continue;
        }
        let Some((key, length)) = placed.highest(is_meant) else {
            continue;
        };
        let at = placed.prefix(family(key, placed, length));
        if once.is_new(placed.leaf.layer, &at) {
            findings.extend(report(context, placed, key, length, at));
        }
    }
    findings
}

/// How many segments lead to what is deprecated as a whole: the parent, when all of its keys are.
fn family(key: &Key, placed: &Placed, length: usize) -> usize {
    let Some((parent, _)) = key.path().rsplit_once('.') else {
        return length;
    };
    let is_whole = children(key.place, parent).all(|sibling| sibling.status == Status::Deprecated);
    let is_named = placed
        .prefix(length - 1)
        .segments
        .last()
        .is_some_and(|segment| segment.name().is_some());
    if is_whole && is_named {
        length - 1
    } else {
        length
    }
}

fn report(
    context: &Context<'_>,
    placed: &Placed,
    key: &'static Key,
    length: usize,
    at: Address,
) -> Option<Finding> {
    let is_family = at.segments.len() < length;
    let location = context
        .workspace
        .locate_in(context.release, placed.leaf.layer, &at)
        .unwrap_or_else(|| context.leaf_key(&placed.leaf));
    let replacement = key.replaced_by().unwrap_or_default();
    let instead = match (Context::replacement(key), is_family) {
        (Some(row), true) => row
            .path()
            .rsplit_once('.')
            .map_or(row.path(), |(parent, _)| parent),
        (Some(row), false) => row.path(),
        (None, _) => replacement,
    };
    let sentence = format!("{} is deprecated; write {instead} instead.", at.path());
    let finding = context.found(&RULE, at.clone(), location, sentence);
    let own = |leaf: &&Placed| {
        leaf.leaf.layer == placed.leaf.layer && leaf.segments().starts_with(&at.segments)
    };
    let leaves = if is_family {
        context
            .leaves
            .iter()
            .filter(own)
            .map(|leaf| leaf.prefix(leaf.segments().len()))
            .collect()
    } else {
        vec![placed.prefix(length)]
    };
    let mut steps: Vec<FixStep> = Vec::new();
    for from in &leaves {
        let row = from.key()?;
        let held = context.workspace.value(context.release, from)?;
        let target = Context::replacement(row);
        let found =
            target.and_then(|row| Some((context.free_target(from, row)?, input_for(row, &held)?)));
        match found {
            Some((to, input)) => steps.extend(moved(from, to, input)),
            // Without a place for each of them nothing is moved.
            None if !is_nothing(&held) => return Some(finding),
            None => steps.push(FixStep::Remove {
                address: from.clone(),
            }),
        }
    }
    let safety = if is_family {
        Safety::NeedsReview
    } else {
        Safety::Safe
    };
    Some(finding.fix(format!("Move to {instead}"), safety, steps))
}
