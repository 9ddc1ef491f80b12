//! Where secrets are in a text, and taking them out.
//!
//! Two kinds: values of keys that hold secrets, and text that looks like a token wherever it stands, comments included.
//! Refuses to call a reference a secret: a template, a `ref+…` of helmfile, a `$VARIABLE` and the name of a Secret are none.

mod document;
mod token;

use crate::workspace::File;
use std::ops::Range;

pub use document::is_secret_name;

/// What stands in place of a secret.
pub const REDACTED: &str = "[secret]";

/// The bytes of a file that are secret, in order, apart from each other; quotes around them are not among them.
#[must_use]
pub fn ranges(file: &File) -> Vec<Range<usize>> {
    let mut ranges = token::ranges(file.text());
    document::collect(file, &mut ranges);
    joined(ranges)
}

/// The text with [`REDACTED`] in place of each range; ranges that are not on character borders are widened.
#[must_use]
pub fn redact(text: &str, ranges: &[Range<usize>]) -> String {
    let mut redacted = String::with_capacity(text.len());
    let mut done = 0;
    for range in joined(ranges.to_vec()) {
        let start = (0..=range.start.min(text.len()))
            .rev()
            .find(|&at| text.is_char_boundary(at))
            .unwrap_or(0)
            .max(done);
        let end = (range.end.min(text.len())..=text.len())
            .find(|&at| text.is_char_boundary(at))
            .unwrap_or(text.len());
        if start >= end {
            continue;
        }
        redacted.push_str(text.get(done..start).unwrap_or_default());
        redacted.push_str(REDACTED);
        done = end;
    }
    redacted.push_str(text.get(done..).unwrap_or_default());
    redacted
}

/// Any text, such as a message, without what looks like a token.
#[must_use]
pub fn redact_text(text: &str) -> String {
    redact(text, &token::ranges(text))
}

/// A message without the secrets of some files, however short they are, and without what looks like a token.
pub(crate) fn redact_message(message: &str, secrets: &[&str]) -> String {
    let mut redacted = message.to_owned();
    for secret in secrets.iter().filter(|secret| !secret.trim().is_empty()) {
        if redacted.contains(secret) {
            redacted = redacted.replace(secret, REDACTED);
        }
    }
    redact_text(&redacted)
}

/// Ranges in order, those that touch made one.
fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.retain(|range| range.start < range.end);
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

#[cfg(test)]
mod tests;
