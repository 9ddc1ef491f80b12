//! Topology spread, as the scheduler's plugin `PodTopologySpread` filters and scores.
//!
//! Source: Kubernetes 1.37, `pkg/scheduler/framework/plugins/podtopologyspread`. Its oddities are kept: a selector
//! without requirements counts no pod although the pod itself matches it, and a node needs the keys of all constraints
//! of its kind to be counted for any of them.

use std::collections::BTreeMap;

use super::cluster::{Cluster, Load};
use super::logarithm::ln;
use super::node::{HOSTNAME, Node, ZONE};
use super::pod::{Constraint, Pod, WhenUnsatisfiable};
use super::selector::{Requirement, Selector};
use super::verdict::Refusal;

/// What the fullest domain of nothing has: more than any other, so that nothing is too much beside it.
const NO_DOMAIN: i64 = i32::MAX as i64;
/// The best score of a node.
pub(super) const BEST: i64 = 100;

/// A constraint of a pod, with the selector that counts.
struct Effective<'p> {
    /// Its place in the pod's list.
    number: usize,
    constraint: &'p Constraint,
    selector: Selector,
}

impl Effective<'_> {
    /// Whether a node takes part in the count.
    fn includes(&self, pod: &Pod, node: &Node) -> bool {
        let wants = &pod.wants;
        (!self.constraint.honors_affinity || wants.nodes.allows(node))
            && (!self.constraint.honors_taints || node.untolerated(&wants.tolerations).is_none())
    }

    fn domain<'n>(&self, node: &'n Node) -> Option<&'n str> {
        node.labels
            .get(&self.constraint.topology_key)
            .map(String::as_str)
    }

    fn is_hostname(&self) -> bool {
        self.constraint.topology_key == HOSTNAME
    }

    /// The pods on a node that are counted.
    fn count(&self, load: &Load<'_>, node: usize, namespace: &str) -> i64 {
        if self.selector.is_everything() {
            return 0;
        }
        let pods = load.on(node).map_or(&[][..], |on| &on.pods);
        let counted = pods.iter().filter(|placed| {
            !placed.is_terminating
                && placed.pod.namespace == namespace
                && self.selector.matches(&placed.pod.labels)
        });
        i64::try_from(counted.count()).unwrap_or(i64::MAX)
    }
}

/// The constraints that the scheduler puts on pods that have none.
fn defaults() -> [Constraint; 2] {
    [
        Constraint::new(3, HOSTNAME, WhenUnsatisfiable::ScheduleAnyway),
        Constraint::new(5, ZONE, WhenUnsatisfiable::ScheduleAnyway),
    ]
}

fn effective<'p>(
    pod: &Pod,
    constraints: &'p [Constraint],
    when: WhenUnsatisfiable,
    owner: Option<&Selector>,
) -> Vec<Effective<'p>> {
    let of_kind = constraints
        .iter()
        .enumerate()
        .filter(|(_, constraint)| constraint.when_unsatisfiable == when);
    of_kind
        .map(|(number, constraint)| {
            let own = constraint.match_label_keys.iter().filter_map(|key| {
                let value = pod.labels.get(key)?;
                Some(Requirement::equals(key, value))
            });
            let selector = owner.unwrap_or(&constraint.selector).clone().and(own);
            Effective {
                number,
                constraint,
                selector,
            }
        })
        .collect()
}

fn has_all_keys(node: &Node, constraints: &[Effective<'_>]) -> bool {
    constraints.iter().all(|one| one.domain(node).is_some())
}

/// The counts that decide which nodes a pod may not have.
pub(super) struct Hard<'p> {
    constraints: Vec<Effective<'p>>,
    /// Pods by domain, for each constraint.
    counts: Vec<BTreeMap<String, i64>>,
    /// The pods of the emptiest domain, for each constraint.
    least: Vec<i64>,
}

impl<'p> Hard<'p> {
    pub(super) fn count(cluster: &Cluster, load: &Load<'_>, pod: &'p Pod) -> Self {
        let constraints = effective(
            pod,
            &pod.wants.spread,
            WhenUnsatisfiable::DoNotSchedule,
            None,
        );
        let mut counts = vec![BTreeMap::new(); constraints.len()];
        for (number, node) in cluster.nodes.iter().enumerate() {
            if !has_all_keys(node, &constraints) {
                continue;
            }
            for (one, counts) in constraints.iter().zip(&mut counts) {
                let Some(domain) = one.domain(node).filter(|_| one.includes(pod, node)) else {
                    continue;
                };
                let counted = one.count(load, number, &pod.namespace);
                let count: &mut i64 = counts.entry(domain.to_owned()).or_default();
                *count = count.saturating_add(counted);
            }
        }
        let least = counts
            .iter()
            .map(|counts| counts.values().copied().min().unwrap_or(NO_DOMAIN))
            .collect();
        Self {
            constraints,
            counts,
            least,
        }
    }

    /// Why a node is not for the pod, if so.
    pub(super) fn refusal(&self, pod: &Pod, node: &Node) -> Option<Refusal> {
        for ((one, counts), least) in self.constraints.iter().zip(&self.counts).zip(&self.least) {
            let Some(domain) = one.domain(node) else {
                return Some(Refusal::MissingLabel {
                    constraint: one.number,
                });
            };
            let domains = i64::try_from(counts.len()).unwrap_or(i64::MAX);
            let is_few = domains < i64::from(one.constraint.min_domains.unwrap_or(1));
            let least = if is_few { 0 } else { *least };
            let here = counts.get(domain).copied().unwrap_or(0);
            let own = i64::from(one.selector.matches(&pod.labels));
            if here + own - least > i64::from(one.constraint.max_skew) {
                return Some(Refusal::Skew {
                    constraint: one.number,
                    domain: domain.to_owned(),
                    here,
                    least,
                    is_few_domains: is_few,
                });
            }
        }
        None
    }
}

/// Scores of the nodes that are left, from 0 to 100, in their order; none when no constraint asks for any.
pub(super) fn scores(
    cluster: &Cluster,
    load: &Load<'_>,
    pod: &Pod,
    feasible: &[usize],
) -> Option<Vec<i64>> {
    let has_own = !pod.wants.spread.is_empty();
    let defaults = defaults();
    // Pods without constraints are spread by their ReplicaSet; without one, not at all.
    let owner = pod
        .wants
        .owner
        .as_ref()
        .filter(|own| own.requires_something());
    let constraints = match (has_own, owner) {
        (true, _) => effective(
            pod,
            &pod.wants.spread,
            WhenUnsatisfiable::ScheduleAnyway,
            None,
        ),
        (false, Some(_)) => effective(pod, &defaults, WhenUnsatisfiable::ScheduleAnyway, owner),
        (false, None) => Vec::new(),
    };
    if constraints.is_empty() {
        return None;
    }
    let soft = Soft::count(cluster, load, pod, feasible, constraints, has_own);
    let raw: Vec<Option<i64>> = feasible
        .iter()
        .map(|number| soft.raw(cluster, load, pod, *number))
        .collect();
    Some(normalized(&raw))
}

/// The counts that decide which nodes are better.
struct Soft<'p> {
    constraints: Vec<Effective<'p>>,
    counts: Vec<BTreeMap<String, i64>>,
    /// How much a pod weighs, for each constraint: more where there are more domains.
    weights: Vec<f64>,
    needs_all_keys: bool,
}

impl<'p> Soft<'p> {
    fn count(
        cluster: &Cluster,
        load: &Load<'_>,
        pod: &Pod,
        feasible: &[usize],
        constraints: Vec<Effective<'p>>,
        needs_all_keys: bool,
    ) -> Self {
        let counts = vec![BTreeMap::new(); constraints.len()];
        let mut soft = Self {
            constraints,
            counts,
            weights: Vec::new(),
            needs_all_keys,
        };
        let mut scored = 0_usize;
        for node in feasible
            .iter()
            .filter_map(|number| cluster.nodes.get(*number))
        {
            if soft.ignores(node) {
                continue;
            }
            scored += 1;
            for (one, counts) in soft.constraints.iter().zip(&mut soft.counts) {
                if !one.is_hostname() {
                    // A node without the key makes a domain of its own, whose pods nobody asks for.
                    counts
                        .entry(one.domain(node).unwrap_or_default().to_owned())
                        .or_insert(0);
                }
            }
        }
        soft.weights = soft
            .constraints
            .iter()
            .zip(&soft.counts)
            .map(|(one, counts)| {
                ln(if one.is_hostname() {
                    scored
                } else {
                    counts.len()
                } + 2)
            })
            .collect();
        soft.add_pods(cluster, load, pod);
        soft
    }

    fn add_pods(&mut self, cluster: &Cluster, load: &Load<'_>, pod: &Pod) {
        for (number, node) in cluster.nodes.iter().enumerate() {
            if self.ignores(node) {
                continue;
            }
            for (one, counts) in self.constraints.iter().zip(&mut self.counts) {
                let domain = one.domain(node).unwrap_or_default();
                if let Some(count) = counts.get_mut(domain).filter(|_| one.includes(pod, node)) {
                    *count = count.saturating_add(one.count(load, number, &pod.namespace));
                }
            }
        }
    }

    fn ignores(&self, node: &Node) -> bool {
        self.needs_all_keys && !has_all_keys(node, &self.constraints)
    }

    /// The weighted number of pods in the domains of a node; none where the node is left out.
    fn raw(&self, cluster: &Cluster, load: &Load<'_>, pod: &Pod, number: usize) -> Option<i64> {
        let node = cluster.nodes.get(number)?;
        if self.ignores(node) {
            return None;
        }
        let mut score = 0.0;
        for ((one, counts), weight) in self.constraints.iter().zip(&self.counts).zip(&self.weights)
        {
            let Some(domain) = one.domain(node) else {
                continue;
            };
            let count = if one.is_hostname() {
                one.count(load, number, &pod.namespace)
            } else {
                counts.get(domain).copied().unwrap_or(0)
            };
            score += count as f64 * weight + f64::from(one.constraint.max_skew.saturating_sub(1));
        }
        Some(score.round() as i64)
    }
}

/// Few pods score high. A node that was left out gets nothing.
fn normalized(raw: &[Option<i64>]) -> Vec<i64> {
    let scored = || raw.iter().flatten().copied();
    let (least, most) = (
        scored().min().unwrap_or(0),
        scored().max().unwrap_or(0).max(0),
    );
    raw.iter()
        .map(|own| match own {
            None => 0,
            Some(_) if most == 0 => BEST,
            Some(own) => BEST * (most + least - own) / most,
        })
        .collect()
}
