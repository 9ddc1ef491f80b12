//! Words of sentences for people.

use std::fmt::Display;

/// `1 node`, `2 nodes`, `2 entries`.
#[must_use]
pub fn counted(count: impl Display, what: &str) -> String {
    let count = count.to_string();
    match what.strip_suffix('y') {
        _ if count == "1" => format!("1 {what}"),
        Some(stem) => format!("{count} {stem}ies"),
        None => format!("{count} {what}s"),
    }
}
