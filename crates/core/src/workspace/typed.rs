//! What a person typed, as the value that a key's type wants. A list or a map may be typed as YAML, JSON or TOML.
//! Refuses to judge: what cannot be read as the type is written as typed, and a finding says why it is wrong.

use super::{Held, Input};
use crate::config_toml::ConfigToml;
use crate::keys::{self, Address, Place, Segment, Type};
use evenkeel_yaml::{Route, Scalar, Tree, Value};

/// An input as the key's type wants it spelled. Wrong values are written as typed; a finding says so.
pub(super) fn value_of(address: &Address, input: &Input) -> Value {
    match input {
        Input::Value(value) => value.clone(),
        Input::List(items) => items.iter().map(String::as_str).collect(),
        Input::Text(text) => match wanted(address) {
            Some(Type::String | Type::Text | Type::Toml | Type::Duration) => {
                Value::from(text.as_str())
            }
            Some(Type::Quantity(_)) if address.place == Place::Config => Value::from(text.as_str()),
            Some(ty @ Type::OneOrList(_)) => {
                collection(address, ty, text).unwrap_or_else(|| Value::from(text.as_str()))
            }
            Some(ty) if !ty.is_scalar() => {
                collection(address, ty, text).unwrap_or_else(|| as_typed(text))
            }
            _ => as_typed(text),
        },
    }
}

/// The type of the place, as far as the table knows it.
fn wanted(address: &Address) -> Option<Type> {
    match address.resolve() {
        keys::Resolved::Row(key) => Some(key.ty),
        keys::Resolved::Inside { key, depth: 1 } => match key.ty {
            Type::Map(item) | Type::List(item) | Type::OneOrList(item) => Some(item.value_type()),
            _ => Some(Type::Any),
        },
        keys::Resolved::Inside { .. } | keys::Resolved::PassedOn => Some(Type::Any),
        keys::Resolved::Branch => Some(Type::Object),
        keys::Resolved::Unknown { .. } => None,
    }
}

/// A list or map in the text, when the type takes it.
fn collection(address: &Address, ty: Type, text: &str) -> Option<Value> {
    let fits = |held: &Held| match held {
        Held::List(_) => matches!(ty, Type::List(_) | Type::OneOrList(_) | Type::Any),
        Held::Map(_) => matches!(ty, Type::Map(_) | Type::Object | Type::Any),
        _ => false,
    };
    let readings = match address.place {
        Place::Config => [of_toml(address, text), of_yaml(text)],
        Place::Helmfile | Place::Values => [of_yaml(text), of_toml(address, text)],
    };
    let found = readings.into_iter().flatten().find(fits)?;
    value(&found)
}

/// The text as YAML. Braces of TOML read as YAML too, as keys without values; those are none.
fn of_yaml(text: &str) -> Option<Held> {
    let tree = Tree::parse(text).ok()?;
    let held = Held::of_yaml(tree.root()?);
    (!is_toml_in_disguise(&held)).then_some(held)
}

fn is_toml_in_disguise(held: &Held) -> bool {
    match held {
        Held::Map(entries) => entries.iter().any(|(key, value)| {
            key.contains('=') && *value == Held::Null || is_toml_in_disguise(value)
        }),
        Held::List(items) => items.iter().any(is_toml_in_disguise),
        _ => false,
    }
}

/// The text as a value of TOML, as lines below a header, or as a snippet with its headers.
fn of_toml(address: &Address, text: &str) -> Option<Held> {
    if let Ok(document) = ConfigToml::parse(&format!("v = {}", text.trim())) {
        return Some(Held::of_toml(document.get(&Route::root().key("v"))?));
    }
    let document = ConfigToml::parse(text).ok()?;
    let names = address.segments.iter().filter_map(Segment::name);
    let own = names.fold(Route::root(), |route, name| route.key(name));
    let found = document.get(&own).or_else(|| document.get(&Route::root()));
    Some(Held::of_toml(found?))
}

/// What a text held, as new content. None with a template in it: that is no value to copy.
fn value(held: &Held) -> Option<Value> {
    Some(match held {
        Held::Null => Value::Null,
        Held::Bool(value) => Value::Bool(*value),
        Held::Int(text) | Held::Float(text) => Value::Number(text.clone()),
        Held::Str(text) | Held::DateTime(text) => Value::Str(text.clone()),
        Held::List(items) => Value::Seq(items.iter().map(value).collect::<Option<_>>()?),
        Held::Map(entries) => {
            let entries = entries
                .iter()
                .map(|(key, held)| Some((Value::from(key.as_str()), value(held)?)));
            Value::Map(entries.collect::<Option<_>>()?)
        }
        Held::Template => return None,
    })
}

/// Text that may be a number or a truth value, spelled as it was typed.
fn as_typed(text: &str) -> Value {
    match Scalar::of_plain(text) {
        Scalar::Int(_) | Scalar::Float(_) => Value::Number(text.to_owned()),
        Scalar::Bool(value) if text == "true" || text == "false" => Value::Bool(value),
        _ => Value::from(text),
    }
}
