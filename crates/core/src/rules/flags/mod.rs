//! Rules about feature flags that are set as variables.

pub(super) mod in_environment;
pub(super) mod no_truth;
pub(super) mod unknown;

use super::Context;
use super::context::address;
use super::reading::{JobVariable, truth};
use crate::keys::{Key, Status, Version};

/// What there is to say about such a variable.
enum Told {
    /// A flag that is on or off.
    Known(bool),
    /// A flag with another value.
    NoTruth,
    /// A flag that is gone, with the version since which it is.
    Removed(Option<Version>),
    Unknown,
}

/// The variables of jobs that look like feature flags.
fn flags<'c>(context: &'c Context<'_>) -> Vec<(&'c JobVariable, Told)> {
    let variables = context
        .job_variables()
        .iter()
        .filter(|variable| variable.name.starts_with("FF_"));
    variables
        .map(|variable| {
            let told = match row(&variable.name) {
                None => Told::Unknown,
                Some(key) if key.status == Status::Removed => Told::Removed(key.until()),
                Some(_) => truth(&variable.value).map_or(Told::NoTruth, Told::Known),
            };
            (variable, told)
        })
        .collect()
}

fn row(name: &str) -> Option<&'static Key> {
    let at = address(&format!("config:runners[0].feature_flags.{name}"))?;
    at.key().filter(|key| key.name() == name)
}
