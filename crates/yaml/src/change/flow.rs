//! Between braces and brackets: what goes in behind what is there, in the flow's own spelling.
//!
//! Only ever inserts; inside JSON it stays JSON.

use super::insert::Addition;
use super::{Place, Plan, Planner};
use crate::edit::Edit;
use crate::render::{column, json, line_end, line_start, spell};
use crate::{Node, Shape, Value};

/// The entries or items of a flow collection; an item is its own key.
type Children<'t> = Vec<(Node<'t>, Node<'t>)>;

impl<'t> Planner<'t> {
    /// Between braces or brackets, behind what is there.
    pub(super) fn grow_flow(
        &self,
        place: Place<'t>,
        addition: &Addition<'_>,
        is_mapping: bool,
    ) -> Result<Plan, Shape> {
        let source = self.source();
        let node = place.node;
        let children: Children<'t> = if is_mapping {
            node.entries()
        } else {
            node.items().into_iter().map(|item| (item, item)).collect()
        };
        let inline = addition.inline(self.is_json(&children, is_mapping));
        let Some(&last) = children.last() else {
            return self.open_flow(place, addition, inline);
        };
        let mut path = place.path;
        path.push(children.len());
        let span = node.span();
        let end = end_of_child(source, last);
        // Behind a colon a comma needs room: `b:,` is a word to some readers.
        let gap = if source.get(..end).is_some_and(|text| text.ends_with(':')) {
            " "
        } else {
            ""
        };
        if !node.token().starts_with(['{', '[']) {
            // One pair in a list, `[a: 1]`, which only braces make room in.
            let edits = vec![
                at(span.start, "{".to_owned()),
                at(end, format!("{gap}, {inline}}}")),
            ];
            return Ok(Plan { edits, path });
        }
        let comma = comma_behind(source, end, span.end);
        let first = children.first().map_or(span.start, |(key, _)| key.start());
        let own_lines = source
            .get(span.start..first)
            .is_some_and(|text| text.contains('\n'));
        let edits = if own_lines {
            let pad = " ".repeat(column(source, first));
            self.own_line(end, comma, &format!("{pad}{inline}"), gap)
        } else {
            let space = if is_tight(source, &children) { "" } else { " " };
            match comma {
                Some(comma) => vec![at(comma + 1, format!("{space}{inline},"))],
                None => vec![at(end, format!("{gap},{space}{inline}"))],
            }
        };
        Ok(Plan { edits, path })
    }

    /// On a line of its own behind the last child; a comment behind that one stays with it.
    fn own_line(&self, end: usize, comma: Option<usize>, line: &str, gap: &str) -> Vec<Edit> {
        let source = self.source();
        let newline = self.style.newline;
        let behind = comma.map_or(end, |comma| comma + 1);
        let next = line_end(source, behind);
        let rest = source.get(behind..next).unwrap_or_default();
        let is_comment = rest.starts_with([' ', '\t']) && rest.trim_start().starts_with('#');
        match (is_comment && rest.ends_with('\n'), comma.is_some()) {
            (true, true) => vec![at(next, format!("{line},{newline}"))],
            (true, false) => vec![
                at(end, format!("{gap},")),
                at(next, format!("{line}{newline}")),
            ],
            (false, true) => vec![at(behind, format!("{newline}{line},"))],
            (false, false) => vec![at(end, format!("{gap},{newline}{line}"))],
        }
    }

    /// Whether what is added has to be spelled as JSON: in documents between braces or brackets, and beside quoted keys.
    fn is_json(&self, children: &Children<'t>, is_mapping: bool) -> bool {
        let is_quoted = |(key, _): &(Node<'t>, Node<'t>)| key.token().starts_with('"');
        self.tree.root().is_some_and(Node::is_flow)
            || is_mapping && children.iter().any(is_quoted)
            || !is_mapping && !children.is_empty() && children.iter().all(is_quoted)
    }

    /// Into `{}` or `[]`: below the key like any other value where the document is written in blocks, else inside.
    fn open_flow(
        &self,
        place: Place<'t>,
        addition: &Addition<'_>,
        inline: String,
    ) -> Result<Plan, Shape> {
        let source = self.source();
        let node = place.node;
        let span = node.span();
        let (open, close) = (span.start + 1, span.end - 1);
        let inside = source.get(open..close).ok_or(Shape::WrongKind)?;
        let mut path = place.path.clone();
        path.push(0);
        if let Some(key) = place.key.filter(|_| !place.in_flow) {
            let from = column(source, key.start());
            let same_line = source
                .get(key.span().end..node.start())
                .is_some_and(|between| !between.contains('\n'));
            let indent = addition.indent_below(from, &self.style);
            let is_bare = node.anchor().is_none() && node.tag().is_none();
            if same_line
                && is_bare
                && inside.trim().is_empty()
                && let Ok(edit) = self.below(&place, &addition.lines(indent, &self.style))
            {
                return Ok(Plan {
                    edits: vec![edit],
                    path,
                });
            }
        }
        let edit = if inside.contains('\n') {
            // Above the closing brace, which has its line to itself: a comment would swallow it otherwise.
            let line = line_start(source, close);
            let step = " ".repeat(column(source, close) + self.style.step);
            at(line, format!("{step}{inline}{}", self.style.newline))
        } else {
            at(open, format!("{inside}{inline}"))
        };
        Ok(Plan {
            edits: vec![edit],
            path,
        })
    }
}

fn at(offset: usize, text: String) -> Edit {
    Edit {
        range: offset..offset,
        text,
        depth: 0,
        change: 0,
    }
}

/// A value inside brackets, where a comma or a brace would end plain text.
pub(super) fn flow_spelling(value: &Value) -> String {
    match value {
        Value::Token(token) if !token.source().contains([',', '[', ']', '{', '}']) => {
            token.source().to_owned()
        }
        Value::Str(_) => spell(value),
        other => json(other),
    }
}

/// The end of an entry or item, with the colon of a key that has no value.
pub(super) fn end_of_child(source: &str, (key, value): (Node<'_>, Node<'_>)) -> usize {
    let end = key.span().end.max(value.span().end);
    let is_left_out = value.is_empty() && value.anchor().is_none() && value.tag().is_none();
    match colon_behind(source, key.span().end) {
        Some(colon) if is_left_out && key.id != value.id => end.max(colon + 1),
        _ => end,
    }
}

/// The colon behind a key, on its line.
pub(super) fn colon_behind(source: &str, key_end: usize) -> Option<usize> {
    let rest = source.get(key_end..)?;
    let colon = key_end + rest.len() - rest.trim_start_matches([' ', '\t']).len();
    source.get(colon..)?.starts_with(':').then_some(colon)
}

/// The comma between the last child and the closing brace, past comments.
fn comma_behind(source: &str, from: usize, to: usize) -> Option<usize> {
    let mut offset = from;
    for line in source.get(from..to)?.split_inclusive('\n') {
        let text = line.split('#').next().unwrap_or_default();
        if let Some(comma) = text.find(',') {
            return Some(offset + comma);
        }
        offset += line.len();
    }
    None
}

/// Whether the last two of several children have nothing but a comma between them.
fn is_tight(source: &str, children: &Children<'_>) -> bool {
    match children.as_slice() {
        [.., (_, before), (last, _)] => source.get(before.span().end..last.start()) == Some(","),
        _ => false,
    }
}

/// `{}` or `[]`, whatever blanks or comments are inside.
pub(super) fn is_written_empty(node: Node<'_>) -> bool {
    node.is_flow() && node.entries().is_empty() && node.items().is_empty()
}

/// Whether nothing but blanks is between the braces.
pub(super) fn is_blank_inside(node: Node<'_>) -> bool {
    let token = node.token();
    let inside = token.get(1..token.len().saturating_sub(1));
    is_written_empty(node) && inside.is_some_and(|inside| inside.trim().is_empty())
}
