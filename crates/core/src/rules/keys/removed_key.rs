//! A key that was one once, and is read no longer.

use super::{Once, moved, removing};
use crate::keys::{Availability, Key, Place, Status, available};
use crate::rules::leaf::{Placed, input_for};
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};
use crate::workspace::Held;

pub(in crate::rules) const RULE: Rule = Rule {
    id: "removed-key",
    title: "A key that was removed",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds keys that older versions of the chart or the runner read and the chosen one does not.",
        why: "They are passed over without a word: a runner that was privileged, or had its own image, no longer is.",
        instead: "The key that took their place, mostly in runners.config.",
    },
    source: "templates of chart 0.86.0 and its changelog; struct tags of GitLab Runner by version",
    failing: "runners:\n  pollTimeout: 600\n",
    passing: "runners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        poll_timeout = 600\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut once = Once::default();
    let is_gone = |key: &Key| {
        key.status == Status::Removed
            && !matches!(available(key, context.chart()), Availability::Yes)
    };
    let mut findings = Vec::new();
    for placed in &context.leaves {
        let Some((key, length)) = placed.highest(is_gone) else {
            continue;
        };
        let at = placed.prefix(length);
        if once.is_new(placed.leaf.layer, &at) {
            findings.push(report(context, placed, key, length));
        }
    }
    findings
}

fn report(context: &Context<'_>, placed: &Placed, key: &'static Key, length: usize) -> Finding {
    let at = placed.prefix(length);
    let location = context
        .workspace
        .locate_in(context.release, placed.leaf.layer, &at)
        .unwrap_or_else(|| context.leaf_key(&placed.leaf));
    let version = key.until().map(|until| match at.place {
        Place::Config => format!(" since runner {until}"),
        Place::Helmfile => format!(" since helmfile {until}"),
        Place::Values => format!(" since chart {until}"),
    });
    let target = Context::replacement(key);
    let instead = match (target, key.replaced_by()) {
        (Some(row), _) if row.place == Place::Config && at.place != Place::Config => {
            format!("; write {} in runners.config", row.path())
        }
        (Some(row), _) => format!("; write {}", row.path()),
        (None, Some(text)) => format!("; write {text}"),
        (None, None) => String::new(),
    };
    let sentence = format!(
        "{} is not read any more{}{instead}.",
        context.selected(at.clone()).path(),
        version.unwrap_or_default()
    );
    let finding = context.found(&RULE, at.clone(), location, sentence);
    let held = context.workspace.value(context.release, &at);
    if let (Some(row), Some(held)) = (target, held) {
        if let (Some(to), Some(input)) = (context.free_target(&at, row), input_for(row, &held)) {
            let is_map = matches!(held, Held::Map(_)) && row.format().is_none();
            let safety = if is_map {
                Safety::NeedsReview
            } else {
                Safety::Safe
            };
            return finding.fix(
                format!("Move to {}", row.path()),
                safety,
                moved(&at, to, input),
            );
        }
        // What is set at the new place counts; otherwise somebody has to find out what was wanted.
        let is_set = context
            .workspace
            .read(context.release, &row.address())
            .is_some();
        return removing(
            finding,
            &at,
            if is_set {
                Safety::Safe
            } else {
                Safety::NeedsReview
            },
        );
    }
    let safety = if key.replaced_by().is_none() {
        Safety::Safe
    } else {
        Safety::NeedsReview
    };
    removing(finding, &at, safety)
}
