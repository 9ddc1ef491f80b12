//! The `fields` part of a rule: any other field, by path and value, added where it is missing.
//! Refuses what the rule's other parts are for, and lists of containers.
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny};

use evenkeel_yaml::{Route, Value};

use super::OneOrMany;

/// One field to add where it is missing.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Field {
    /// Where the path begins.
    #[serde(rename = "in")]
    pub place: OneOrMany<FieldPlace>,
    /// The field's path, e.g. `securityContext.runAsNonRoot` or `annotations."example.com/team"`.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub path: FieldPath,
    /// Its value, any YAML.
    #[cfg_attr(feature = "schema", schemars(with = "serde_json::Value"))]
    pub value: FieldValue,
    /// What to do where the field is a list already.
    #[serde(default)]
    pub when_present: FieldWhenPresent,
}

/// Where a field's path begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum FieldPlace {
    /// The workload's own `metadata`.
    Metadata,
    /// The `metadata` of the pod template.
    PodMetadata,
    /// The pod spec.
    PodSpec,
    /// Each container, and each init container that keeps running.
    Containers,
    /// Each init container that ends before the pod starts.
    InitContainers,
}

/// What to do where the field is there already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum FieldWhenPresent {
    /// Leave it as it is.
    #[default]
    Skip,
    /// Append the items of the value that the list does not have.
    Append,
}

/// A path of keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldPath(pub Route);

/// The value of a field. Reading leaves it empty; the policy's text fills it in, so that every scalar keeps its spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldValue(pub Value);

impl<'de> Deserialize<'de> for FieldPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let route: Route = text.parse().map_err(serde::de::Error::custom)?;
        if route.0.is_empty() {
            return Err(serde::de::Error::custom("the path is empty"));
        }
        Ok(Self(route))
    }
}

impl<'de> Deserialize<'de> for FieldValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer)?;
        Ok(Self(Value::Null))
    }
}

impl FieldPlace {
    /// The word for it in a policy.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Metadata => "metadata",
            Self::PodMetadata => "podMetadata",
            Self::PodSpec => "podSpec",
            Self::Containers => "containers",
            Self::InitContainers => "initContainers",
        }
    }
}
