//! What becomes of the managers when a zone is lost: first its nodes do not answer, then they are gone.
//!
//! Kubernetes marks all nodes of the zone at once, so that nothing new lands there, and evicts them one by one, ten
//! seconds apart (the controller's `node-eviction-rate`); a manager leaves after the five minutes that every pod has.
//! So replacements are placed node by node, and the lost zone empties while they are.

use super::cluster::Cluster;
use super::manager::Manager;
use super::node::{Effect, Node, Taint, ZONE};
use super::rollout::{Outcome, Work};

/// Two states of a lost zone, one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneLost {
    /// The zone.
    pub zone: String,
    /// Its nodes no longer answer; Kubernetes still knows them.
    pub unreachable: Outcome,
    /// Its nodes are gone.
    pub gone: Outcome,
}

/// Loses every zone in turn, each from the state after the start.
#[must_use]
pub fn lose_zones(manager: &Manager, started: &Outcome) -> Vec<ZoneLost> {
    let nodes = &started.cluster.nodes;
    let mut zones: Vec<&String> = Vec::new();
    for zone in nodes.iter().filter_map(|node| node.labels.get(ZONE)) {
        if !zones.contains(&zone) {
            zones.push(zone);
        }
    }
    zones
        .into_iter()
        .map(|zone| {
            let unreachable = unreachable(manager, &started.cluster, zone);
            ZoneLost {
                zone: zone.clone(),
                gone: gone(manager, &unreachable.cluster, zone),
                unreachable,
            }
        })
        .collect()
}

fn is_in(node: &Node, zone: &str) -> bool {
    node.labels.get(ZONE).is_some_and(|own| own == zone)
}

/// Managers on lost nodes end, and stay on the list because no kubelet confirms it.
fn unreachable(manager: &Manager, started: &Cluster, zone: &str) -> Outcome {
    let mut cluster = started.clone();
    let mut lost = Vec::new();
    for (number, node) in cluster.nodes.iter_mut().enumerate() {
        if is_in(node, zone) {
            lost.push(number);
            for effect in [Effect::NoSchedule, Effect::NoExecute] {
                node.taints.push(Taint {
                    key: super::UNREACHABLE.to_owned(),
                    value: String::new(),
                    effect,
                });
            }
        }
    }
    let mut work = Work::on(manager, cluster);
    work.replace_missing();
    for number in lost {
        for placed in &mut work.cluster.pods {
            placed.is_terminating |= placed.node == number;
        }
        work.look();
        work.replace_missing();
    }
    work.ended()
}

/// The nodes are taken off the list, and what was on them too.
fn gone(manager: &Manager, before: &Cluster, zone: &str) -> Outcome {
    let mut cluster = Cluster::default();
    let mut numbers = vec![None; before.nodes.len()];
    for (node, number) in before.nodes.iter().zip(&mut numbers) {
        if !is_in(node, zone) {
            *number = Some(cluster.nodes.len());
            cluster.nodes.push(node.clone());
        }
    }
    for placed in &before.pods {
        if let Some(node) = numbers.get(placed.node).copied().flatten() {
            let mut placed = placed.clone();
            placed.node = node;
            cluster.pods.push(placed);
        }
    }
    let mut work = Work::on(manager, cluster);
    work.look();
    work.replace_missing();
    work.ended()
}
