//! What a document means, to compare an edit's result with what was intended.

use super::{ConfigToml, Found, TomlValue};
use evenkeel_yaml::{Route, Scalar, Step, Value};
use std::collections::BTreeMap;

/// A document without its spelling and order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    Table(BTreeMap<String, Self>),
    Array(Vec<Self>),
    Text(String),
    Other(String),
}

impl Meaning {
    pub(super) fn of(document: &ConfigToml) -> Option<Self> {
        document.get(&Route::root()).map(Self::of_found)
    }

    pub(super) fn of_found(found: Found<'_>) -> Self {
        match found.value() {
            TomlValue::Table => Self::Table(
                found
                    .entries()
                    .into_iter()
                    .map(|(key, child)| (key, Self::of_found(child)))
                    .collect(),
            ),
            TomlValue::Array => {
                Self::Array(found.tables().into_iter().map(Self::of_found).collect())
            }
            TomlValue::String(text) => Self::Text(text),
            TomlValue::Boolean(value) => Self::Other(value.to_string()),
            TomlValue::Integer(text) | TomlValue::Float(text) | TomlValue::DateTime(text) => {
                Self::Other(text)
            }
            // By its spelling: two templates are the same when they are written the same.
            TomlValue::Template(text) => Self::Other(text),
        }
    }

    pub(super) fn of_value(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Null => return None,
            Value::Bool(value) => Self::Other(value.to_string()),
            Value::Number(number) => Self::Other(number.clone()),
            Value::Str(text) if text.contains("{{") && text.contains("}}") => {
                Self::Other(super::spell(value)?)
            }
            Value::Str(text) => Self::Text(text.clone()),
            Value::Token(token) => match token.reading() {
                Scalar::Str(text) => Self::Text(text.clone()),
                _ => Self::Other(super::spell(value)?),
            },
            Value::Seq(items) => {
                Self::Array(items.iter().map(Self::of_value).collect::<Option<_>>()?)
            }
            Value::Map(entries) => {
                let mut table = BTreeMap::new();
                for (key, value) in entries {
                    let Value::Str(key) = key else { return None };
                    table.insert(key.clone(), Self::of_value(value)?);
                }
                Self::Table(table)
            }
        })
    }

    /// Puts a value at a path, making the tables above it.
    pub(super) fn set(&mut self, path: &[Step], value: Self) -> Option<()> {
        let Some((step, rest)) = path.split_first() else {
            *self = value;
            return Some(());
        };
        match (self, step) {
            (Self::Table(table), Step::Key(key)) => {
                let is_array = matches!(rest.first(), Some(Step::Index(_)));
                let empty = if is_array {
                    Self::Array(Vec::new())
                } else {
                    Self::Table(BTreeMap::new())
                };
                table.entry(key.clone()).or_insert(empty).set(rest, value)
            }
            (Self::Array(items), Step::Index(index)) => {
                if *index == items.len() {
                    items.push(Self::Table(BTreeMap::new()));
                }
                items.get_mut(*index)?.set(rest, value)
            }
            _ => None,
        }
    }

    /// Takes what is at a path out.
    pub(super) fn unset(&mut self, path: &[Step]) -> Option<()> {
        let (step, rest) = path.split_first()?;
        match (self, step) {
            (Self::Table(table), Step::Key(key)) if rest.is_empty() => {
                table.remove(key).map(|_| ())
            }
            (Self::Table(table), Step::Key(key)) => table.get_mut(key)?.unset(rest),
            (Self::Array(items), Step::Index(index)) if rest.is_empty() && *index < items.len() => {
                items.remove(*index);
                Some(())
            }
            (Self::Array(items), Step::Index(index)) => items.get_mut(*index)?.unset(rest),
            _ => None,
        }
    }

    /// Moves an element of the array at a path.
    pub(super) fn move_element(&mut self, list: &[Step], from: usize, to: usize) -> Option<()> {
        match (self, list.split_first()) {
            (Self::Array(items), None) if from < items.len() && to < items.len() => {
                let item = items.remove(from);
                items.insert(to, item);
                Some(())
            }
            (Self::Table(table), Some((Step::Key(key), rest))) => {
                table.get_mut(key)?.move_element(rest, from, to)
            }
            (Self::Array(items), Some((Step::Index(index), rest))) => {
                items.get_mut(*index)?.move_element(rest, from, to)
            }
            _ => None,
        }
    }
}
