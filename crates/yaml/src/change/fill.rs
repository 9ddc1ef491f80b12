//! What holds nothing yet: keys and dashes without a value, `~`, `null`, and empty collections of the other kind.
//!
//! The one place besides [`super::replace`] where bytes go: the empty value that was written out.

use super::flow::colon_behind;
use super::insert::Addition;
use super::{Place, Plan, Planner};
use crate::edit::Edit;
use crate::render::{block_lines, column, dash_column, line_end, line_start};
use crate::{Shape, Value};

impl<'t> Planner<'t> {
    /// Puts a collection of its own in place of nothing.
    pub(super) fn fill(&self, place: &Place<'t>, addition: &Addition<'_>) -> Result<Plan, Shape> {
        let is_other_kind = match addition {
            Addition::Entry { .. } => place.node.tag() == Some("!!seq"),
            Addition::Item(_) => place.node.tag() == Some("!!map"),
        };
        if is_other_kind {
            return Err(Shape::Tagged);
        }
        if place
            .key
            .is_some_and(|key| self.is_complex(key, place.in_flow))
        {
            return Err(Shape::ComplexKey);
        }
        let mut path = place.path.clone();
        path.push(0);
        let source = self.source();
        let from = match place.key {
            _ if place.in_flow || place.path.is_empty() => None,
            Some(key) => Some(column(source, key.start())),
            None => dash_column(source, place.node.start()),
        };
        let edit = match (from, place.key) {
            // Between braces, and where a whole document is `null`.
            (None, _) => self.replace_inline(place, &addition.as_collection()),
            (Some(from), Some(_)) => {
                let indent = addition.indent_below(from, &self.style);
                self.below(place, &addition.lines(indent, &self.style))?
            }
            (Some(dash), None) => {
                let indent = dash + 2;
                self.below(place, &addition.lines(indent, &self.style))?
            }
        };
        Ok(Plan {
            edits: vec![edit],
            path,
        })
    }

    /// Puts block lines below a key or dash, in place of an empty value. A trailing comment stays there.
    pub(super) fn below(&self, place: &Place<'t>, lines: &[String]) -> Result<Edit, Shape> {
        let source = self.source();
        let value = place.node;
        if place.in_flow {
            return Err(Shape::WrongKind);
        }
        let has_properties = value.anchor().is_some() || value.tag().is_some();
        if value.is_empty() {
            let end = match place.key {
                Some(key) if !has_properties => key.span().end.max(value.span().end),
                _ => value.span().end,
            };
            return Ok(self.insertion(line_end(source, end), lines));
        }
        let span = value.span();
        let rest = source
            .get(span.end..line_end(source, span.end))
            .unwrap_or_default();
        let body = rest.trim_end_matches(['\r', '\n']);
        if !(body.trim().is_empty() || body.trim_start().starts_with('#')) {
            return Err(Shape::WrongKind);
        }
        let text = lines.join(self.style.newline);
        let line = line_start(source, span.start);
        let edit = |range, text| Edit {
            range,
            text,
            depth: 0,
            change: 0,
        };
        if source
            .get(line..span.start)
            .is_some_and(|before| before.trim().is_empty())
        {
            // The value has a line of its own.
            return Ok(edit(line..span.end, text));
        }
        if place.key.is_none() && !has_properties && body.trim().is_empty() {
            // Behind the dash, where the first line fits.
            return Ok(edit(span, text.trim_start().to_owned()));
        }
        let head = source.get(..span.start).unwrap_or_default();
        let start = head.trim_end_matches([' ', '\t']).len();
        let text = format!("{}{}{text}", body.trim_end(), self.style.newline);
        Ok(edit(start..span.end + body.len(), text))
    }

    /// The lines of a value below its key at `column`.
    pub(super) fn value_lines(&self, value: &Value, column: usize) -> Vec<String> {
        let indent = match value {
            Value::Seq(_) => column + self.style.dash,
            _ => column + self.style.step,
        };
        block_lines(value, indent, &self.style)
    }

    /// Where a value that is left out would stand, and what has to be between it and what is before.
    pub(super) fn room_for_value(&self, place: &Place<'t>) -> (usize, &'static str) {
        let source = self.source();
        let node = place.node;
        let has_properties = node.anchor().is_some() || node.tag().is_some();
        let (offset, glue) = match place.key {
            Some(key) if !has_properties => match colon_behind(source, key.span().end) {
                Some(colon) => (node.span().start.max(colon + 1), " "),
                // `{a}`: a key alone.
                None => (key.span().end, ": "),
            },
            _ => (node.span().start, " "),
        };
        let has_room = source
            .get(..offset)
            .is_some_and(|before| before.ends_with([' ', '\t', '\n']));
        (offset, if has_room && glue == " " { "" } else { glue })
    }
}
