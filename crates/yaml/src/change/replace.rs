//! Another value at a place that has one, spelled as the old one was where it can be.

use super::flow::{flow_spelling, is_in_flow, is_written_empty};
use super::remove::dash_before;
use super::{Place, Plan, Planner};
use crate::edit::Edit;
use crate::render::{column, quoted, spell};
use crate::shape::Expected;
use crate::tree::Content;
use crate::{Kind, Node, Route, Shape, Value};

impl<'t> Planner<'t> {
    pub(super) fn replace(&self, at: &Route, value: &Value) -> Result<Plan, Shape> {
        let place = self.find(at)?;
        if place.node.tag().is_some() {
            return Err(Shape::Tagged);
        }
        // What holds this already keeps its spelling.
        if !place.node.is_alias() && Expected::of(place.node).holds(value) {
            return Ok(Plan {
                edits: Vec::new(),
                path: place.path,
            });
        }
        if self.is_inside_flow(place.node) && !is_written_empty(place.node) {
            let edit = Edit {
                range: place.node.span(),
                text: flow_spelling(value),
                depth: 0,
                change: 0,
            };
            // A plain scalar is replaced in its own spelling as anywhere else.
            if value.is_filled_collection() || place.node.kind() != Kind::Scalar {
                return Ok(Plan {
                    edits: vec![edit],
                    path: place.path,
                });
            }
        }
        let is_in_flow = place.key.is_some_and(|key| is_in_flow(self.source(), key));
        let edit = if is_in_flow && value.is_filled_collection() {
            self.replace_inline(&place, value)
        } else if self.is_block_value(place.node) || value.is_filled_collection() || is_long(value)
        {
            self.replace_block(&place, value)?
        } else {
            self.replace_inline(&place, value)
        };
        Ok(Plan {
            edits: vec![edit],
            path: place.path,
        })
    }

    /// Whether a node stands between braces or brackets.
    fn is_inside_flow(&self, node: Node<'t>) -> bool {
        let span = node.span();
        self.tree.nodes.iter().any(|data| {
            let is_flow = matches!(
                data.content,
                Content::Mapping { is_flow: true, .. } | Content::Sequence { is_flow: true, .. }
            );
            is_flow && data.span.start < span.start && span.end < data.span.end
        })
    }

    fn is_block_value(&self, node: Node<'t>) -> bool {
        node.is_block_scalar()
            || matches!(node.kind(), Kind::Mapping | Kind::Sequence) && !node.is_flow()
    }

    /// A one-line value for another.
    pub(super) fn replace_inline(&self, place: &Place<'t>, value: &Value) -> Edit {
        let node = place.node;
        let text = match (value, node.token().chars().next()) {
            (Value::Str(text), Some('"')) if node.kind() == Kind::Scalar => quoted(text),
            (Value::Str(text), Some('\'')) if is_single_quotable(text) => {
                format!("'{}'", text.replace('\'', "''"))
            }
            _ => spell(value),
        };
        let mut span = node.span();
        let source = self.source();
        if span.is_empty() {
            // Nothing is written yet: behind the colon, the dash, or the node's anchor.
            let colon = place.key.and_then(|key| {
                let end = key.span().end;
                source.get(end..)?.find(':').map(|colon| end + colon + 1)
            });
            let at = colon.unwrap_or(span.start).max(span.start);
            span = at..at;
        }
        let needs_space = span.is_empty()
            && source
                .get(..span.start)
                .is_some_and(|before| !before.ends_with([' ', '\t']));
        let text = if needs_space {
            format!(" {text}")
        } else {
            text
        };
        Edit {
            range: span,
            text,
            depth: 0,
            change: 0,
        }
    }

    /// A value that takes lines of its own, before or after.
    fn replace_block(&self, place: &Place<'t>, value: &Value) -> Result<Edit, Shape> {
        let source = self.source();
        let node = place.node;
        let Some(key) = place.key else {
            return self.replace_item(place, value);
        };
        let from = column(source, key.start());
        let is_one_line = !self.is_block_value(node) && !node.token().contains('\n');
        if is_one_line && value.is_filled_collection() && (node.is_null() || is_written_empty(node))
        {
            let (lines, indent) = self.value_lines(value, from);
            return self.below_key(key, node, lines, indent);
        }
        // Of a list as deep as its key the span begins behind the first dash.
        let items = node.items();
        let first = items
            .first()
            .filter(|_| !node.is_flow() && !node.is_alias());
        let dash = first.and_then(|item| dash_before(source, item.start()));
        let head = node.span().start.min(dash.unwrap_or(usize::MAX));
        let start = source
            .get(..head)
            .unwrap_or_default()
            .trim_end()
            .len()
            .max(key.span().end + 1);
        let start = if node.anchor().is_some() {
            node.span().start
        } else {
            start
        };
        let end = node.span().end;
        let ends_line = source
            .get(..end)
            .is_some_and(|before| before.ends_with('\n'));
        let text = if value.is_filled_collection() {
            let (lines, _) = self.value_lines(value, from);
            lines
                .iter()
                .map(|line| format!("{}{line}", self.style.newline))
                .collect::<String>()
        } else if is_long(value) {
            let lines = crate::render::entry_lines(&Value::from("k"), value, from, &self.style);
            let first = lines
                .first()
                .map_or("", |line| line.trim_start().trim_start_matches("k:"));
            let rest = lines
                .iter()
                .skip(1)
                .map(|line| format!("{}{line}", self.style.newline));
            format!("{first}{}", rest.collect::<String>())
        } else {
            format!(" {}", spell(value))
        };
        let text = if ends_line {
            format!("{text}{}", self.style.newline)
        } else {
            text
        };
        Ok(Edit {
            range: start..end,
            text,
            depth: 0,
            change: 0,
        })
    }

    fn replace_item(&self, place: &Place<'t>, value: &Value) -> Result<Edit, Shape> {
        let source = self.source();
        let node = place.node;
        let span = node.span();
        if place.path.is_empty() || node.anchor().is_some() {
            return Err(Shape::WrongKind);
        }
        let dash = crate::render::dash_column(source, node.start()).ok_or(Shape::WrongKind)?;
        let mut lines = crate::render::item_lines(value, dash, &self.style);
        if let Some(first) = lines.first_mut() {
            *first = first.trim_start().trim_start_matches("- ").to_owned();
        }
        let mut text = lines.join(self.style.newline);
        if source
            .get(..span.end)
            .is_some_and(|before| before.ends_with('\n'))
        {
            text.push_str(self.style.newline);
        }
        Ok(Edit {
            range: span,
            text,
            depth: 0,
            change: 0,
        })
    }
}

/// Text over several lines.
fn is_long(value: &Value) -> bool {
    matches!(value, Value::Str(text) if text.contains('\n'))
}

fn is_single_quotable(text: &str) -> bool {
    text.chars()
        .all(|c| !c.is_control() && !matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}'))
}
