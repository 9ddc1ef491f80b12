//! What the table of keys says about each value a release sets.

use super::Context;
use super::context::address;
use crate::keys::{Address, Availability, Key, Place, Resolved, Segment, available, resolve_along};
use crate::workspace::{Held, Input, Leaf};
use evenkeel_yaml::Value;

/// A leaf with what stands at its place.
pub(super) struct Placed {
    pub(super) leaf: Leaf,
    pub(super) resolved: Resolved,
    /// The rows on the way to it and at it, each with the number of segments that lead there.
    pub(super) passed: Vec<(usize, &'static Key)>,
}

impl Placed {
    pub(super) fn of(leaf: Leaf) -> Self {
        let (resolved, passed) = resolve_along(leaf.address.place, &leaf.address.segments);
        Self {
            leaf,
            resolved,
            passed,
        }
    }

    pub(super) fn place(&self) -> Place {
        self.leaf.address.place
    }

    pub(super) fn segments(&self) -> &[Segment] {
        &self.leaf.address.segments
    }

    /// The row at the leaf, or the one it lies in.
    pub(super) fn key(&self) -> Option<&'static Key> {
        match self.resolved {
            Resolved::Row(key) | Resolved::Inside { key, .. } => Some(key),
            Resolved::Branch | Resolved::PassedOn | Resolved::Unknown { .. } => None,
        }
    }

    /// The address of so many leading segments.
    pub(super) fn prefix(&self, length: usize) -> Address {
        Address {
            place: self.place(),
            segments: self.segments().iter().take(length).cloned().collect(),
        }
    }

    /// The highest row above or at the leaf of which something is true, and how many segments lead to it.
    pub(super) fn highest(&self, is_meant: impl Fn(&Key) -> bool) -> Option<(&'static Key, usize)> {
        // Below a row of this kind everything is, as far as the table has it.
        if self.key().is_some_and(|key| !is_meant(key)) || matches!(self.resolved, Resolved::Branch)
        {
            return None;
        }
        let mut passed = self.passed.iter();
        passed.find_map(|(length, key)| is_meant(key).then_some((*key, *length)))
    }

    /// Whether the value is what applies without it, so that it changes nothing.
    pub(super) fn is_default(&self) -> bool {
        let Resolved::Row(key) = self.resolved else {
            return false;
        };
        is_nothing(&self.leaf.held)
            || key
                .default()
                .is_some_and(|default| spelled(&self.leaf.held) == default)
    }
}

/// Whether a value is null or empty.
pub(super) fn is_nothing(held: &Held) -> bool {
    match held {
        Held::Null => true,
        Held::Str(text) => text.is_empty(),
        Held::List(items) => items.is_empty(),
        Held::Map(entries) => entries.is_empty(),
        _ => false,
    }
}

/// The value as the table of keys spells defaults: JSON on one line.
pub(super) fn spelled(held: &Held) -> String {
    fn text(text: &str) -> String {
        serde_json::to_string(text).unwrap_or_default()
    }
    match held {
        Held::Null => "null".to_owned(),
        Held::Bool(value) => value.to_string(),
        Held::Int(number) | Held::Float(number) | Held::DateTime(number) => number.clone(),
        Held::Str(value) => text(value),
        Held::List(items) => format!(
            "[{}]",
            items.iter().map(spelled).collect::<Vec<_>>().join(",")
        ),
        Held::Map(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| format!("{}:{}", text(key), spelled(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
        }
        Held::Template => String::new(),
    }
}

/// The value as new content.
pub(super) fn value_of(held: &Held) -> Option<Value> {
    Some(match held {
        Held::Null => Value::Null,
        Held::Bool(value) => Value::Bool(*value),
        Held::Int(number) | Held::Float(number) => Value::Number(number.clone()),
        Held::Str(text) => Value::from(text.as_str()),
        Held::List(items) => Value::Seq(items.iter().map(value_of).collect::<Option<_>>()?),
        Held::Map(entries) => Value::map(
            entries
                .iter()
                .map(|(key, value)| Some((key.clone(), value_of(value)?)))
                .collect::<Option<Vec<_>>>()?,
        ),
        Held::DateTime(_) | Held::Template => return None,
    })
}

/// A value as its new key takes it: text and numbers spelled for the key's type, a map as `NAME=value` where those are
/// listed. None where it does not fit.
pub(super) fn input_for(key: &Key, held: &Held) -> Option<Input> {
    if key.format() == Some("KEY=value")
        && let Held::Map(entries) = held
    {
        let pairs = entries
            .iter()
            .map(|(name, value)| Some(format!("{name}={}", value.as_scalar_text()?)));
        return pairs.collect::<Option<_>>().map(Input::List);
    }
    if is_nothing(held) || matches!(held, Held::Template) {
        return None;
    }
    let text = match held {
        Held::Str(text) | Held::Int(text) | Held::Float(text) => Some(text.clone()),
        _ => None,
    };
    let is_textual = matches!(
        key.ty,
        crate::keys::Type::String | crate::keys::Type::Quantity(_) | crate::keys::Type::Duration
    );
    if let Some(text) = text.filter(|_| is_textual) {
        key.accepts(&Held::Str(text.clone()).seen()).ok()?;
        return Some(Input::Text(text));
    }
    key.accepts(&held.seen()).ok()?;
    match held {
        Held::List(items) if !items.is_empty() => {
            let texts: Option<Vec<_>> = items
                .iter()
                .map(|item| item.as_str().map(str::to_owned))
                .collect();
            texts
                .map(Input::List)
                .or_else(|| value_of(held).map(Input::Value))
        }
        _ => value_of(held).map(Input::Value),
    }
}

impl Context<'_> {
    /// The address a value should move to, when that is free and the pinned chart has it. Elements of lists that both
    /// addresses go through stay the same.
    pub(super) fn free_target(&self, from: &Address, key: &'static Key) -> Option<Address> {
        let mut target = key.address();
        if target.place == from.place {
            for (to, from) in target.segments.iter_mut().zip(&from.segments) {
                match (&to, from) {
                    (Segment::Element, Segment::Index(index)) => *to = Segment::Index(*index),
                    (Segment::Key(to), Segment::Key(from)) if to == from => {}
                    _ => break,
                }
            }
        }
        let has_it = matches!(
            available(key, self.chart()),
            Availability::Yes | Availability::Unknown
        );
        let is_free = self
            .workspace
            .value(self.release, &target)
            .is_none_or(|held| is_nothing(&held));
        (has_it
            && is_free
            && !target
                .segments
                .iter()
                .any(|segment| segment.name() == Some("*")))
        .then_some(target)
    }

    /// The row that the table names instead of another.
    pub(super) fn replacement(key: &Key) -> Option<&'static Key> {
        let target = address(key.replaced_by()?)?;
        match target.resolve() {
            Resolved::Row(key) => Some(key),
            _ => None,
        }
    }
}
