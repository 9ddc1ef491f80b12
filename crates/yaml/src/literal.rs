//! Offsets inside a literal block scalar: which byte of the document a byte of the value is.

use crate::render::line_end;
use crate::{Edit, EditSet, Node};

/// Where in a document the bytes of a scalar's value are.
#[derive(Clone)]
pub struct Offsets {
    literal: Option<Literal>,
    /// Where the scalar begins: all that is known of another style.
    start: usize,
}

impl Offsets {
    pub(crate) fn of_node(node: Node<'_>) -> Self {
        Self {
            literal: Literal::of(node.resolved()),
            start: node.span().start,
        }
    }

    /// The document's byte for a byte of the value.
    #[must_use]
    pub fn of(&self, offset: usize) -> usize {
        let literal = self.literal.as_ref();
        literal.map_or(self.start, |literal| literal.offset(offset))
    }
}

/// The lines of a literal block scalar.
#[derive(Clone)]
pub(crate) struct Literal {
    /// Start of each of the value's lines in the value, and of the same line in the document.
    lines: Vec<(usize, usize)>,
    /// Bytes that the document's lines are indented by.
    indent: usize,
    value_len: usize,
    end: usize,
    source_ends: Vec<usize>,
}

impl Literal {
    /// The lines of a node; none for any other style, and for a block without text.
    pub(crate) fn of(node: Node<'_>) -> Option<Self> {
        let value = node
            .text()
            .filter(|value| node.is_literal() && !value.is_empty())?;
        let source = node.tree.source();
        let mut position = line_end(source, node.span().start);
        let (mut lines, mut source_ends, mut indent) = (Vec::new(), Vec::new(), None);
        let mut start = 0;
        for line in value.split_inclusive('\n') {
            let next = line_end(source, position);
            let outer = source.get(position..next)?.trim_end_matches(['\r', '\n']);
            let inner = line.trim_end_matches('\n');
            if indent.is_none() && !inner.is_empty() {
                indent = Some(outer.len().checked_sub(inner.len())?);
            }
            lines.push((start, position));
            source_ends.push(position + outer.len());
            start += line.len();
            position = next;
        }
        Some(Self {
            lines,
            indent: indent?,
            value_len: value.len(),
            end: node.span().end,
            source_ends,
        })
    }

    /// The document's byte for a byte of the value, and whether it begins a line.
    fn place(&self, offset: usize) -> (usize, bool) {
        let line = self
            .lines
            .partition_point(|(start, _)| *start <= offset)
            .saturating_sub(1);
        let Some(&(start, outer)) = self.lines.get(line) else {
            return (self.end, true);
        };
        let column = offset - start.min(offset);
        let ends = self.source_ends.get(line).copied().unwrap_or(self.end);
        if offset >= self.value_len && self.value_len > start && self.ends_with_newline(line) {
            return (self.end, true);
        }
        (
            if column == 0 {
                outer
            } else {
                (outer + self.indent + column).min(ends)
            },
            column == 0,
        )
    }

    fn ends_with_newline(&self, line: usize) -> bool {
        let (start, outer) = self.lines.get(line).copied().unwrap_or_default();
        let text = self
            .source_ends
            .get(line)
            .copied()
            .unwrap_or_default()
            .saturating_sub(outer + self.indent);
        self.value_len > start + text
    }

    /// The document's byte for a byte of the value.
    pub(crate) fn offset(&self, offset: usize) -> usize {
        match self.place(offset) {
            (line, true) if line < self.end => {
                let end = self
                    .lines
                    .iter()
                    .zip(&self.source_ends)
                    .find(|((_, outer), _)| *outer == line);
                (line + self.indent).min(end.map_or(line, |(_, end)| *end))
            }
            (offset, _) => offset,
        }
    }

    /// Edits of the value as edits of the document.
    pub(crate) fn edits(&self, edits: &EditSet, newline: &str) -> Vec<Edit> {
        let pad = " ".repeat(self.indent);
        let map = |edit: &Edit| {
            let (start, begins_line) = self.place(edit.range.start);
            let (mut end, ends_line) = self.place(edit.range.end);
            let keeps_indent = ends_line && !begins_line && !edit.text.ends_with('\n');
            if keeps_indent && edit.range.end < self.value_len {
                end += self.indent;
            }
            let mut text = String::new();
            for (number, line) in edit.text.split('\n').enumerate() {
                if number > 0 {
                    text.push_str(newline);
                }
                if !line.is_empty() && (number > 0 || begins_line) {
                    text.push_str(&pad);
                }
                text.push_str(line.trim_end_matches('\r'));
            }
            Edit {
                range: start..end.max(start),
                text,
                depth: edit.depth,
                change: edit.change,
            }
        };
        edits.iter().map(map).collect()
    }
}
