//! A value for every kind of row, of which no other row has the like: where it shows in the manifests, the row was read.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use evenkeel_core::keys::{Item, Key, Type};
use evenkeel_core::quantity::Resource;
use serde_json::{Value, json};

/// What to write for a row, and the word to look for in what is rendered.
pub(crate) struct Probe {
    pub(crate) value: Value,
    pub(crate) word: String,
}

impl Probe {
    /// The probe of a row. `None` for a row that has no value of its own kind to be told from others by: true or false,
    /// one of few words, or a map that is read name by name.
    pub(crate) fn of(key: &Key) -> Option<Self> {
        if !key.allowed().is_empty() {
            return None;
        }
        // Rows count to four digits; five make a number that nothing else in the manifests is.
        let number = 30_000 + u32::from(key.id);
        let word = format!("probe-{number}");
        // Maps that the chart merges must not hide each other.
        let name = format!("key-{number}");
        let object = || shaped(key.path(), &word);
        let (value, word) = match key.ty {
            Type::Boolean => return None,
            Type::Object | Type::List(Item::Object) if has_rows_below(key) => return None,
            Type::Integer => (json!(number), number.to_string()),
            Type::Quantity(resource) => {
                let unit = if resource == Resource::Cpu { "m" } else { "Mi" };
                let word = format!("{number}{unit}");
                (json!(word), word)
            }
            Type::Duration => {
                let word = format!("{number}s");
                (json!(word), word)
            }
            // Their text ends in a Secret.
            Type::String
                if key.path() == "runnerToken" || key.path() == "runnerRegistrationToken" =>
            {
                (json!(word), BASE64_STANDARD.encode(word))
            }
            Type::String | Type::Text | Type::Any => (json!(word), word),
            Type::Toml => (json!(format!("[[runners]]\n  name = \"{word}\"\n")), word),
            Type::List(Item::Integer) => (json!([number]), number.to_string()),
            Type::List(Item::String) => (json!([word]), word),
            Type::List(Item::Object) => (json!([object()]), word),
            Type::Map(Item::String) => (json!({ name: word }), word),
            Type::Map(Item::Object) => (json!({ name: object() }), word),
            Type::Object => (object(), word),
            other => panic!("{}: no probe for {other:?}", key.path()),
        };
        Some(Self { value, word })
    }

    /// Whether the word stands in `manifests`, alone.
    pub(crate) fn shows_in(&self, manifests: &str) -> bool {
        has_word(manifests, &self.word)
    }
}

/// Whether `word` stands in `text` with no letter or digit beside it.
pub(crate) fn has_word(text: &str, word: &str) -> bool {
    let is_apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    text.match_indices(word).any(|(start, _)| {
        is_apart(text[..start].chars().next_back())
            && is_apart(text[start + word.len()..].chars().next())
    })
}

/// Whether the table has rows for what is inside.
pub(crate) fn has_rows_below(key: &Key) -> bool {
    let inside = |other: &Key| {
        let rest = other.path().strip_prefix(key.path());
        rest.is_some_and(|rest| rest.starts_with(['.', '[']))
    };
    crate::rows::read().any(inside)
}

/// An object the chart takes at `path`.
fn shaped(path: &str, word: &str) -> Value {
    match path {
        "extraObjects" => {
            json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": word } })
        }
        _ => json!({ "name": word }),
    }
}
