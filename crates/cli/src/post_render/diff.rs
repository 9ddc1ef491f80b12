//! The difference between two streams of manifests, as a unified diff for people and for `git apply`.
use std::io::{self, IsTerminal};

use evenkeel_core::postrender::Color;
use similar::{ChangeTag, TextDiff};

/// Lines of context around a change.
const CONTEXT: usize = 3;

/// The unified diff; empty where nothing differs.
pub(super) fn unified(before: &[u8], after: &[u8], color: Color) -> String {
    let in_color = match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => io::stdout().is_terminal(),
    };
    let (before, after) = (
        String::from_utf8_lossy(before),
        String::from_utf8_lossy(after),
    );
    let diff = TextDiff::from_lines(before.as_ref(), after.as_ref());
    let mut unified = diff.unified_diff();
    let unified = unified
        .context_radius(CONTEXT)
        .header("rendered", "post-rendered");
    if !in_color {
        return unified.to_string();
    }
    let mut text = String::new();
    for hunk in unified.iter_hunks() {
        text.push_str(&format!("\u{1b}[36m{}\u{1b}[0m\n", hunk.header()));
        for change in hunk.iter_changes() {
            let (sign, color) = match change.tag() {
                ChangeTag::Delete => ('-', "\u{1b}[31m"),
                ChangeTag::Insert => ('+', "\u{1b}[32m"),
                ChangeTag::Equal => (' ', ""),
            };
            let line = change.value().trim_end_matches(['\r', '\n']);
            let end = if color.is_empty() { "" } else { "\u{1b}[0m" };
            text.push_str(&format!("{color}{sign}{line}{end}\n"));
        }
    }
    text
}
