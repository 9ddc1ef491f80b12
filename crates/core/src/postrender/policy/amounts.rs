//! The `resources` part of a rule: requests and limits by the role a container has in its pod.
//! Takes only resources a scheduler may overcommit; devices and huge pages are never defaults.
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};

use super::Emulate;
use crate::quantity::{self, Quantity};

/// What containers get, by their role.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Resources {
    /// For the containers of the pod.
    pub app: Option<Profile>,
    /// For init containers that keep running (`restartPolicy: Always`); as `app` when not given.
    pub sidecar: Option<Profile>,
    /// For init containers that end before the pod starts.
    pub init: Option<Profile>,
    /// A Kubernetes `LimitRange` to act like, in place of the profiles.
    pub emulate: Option<Emulate>,
}

/// Requests and limits for one role.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// What to do where a request and a limit would contradict each other.
    #[serde(default)]
    pub conflict: Conflict,
    /// What to do where `resources`, or a part of it, is written out as null.
    #[serde(default)]
    pub when_null: WhenNull,
}

/// One quantity per resource.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Only what is missing is added.
    #[default]
    Default,
    /// What is less is raised.
    Floor,
    /// What is there is replaced; `none` takes a limit away.
    Override,
}

/// What to do where null is written out in place of a mapping.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum WhenNull {
    /// Null is as good as nothing: it is replaced.
    #[default]
    Replace,
    /// Someone meant it: it stays.
    Respect,
}

/// What to do where only a limit is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum RequestFromDefault {
    /// The request to add, but at most the limit.
    Min,
}

/// What to do where a request and a limit would contradict each other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Conflict {
    /// What is to be written is not.
    #[default]
    Skip,
    /// The limit is raised to the request, also one that is there where the mode allows changes.
    Raise,
    /// What is to be written stops at what is there.
    Clamp,
    /// The run fails.
    Error,
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

impl Limit {
    /// The quantity, when it is one.
    #[must_use]
    pub fn value(&self) -> Option<&Quantity> {
        match self {
            Self::Value(quantity) => Some(quantity),
            Self::None | Self::Request => None,
        }
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct LimitVisitor;
        impl<'de> Visitor<'de> for LimitVisitor {
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

            fn visit_newtype_struct<D: Deserializer<'de>>(
                self,
                deserializer: D,
            ) -> Result<Limit, D::Error> {
                deserializer.deserialize_str(self)
            }
        }
        deserializer.deserialize_newtype_struct(quantity::NAME, LimitVisitor)
    }
}
