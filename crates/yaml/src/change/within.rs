//! Edits inside a scalar's text: of a literal block byte by byte, of any other style the scalar as a whole.

use super::{Plan, Planner};
use crate::literal::Literal;
use crate::{EditSet, Node, Route, Shape, Value};

impl Planner<'_> {
    pub(super) fn within(&self, at: &Route, edits: &EditSet) -> Result<Plan, Shape> {
        let place = self.find(at)?;
        let text = place
            .node
            .text()
            .filter(|_| place.node.scalar().is_some_and(|s| s.as_str().is_some()));
        let text = text.ok_or(Shape::WrongKind)?;
        match Literal::of(place.node) {
            Some(literal) => Ok(Plan {
                edits: literal.edits(edits, self.style.newline),
                path: place.path,
            }),
            None => self.replace(at, &Value::Str(edits.apply(text))),
        }
    }
}

/// The value after the edits: a literal block holds as many newlines at its end as its header says.
pub(super) fn edited(node: Node<'_>, edits: &EditSet) -> Value {
    let text = edits.apply(node.text().unwrap_or_default());
    let header = node.token().lines().next().unwrap_or_default();
    let header = header.split('#').next().unwrap_or_default();
    if !node.is_literal() || header.contains('+') {
        return Value::Str(text);
    }
    let body = text.trim_end_matches('\n');
    let is_clipped = !header.contains('-') && body.len() < text.len() && !body.is_empty();
    Value::Str(if is_clipped {
        format!("{body}\n")
    } else {
        body.to_owned()
    })
}
