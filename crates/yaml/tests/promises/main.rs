//! The promises of the crate's documentation, each by the test that its line names.
#![allow(
    clippy::unwrap_used,
    reason = "whatever fails here is a failed test, and says where"
)]

mod documented;
mod not_possible;
mod preserved;
mod preserved_in_flow;

use evenkeel_yaml::{Change, Shape, Value, apply};

/// The text with a new entry.
fn insert(text: &str, at: &str, key: &str, value: impl Into<Value>) -> String {
    let change = Change::insert(at.parse().unwrap(), key, value.into());
    apply(text, &[change]).unwrap().text
}

/// The text with a new last item.
fn append(text: &str, at: &str, value: impl Into<Value>) -> String {
    let (at, value) = (at.parse().unwrap(), value.into());
    apply(text, &[Change::Append { at, value }]).unwrap().text
}

/// The shape that an insertion is refused at.
fn refused(text: &str, at: &str) -> Shape {
    let change = Change::insert(at.parse().unwrap(), "new", Value::from(1));
    apply(text, &[change]).unwrap_err().shape
}
