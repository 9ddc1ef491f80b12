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

/// The bytes of a file that are secret, in order, apart from each other; quotes around them are not among them. They are
/// looked for once in the life of a file.
#[must_use]
pub fn ranges(file: &File) -> &[Range<usize>] {
    file.secrets(|| {
        let mut ranges = token::ranges(file.text());
        document::collect(file, &mut ranges);
        joined(ranges)
    })
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

/// A message without the secrets of some files and without what looks like a token. A short secret is taken out where
/// it stands as a word of its own, a long one also where it is cut off as messages cut long values.
pub(crate) fn redact_message(message: &str, secrets: &[&str]) -> String {
    const SHOWN: usize = 40;
    let mut ranges = Vec::new();
    for secret in secrets.iter().map(|secret| secret.trim()) {
        let shown = secret.char_indices().nth(SHOWN).map(|(end, _)| end);
        let shown = shown.and_then(|end| secret.get(..end)).unwrap_or(secret);
        if shown.is_empty() {
            continue;
        }
        for (start, found) in message.match_indices(shown) {
            let end = start + found.len();
            let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            let before = message
                .get(..start)
                .and_then(|text| text.chars().next_back());
            let after = message.get(end..).and_then(|text| text.chars().next());
            if shown.len() >= 8 || !is_letter(before) && !is_letter(after) {
                ranges.push(start..end);
            }
        }
    }
    redact_text(&redact(message, &ranges))
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
