//! New values spelled like their surroundings.
//!
//! Our output is read by go-yaml v2 and v3, YAML 1.2 and JSON readers; a scalar is written plain only where all of
//! them agree on what it is, and quoted as in JSON otherwise.

use crate::tree::Content;
use crate::{Scalar, Tree, Value};

/// The habits of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Style {
    /// Spaces from a mapping's keys to those of a mapping below it.
    pub step: usize,
    /// Spaces from a key to the dashes of its list: 0 for compact lists.
    pub dash: usize,
    /// The line end.
    pub newline: &'static str,
}

impl Style {
    /// Learns the habits of a document: of the first nested mapping and the first list it has; else two spaces.
    #[must_use]
    pub fn of(tree: &Tree) -> Self {
        let (mut step, mut dash) = (None, None);
        for data in &tree.nodes {
            let Content::Mapping {
                is_flow: false,
                entries,
            } = &data.content
            else {
                continue;
            };
            for &[key, value] in entries {
                let (key, value) = (tree.data(key), tree.data(value));
                let from = column(&tree.source, key.start());
                match &value.content {
                    Content::Mapping {
                        is_flow: false,
                        entries,
                    } if step.is_none() => {
                        let first = entries
                            .first()
                            .map(|&[first, _]| column(&tree.source, tree.data(first).start()));
                        step = first
                            .and_then(|to| to.checked_sub(from))
                            .filter(|step| (1..=8).contains(step));
                    }
                    Content::Sequence {
                        is_flow: false,
                        items,
                    } if dash.is_none() => {
                        let first = items
                            .first()
                            .map(|&item| dash_column(&tree.source, tree.data(item).start()));
                        dash = first
                            .flatten()
                            .and_then(|to| to.checked_sub(from))
                            .filter(|dash| *dash <= 8);
                    }
                    _ => {}
                }
            }
            if step.is_some() && dash.is_some() {
                break;
            }
        }
        let step = step.unwrap_or(2);
        Self {
            step,
            dash: dash.unwrap_or(step),
            newline: newline(&tree.source),
        }
    }
}

/// The line end most lines of a text have.
fn newline(text: &str) -> &'static str {
    let all = memchr::memchr_iter(b'\n', text.as_bytes()).count();
    let windows = memchr::memmem::find_iter(text.as_bytes(), b"\r\n").count();
    if windows * 2 > all { "\r\n" } else { "\n" }
}

/// Bytes from the start of the line; a byte order mark does not count.
#[must_use]
pub fn column(text: &str, offset: usize) -> usize {
    let start = line_start(text, offset);
    let line = text.get(start..offset).unwrap_or_default();
    line.trim_start_matches('\u{feff}').len()
}

/// The offset of the first byte of a line.
#[must_use]
pub fn line_start(text: &str, offset: usize) -> usize {
    text.get(..offset)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |newline| newline + 1)
}

/// The offset behind the line's newline; the end of the text on its last line.
#[must_use]
pub fn line_end(text: &str, offset: usize) -> usize {
    text.get(offset..)
        .and_then(|rest| rest.find('\n'))
        .map_or(text.len(), |newline| offset + newline + 1)
}

/// The dash of a block sequence's item, looked for from the item's start backwards, past comments.
#[must_use]
pub fn dash_before(text: &str, item: usize) -> Option<usize> {
    let mut line = line_start(text, item);
    let mut before = without_comment(text.get(line..item)?);
    loop {
        let body = before.trim_end();
        if !body.trim_start_matches('\u{feff}').is_empty() {
            return body.strip_suffix('-').map(|rest| line + rest.len());
        }
        let end = line.checked_sub(1)?;
        line = line_start(text, end);
        before = without_comment(text.get(line..end)?);
    }
}

/// A line up to its comment; only for lines that hold no text, so that `#` means nothing else.
fn without_comment(line: &str) -> &str {
    if line.trim_start().starts_with('#') {
        return "";
    }
    let comment = line.find(" #").or_else(|| line.find("\t#"));
    comment.and_then(|at| line.get(..at)).unwrap_or(line)
}

/// The column of the dash of a block sequence's item.
pub(crate) fn dash_column(text: &str, item: usize) -> Option<usize> {
    dash_before(text, item).map(|dash| column(text, dash))
}

/// Lines of a value that stands below its key or behind a dash, each indented by `indent` and without line ends.
pub(crate) fn block_lines(value: &Value, indent: usize, style: &Style) -> Vec<String> {
    let mut lines = Vec::new();
    block(value, indent, style, &mut lines);
    lines
}

/// `key: value` over as many lines as it takes.
pub(crate) fn entry_lines(key: &Value, value: &Value, indent: usize, style: &Style) -> Vec<String> {
    let mut lines = Vec::new();
    entry(key, value, indent, style, &mut lines);
    lines
}

/// `- value` over as many lines as it takes.
pub(crate) fn item_lines(value: &Value, indent: usize, style: &Style) -> Vec<String> {
    let mut lines = Vec::new();
    item(value, indent, style, &mut lines);
    lines
}

fn block(value: &Value, indent: usize, style: &Style, lines: &mut Vec<String>) {
    match value {
        Value::Map(entries) if !entries.is_empty() => {
            for (key, value) in entries {
                entry(key, value, indent, style, lines);
            }
        }
        Value::Seq(items) if !items.is_empty() => {
            for value in items {
                item(value, indent, style, lines);
            }
        }
        other => lines.push(padded(indent, &[&spell(other)])),
    }
}

fn entry(key: &Value, value: &Value, indent: usize, style: &Style, lines: &mut Vec<String>) {
    let key = spell(key);
    let below = match value {
        Value::Map(entries) if !entries.is_empty() => indent + style.step,
        Value::Seq(items) if !items.is_empty() => indent + style.dash,
        Value::Str(text) if is_literal(text) => {
            let head = padded(indent, &[&key, ":"]);
            return literal(&head, text, indent + style.step, lines);
        }
        other => return lines.push(padded(indent, &[&key, ": ", &spell(other)])),
    };
    lines.push(padded(indent, &[&key, ":"]));
    block(value, below, style, lines);
}

fn item(value: &Value, indent: usize, style: &Style, lines: &mut Vec<String>) {
    if let Value::Str(text) = value
        && is_literal(text)
    {
        return literal(&padded(indent, &["-"]), text, indent + style.step, lines);
    }
    let first = lines.len();
    block(value, indent + 2, style, lines);
    if let Some(first) = lines.get_mut(first) {
        first.replace_range(indent..=indent, "-");
    }
}

/// Words behind `indent` spaces.
fn padded(indent: usize, words: &[&str]) -> String {
    let mut line = " ".repeat(indent);
    line.extend(words.iter().copied());
    line
}

/// Whether text is best written with `|`: several lines, none of which the indentation rules could misread.
fn is_literal(text: &str) -> bool {
    text.trim_end_matches('\n').contains('\n')
        && !text.starts_with([' ', '\n', '\t'])
        && !text.ends_with("\n\n")
        && text
            .chars()
            .all(|c| c == '\n' || c == '\t' || is_printable(c))
        && !text.contains('\u{85}')
}

fn literal(head: &str, text: &str, indent: usize, lines: &mut Vec<String>) {
    let (body, header) = match text.strip_suffix('\n') {
        Some(body) => (body, "|"),
        None => (text, "|-"),
    };
    lines.push([head, " ", header].concat());
    for line in body.split('\n') {
        lines.push(if line.is_empty() {
            String::new()
        } else {
            padded(indent, &[line])
        });
    }
}

/// A value on one line: scalars as they are, collections as JSON.
#[must_use]
pub fn spell(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.clone(),
        Value::Token(token) => token.source.clone(),
        Value::Str(text) if is_plain_everywhere(text) => text.clone(),
        Value::Str(text) => quoted(text),
        Value::Seq(_) | Value::Map(_) => json(value),
    }
}

/// A value in JSON.
pub(crate) fn json(value: &Value) -> String {
    match value {
        Value::Str(text) => quoted(text),
        Value::Token(token) => match &token.reading {
            Scalar::Null => "null".to_owned(),
            Scalar::Bool(value) => value.to_string(),
            Scalar::Int(number) => number.to_string(),
            Scalar::Float(number) => number.clone(),
            Scalar::Str(text) => quoted(text),
        },
        Value::Seq(items) => format!(
            "[{}]",
            items.iter().map(json).collect::<Vec<_>>().join(", ")
        ),
        Value::Map(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| format!("{}: {}", json_key(key), json(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        // JSON knows decimal numbers only.
        Value::Number(number) => match Scalar::of_plain(number) {
            Scalar::Int(number) => number.to_string(),
            _ => number.clone(),
        },
        other => spell(other),
    }
}

pub(crate) fn json_key(key: &Value) -> String {
    match key {
        Value::Token(Token {
            reading: Scalar::Str(text),
            ..
        })
        | Value::Str(text) => quoted(text),
        other => quoted(&spell(other)),
    }
}

use crate::Token;

/// Text in double quotes, escaped as JSON; characters that need no escape stay themselves.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if is_printable(c) => quoted.push(c),
            c => quoted.push_str(&escape(c)),
        }
    }
    quoted.push('"');
    quoted
}

fn escape(c: char) -> String {
    let mut units = [0; 2];
    c.encode_utf16(&mut units)
        .iter()
        .map(|unit| format!("\\u{unit:04x}"))
        .collect()
}

fn is_printable(c: char) -> bool {
    !c.is_control()
        && !matches!(
            c,
            '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        )
}

/// Whether every reader takes the text, written plain, for this text.
fn is_plain_everywhere(text: &str) -> bool {
    let is_word = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '/' | '-'));
    if is_word {
        return matches!(Scalar::of_plain(text), Scalar::Str(_));
    }
    is_quantity(text) || is_version(text) || is_calm_text(text)
}

/// A number with one of Kubernetes' letter suffixes, or a duration with one unit; no reader takes it for a number.
fn is_quantity(text: &str) -> bool {
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let suffix = text.get(number.len()..).unwrap_or_default();
    let digits = number.split('.').collect::<Vec<_>>();
    digits.len() <= 2
        && digits
            .iter()
            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
        && matches!(
            suffix,
            "s" | "h"
                | "ms"
                | "n"
                | "u"
                | "m"
                | "k"
                | "M"
                | "G"
                | "T"
                | "P"
                | "Ki"
                | "Mi"
                | "Gi"
                | "Ti"
                | "Pi"
                | "Ei"
        )
}

/// Three numbers with dots between them; with one dot it would be a number.
fn is_version(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    parts.len() == 3
        && parts
            .iter()
            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

/// Addresses, images, paths and sentences: letters first, no indicator anywhere it would count.
fn is_calm_text(text: &str) -> bool {
    let path = text.trim_start_matches("../");
    let path = path.strip_prefix("./").unwrap_or(path);
    path.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| {
            c.is_ascii_alphanumeric()
                || matches!(c, '.' | '_' | '/' | '-' | ':' | ' ' | '@' | '+' | '=')
        })
        && !text.contains(": ")
        && !text.ends_with([':', ' '])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_plain_only_where_all_readers_agree() {
        for plain in [
            "a",
            "gitlab-runner",
            "topology.kubernetes.io/zone",
            "500m",
            "128Mi",
            "0.5Gi",
            "30s",
            "0.86.0",
            "../values/a.yaml",
            "./a",
            "https://gitlab.example.com",
            "ubuntu:22.04",
            "IfNotPresent",
        ] {
            assert_eq!(spell(&Value::from(plain)), plain);
        }
        for text in [
            "",
            "yes",
            "y",
            "1",
            "1.0",
            "1e3",
            "0x1F",
            "1_000",
            "~",
            "null",
            "12:30",
            "1.2",
            "1.2.3.4",
            ".5",
            "..",
            "2001-01-01",
            "- a",
            "a: b",
            "a #b",
            "*x",
            "1E",
            "a:",
            " a",
            "{a}",
            "it's, no",
            "@x",
            "<<",
        ] {
            assert!(spell(&Value::from(text)).starts_with('"'), "{text}");
        }
        assert_eq!(quoted("a\u{1}\u{1f600}é\n"), "\"a\\u0001\u{1f600}é\\n\"");
    }
}
