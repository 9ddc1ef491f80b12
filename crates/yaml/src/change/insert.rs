//! Where a new entry or item goes, and how it is spelled there.

use super::flow::{flow_spelling, is_blank_inside};
use super::{Place, Plan, Planner};
use crate::edit::Edit;
use crate::render::{
    column, dash_column, entry_lines, item_lines, json, json_key, line_end, line_start,
};
use crate::{Kind, Node, Route, Shape, Value};

/// What is added to a collection.
pub(super) enum Addition<'a> {
    Entry { key: &'a Value, value: &'a Value },
    Item(&'a Value),
}

impl Addition<'_> {
    pub(super) fn lines(&self, indent: usize, style: &crate::Style) -> Vec<String> {
        match self {
            Self::Entry { key, value } => entry_lines(key, value, indent, style),
            Self::Item(value) => item_lines(value, indent, style),
        }
    }

    /// The column of the addition below a key that stands at `from`.
    pub(super) fn indent_below(&self, from: usize, style: &crate::Style) -> usize {
        match self {
            Self::Entry { .. } => from + style.step,
            Self::Item(_) => from + style.dash,
        }
    }

    /// The addition alone in a collection of its own.
    pub(super) fn as_collection(&self) -> Value {
        match self {
            Self::Entry { key, value } => Value::Map(vec![((*key).clone(), (*value).clone())]),
            Self::Item(value) => Value::Seq(vec![(*value).clone()]),
        }
    }

    /// On one line: as JSON says it, or in the lighter spelling of flow collections that are no JSON.
    pub(super) fn inline(&self, is_json: bool) -> String {
        match self {
            Self::Entry { key, value } if is_json => format!("{}: {}", json_key(key), json(value)),
            Self::Entry { key, value } => {
                format!("{}: {}", flow_spelling(key), flow_spelling(value))
            }
            Self::Item(value) if is_json => json(value),
            Self::Item(value) => flow_spelling(value),
        }
    }
}

impl<'t> Planner<'t> {
    pub(super) fn insert(
        &self,
        at: &Route,
        key: &Value,
        value: &Value,
        after: &[String],
        before: &[String],
    ) -> Result<Plan, Shape> {
        let addition = Addition::Entry { key, value };
        if self.tree.root().is_none() && at.0.is_empty() {
            return Ok(self.first_entry(&addition));
        }
        let place = self.find(at)?;
        if place.node.is_alias() {
            return Err(Shape::Alias);
        }
        if at.0.is_empty() && place.node.is_empty() && place.node.anchor().is_none() {
            return Ok(self.first_entry(&addition));
        }
        if place.node.is_null() || is_blank_inside(place.node) && place.node.kind() != Kind::Mapping
        {
            return self.fill(&place, &addition);
        }
        if place.node.kind() != Kind::Mapping {
            return Err(Shape::WrongKind);
        }
        self.check_keys(place.node)?;
        let entries = place.node.entries();
        if entries
            .iter()
            .any(|(known, _)| known.text() == key_text(key))
        {
            return Err(Shape::Present);
        }
        if place.node.is_flow() {
            return self.grow_flow(place, &addition, true);
        }
        let named = |key: &str, entry: &(Node<'t>, Node<'t>)| entry.0.text() == Some(key);
        let behind = after
            .iter()
            .find_map(|key| entries.iter().rposition(|entry| named(key, entry)));
        let above = before
            .iter()
            .find_map(|key| entries.iter().position(|entry| named(key, entry)));
        let target = match (behind, above) {
            (Some(position), _) => position + 1,
            (None, Some(position)) => position,
            (None, None) => entries.len(),
        };
        self.grow_block(place, &entries, target, &addition)
    }

    pub(super) fn append(&self, at: &Route, value: &Value) -> Result<Plan, Shape> {
        let place = self.find(at)?;
        let addition = Addition::Item(value);
        if place.node.is_null() || is_blank_inside(place.node) && place.node.kind() == Kind::Mapping
        {
            return self.fill(&place, &addition);
        }
        if place.node.kind() != Kind::Sequence {
            return Err(Shape::WrongKind);
        }
        if place.node.is_flow() {
            return self.grow_flow(place, &addition, false);
        }
        let items = place.node.items();
        let indent = items
            .first()
            .and_then(|item| dash_column(self.source(), item.start()))
            .ok_or(Shape::WrongKind)?;
        let last = items.last().ok_or(Shape::Missing)?;
        let offset = past_deeper_comments(self.source(), self.line_after(*last)?, indent);
        let mut path = place.path;
        path.push(items.len());
        Ok(Plan {
            edits: vec![self.insertion(offset, &addition.lines(indent, &self.style))],
            path,
        })
    }

    /// The first entry of a document that has none: below its marker and comments, before `...`.
    fn first_entry(&self, addition: &Addition<'_>) -> Plan {
        let source = self.source();
        let mut offset = 0;
        for line in source.split_inclusive('\n') {
            if line.starts_with("...") {
                break;
            }
            offset += line.len();
        }
        Plan {
            edits: vec![self.insertion(offset, &addition.lines(0, &self.style))],
            path: vec![0],
        }
    }

    fn grow_block(
        &self,
        place: Place<'t>,
        entries: &[(Node<'t>, Node<'t>)],
        target: usize,
        addition: &Addition<'_>,
    ) -> Result<Plan, Shape> {
        let (first_key, _) = entries.first().ok_or(Shape::Missing)?;
        let indent = column(self.source(), first_key.start());
        if target == 0 {
            return Ok(self.before_first(place, *first_key, indent, addition));
        }
        // Going backwards from the wanted place to an entry that something can follow.
        for position in (1..=target).rev() {
            let Some((key, value)) = entries.get(position - 1) else {
                continue;
            };
            let end = if value.is_empty() && value.start() < key.span().end {
                *key
            } else {
                *value
            };
            if let Ok(offset) = self.line_after(end) {
                let offset = past_deeper_comments(self.source(), offset, indent);
                let mut lines = addition.lines(indent, &self.style);
                if place.path.is_empty() && lines.len() > 1 && self.is_apart(*key, offset) {
                    lines.insert(0, String::new());
                }
                let mut path = place.path;
                path.push(position);
                return Ok(Plan {
                    edits: vec![self.insertion(offset, &lines)],
                    path,
                });
            }
        }
        Ok(self.before_first(place, *first_key, indent, addition))
    }

    /// Whether blank lines keep the blocks of the document apart: one follows the entry that ends at `offset`, or one
    /// stands above it when it is the last.
    fn is_apart(&self, key: Node<'t>, offset: usize) -> bool {
        let source = self.source();
        let rest = source.get(offset..).unwrap_or_default();
        if !rest.trim().is_empty() {
            return rest
                .lines()
                .next()
                .is_some_and(|line| line.trim().is_empty());
        }
        let line = line_start(source, key.start());
        let start = super::remove::with_comments_above(source, line, column(source, key.start()));
        start > 0
            && source.ends_with('\n')
            && ends_in_blank_line(source.get(..start).unwrap_or_default())
    }

    /// Before the first key: above it and the comments that belong to it; on its own line, when it stands behind a dash.
    fn before_first(
        &self,
        place: Place<'t>,
        first_key: Node<'t>,
        indent: usize,
        addition: &Addition<'_>,
    ) -> Plan {
        let source = self.source();
        let mut path = place.path;
        path.push(0);
        let lines = addition.lines(indent, &self.style);
        let start = first_key.start() - indent;
        let stands_alone = source
            .get(start..first_key.start())
            .is_some_and(|pad| pad.trim().is_empty());
        if stands_alone {
            let offset = super::remove::with_comments_above(source, start, indent);
            let text: String = lines
                .iter()
                .map(|line| format!("{line}{}", self.style.newline))
                .collect();
            return Plan {
                edits: vec![Edit {
                    range: offset..offset,
                    text,
                    depth: 0,
                    change: 0,
                }],
                path,
            };
        }
        let mut text = lines.join(self.style.newline);
        text.drain(..indent.min(text.len()));
        text.push_str(self.style.newline);
        text.push_str(&" ".repeat(indent));
        let offset = first_key.start();
        Plan {
            edits: vec![Edit {
                range: offset..offset,
                text,
                depth: 0,
                change: 0,
            }],
            path,
        }
    }

    /// The start of the line behind a node, past a trailing comment.
    pub(super) fn line_after(&self, node: Node<'t>) -> Result<usize, Shape> {
        let source = self.source();
        let end = node.span().end;
        let before = source.get(..end).unwrap_or_default();
        if before.ends_with('\n') {
            return Ok(end);
        }
        let next = line_end(source, end);
        let mut rest = source.get(end..next).unwrap_or_default();
        if last_leaf(node).is_empty() {
            // A value that is left out ends where its key does, before the colon.
            rest = rest
                .trim_start_matches([' ', '\t'])
                .strip_prefix(':')
                .unwrap_or(rest);
        }
        let comment = rest.trim();
        if !(comment.is_empty() || comment.starts_with('#') && rest.starts_with([' ', '\t'])) {
            return Err(Shape::WrongKind);
        }
        let leaf = last_leaf(node);
        if next == source.len()
            && !rest.ends_with('\n')
            && leaf.is_block_scalar()
            && !is_stripped(leaf)
        {
            return Err(Shape::UnterminatedBlockScalar);
        }
        Ok(next)
    }

    /// Lines at the start of a line; on a last line without a newline they begin with one instead of ending with it.
    pub(super) fn insertion(&self, offset: usize, lines: &[String]) -> Edit {
        let newline = self.style.newline;
        let source = self.source();
        let is_unterminated =
            offset == source.len() && !source.is_empty() && !source.ends_with('\n');
        let text = if is_unterminated {
            lines
                .iter()
                .map(|line| format!("{newline}{line}"))
                .collect()
        } else {
            lines
                .iter()
                .map(|line| format!("{line}{newline}"))
                .collect()
        };
        Edit {
            range: offset..offset,
            text,
            depth: 0,
            change: 0,
        }
    }
}

/// The offset behind comment lines that are indented deeper than `indent`: they belong to the block before them.
fn past_deeper_comments(source: &str, mut offset: usize, indent: usize) -> usize {
    loop {
        let next = line_end(source, offset);
        let line = source.get(offset..next).unwrap_or_default();
        let text = line.trim_start_matches(' ');
        if !(text.starts_with('#') && line.len() - text.len() > indent && line.ends_with('\n')) {
            return offset;
        }
        offset = next;
    }
}

/// Whether a text ends with an empty line.
pub(super) fn ends_in_blank_line(text: &str) -> bool {
    let body = text.strip_suffix('\n').unwrap_or_default();
    let last = body.rsplit('\n').next().unwrap_or_default();
    !body.is_empty() && last.trim().is_empty()
}

fn key_text(key: &Value) -> Option<&str> {
    match key {
        Value::Str(text) => Some(text),
        Value::Token(token) => token.reading().as_str(),
        _ => None,
    }
}

/// The scalar, alias or empty collection that a node ends in.
fn last_leaf(node: Node<'_>) -> Node<'_> {
    let last = match node.kind() {
        Kind::Mapping => node.entries().last().map(|(_, value)| *value),
        Kind::Sequence => node.items().last().copied(),
        Kind::Scalar | Kind::Alias => None,
    };
    last.map_or(node, last_leaf)
}

/// Whether a block scalar's header drops the newlines at its end, so that one more changes nothing.
fn is_stripped(node: Node<'_>) -> bool {
    let header = node.token().lines().next().unwrap_or_default();
    let header = header.split('#').next().unwrap_or_default();
    header.contains('-')
}
