//! A policy on manifests that are pasted.

use evenkeel_core::postrender::{Decision, Policy, Report, Settings, post_render};
use evenkeel_core::rules::Severity;
use evenkeel_protocol::blocks::{alert, heading, text};
use evenkeel_protocol::{Block, Change};
use similar::{ChangeTag, TextDiff};

/// More than this is for the command line.
const MOST: usize = 1 << 20;
/// As many decisions and lines are shown.
const SHOWN: usize = 400;
/// Lines around a change.
const CONTEXT: usize = 3;

/// What the policy does to manifests, line by line and with its reasons.
pub(crate) fn blocks(policy: &Policy, manifests: &str) -> Vec<Block> {
    if manifests.len() > MOST {
        let reason =
            "More than 1 MiB is for the command line: `evenkeel diff` and `evenkeel explain`.";
        return vec![alert(Severity::Info, reason)];
    }
    let rendered = match post_render(manifests.as_bytes(), policy, Settings::default()) {
        Ok(rendered) => rendered,
        Err(error) => return vec![alert(Severity::Error, error.to_string())],
    };
    let report = &rendered.report;
    let after = rendered.manifests();
    let mut blocks = vec![heading("What it does")];
    if after == manifests {
        blocks.push(text("Nothing is changed."));
    } else {
        blocks.push(Block::Lines {
            label: "The manifests with what is added".to_owned(),
            lines: changed(manifests, &after),
        });
        blocks.push(heading("What that means for a cluster"));
        blocks.push(text(report.adoption().trim_end()));
    }
    blocks.extend(explained(report));
    blocks
}

/// The lines that differ, with some around them.
fn changed(before: &str, after: &str) -> Vec<(Change, String)> {
    let diff = TextDiff::from_lines(before, after);
    let mut lines = Vec::new();
    for (number, group) in diff.grouped_ops(CONTEXT).iter().enumerate() {
        if number > 0 {
            lines.push((Change::None, "⋯".to_owned()));
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let kind = match change.tag() {
                ChangeTag::Equal => Change::None,
                ChangeTag::Insert => Change::Added,
                ChangeTag::Delete => Change::Removed,
            };
            lines.push((
                kind,
                change.value().trim_end_matches(['\r', '\n']).to_owned(),
            ));
        }
        if lines.len() > SHOWN {
            lines.push((Change::None, "⋯ and more".to_owned()));
            break;
        }
    }
    lines
}

/// Every decision, with its reason.
fn explained(report: &Report) -> Vec<Block> {
    if report.decisions.is_empty() {
        return vec![text("No object here is one that the policy is for.")];
    }
    let head = ["Object", "Field", "What and why"];
    let mut blocks = vec![
        heading("Why"),
        Block::Table {
            head: head.map(str::to_owned).into(),
            rows: report.decisions.iter().take(SHOWN).map(row).collect(),
        },
    ];
    if let Some(more) = report.decisions.len().checked_sub(SHOWN + 1) {
        blocks.push(text(format!("And {} more.", more + 1)));
    }
    blocks
}

fn row(decision: &Decision) -> Vec<String> {
    let object = match &decision.object {
        Some(object) => object.to_string(),
        None => format!("document {}", decision.document),
    };
    let container = decision.container.as_ref();
    let container = container.map(|name| format!("\ncontainer {name}"));
    let path = decision.path.as_deref().unwrap_or_default();
    // The last two steps say which field it is; all of them make a table of one column.
    let field: Vec<&str> = path.rsplit('.').take(2).collect();
    let field: Vec<&str> = field.into_iter().rev().collect();
    let value = decision.value.as_ref();
    let value = value.map(|value| format!(" {value}"));
    let rule = decision.rule.as_ref();
    let rule = rule.map(|rule| format!(" (rule {rule})"));
    vec![
        object + &container.unwrap_or_default(),
        format!("{}\nline {}", field.join("."), decision.line.before),
        format!(
            "{}{}: {}{}",
            decision.action,
            value.unwrap_or_default(),
            decision.reason.text,
            rule.unwrap_or_default()
        ),
    ]
}
