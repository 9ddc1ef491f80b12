//! The `resources` part of a rule: requests and limits by the role a container has in its pod.
//! Takes only resources a scheduler may overcommit; devices and huge pages are never defaults.
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};

use super::Later;
use crate::quantity::Quantity;

/// What containers get, by their role.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Resources {
    /// For the containers of the pod.
    pub app: Option<Profile>,
    /// For init containers that keep running (`restartPolicy: Always`); as `app` when not given.
    pub sidecar: Option<Profile>,
    /// For init containers that end before the pod starts.
    pub init: Option<Profile>,
    /// A Kubernetes `LimitRange` to act like.
    pub emulate: Option<Later>,
}

/// Requests and limits for one role.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Profile {
    /// Whether existing values may be changed.
    #[serde(default)]
    pub mode: Mode,
    /// Requests to add.
    #[serde(default)]
    pub requests: Amounts,
    /// Limits to add.
    #[serde(default)]
    pub limits: Limits,
    /// What to do where only a limit is set. Without it: nothing, for the API server makes the request equal to the limit.
    pub request_from_default: Option<RequestFromDefault>,
    /// What to do where a limit to add is below the request that is there.
    #[serde(default)]
    pub conflict: Conflict,
}

/// One quantity per resource.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Amounts {
    /// Cores.
    pub cpu: Option<Quantity>,
    /// Bytes of RAM.
    pub memory: Option<Quantity>,
    /// Bytes of the node's disk.
    pub ephemeral_storage: Option<Quantity>,
}

/// One limit per resource.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Limits {
    /// Cores.
    pub cpu: Option<Limit>,
    /// Bytes of RAM.
    pub memory: Option<Limit>,
    /// Bytes of the node's disk.
    pub ephemeral_storage: Option<Limit>,
}

/// `none`, `request`, or a quantity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Limit {
    /// No limit is added.
    None,
    /// A limit equal to the request.
    Request,
    /// This limit.
    Value(Quantity),
}

/// Whether existing values may be changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mode {
    /// Only what is missing is added.
    #[default]
    Default,
}

/// What to do where only a limit is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RequestFromDefault {
    /// The request to add, but at most the limit.
    Min,
}

/// What to do where a limit to add is below the request that is there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Conflict {
    /// No limit is added.
    #[default]
    Skip,
    /// The limit is raised to the request.
    Raise,
}

/// The resources a policy can speak of, in the order they are written.
pub(crate) const RESOURCE_NAMES: [&str; 3] = ["cpu", "memory", "ephemeral-storage"];

impl Amounts {
    /// The quantity for a resource name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Quantity> {
        match name {
            "cpu" => self.cpu.as_ref(),
            "memory" => self.memory.as_ref(),
            "ephemeral-storage" => self.ephemeral_storage.as_ref(),
            _ => None,
        }
    }
}

impl Limits {
    /// The limit for a resource name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Limit> {
        match name {
            "cpu" => self.cpu.as_ref(),
            "memory" => self.memory.as_ref(),
            "ephemeral-storage" => self.ephemeral_storage.as_ref(),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Mode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Word(&[
            ("default", Some(Self::Default)),
            ("floor", None),
            ("override", None),
        ]))
    }
}

impl<'de> Deserialize<'de> for Conflict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let words = &[
            ("skip", Some(Self::Skip)),
            ("raise", Some(Self::Raise)),
            ("clamp", None),
            ("error", None),
        ];
        deserializer.deserialize_str(Word(words))
    }
}

/// One of these words; those without a meaning are not supported yet.
struct Word<'a, T>(&'a [(&'a str, Option<T>)]);

impl<T: Copy> Visitor<'_> for Word<'_, T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<String> = self.0.iter().map(|(word, _)| format!("`{word}`")).collect();
        write!(f, "one of {}", words.join(", "))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        match self.0.iter().find(|(word, _)| *word == text) {
            Some((_, Some(meaning))) => Ok(*meaning),
            Some((word, None)) => Err(E::custom(format_args!("not supported yet: `{word}`"))),
            None => Err(E::invalid_value(serde::de::Unexpected::Str(text), &self)),
        }
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct LimitVisitor;
        impl Visitor<'_> for LimitVisitor {
            type Value = Limit;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`none`, `request` or a Kubernetes quantity such as 128Mi")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Limit, E> {
                match text {
                    "none" => Ok(Limit::None),
                    "request" => Ok(Limit::Request),
                    _ => text.parse().map(Limit::Value).map_err(E::custom),
                }
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Limit, E> {
                self.visit_str(&number.to_string())
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Limit, E> {
                self.visit_str(&number.to_string())
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<Limit, E> {
                self.visit_str(&number.to_string())
            }
        }
        deserializer.deserialize_any(LimitVisitor)
    }
}
