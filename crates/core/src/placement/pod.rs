//! Pods: those that have a node, and what one without a node wants.

use std::sync::Arc;

use super::node::{NodeAffinity, Toleration};
use super::pod_affinity::PodAffinity;
use super::requests::Amounts;
use super::selector::{Labels, Selector};

/// A pod.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pod {
    /// Its name.
    pub name: String,
    /// Its namespace; spread counts pods of one namespace only.
    pub namespace: String,
    /// Its labels.
    pub labels: Labels,
    /// What the scheduler reserves for it.
    pub requests: Amounts,
    /// What the scheduler takes for its scores.
    pub scored: Amounts,
    /// What it wants of its place. Shared by all pods of a template.
    pub wants: Arc<Wants>,
}

/// What a pod wants of its place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wants {
    /// Which nodes.
    pub nodes: NodeAffinity,
    /// Which pods beside it.
    pub pods: PodAffinity,
    /// Which taints it puts up with.
    pub tolerations: Vec<Toleration>,
    /// How it is spread.
    pub spread: Vec<Constraint>,
    /// The selector of the `ReplicaSet` it belongs to, by which the scheduler spreads pods that say nothing.
    pub owner: Option<Selector>,
}

/// A topology spread constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constraint {
    /// By how many pods the fullest and the emptiest domain may differ.
    pub max_skew: i32,
    /// The node label whose values are the domains.
    pub topology_key: String,
    /// What happens when it cannot be met.
    pub when_unsatisfiable: WhenUnsatisfiable,
    /// Which pods are counted.
    pub selector: Selector,
    /// Labels whose value must be that of the pod.
    pub match_label_keys: Vec<String>,
    /// With fewer domains than these the emptiest counts as empty.
    pub min_domains: Option<i32>,
    /// Whether nodes that the pod's affinity excludes are left out of the count.
    pub honors_affinity: bool,
    /// Whether nodes with taints that the pod does not tolerate are left out of the count.
    pub honors_taints: bool,
}

/// What happens when a constraint cannot be met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenUnsatisfiable {
    /// The pod waits.
    DoNotSchedule,
    /// The pod goes where it is least bad.
    ScheduleAnyway,
}

impl WhenUnsatisfiable {
    /// Its name in manifests.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::DoNotSchedule => "DoNotSchedule",
            Self::ScheduleAnyway => "ScheduleAnyway",
        }
    }
}

impl Constraint {
    /// A constraint with Kubernetes' defaults: affinity is honoured, taints are not.
    #[must_use]
    pub fn new(max_skew: i32, topology_key: &str, when: WhenUnsatisfiable) -> Self {
        Self {
            max_skew,
            topology_key: topology_key.to_owned(),
            when_unsatisfiable: when,
            selector: Selector::default(),
            match_label_keys: Vec::new(),
            min_domains: None,
            honors_affinity: true,
            honors_taints: false,
        }
    }
}

/// A pod that has a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The pod.
    pub pod: Pod,
    /// The node, by its number in the cluster.
    pub node: usize,
    /// Whether it is on its way out: it still holds its requests, but no constraint counts it.
    pub is_terminating: bool,
}
