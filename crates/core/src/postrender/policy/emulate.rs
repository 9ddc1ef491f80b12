//! A Kubernetes `LimitRange`, in a policy or in the stream: what its defaults give to containers.
//! Follows the API server: `default` falls back to `max`, `defaultRequest` to `default` and then to `min`.
use evenkeel_yaml::{Kind, Node, Route};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::amounts::{Amounts, Limit, Limits, Profile};
use super::error::Flaw;
use crate::quantity::Quantity;

/// Something to act like.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "lowercase")]
pub struct Emulate {
    /// A `LimitRange`, pasted whole.
    pub limitrange: LimitRange,
}

/// A Kubernetes `LimitRange`. Reading a policy leaves it empty; its text fills it in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LimitRange {
    /// The items; only those of type `Container` have defaults.
    pub items: Vec<LimitRangeItem>,
}

/// One item of a `LimitRange`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LimitRangeItem {
    /// `Container`, `Pod` or `PersistentVolumeClaim`.
    pub kind: String,
    /// The most a limit may be.
    pub max: Quantities,
    /// The least a request may be.
    pub min: Quantities,
    /// The limit of a container that has none.
    pub default: Quantities,
    /// The request of a container that has none.
    pub default_request: Quantities,
}

/// One quantity per resource name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Quantities(Vec<(String, Quantity)>);

/// Anything, unread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ignored;

impl<'de> Deserialize<'de> for Ignored {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer)?;
        Ok(Self)
    }
}

impl<'de> Deserialize<'de> for LimitRange {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer)?;
        Ok(Self::default())
    }
}

impl Quantities {
    /// The quantity of a resource.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Quantity> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, quantity)| quantity)
    }

    fn read(item: Node<'_>, key: &str, at: &Route) -> Result<Self, Flaw> {
        let at = at.key(key);
        let mut quantities = Vec::new();
        for (name, value) in item.get(key).map_or_else(Vec::new, Node::merged) {
            let name = name.text().unwrap_or_default();
            let text = value.text().unwrap_or_default();
            let quantity = text
                .parse()
                .map_err(|error| Flaw::new(at.key(name), error))?;
            quantities.push((name.to_owned(), quantity));
        }
        Ok(Self(quantities))
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
    /// The `LimitRange` that a node spells; `at` is the node's place, for errors. Metadata and ratios, which give nothing
    /// to a container, are not looked at.
    ///
    /// # Errors
    /// Another kind, no list of limits, a quantity that is none.
    pub(in crate::postrender) fn read(node: Node<'_>, at: &Route) -> Result<Self, Flaw> {
        if node
            .get("kind")
            .is_some_and(|kind| kind.text() != Some("LimitRange"))
        {
            return Err(Flaw::new(at.key("kind"), "expected `LimitRange`"));
        }
        let at = at.key("spec").key("limits");
        let limits = node.get("spec").and_then(|spec| spec.get("limits"));
        let limits = limits.filter(|limits| limits.resolved().kind() == Kind::Sequence);
        let limits = limits
            .ok_or_else(|| Flaw::new(at.clone(), "a LimitRange has a list of limits here"))?;
        let item = |(index, item): (usize, Node<'_>)| {
            let at = at.index(index);
            let kind = item.get("type").and_then(Node::text);
            Ok(LimitRangeItem {
                kind: kind.unwrap_or_default().to_owned(),
                max: Quantities::read(item, "max", &at)?,
                min: Quantities::read(item, "min", &at)?,
                default: Quantities::read(item, "default", &at)?,
                default_request: Quantities::read(item, "defaultRequest", &at)?,
            })
        };
        let items = limits.items().into_iter().enumerate().map(item);
        Ok(Self {
            items: items.collect::<Result<_, Flaw>>()?,
        })
    }

    /// The profile that gives containers what the `LimitRange` would.
    #[must_use]
    pub fn profile(&self) -> Profile {
        let containers = || self.items.iter().filter(|item| item.is_for_containers());
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
