//! The `topologySpread` part of a rule, in the words of the Kubernetes API.
//! What the API server would reject (a skew of 0, a key twice) is refused when the policy is read.
use std::fmt;
use std::num::NonZeroU32;

use evenkeel_yaml::Tree;
use serde::Deserialize;
use serde::de::{Deserializer, Error, SeqAccess, Visitor};

use super::read::read;

/// Which constraints a workload gets, and when.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct TopologySpread {
    /// A named list of constraints, in place of `constraints`.
    pub preset: Option<Preset>,
    /// The constraints; those of the preset once the policy is read.
    #[serde(default)]
    pub constraints: Vec<Constraint>,
    /// What to do where constraints are there already.
    #[serde(default)]
    pub when_present: WhenPresent,
    /// What to do where the list is there and empty, `[]` or null.
    #[serde(default)]
    pub when_empty: WhenEmpty,
    /// Replicas from which on there is something to spread; 2 when not given.
    #[serde(default = "two")]
    pub min_replicas: u32,
    /// What to do where nothing in the stream says how many replicas there will be.
    #[serde(default)]
    pub when_replicas_unknown: WhenReplicasUnknown,
}

const fn two() -> u32 {
    2
}

/// A named list of constraints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Preset {
    /// The constraints of the built-in policy.
    Default,
    /// Zones must stay balanced.
    StrictZone,
    /// Spread that lets Karpenter pack nodes.
    Karpenter,
}

/// One constraint; the label selector is always the workload's own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Constraint {
    /// The node label whose values are the domains.
    pub topology_key: String,
    /// How far two domains may differ, in pods; from 1.
    pub max_skew: NonZeroU32,
    /// Whether the constraint binds.
    pub when_unsatisfiable: WhenUnsatisfiable,
    /// Pod labels whose value must be equal too, so that a rolling update counts new pods only.
    #[serde(default)]
    pub match_label_keys: MatchLabelKeys,
    /// Domains that must exist; only with `DoNotSchedule`.
    pub min_domains: Option<NonZeroU32>,
    /// Whether nodes that node affinity rules out count.
    pub node_affinity_policy: Option<NodePolicy>,
    /// Whether nodes with taints the pod does not tolerate count.
    pub node_taints_policy: Option<NodePolicy>,
}

/// What the scheduler does when a constraint can't be met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum WhenUnsatisfiable {
    /// The pod waits.
    DoNotSchedule,
    /// The pod is placed where the skew is least.
    ScheduleAnyway,
}

/// Whether a constraint counts nodes the pod can't go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum NodePolicy {
    /// Such nodes do not count.
    Honor,
    /// All nodes count.
    Ignore,
}

/// What to do where constraints are there already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum WhenPresent {
    /// Leave the list as it is.
    #[default]
    Skip,
    /// Append the constraints whose topology key the list does not have.
    Append,
}

/// What to do where the list is there and empty.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum WhenEmpty {
    /// It is as good as none, as it is for the scheduler: it is replaced.
    #[default]
    Replace,
    /// Someone meant it: it stays.
    Respect,
}

/// What to do where nothing says how many replicas there will be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum WhenReplicasUnknown {
    /// Add the constraints.
    #[default]
    Inject,
    /// Leave the workload as it is.
    Skip,
}

/// `by-kind` (the label that the kind's controller puts on pods of one revision), or a list of label keys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum MatchLabelKeys {
    /// `pod-template-hash` for a Deployment, `controller-revision-hash` for a `StatefulSet`.
    #[default]
    ByKind,
    /// These keys; none with an empty list.
    Keys(Vec<String>),
}

impl<'de> Deserialize<'de> for MatchLabelKeys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeysVisitor;
        impl<'de> Visitor<'de> for KeysVisitor {
            type Value = MatchLabelKeys;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`by-kind` or a list of label keys")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<MatchLabelKeys, E> {
                match text {
                    "by-kind" => Ok(MatchLabelKeys::ByKind),
                    _ => Err(E::custom(format_args!(
                        "unknown value `{text}`, expected `by-kind` or a list of label keys"
                    ))),
                }
            }

            fn visit_seq<A: SeqAccess<'de>>(
                self,
                mut items: A,
            ) -> Result<MatchLabelKeys, A::Error> {
                let mut keys = Vec::new();
                while let Some(key) = items.next_element()? {
                    keys.push(key);
                }
                Ok(MatchLabelKeys::Keys(keys))
            }
        }
        deserializer.deserialize_any(KeysVisitor)
    }
}

impl Preset {
    /// The constraints this name stands for.
    #[must_use]
    pub fn constraints(self) -> Vec<Constraint> {
        let named = |name| {
            let tree = Tree::parse(include_str!("presets.yaml")).ok();
            let list = tree
                .as_ref()
                .and_then(Tree::root)
                .and_then(|root| root.get(name));
            list.and_then(|list| read(list).ok())
                .expect("the presets are part of the program and have a test")
        };
        match self {
            Self::Default => {
                let policy = super::Policy::built_in();
                policy
                    .rules()
                    .iter()
                    .find_map(|rule| rule.topology_spread.clone())
                    .map_or_else(Vec::new, |spread| spread.constraints)
            }
            Self::StrictZone => named("strict-zone"),
            Self::Karpenter => named("karpenter"),
        }
    }
}
