//! Values of keys that hold secrets, at their places in YAML and TOML; line by line where a text cannot be parsed.

use crate::config_toml::{ConfigToml, Found, TomlValue};
use crate::keys::{self, Place, Resolved, Segment};
use crate::workspace::{File, Role};
use evenkeel_yaml::{Kind, Node, Route};
use std::ops::Range;

/// Adds the ranges of a file's secret values.
pub(super) fn collect(file: &File, ranges: &mut Vec<Range<usize>>) {
    // A text inside another is looked through by lines: too much rather than too little.
    let all = !file.unreadable().is_empty() || matches!(file.role(), Role::Carrier | Role::Other);
    by_lines(file.text(), all, ranges);
    if let Some(Ok(config)) = file.config() {
        in_toml(config, &|offset| offset, ranges);
    }
    let place = match file.role() {
        Role::Helmfile => Place::Helmfile,
        _ => Place::Values,
    };
    for (document, tree) in file.trees() {
        if let Some(root) = tree.root() {
            let start = file.document(document).0;
            let mut walk = Walk { start, ranges };
            walk.node(root, place, &mut Vec::new(), "");
        }
    }
}

struct Walk<'r> {
    /// Where the document begins in its file.
    start: usize,
    ranges: &'r mut Vec<Range<usize>>,
}

impl Walk<'_> {
    /// `name` is the name that says what a scalar holds.
    fn node(&mut self, node: Node<'_>, place: Place, path: &mut Vec<Segment>, name: &str) {
        match node.kind() {
            Kind::Mapping => self.mapping(node, place, path),
            Kind::Sequence => {
                // Maps in the list of values of a release are values of the chart.
                let is_values = place == Place::Helmfile && name == "values";
                for (index, item) in node.items().into_iter().enumerate() {
                    if is_values && item.kind() == Kind::Mapping {
                        self.node(item, Place::Values, &mut Vec::new(), "");
                        continue;
                    }
                    path.push(Segment::Index(index));
                    self.node(item, place, path, name);
                    path.pop();
                }
            }
            Kind::Scalar | Kind::Alias => self.scalar(node, place, path, name),
        }
    }

    fn mapping(&mut self, node: Node<'_>, place: Place, path: &mut Vec<Segment>) {
        // `{name: runnerToken, value: …}` in `set` and in lists of variables.
        let named = node.get("name").and_then(Node::text).unwrap_or_default();
        for (key, value) in node.entries() {
            let Some(name) = key.text() else { continue };
            path.push(Segment::Key(name.to_owned()));
            let means = if name == "value" && !named.is_empty() {
                named.rsplit('.').next().unwrap_or(named)
            } else {
                name
            };
            self.node(value, place, path, means);
            path.pop();
        }
    }

    fn scalar(&mut self, node: Node<'_>, place: Place, path: &[Segment], name: &str) {
        let node = node.resolved();
        let text = node.text().unwrap_or_default();
        if name == "config" && text.contains("[[") {
            match ConfigToml::parse(text) {
                Ok(config) => {
                    let (start, offsets) = (self.start, node.offsets());
                    let at = |offset| start + offsets.of(offset);
                    if node.is_literal() {
                        in_toml(&config, &at, self.ranges);
                    }
                }
                Err(_) => by_lines_at(
                    node.token(),
                    self.start + node.span().start,
                    true,
                    self.ranges,
                ),
            }
            return;
        }
        if is_literal_value(text)
            && is_secret(place, path, name)
            && node
                .scalar()
                .is_some_and(|scalar| scalar.as_bool().is_none())
        {
            let inner = inside_quotes(node.token());
            let start = self.start + node.span().start;
            self.ranges.push(start + inner.start..start + inner.end);
        }
    }
}

fn in_toml(config: &ConfigToml, at: &dyn Fn(usize) -> usize, ranges: &mut Vec<Range<usize>>) {
    for (route, found) in config.leaves() {
        match found.value() {
            TomlValue::String(text) if is_literal_value(&text) && is_secret_at(&route) => {
                push_toml(found, 0, at, ranges);
            }
            // A list with a template action in it is still a list.
            TomlValue::Array | TomlValue::Template(_) => {
                for element in found.elements() {
                    // Of `NAME=value` the value is secret.
                    if let TomlValue::String(text) = element.value()
                        && let Some((variable, value)) = text.split_once('=')
                        && is_secret_name(variable)
                        && is_literal_value(value)
                    {
                        push_toml(element, variable.len() + 1, at, ranges);
                    }
                }
            }
            _ => {}
        }
    }
}

fn is_secret_at(route: &Route) -> bool {
    let segments: Vec<Segment> = route.0.iter().map(Segment::from).collect();
    let name = segments.iter().rev().find_map(Segment::name);
    is_secret(Place::Config, &segments, name.unwrap_or_default())
}

fn push_toml(
    found: Found<'_>,
    skip: usize,
    at: &dyn Fn(usize) -> usize,
    ranges: &mut Vec<Range<usize>>,
) {
    let inner = inside_quotes(found.token());
    let start = found.span().start;
    let (from, to) = (start + inner.start + skip, start + inner.end);
    if from < to {
        // Mapped by its first and last byte: behind the last one may stand another line's indentation.
        ranges.push(at(from)..at(to - 1) + 1);
    }
}

/// Lines `name: value` and `name = value`; in a text that can be parsed only those in comments.
fn by_lines(text: &str, all: bool, ranges: &mut Vec<Range<usize>>) {
    by_lines_at(text, 0, all, ranges);
}

fn by_lines_at(text: &str, base: usize, all: bool, ranges: &mut Vec<Range<usize>>) {
    let mut start = base;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start();
        let is_comment = content.starts_with('#');
        if (all || is_comment)
            && let Some(range) = value_in_line(line)
        {
            ranges.push(start + range.start..start + range.end);
        }
        start += line.len();
    }
}

fn value_in_line(line: &str) -> Option<Range<usize>> {
    let mark = line.find([':', '='])?;
    let name = line
        .get(..mark)?
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '#' | '-' | '"' | '\''));
    if !is_secret_name(name) {
        return None;
    }
    let rest = line.get(mark + 1..)?;
    let start = mark + 1 + rest.len() - rest.trim_start().len();
    let value = rest.trim();
    // What stands behind a value is a comment; words in a row are prose.
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value.get(..=value.get(1..)?.find(quote)? + 1)?,
        _ => value.split([' ', '\t']).next().filter(|first| {
            *first == value
                || value
                    .get(first.len()..)
                    .is_some_and(|rest| rest.trim_start().starts_with('#'))
        })?,
    };
    let inner = inside_quotes(value);
    let text = value.get(inner.clone())?;
    is_literal_value(text).then(|| start + inner.start..start + inner.end)
}

/// Whether a key holds a secret: by its name, unless the table knows better. All secrets of the table have such names.
fn is_secret(place: Place, path: &[Segment], name: &str) -> bool {
    is_secret_name(name)
        && match keys::resolve(place, path) {
            Resolved::Row(key) if key.name() == name || key.secret => key.secret,
            _ => true,
        }
}

/// Whether a name of a key or a variable says that its value is a secret: `runnerToken`, `CI_SERVER_TOKEN`, `SecretKey`.
#[must_use]
pub fn is_secret_name(name: &str) -> bool {
    const ENDS: [&str; 10] = [
        "token",
        "password",
        "passwd",
        "secretkey",
        "accesskey",
        "privatekey",
        "accountkey",
        "apikey",
        "accessid",
        "credentials",
    ];
    let letters = name.bytes().rev();
    let letters = letters.filter(|letter| !matches!(letter, b'_' | b'-'));
    let letters = letters.map(|letter| letter.to_ascii_lowercase());
    ENDS.iter().any(|end| {
        let mut letters = letters.clone();
        end.bytes()
            .rev()
            .all(|wanted| letters.next() == Some(wanted))
    })
}

/// Whether a value is there and is itself, not a reference to where it is kept.
fn is_literal_value(text: &str) -> bool {
    let text = text.trim();
    !(text.is_empty()
        || text.contains("{{")
        || text.starts_with('$')
        || text.starts_with("ref+")
        || text.starts_with("secretref+"))
}

/// The bytes of a spelled scalar without its quotes or the header of its block.
fn inside_quotes(token: &str) -> Range<usize> {
    for quote in ["\"\"\"", "'''", "\"", "'"] {
        if token.len() >= 2 * quote.len() && token.starts_with(quote) && token.ends_with(quote) {
            return quote.len()..token.len() - quote.len();
        }
    }
    match token.find('\n') {
        Some(line) if token.starts_with(['|', '>']) => line + 1..token.len(),
        _ => 0..token.len(),
    }
}
