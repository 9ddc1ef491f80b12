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

    /// Puts a pod on a node.
    pub fn place(&mut self, pod: Pod, node: usize) {
        self.pods.push(Placed {
            pod,
            node,
            is_terminating: false,
        });
    }
}

/// The pods by node, sorted out once for a turn of the scheduler.
pub(super) struct Load<'c> {
    nodes: Vec<OnNode<'c>>,
}

/// The pods of one node, and what they ask for.
#[derive(Default)]
pub(super) struct OnNode<'c> {
    pub(super) pods: Vec<&'c Placed>,
    pub(super) requested: Amounts,
    pub(super) scored: Amounts,
}

impl<'c> Load<'c> {
    pub(super) fn of(cluster: &'c Cluster) -> Self {
        let mut nodes: Vec<OnNode<'c>> = Vec::new();
        nodes.resize_with(cluster.nodes.len(), OnNode::default);
        for placed in &cluster.pods {
            if let Some(on) = nodes.get_mut(placed.node) {
                on.requested = on.requested.plus(&placed.pod.requests);
                on.scored = on.scored.plus(&placed.pod.scored);
                on.pods.push(placed);
            }
        }
        Self { nodes }
    }

    pub(super) fn on(&self, node: usize) -> Option<&OnNode<'c>> {
        self.nodes.get(node)
    }
}
