//! Nodes, their taints, and what pods say about nodes.

use super::requests::Amounts;
use super::selector::{Labels, Operator, Requirement};

/// The label with a node's own name.
pub const HOSTNAME: &str = "kubernetes.io/hostname";
/// The label with a node's zone.
pub const ZONE: &str = "topology.kubernetes.io/zone";
/// The label with a node's region.
pub const REGION: &str = "topology.kubernetes.io/region";
/// The taint of a node that is cordoned.
pub(super) const UNSCHEDULABLE: &str = "node.kubernetes.io/unschedulable";

/// A node as the scheduler sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Node {
    /// Its name.
    pub name: String,
    /// Its labels.
    pub labels: Labels,
    /// Its taints.
    pub taints: Vec<Taint>,
    /// Whether it is cordoned.
    pub is_unschedulable: bool,
    /// What it has for pods.
    pub allocatable: Amounts,
    /// How many pods it may run.
    pub max_pods: i64,
}

/// What a taint does to pods that do not tolerate it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// New pods stay away.
    NoSchedule,
    /// New pods stay away if they can.
    PreferNoSchedule,
    /// New pods stay away, running pods are evicted.
    NoExecute,
}

impl Effect {
    /// The effect of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "NoSchedule" => Self::NoSchedule,
            "PreferNoSchedule" => Self::PreferNoSchedule,
            "NoExecute" => Self::NoExecute,
            _ => return None,
        })
    }

    /// Its name in manifests.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoSchedule => "NoSchedule",
            Self::PreferNoSchedule => "PreferNoSchedule",
            Self::NoExecute => "NoExecute",
        }
    }
}

/// A taint of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taint {
    /// Its key.
    pub key: String,
    /// Its value, often empty.
    pub value: String,
    /// What it does.
    pub effect: Effect,
}

/// A taint that a pod puts up with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Toleration {
    /// The key; empty means every key.
    pub key: String,
    /// Any value (`Exists`) rather than the one below.
    pub is_any_value: bool,
    /// The value.
    pub value: String,
    /// The effect; none means every effect.
    pub effect: Option<Effect>,
}

impl Toleration {
    fn tolerates(&self, taint: &Taint) -> bool {
        self.effect.is_none_or(|effect| effect == taint.effect)
            && (self.key.is_empty() || self.key == taint.key)
            && (self.is_any_value || self.value == taint.value)
    }
}

/// Which nodes a pod may or would rather run on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NodeAffinity {
    /// Labels a node must have.
    pub node_selector: Labels,
    /// Terms of which a node must meet one, when they are written.
    pub required: Option<Vec<NodeTerm>>,
    /// Terms with the weight they add to a node that meets them.
    pub preferred: Vec<(i64, NodeTerm)>,
}

/// Requirements on a node's labels that must all hold; without any it meets no node.
pub type NodeTerm = Vec<Requirement>;

impl NodeAffinity {
    /// Whether there is anything a node must have.
    pub(super) fn is_required(&self) -> bool {
        !self.node_selector.is_empty() || self.required.is_some()
    }

    /// Whether a node has all it must have.
    pub(super) fn allows(&self, node: &Node) -> bool {
        let selected = self
            .node_selector
            .iter()
            .all(|(key, value)| node.labels.get(key) == Some(value));
        let required = self
            .required
            .as_ref()
            .is_none_or(|terms| terms.iter().any(|term| meets(node, term)));
        selected && required
    }

    /// The weights of the preferred terms that a node meets, added up.
    pub(super) fn preference(&self, node: &Node) -> i64 {
        self.preferred
            .iter()
            .filter(|(_, term)| meets(node, term))
            .fold(0, |sum, (weight, _)| sum.saturating_add(*weight))
    }
}

fn meets(node: &Node, term: &NodeTerm) -> bool {
    !term.is_empty() && is_valid(term) && term.iter().all(|one| one.matches(&node.labels))
}

/// A term with a comparison of numbers that are none is an error, and then meets no node.
fn is_valid(term: &NodeTerm) -> bool {
    term.iter().all(|one| {
        !matches!(one.operator, Operator::Gt | Operator::Lt)
            || matches!(one.values.as_slice(), [value] if value.parse::<i64>().is_ok())
    })
}

impl Node {
    /// The first taint that keeps a pod with these tolerations away.
    pub(super) fn untolerated(&self, tolerations: &[Toleration]) -> Option<&Taint> {
        self.taints.iter().find(|taint| {
            taint.effect != Effect::PreferNoSchedule
                && !tolerations.iter().any(|own| own.tolerates(taint))
        })
    }

    /// Whether a pod with these tolerations may run although the node is cordoned.
    pub(super) fn takes_while_cordoned(tolerations: &[Toleration]) -> bool {
        let taint = Taint {
            key: UNSCHEDULABLE.to_owned(),
            value: String::new(),
            effect: Effect::NoSchedule,
        };
        tolerations.iter().any(|own| own.tolerates(&taint))
    }

    /// How many taints a pod with these tolerations would rather avoid.
    pub(super) fn avoided(&self, tolerations: &[Toleration]) -> i64 {
        let count = self.taints.iter().filter(|taint| {
            taint.effect == Effect::PreferNoSchedule
                && !tolerations.iter().any(|own| own.tolerates(taint))
        });
        i64::try_from(count.count()).unwrap_or(i64::MAX)
    }
}
