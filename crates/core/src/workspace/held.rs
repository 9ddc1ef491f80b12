//! A value as a document holds it, read once and free of its tree.

use super::part::Part;
use crate::carrier::{is_encrypted_text, is_placeholder};
use crate::config_toml::{Found, TomlValue};
use crate::keys::Seen;
use evenkeel_yaml::{Kind, Node, Scalar};

/// A value as a document holds it. Numbers are kept by their spelling.
#[derive(Debug, Clone, PartialEq)]
pub enum Held {
    /// `null`, `~`, or nothing behind the colon.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(String),
    /// Another number.
    Float(String),
    /// Text.
    Str(String),
    /// A date or time, in TOML.
    DateTime(String),
    /// A list.
    List(Vec<Self>),
    /// A map.
    Map(Vec<(String, Self)>),
    /// Something outside the text decides: a template action, a variable to be filled in, an encrypted value.
    Template,
}

impl Held {
    /// The value for a type check.
    #[must_use]
    pub fn seen(&self) -> Seen<'_> {
        match self {
            Self::Null => Seen::Null,
            Self::Bool(value) => Seen::Bool(*value),
            Self::Int(text) => Seen::Int(text),
            Self::Float(text) => Seen::Float(text),
            Self::Str(text) => Seen::Str(text),
            Self::DateTime(text) => Seen::DateTime(text),
            Self::List(items) => Seen::List(items.iter().map(Self::seen).collect()),
            Self::Map(entries) => Seen::Map(
                entries
                    .iter()
                    .map(|(key, value)| (key.as_str(), value.seen()))
                    .collect(),
            ),
            Self::Template => Seen::Template,
        }
    }

    /// The text, when it is text.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number, when it is one.
    #[must_use]
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(text) => Scalar::of_plain(text)
                .as_int()
                .and_then(|number| i64::try_from(number).ok()),
            _ => None,
        }
    }

    /// The truth value, when it is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// A number or text as one text, as quantities may be written.
    #[must_use]
    pub fn as_scalar_text(&self) -> Option<&str> {
        match self {
            Self::Int(text) | Self::Float(text) | Self::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The value below a key of a map.
    pub(crate) fn entry(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(entries) => entries
                .iter()
                .find(|(known, _)| known == key)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// What a plain scalar of this text holds.
    pub(crate) fn of_plain(text: &str) -> Self {
        match Scalar::of_plain(text) {
            Scalar::Null => Self::Null,
            Scalar::Bool(value) => Self::Bool(value),
            Scalar::Int(_) => Self::Int(text.to_owned()),
            Scalar::Float(_) => Self::Float(text.to_owned()),
            Scalar::Str(text) => Self::Str(text),
        }
    }

    pub(crate) fn of_yaml(node: Node<'_>) -> Self {
        Self::of_yaml_within(node, &mut 20_000)
    }

    /// Reads so many nodes and no more: aliases can stand for more than any memory holds.
    fn of_yaml_within(node: Node<'_>, budget: &mut usize) -> Self {
        let Some(rest) = budget.checked_sub(1) else {
            return Self::Null;
        };
        *budget = rest;
        match node.resolved().kind() {
            Kind::Sequence => {
                let items = node.items().into_iter();
                Self::List(
                    items
                        .map(|item| Self::of_yaml_within(item, budget))
                        .collect(),
                )
            }
            Kind::Mapping => {
                let mut entries = Vec::new();
                for (key, value) in node.merged() {
                    if let Some(key) = key.text() {
                        entries.push((key.to_owned(), Self::of_yaml_within(value, budget)));
                    }
                }
                Self::Map(entries)
            }
            _ => {
                let text = node.text().unwrap_or_default();
                match node.scalar() {
                    None | Some(Scalar::Null) => Self::Null,
                    Some(Scalar::Bool(value)) => Self::Bool(value),
                    Some(Scalar::Int(_)) => Self::Int(text.to_owned()),
                    Some(Scalar::Float(_)) => Self::Float(text.to_owned()),
                    Some(Scalar::Str(text))
                        if is_encrypted_text(&text) || is_placeholder(&text) =>
                    {
                        Self::Template
                    }
                    Some(Scalar::Str(text)) => Self::Str(text),
                }
            }
        }
    }

    /// The same with a document's placeholders back in its texts.
    pub(in crate::workspace) fn restored(self, part: &Part) -> Self {
        match self {
            Self::Str(text) => {
                let text = part.restored(&text);
                if is_placeholder(&text) {
                    Self::Template
                } else {
                    Self::Str(text)
                }
            }
            Self::List(items) => {
                Self::List(items.into_iter().map(|item| item.restored(part)).collect())
            }
            Self::Map(entries) => {
                let entries = entries.into_iter();
                Self::Map(
                    entries
                        .map(|(key, value)| (part.restored(&key), value.restored(part)))
                        .collect(),
                )
            }
            other => other,
        }
    }

    pub(crate) fn of_toml(found: Found<'_>) -> Self {
        match found.value() {
            TomlValue::String(text) => Self::Str(text),
            TomlValue::Integer(text) => Self::Int(text),
            TomlValue::Float(text) => Self::Float(text),
            TomlValue::Boolean(value) => Self::Bool(value),
            TomlValue::DateTime(text) => Self::DateTime(text),
            TomlValue::Template(_) => Self::Template,
            TomlValue::Array => Self::List(found.tables().into_iter().map(Self::of_toml).collect()),
            TomlValue::Table => Self::Map(
                found
                    .entries()
                    .into_iter()
                    .map(|(key, value)| (key, Self::of_toml(value)))
                    .collect(),
            ),
        }
    }
}
