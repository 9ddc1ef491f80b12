//! A document as a list of events in the notation of the public YAML test suite: by our own tree, and by libyaml's
//! parser as a second opinion. Style, text, anchors and tags are in it; places are not.

use evenkeel_yaml::{Kind, Node, Tree};
use libyaml_safer::{EventData, MappingStyle, Parser, ScalarStyle, SequenceStyle};

/// The events of one document that our own parser read; of a document without content none.
#[must_use]
pub fn own_events(tree: &Tree) -> Vec<String> {
    let handles = handles(tree.source());
    let mut events = Vec::new();
    if let Some(root) = tree.root() {
        push(root, &handles, &mut events);
    }
    events
}

/// The handles that `%TAG` lines define, with what they stand for.
fn handles(source: &str) -> Vec<(String, String)> {
    let mut handles: Vec<(String, String)> = source
        .lines()
        .take_while(|line| !line.starts_with("---"))
        .filter_map(|line| line.strip_prefix("%TAG "))
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            Some((words.next()?.to_owned(), words.next()?.to_owned()))
        })
        .collect();
    handles.push(("!!".into(), "tag:yaml.org,2002:".into()));
    handles.push(("!".into(), "!".into()));
    handles
}

/// A tag as it is meant: `!!str` is `tag:yaml.org,2002:str`.
fn resolve(tag: &str, handles: &[(String, String)]) -> String {
    let written = if let Some(verbatim) = tag.strip_prefix("!<") {
        return verbatim.trim_end_matches('>').to_owned();
    } else if let Some(end) = tag.get(1..).and_then(|rest| rest.find('!')) {
        tag.split_at(end + 2)
    } else {
        tag.split_at(1)
    };
    if tag == "!" {
        return tag.to_owned();
    }
    let (handle, suffix) = written;
    let known = handles.iter().find(|(known, _)| known == handle);
    let prefix = known.map_or(handle, |(_, prefix)| prefix);
    format!("{prefix}{}", unescaped(suffix))
}

/// `%21` in a tag is `!`.
fn unescaped(suffix: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = suffix.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = (*first == b'%')
            .then(|| tail.get(..2))
            .flatten()
            .and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match code {
            Some(code) => {
                bytes.push(code);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn push(node: Node<'_>, handles: &[(String, String)], events: &mut Vec<String>) {
    let tag = node.tag().map(|tag| resolve(tag, handles));
    let head = |name: &str| head(name, node.is_flow(), node.anchor(), tag.as_deref());
    match node.kind() {
        Kind::Alias => events.push(format!(
            "=ALI *{}",
            node.resolved().anchor().unwrap_or_default()
        )),
        Kind::Mapping => {
            events.push(head("+MAP"));
            for (key, value) in node.entries() {
                push(key, handles, events);
                push(value, handles, events);
            }
            events.push("-MAP".into());
        }
        Kind::Sequence => {
            events.push(head("+SEQ"));
            for item in node.items() {
                push(item, handles, events);
            }
            events.push("-SEQ".into());
        }
        Kind::Scalar => {
            let style = match node.token().chars().next() {
                _ if node.is_plain() => ':',
                _ if node.is_literal() => '|',
                _ if node.is_block_scalar() => '>',
                Some('"') => '"',
                _ => '\'',
            };
            let text = node.text().unwrap_or_default();
            events.push(format!("{} {style}{}", head("=VAL"), escaped(text)));
        }
    }
}

fn head(name: &str, is_flow: bool, anchor: Option<&str>, tag: Option<&str>) -> String {
    let mut head = name.to_owned();
    if is_flow {
        head.push_str(if name == "+MAP" { " {}" } else { " []" });
    }
    if let Some(anchor) = anchor {
        head.push_str(&format!(" &{anchor}"));
    }
    if let Some(tag) = tag {
        head.push_str(&format!(" <{tag}>"));
    }
    head
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('\n', "\\n")
        .replace('\r', "\\r")
        .replace('\t', "\\t")
        .replace('\u{8}', "\\b")
}

/// The events of a text by libyaml, which reads as go-yaml does; those of all its documents in a row.
///
/// # Errors
/// What libyaml does not take; [`BROKEN`] where this port of it breaks off.
pub fn libyaml_events(text: &str) -> Result<Vec<String>, String> {
    std::panic::catch_unwind(|| read(text)).unwrap_or_else(|_| Err(BROKEN.into()))
}

/// The port panics at the end of some inputs that have no newline there.
pub const BROKEN: &str = "the port of libyaml broke off";

fn read(text: &str) -> Result<Vec<String>, String> {
    let mut bytes = text.as_bytes();
    let mut parser = Parser::new();
    parser.set_input_string(&mut bytes);
    let mut events = Vec::new();
    loop {
        let event = parser.parse().map_err(|error| error.to_string())?;
        events.push(match event.data {
            EventData::StreamEnd => return Ok(events),
            EventData::Alias { anchor } => format!("=ALI *{anchor}"),
            EventData::MappingStart {
                anchor, tag, style, ..
            } => head(
                "+MAP",
                style == MappingStyle::Flow,
                anchor.as_deref(),
                tag.as_deref(),
            ),
            EventData::SequenceStart {
                anchor, tag, style, ..
            } => head(
                "+SEQ",
                style == SequenceStyle::Flow,
                anchor.as_deref(),
                tag.as_deref(),
            ),
            EventData::MappingEnd => "-MAP".into(),
            EventData::SequenceEnd => "-SEQ".into(),
            EventData::Scalar {
                anchor,
                tag,
                value,
                style,
                ..
            } => {
                let style = match style {
                    ScalarStyle::SingleQuoted => '\'',
                    ScalarStyle::DoubleQuoted => '"',
                    ScalarStyle::Literal => '|',
                    ScalarStyle::Folded => '>',
                    _ => ':',
                };
                let head = head("=VAL", false, anchor.as_deref(), tag.as_deref());
                format!("{head} {style}{}", escaped(&value))
            }
            _ => continue,
        });
    }
}
