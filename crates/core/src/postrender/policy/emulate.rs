//! A Kubernetes `LimitRange` pasted into a policy: what its defaults would give to containers, without a cluster.
//! Follows the API server: `default` falls back to `max`, `defaultRequest` to `default` and then to `min`.
use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::amounts::{Amounts, Limit, Limits, Profile};
use crate::quantity::Quantity;

/// Something to act like.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "lowercase")]
pub struct Emulate {
    /// A `LimitRange`, pasted whole.
    pub limitrange: LimitRange,
}

/// A Kubernetes `LimitRange`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct LimitRange {
    #[serde(default, rename = "apiVersion")]
    _api_version: Option<Ignored>,
    #[serde(default, rename = "kind")]
    _kind: Option<LimitRangeKind>,
    #[serde(default, rename = "metadata")]
    _metadata: Option<Ignored>,
    #[serde(default, rename = "status")]
    _status: Option<Ignored>,
    /// Its limits.
    pub spec: LimitRangeSpec,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
enum LimitRangeKind {
    LimitRange,
}

/// The `spec` of a `LimitRange`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LimitRangeSpec {
    /// The items; only those of type `Container` have defaults.
    pub limits: Vec<LimitRangeItem>,
}

/// One item of a `LimitRange`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct LimitRangeItem {
    /// `Container`, `Pod` or `PersistentVolumeClaim`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The most a limit may be.
    #[serde(default)]
    pub max: BTreeMap<String, Quantity>,
    /// The least a request may be.
    #[serde(default)]
    pub min: BTreeMap<String, Quantity>,
    /// The limit of a container that has none.
    #[serde(default)]
    pub default: BTreeMap<String, Quantity>,
    /// The request of a container that has none.
    #[serde(default)]
    pub default_request: BTreeMap<String, Quantity>,
    /// The most a limit may be, in requests. Read, and left to the API server.
    #[serde(default)]
    pub max_limit_request_ratio: BTreeMap<String, Quantity>,
}

/// Anything, unread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ignored;

impl<'de> Deserialize<'de> for Ignored {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer)?;
        Ok(Self)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Ignored {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Anything".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!(true)
    }
}

impl LimitRangeItem {
    /// The limit that a container without one gets.
    #[must_use]
    pub fn default_limit(&self, name: &str) -> Option<&Quantity> {
        self.default.get(name).or_else(|| self.max.get(name))
    }

    /// The request that a container without one gets.
    #[must_use]
    pub fn default_request(&self, name: &str) -> Option<&Quantity> {
        self.default_request
            .get(name)
            .or_else(|| self.default_limit(name))
            .or_else(|| self.min.get(name))
    }

    /// Whether it is about containers.
    #[must_use]
    pub fn is_for_containers(&self) -> bool {
        self.kind == "Container"
    }
}

impl LimitRange {
    /// The profile that gives containers what the `LimitRange` would.
    #[must_use]
    pub fn profile(&self) -> Profile {
        let containers = || {
            self.spec
                .limits
                .iter()
                .filter(|item| item.is_for_containers())
        };
        let request = |name| {
            containers()
                .find_map(|item| item.default_request(name))
                .cloned()
        };
        let limit = |name| {
            let found = containers().find_map(|item| item.default_limit(name));
            found.cloned().map(Limit::Value)
        };
        Profile {
            requests: Amounts {
                cpu: request("cpu"),
                memory: request("memory"),
                ephemeral_storage: request("ephemeral-storage"),
            },
            limits: Limits {
                cpu: limit("cpu"),
                memory: limit("memory"),
                ephemeral_storage: limit("ephemeral-storage"),
            },
            ..Profile::default()
        }
    }
}
