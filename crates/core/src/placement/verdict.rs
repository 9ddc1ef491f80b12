//! What the scheduler says about a node: why not, or how good.

use crate::quantity::Resource;

/// Why a pod cannot have a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The node is cordoned.
    Cordoned,
    /// A taint that the pod does not tolerate, by its key.
    Taint(String),
    /// The pod's node selector or affinity excludes it.
    Affinity,
    /// Something is used up.
    Full {
        /// It runs as many pods as it may.
        is_out_of_pods: bool,
        /// What it has too little of.
        resources: Vec<Resource>,
    },
    /// It has no label with the key of a spread constraint.
    MissingLabel {
        /// The constraint, by its number in the pod's list.
        constraint: usize,
    },
    /// One more pod in its domain would be too many.
    Skew {
        /// The constraint, by its number in the pod's list.
        constraint: usize,
        /// The domain: the value of the node's label.
        domain: String,
        /// The pods in the domain.
        here: i64,
        /// The pods in the emptiest domain.
        least: i64,
        /// The emptiest domain counts as empty because there are fewer domains than `minDomains`.
        is_few_domains: bool,
    },
    /// Pods that it must have beside it are not in the node's domain.
    PodAffinity,
    /// Pods that it must not have beside it are in the node's domain.
    PodAntiAffinity,
    /// Pods in the node's domain must not have it beside them.
    OthersAntiAffinity,
}

impl Refusal {
    /// The scheduler's plugin that says so.
    #[must_use]
    pub const fn plugin(&self) -> &'static str {
        match self {
            Self::Cordoned => "NodeUnschedulable",
            Self::Taint(_) => "TaintToleration",
            Self::Affinity => "NodeAffinity",
            Self::Full { .. } => "NodeResourcesFit",
            Self::MissingLabel { .. } | Self::Skew { .. } => "PodTopologySpread",
            Self::PodAffinity | Self::PodAntiAffinity | Self::OthersAntiAffinity => {
                "InterPodAffinity"
            }
        }
    }

    /// The reasons in the scheduler's own words, as events of a Pending pod show them.
    #[must_use]
    pub fn reasons(&self) -> Vec<&'static str> {
        match self {
            Self::Cordoned => vec!["node(s) were unschedulable"],
            Self::Taint(_) => vec!["node(s) had untolerated taint(s)"],
            Self::Affinity => vec!["node(s) didn't match Pod's node affinity/selector"],
            Self::Full {
                is_out_of_pods,
                resources,
            } => {
                let pods = is_out_of_pods.then_some("Too many pods");
                let resources = resources.iter().map(|resource| match resource {
                    Resource::Cpu => "Insufficient cpu",
                    Resource::Memory => "Insufficient memory",
                    Resource::EphemeralStorage => "Insufficient ephemeral-storage",
                });
                pods.into_iter().chain(resources).collect()
            }
            Self::MissingLabel { .. } => {
                vec![
                    "node(s) didn't match pod topology spread constraints (missing required label)",
                ]
            }
            Self::Skew { .. } => vec!["node(s) didn't match pod topology spread constraints"],
            Self::PodAffinity => vec!["node(s) didn't match pod affinity rules"],
            Self::PodAntiAffinity => vec!["node(s) didn't match pod anti-affinity rules"],
            Self::OthersAntiAffinity => {
                vec!["node(s) didn't satisfy existing pods anti-affinity rules"]
            }
        }
    }
}

/// The normalised scores of a node, each times the weight it has in the default profile.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Scores {
    /// `TaintToleration`.
    pub taints: i64,
    /// `NodeAffinity`; none for pods that prefer no node.
    pub affinity: Option<i64>,
    /// `NodeResourcesFit`, by what is least allocated.
    pub least_allocated: i64,
    /// `PodTopologySpread`; none for pods without soft constraints.
    pub spread: Option<i64>,
    /// `InterPodAffinity`; none where no pod has a say.
    pub pods: Option<i64>,
    /// `NodeResourcesBalancedAllocation`; none for pods that ask for nothing.
    pub balance: Option<i64>,
}

impl Scores {
    /// All of them together: the node with the most gets the pod.
    #[must_use]
    pub fn total(&self) -> i64 {
        let optional = [self.affinity, self.spread, self.pods, self.balance];
        let sum: i64 = optional.into_iter().flatten().sum();
        self.taints + self.least_allocated + sum
    }

    /// The scores by the scheduler's plugin.
    #[must_use]
    pub fn by_plugin(&self) -> Vec<(&'static str, i64)> {
        let scores = [
            ("TaintToleration", Some(self.taints)),
            ("NodeAffinity", self.affinity),
            ("NodeResourcesFit", Some(self.least_allocated)),
            ("PodTopologySpread", self.spread),
            ("InterPodAffinity", self.pods),
            ("NodeResourcesBalancedAllocation", self.balance),
        ];
        scores
            .into_iter()
            .filter_map(|(plugin, score)| Some((plugin, score?)))
            .collect()
    }
}

/// What the scheduler says about one node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The pod cannot have it.
    Refused(Refusal),
    /// The pod can, and this is how good it is.
    Scored(Scores),
}
