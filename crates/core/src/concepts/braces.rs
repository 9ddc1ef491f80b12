//! What a place that Helm's `tpl` fills in holds, as it comes out of it.

use crate::workspace::{Held, unescaped};

/// What a place holds; `written` is how it is written.
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
