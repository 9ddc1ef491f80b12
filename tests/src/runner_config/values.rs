//! Values that are more than one type of TOML.

use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer};

/// A duration as Go reads it: text such as `1h30m`, or a number of nanoseconds.
#[derive(Debug, Default)]
pub(super) struct GoDuration;

impl<'de> Deserialize<'de> for GoDuration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "a duration")]
        enum Spelled {
            Nanoseconds(#[expect(dead_code, reason = "any number will do")] i64),
            Text(String),
        }
        match Spelled::deserialize(deserializer)? {
            Spelled::Text(text) if !is_duration(&text) => Err(D::Error::invalid_value(
                Unexpected::Str(&text),
                &"a duration such as 1h30m",
            )),
            _ => Ok(Self),
        }
    }
}

/// Whether Go's `time.ParseDuration` takes it: numbers, each with a unit, without anything between.
fn is_duration(text: &str) -> bool {
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return true;
    }
    if rest.is_empty() {
        return false;
    }
    // In an order in which no unit hides a longer one.
    let units = ["ns", "us", "µs", "μs", "ms", "s", "m", "h"];
    while !rest.is_empty() {
        let unit = rest.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
        let number = &rest[..rest.len() - unit.len()];
        let found = units.iter().find_map(|one| unit.strip_prefix(one));
        let Some(after) = found else { return false };
        if number.parse::<f64>().is_err() {
            return false;
        }
        rest = after;
    }
    true
}

/// One text, or a list of them.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "a string or an array of strings")]
pub(super) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl Default for OneOrMany {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}
