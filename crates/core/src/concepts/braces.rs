//! Braces that mean themselves, where Helm's `tpl` reads them: in `runners.config` and in extra objects.

use crate::workspace::Held;
use evenkeel_yaml::Value;

/// A pair of braces that `tpl` prints instead of reading them. It holds no quotes, which TOML and YAML would escape.
const OPEN: &str = "{{`{{`}}";

/// Whether `tpl` reads what is written at a place.
pub(super) fn is_template(at: &str) -> bool {
    at.starts_with("config:") || at.starts_with(super::lists::OBJECTS)
}

pub(super) fn escaped(value: Value) -> Value {
    match value {
        Value::Str(text) => Value::Str(text.replace("{{", OPEN)),
        Value::Seq(items) => Value::Seq(items.into_iter().map(escaped).collect()),
        Value::Map(entries) => {
            let entries = entries.into_iter();
            Value::Map(entries.map(|(key, value)| (key, escaped(value))).collect())
        }
        other => other,
    }
}

/// A text as it comes out of `tpl`; none where more than braces would be filled in.
pub(super) fn unescaped(text: &str) -> Option<String> {
    let rest = text.replace(OPEN, "");
    (!rest.contains("{{")).then(|| text.replace(OPEN, "{{"))
}

/// What a place holds, as it comes out of `tpl`; `written` is how it is written.
pub(super) fn read(held: Held, written: &str) -> Held {
    match held {
        Held::Str(text) => Held::Str(unescaped(&text).unwrap_or(text)),
        Held::List(items) => Held::List(items.into_iter().map(|item| read(item, "")).collect()),
        Held::Map(entries) => {
            let entries = entries.into_iter();
            Held::Map(entries.map(|(key, item)| (key, read(item, ""))).collect())
        }
        // A text of a config.toml with actions in it is not read as one.
        Held::Template => {
            let inner = written
                .strip_prefix('"')
                .and_then(|text| text.strip_suffix('"'))
                .filter(|text| !text.contains('\\'));
            inner.and_then(unescaped).map_or(Held::Template, Held::Str)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_come_back_and_templates_stay_what_they_are() {
        for text in ["plain", "{{", "a {{ .b }} c", "}}", "{{{{"] {
            let Value::Str(written) = escaped(Value::from(text)) else {
                panic!("{text}");
            };
            assert_eq!(unescaped(&written).as_deref(), Some(text));
            let held = read(Held::Template, &format!("\"{written}\""));
            assert_eq!(held, Held::Str(text.to_owned()));
        }
        assert_eq!(unescaped("{{ .Release.Name }}"), None);
        assert_eq!(read(Held::Template, "\"{{ .a }}\""), Held::Template);
    }
}
