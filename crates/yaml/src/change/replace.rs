//! Another value at a place that has one, spelled as the old one was where it can be.

use super::flow::{flow_spelling, is_blank_inside};
use super::{Place, Plan, Planner};
use crate::edit::Edit;
use crate::render::{column, dash_before, quoted, spell};
use crate::shape::means;
use crate::{Kind, Node, Route, Scalar, Shape, Value};

impl<'t> Planner<'t> {
    pub(super) fn replace(&self, at: &Route, value: &Value) -> Result<Plan, Shape> {
        let place = self.find(at)?;
        if place.node.tag().is_some() {
            return Err(Shape::Tagged);
        }
        // What holds this already keeps its spelling.
        if !place.node.is_alias() && means(value, self.tree, place.node.id) {
            return Ok(Plan {
                edits: Vec::new(),
                path: place.path,
            });
        }
        let is_scalar = place.node.kind() == Kind::Scalar;
        let edit = if place.in_flow && !is_scalar && !is_blank_inside(place.node) {
            Edit {
                range: place.node.span(),
                text: flow_spelling(value),
                depth: 0,
                change: 0,
            }
        } else if place.in_flow {
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
            // Text that stands without quotes is no JSON, anything else may be.
            (Value::Str(text), _) if place.in_flow && !is_plain_text(node) => quoted(text),
            _ if place.in_flow => flow_spelling(value),
            _ => spell(value),
        };
        let (span, text) = if node.span().is_empty() {
            let (offset, glue) = self.room_for_value(place);
            (offset..offset, format!("{glue}{text}"))
        } else {
            (node.span(), text)
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
        if is_one_line && value.is_filled_collection() && (node.is_null() || is_blank_inside(node))
        {
            return self.below(place, &self.value_lines(value, from));
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
            let lines = self.value_lines(value, from);
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

/// Text without quotes.
fn is_plain_text(node: Node<'_>) -> bool {
    node.is_plain() && matches!(node.scalar(), Some(Scalar::Str(_)))
}

/// Text over several lines.
fn is_long(value: &Value) -> bool {
    matches!(value, Value::Str(text) if text.contains('\n'))
}

fn is_single_quotable(text: &str) -> bool {
    text.chars()
        .all(|c| !c.is_control() && !matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}'))
}
