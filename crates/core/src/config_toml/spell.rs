//! Values and keys in TOML's spelling.

use evenkeel_yaml::{Scalar, Value};

/// A value on one line. Null has no spelling in TOML.
#[must_use]
pub fn spell(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.clone(),
        Value::Str(text) => quoted(text),
        Value::Token(token) => match token.reading() {
            Scalar::Null => return None,
            Scalar::Bool(value) => value.to_string(),
            Scalar::Int(number) => number.to_string(),
            Scalar::Float(number) => number.clone(),
            Scalar::Str(text) => quoted(text),
        },
        Value::Seq(items) => {
            let items: Option<Vec<_>> = items.iter().map(spell).collect();
            format!("[{}]", items?.join(", "))
        }
        Value::Map(entries) if entries.is_empty() => "{}".to_owned(),
        Value::Map(entries) => {
            let entries: Option<Vec<_>> = entries
                .iter()
                .map(|(key, value)| {
                    Some(format!("{} = {}", spell_key(key_text(key)?), spell(value)?))
                })
                .collect();
            format!("{{ {} }}", entries?.join(", "))
        }
    })
}

fn key_text(key: &Value) -> Option<&str> {
    match key {
        Value::Str(text) => Some(text),
        Value::Token(token) => token.reading().as_str(),
        _ => None,
    }
}

/// A key, bare where TOML allows it.
#[must_use]
pub fn spell_key(key: &str) -> String {
    let is_bare = !key.is_empty()
        && key
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if is_bare { key.to_owned() } else { quoted(key) }
}

/// The new text in the quotes of the old value, where they can hold it.
pub(super) fn respell(old: &str, value: &Value) -> Option<String> {
    let Value::Str(text) = value else {
        return spell(value);
    };
    let fits_literal = !text.contains('\'') && text.chars().all(|c| !c.is_control() || c == '\t');
    let is_long = text.contains('\n');
    let fits_long_literal = !text.contains("'''")
        && !text.ends_with('\'')
        && text
            .chars()
            .all(|c| !c.is_control() || matches!(c, '\t' | '\n'));
    if (old.starts_with("'''") || is_long && old.starts_with("\"\"\"")) && fits_long_literal {
        return Some(format!("'''\n{text}'''"));
    }
    if old.starts_with('\'') && !old.starts_with("''") && fits_literal {
        return Some(format!("'{text}'"));
    }
    Some(quoted(text))
}

/// Text in double quotes.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
