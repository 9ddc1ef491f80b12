//! Concepts that are a handful of keys with one value each: an option for each key.

use super::entry::Options;
use super::option::{ConceptOption, Given, OptionError, Settings};
use super::{About, Concept, Plan, View};
use crate::workspace::{Held, Workspace};
use evenkeel_yaml::Value;
use std::marker::PhantomData;

/// The keys of such a concept.
pub trait Keys {
    /// What it is called and what it is about.
    const ABOUT: About;
    /// Its options.
    const OPTIONS: &'static [ConceptOption];
    /// The key of each option, and what it holds.
    const KEYS: &'static [(&'static str, Kind)];
}

/// What a key holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Int,
    /// A truth value; only `true` is written.
    Truth,
}

/// What the keys of a concept hold, in their order.
pub struct Keyed<K> {
    values: Vec<Option<String>>,
    of: PhantomData<K>,
}

impl<K> Keyed<K> {
    /// The values of the keys, in their order.
    #[must_use]
    pub const fn new(values: Vec<Option<String>>) -> Self {
        Self {
            values,
            of: PhantomData,
        }
    }
}

impl<K> PartialEq for Keyed<K> {
    fn eq(&self, other: &Self) -> bool {
        self.values == other.values
    }
}

impl<K> std::fmt::Debug for Keyed<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.values.fmt(f)
    }
}

impl<K: Keys> Concept for Keyed<K> {
    const ABOUT: About = K::ABOUT;

    fn read(workspace: &Workspace, release: usize) -> Option<Self> {
        let view = View::of(workspace, release);
        let values: Vec<_> = K::KEYS
            .iter()
            .map(|(at, kind)| match (kind, view.held(at)?) {
                (Kind::Truth, Held::Bool(value)) => value.then(|| "true".to_owned()),
                (Kind::Int, Held::Int(text)) => Some(text),
                (Kind::Text, Held::Str(text)) => Some(text).filter(|text| !text.is_empty()),
                _ => None,
            })
            .collect();
        values
            .iter()
            .any(Option::is_some)
            .then(|| Self::new(values))
    }

    fn plan(&self, _: &Workspace, _: usize) -> Plan {
        let mut plan = Plan::default();
        for ((at, kind), value) in K::KEYS.iter().zip(&self.values) {
            let value = value.as_deref().map(|text| match kind {
                Kind::Text => Value::from(text),
                Kind::Int => text
                    .parse::<i64>()
                    .map_or_else(|_| Value::from(text), Value::from),
                Kind::Truth => Value::from(text == "true"),
            });
            plan.maybe(*at, value);
        }
        plan
    }

    fn removal(_: &Workspace, _: usize) -> Plan {
        let keys: Vec<_> = K::KEYS.iter().map(|(at, _)| *at).collect();
        Plan::unset_all(&keys)
    }
}

impl<K: Keys> Options for Keyed<K> {
    const OPTIONS: &'static [ConceptOption] = K::OPTIONS;

    fn settings(&self) -> Settings {
        let options = K::OPTIONS.iter().zip(&self.values);
        options
            .filter_map(|(option, value)| Some((option.name, value.clone()?)))
            .collect()
    }

    fn of(given: &mut Given) -> Result<Self, OptionError> {
        let mut values = Vec::new();
        for (option, (_, kind)) in K::OPTIONS.iter().zip(K::KEYS) {
            values.push(match kind {
                Kind::Text => given.text(option.name),
                Kind::Int => given.int(option.name)?.map(|number| number.to_string()),
                Kind::Truth => given.is_true(option.name).then(|| "true".to_owned()),
            });
        }
        let first = K::OPTIONS.first().map_or("", |option| option.name);
        if values.iter().all(Option::is_none) {
            return Err(OptionError::Missing(first));
        }
        Ok(Self::new(values))
    }
}
