//! What stands in a document, by parsers that are not ours, and what should.

use evenkeel_core::keys::{Address, Key, Segment, Type};
use serde_yaml::Value as Yaml;

use super::sample;

/// A document.
pub enum Tree {
    /// Of values or a helmfile.
    Yaml(Yaml),
    /// Of the runner's configuration.
    Toml(toml::Value),
}

/// What stands at an address: text by its characters, anything else by its spelling.
pub fn at(tree: &Tree, address: &Address) -> Option<String> {
    match tree {
        Tree::Yaml(root) => {
            let found = address
                .segments
                .iter()
                .try_fold(root, |value, segment| match segment {
                    Segment::Key(name) => value.as_mapping()?.get(name.as_str()),
                    Segment::Index(_) | Segment::Element => value.as_sequence()?.first(),
                })?;
            Some(match found {
                Yaml::String(text) => format!("text {text}"),
                Yaml::Number(number) => format!("number {number}"),
                Yaml::Bool(value) => format!("boolean {value}"),
                other => canonical(other),
            })
        }
        Tree::Toml(root) => {
            let found = address
                .segments
                .iter()
                .try_fold(root, |value, segment| match segment {
                    Segment::Key(name) => value.as_table()?.get(name),
                    Segment::Index(_) | Segment::Element => value.as_array()?.first(),
                })?;
            Some(match found {
                toml::Value::String(text) => format!("text {text}"),
                toml::Value::Integer(number) => format!("number {number}"),
                toml::Value::Float(number) => format!("number {number}"),
                toml::Value::Boolean(value) => format!("boolean {value}"),
                toml::Value::Datetime(time) => format!("time {time}"),
                other => canonical(other),
            })
        }
    }
}

/// A list or map without the order of its keys.
fn canonical(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).unwrap().to_string()
}

/// What the independent parser should find after the sample is written.
pub fn expected(key: &Key) -> String {
    let text = sample(key);
    match key.ty {
        Type::Integer | Type::Float => format!("number {text}"),
        Type::Boolean => format!("boolean {text}"),
        Type::DateTime => format!("time {text}"),
        Type::Any => format!("text {text}"),
        ty if !ty.is_scalar() => {
            let value: serde_json::Value = serde_json::from_str(&text).unwrap();
            canonical(&value)
        }
        _ => format!("text {text}"),
    }
}
