//! A key that landed in the table above it.

use crate::keys::{Address, Key, Place, Resolved, Segment, Type, find};
use crate::rules::leaf::input_for;
use crate::rules::reading::gather;
use crate::rules::rule::{config, explanation};
use crate::rules::{Context, Finding, FixStep, Rule, Safety, Severity};
use crate::workspace::Held;

pub(in crate::rules) const RULE: Rule = Rule {
    id: "key-after-sub-table",
    title: "A key below the header of another table",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds keys of [[runners]] and [runners.kubernetes] among labels, annotations, node selectors and tolerations of jobs.",
        why: "In TOML a key belongs to the last header above it, however it is indented. There it is a label or annotation of that name, and the setting does not apply.",
        instead: "The key above the first sub-table, right below its own header.",
    },
    source: "TOML specification (tables); misplaced keys counted in public files",
    failing: config!("[runners.kubernetes.pod_annotations]" "  team = \"ci\"" "" "service_account = \"builder\""),
    passing: config!("service_account = \"builder\"" "[runners.kubernetes.pod_annotations]" "  team = \"ci\""),
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let leaves = context
        .leaves
        .iter()
        .filter(|placed| placed.place() == Place::Config);
    gather(leaves.filter_map(|placed| {
        // Free names stand directly in a map of text.
        let Resolved::Inside { key, depth: 1 } = placed.resolved else {
            return None;
        };
        let name = placed.segments().last().and_then(Segment::name)?;
        if !matches!(key.ty, Type::Map(_)) || !key.path().starts_with("runners.kubernetes.") {
            return None;
        }
        // Labels have dashes and hold text: an underscore or another kind of value is no label.
        if !name.contains('_') && matches!(placed.leaf.held, Held::Str(_)) {
            return None;
        }
        let (home, row) = home(placed.segments(), name)?;
        let from = placed.leaf.address.clone();
        let sentence = format!(
            "{name} stands below [{}], and belongs to {}.",
            key.path(),
            row.path()
        );
        let finding = context.found(
            &RULE,
            from.clone(),
            context.leaf_key(&placed.leaf),
            sentence,
        );
        let is_free = !context.workspace.is_set(context.release, &home);
        let Some(input) = input_for(row, &placed.leaf.held).filter(|_| is_free) else {
            return Some(finding);
        };
        let steps = vec![FixStep::Move {
            from,
            to: home,
            input,
        }];
        Some(finding.fix(
            format!("Move to {}", row.path()),
            Safety::NeedsReview,
            steps,
        ))
    }))
}

/// Where a key of this name belongs: `[runners.kubernetes]`, else `[[runners]]`.
fn home(segments: &[Segment], name: &str) -> Option<(Address, &'static Key)> {
    [3, 2].into_iter().find_map(|length| {
        let mut home: Vec<Segment> = segments.get(..length)?.to_vec();
        home.push(Segment::Key(name.to_owned()));
        let row = find(Place::Config, &home).filter(|row| row.name() == name)?;
        Some((
            Address {
                place: Place::Config,
                segments: home,
            },
            row,
        ))
    })
}
