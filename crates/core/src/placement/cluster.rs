//! The nodes of a cluster and the pods on them.

use super::node::Node;
use super::pod::{Placed, Pod};
use super::requests::Amounts;

/// Nodes, and the pods that have one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cluster {
    /// The nodes; pods name them by their number here.
    pub nodes: Vec<Node>,
    /// The pods.
    pub pods: Vec<Placed>,
}

impl Cluster {
    /// The pods on a node, those on their way out too.
    pub fn on(&self, node: usize) -> impl Iterator<Item = &Placed> {
        self.pods.iter().filter(move |placed| placed.node == node)
    }

    /// What the pods on a node ask for.
    #[must_use]
    pub fn requested(&self, node: usize) -> Amounts {
        self.on(node).fold(Amounts::default(), |sum, placed| {
            sum.plus(&placed.pod.requests)
        })
    }

    /// What the pods on a node count for in scores.
    pub(super) fn scored(&self, node: usize) -> Amounts {
        self.on(node).fold(Amounts::default(), |sum, placed| {
            sum.plus(&placed.pod.scored)
        })
    }

    /// Puts a pod on a node.
    pub fn place(&mut self, pod: Pod, node: usize) {
        self.pods.push(Placed {
            pod,
            node,
            is_terminating: false,
        });
    }
}
