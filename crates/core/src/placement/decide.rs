//! One turn of the scheduler: which nodes a pod may have, how good they are, and which one it gets.
//!
//! The plugins of Kubernetes' default profile that look at nodes, taints, resources, spread and affinity, in their order
//! and with their weights. Left out, and so wrong for pods that use them: volumes, host ports, image locality,
//! preemption. All nodes are looked at, which the scheduler itself does up to a hundred.

use super::cluster::{Cluster, Load};
use super::node::Node;
use super::pod::Pod;
use super::pod_affinity::{self, Neighbours};
use super::requests::{Amounts, RESOURCES};
use super::spread::{self, BEST, Hard};
use super::verdict::{Refusal, Scores, Verdict};

/// Weights in the default profile.
const TAINTS_WEIGHT: i64 = 3;
const AFFINITY_WEIGHT: i64 = 2;
const SPREAD_WEIGHT: i64 = 2;
const PODS_WEIGHT: i64 = 2;

/// What became of a pod's turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What was said about each node, in the cluster's order.
    pub verdicts: Vec<Verdict>,
    /// The node it gets. Among equals the scheduler draws lots; here the first has it.
    pub node: Option<usize>,
    /// How many nodes were as good as that one, itself among them.
    pub equals: usize,
}

/// One turn for a pod.
#[must_use]
pub fn decide(cluster: &Cluster, pod: &Pod) -> Decision {
    let load = Load::of(cluster);
    let hard = Hard::count(cluster, &load, pod);
    let neighbours = Neighbours::of(cluster, pod);
    let refusals: Vec<Option<Refusal>> = cluster
        .nodes
        .iter()
        .enumerate()
        .map(|(number, node)| {
            refusal(&load, pod, number, node, &hard).or_else(|| neighbours.refusal(pod, node))
        })
        .collect();
    let feasible: Vec<usize> = refusals
        .iter()
        .enumerate()
        .filter(|(_, refusal)| refusal.is_none())
        .map(|(number, _)| number)
        .collect();
    let mut scores = scores(cluster, &load, pod, &feasible).into_iter();
    let verdicts: Vec<Verdict> = refusals
        .into_iter()
        .map(|refusal| match refusal {
            Some(refusal) => Verdict::Refused(refusal),
            None => Verdict::Scored(scores.next().unwrap_or_default()),
        })
        .collect();
    let total = |verdict: &Verdict| match verdict {
        Verdict::Scored(scores) => Some(scores.total()),
        Verdict::Refused(_) => None,
    };
    let best = verdicts.iter().filter_map(total).max();
    let is_best = |verdict: &&Verdict| best.is_some() && total(verdict) == best;
    Decision {
        node: verdicts.iter().position(|verdict| is_best(&verdict)),
        equals: verdicts.iter().filter(is_best).count(),
        verdicts,
    }
}

/// The first plugin that refuses a node, in the order of the default profile.
fn refusal(
    load: &Load<'_>,
    pod: &Pod,
    number: usize,
    node: &Node,
    hard: &Hard<'_>,
) -> Option<Refusal> {
    let wants = &pod.wants;
    if node.is_unschedulable && !Node::takes_while_cordoned(&wants.tolerations) {
        return Some(Refusal::Cordoned);
    }
    if let Some(taint) = node.untolerated(&wants.tolerations) {
        return Some(Refusal::Taint(taint.key.clone()));
    }
    if wants.nodes.is_required() && !wants.nodes.allows(node) {
        return Some(Refusal::Affinity);
    }
    full(load, pod, number, node).or_else(|| hard.refusal(pod, node))
}

fn full(load: &Load<'_>, pod: &Pod, number: usize, node: &Node) -> Option<Refusal> {
    let on = load.on(number)?;
    let running = i64::try_from(on.pods.len()).unwrap_or(i64::MAX);
    let is_out_of_pods = running >= node.max_pods;
    let free = node.allocatable.minus(&on.requested);
    let resources: Vec<_> = RESOURCES
        .into_iter()
        .filter(|resource| {
            let wanted = pod.requests.of(*resource);
            wanted > 0 && wanted > free.of(*resource)
        })
        .collect();
    (is_out_of_pods || !resources.is_empty()).then_some(Refusal::Full {
        is_out_of_pods,
        resources,
    })
}

fn scores(cluster: &Cluster, load: &Load<'_>, pod: &Pod, feasible: &[usize]) -> Vec<Scores> {
    let nodes: Vec<(usize, &Node)> = feasible
        .iter()
        .filter_map(|number| Some((*number, cluster.nodes.get(*number)?)))
        .collect();
    let raw = |score: &dyn Fn(&Node) -> i64| {
        nodes
            .iter()
            .map(|(_, node)| score(node))
            .collect::<Vec<_>>()
    };
    let avoided = raw(&|node| node.avoided(&pod.wants.tolerations));
    let most = avoided.iter().copied().max().unwrap_or(0);
    // The fewer the better; without any all are best.
    let taints = avoided.iter().map(|own| {
        if most == 0 {
            BEST
        } else {
            BEST - BEST * own / most
        }
    });
    let preferred = raw(&|node| pod.wants.nodes.preference(node));
    let top = preferred.iter().copied().max().unwrap_or(0);
    let prefers = !pod.wants.nodes.preferred.is_empty();
    let spread = spread::scores(cluster, load, pod, feasible);
    let pods = pod_affinity::scores(cluster, pod, feasible);
    let asks = pod.requests.cpu_milli != 0 || pod.requests.memory != 0;
    nodes
        .iter()
        .zip(taints)
        .enumerate()
        .map(|(index, ((number, node), taints))| {
            let own = preferred.get(index).copied().unwrap_or(0);
            let affinity = if top == 0 { own } else { BEST * own / top };
            let (before, scored) = load
                .on(*number)
                .map(|on| (on.requested, on.scored))
                .unwrap_or_default();
            Scores {
                taints: TAINTS_WEIGHT * taints,
                affinity: prefers.then_some(AFFINITY_WEIGHT * affinity),
                least_allocated: least_allocated(&scored.plus(&pod.scored), &node.allocatable),
                spread: spread
                    .as_ref()
                    .and_then(|scores| Some(SPREAD_WEIGHT * scores.get(index)?)),
                pods: pods
                    .as_ref()
                    .and_then(|scores| Some(PODS_WEIGHT * scores.get(index)?)),
                balance: asks.then(|| balance(&before, &pod.requests, &node.allocatable)),
            }
        })
        .collect()
}

/// How much of CPU and memory is left, as a mean of whole percentages.
fn least_allocated(requested: &Amounts, allocatable: &Amounts) -> i64 {
    let (mut sum, mut count) = (0, 0);
    for (requested, allocatable) in cpu_and_memory(requested, allocatable) {
        if allocatable == 0 {
            continue;
        }
        let left = i128::from(allocatable) - i128::from(requested);
        let percent = left * i128::from(BEST) / i128::from(allocatable);
        sum += if left < 0 {
            0
        } else {
            i64::try_from(percent).unwrap_or(BEST)
        };
        count += 1;
    }
    if count == 0 { 0 } else { sum / count }
}

/// Whether the pod brings the shares of CPU and memory closer together (towards 100) or further apart (towards 50).
fn balance(before: &Amounts, own: &Amounts, allocatable: &Amounts) -> i64 {
    let (with, without) = (
        evenness(&before.plus(own), allocatable),
        evenness(before, allocatable),
    );
    BEST / 2 + (BEST / 2 + with - without) / 2
}

fn evenness(requested: &Amounts, allocatable: &Amounts) -> i64 {
    let shares: Vec<f64> = cpu_and_memory(requested, allocatable)
        .into_iter()
        .filter(|(_, allocatable)| *allocatable != 0)
        .map(|(requested, allocatable)| (requested as f64 / allocatable as f64).min(1.0))
        .collect();
    let deviation = match shares.as_slice() {
        [cpu, memory] => ((cpu - memory) / 2.0).abs(),
        _ => 0.0,
    };
    ((1.0 - deviation) * BEST as f64) as i64
}

fn cpu_and_memory(one: &Amounts, other: &Amounts) -> [(i64, i64); 2] {
    [(one.cpu_milli, other.cpu_milli), (one.memory, other.memory)]
}
