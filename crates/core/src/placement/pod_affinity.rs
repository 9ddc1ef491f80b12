//! Affinity between pods, as the scheduler's plugin `InterPodAffinity` filters and scores.
//!
//! Source: Kubernetes 1.37, `pkg/scheduler/framework/plugins/interpodaffinity`. Pods on their way out still count, which
//! is how a required anti-affinity holds up a rollout. Left out: selectors of namespaces.

use std::collections::BTreeMap;

use super::cluster::Cluster;
use super::node::Node;
use super::pod::{Placed, Pod};
use super::selector::Selector;
use super::spread::BEST;
use super::verdict::Refusal;

/// Which pods a pod wants beside itself, and which not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PodAffinity {
    /// Pods that must be in the same domain.
    pub required: Vec<PodTerm>,
    /// Pods that should be, with their weights.
    pub preferred: Vec<(i64, PodTerm)>,
    /// Pods that must not be in the same domain.
    pub anti_required: Vec<PodTerm>,
    /// Pods that should not be, with their weights.
    pub anti_preferred: Vec<(i64, PodTerm)>,
}

/// Pods in a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PodTerm {
    /// Which pods.
    pub selector: Selector,
    /// Of which namespaces; none means that of the pod that has the term.
    pub namespaces: Vec<String>,
    /// The node label whose values are the domains.
    pub topology_key: String,
}

impl PodTerm {
    /// Whether a term that `owner` has means `other`.
    fn means(&self, owner: &Pod, other: &Pod) -> bool {
        let is_there = if self.namespaces.is_empty() {
            owner.namespace == other.namespace
        } else {
            self.namespaces.contains(&other.namespace)
        };
        is_there && self.selector.matches(&other.labels)
    }

    fn domain<'a>(&'a self, node: &'a Node) -> Option<Domain<'a>> {
        let value = node.labels.get(&self.topology_key)?;
        Some((self.topology_key.as_str(), value.as_str()))
    }
}

/// A label and its value.
type Domain<'a> = (&'a str, &'a str);

/// The domains that decide which nodes a pod may not have.
pub(super) struct Neighbours<'c> {
    /// Domains with pods that meet all required terms, for each term.
    wanted: BTreeMap<Domain<'c>, i64>,
    /// Domains with pods that the pod does not want beside itself.
    unwanted: BTreeMap<Domain<'c>, i64>,
    /// Domains with pods that do not want the pod beside them.
    refusing: BTreeMap<Domain<'c>, i64>,
    /// Whether the pod itself meets all its required terms, so that it may be the first.
    is_own: bool,
}

impl<'c> Neighbours<'c> {
    pub(super) fn of(cluster: &'c Cluster, pod: &'c Pod) -> Self {
        let own = &pod.wants.pods;
        let meets_all = |other: &Pod| {
            !own.required.is_empty() && own.required.iter().all(|term| term.means(pod, other))
        };
        let mut neighbours = Self {
            wanted: BTreeMap::new(),
            unwanted: BTreeMap::new(),
            refusing: BTreeMap::new(),
            is_own: meets_all(pod),
        };
        let count = |domains: &mut BTreeMap<Domain<'c>, i64>, domain: Option<Domain<'c>>| {
            if let Some(domain) = domain {
                *domains.entry(domain).or_default() += 1;
            }
        };
        for (placed, node) in on_nodes(cluster) {
            if meets_all(&placed.pod) {
                for term in &own.required {
                    count(&mut neighbours.wanted, term.domain(node));
                }
            }
            for term in own
                .anti_required
                .iter()
                .filter(|term| term.means(pod, &placed.pod))
            {
                count(&mut neighbours.unwanted, term.domain(node));
            }
            let theirs = placed.pod.wants.pods.anti_required.iter();
            for term in theirs.filter(|term| term.means(&placed.pod, pod)) {
                count(&mut neighbours.refusing, term.domain(node));
            }
        }
        neighbours
    }

    /// Why a node is not for the pod, if so.
    pub(super) fn refusal(&self, pod: &Pod, node: &Node) -> Option<Refusal> {
        let own = &pod.wants.pods;
        let mut has_all = true;
        for term in &own.required {
            let Some(domain) = term.domain(node) else {
                return Some(Refusal::PodAffinity);
            };
            has_all &= self.wanted.contains_key(&domain);
        }
        let is_first = self.wanted.is_empty() && self.is_own;
        if !has_all && !is_first {
            return Some(Refusal::PodAffinity);
        }
        let is_in = |domains: &BTreeMap<Domain<'_>, i64>, term: &PodTerm| {
            term.domain(node)
                .is_some_and(|domain| domains.contains_key(&domain))
        };
        if own
            .anti_required
            .iter()
            .any(|term| is_in(&self.unwanted, term))
        {
            return Some(Refusal::PodAntiAffinity);
        }
        let is_refused = self
            .refusing
            .keys()
            .any(|(key, value)| node.labels.get(*key).is_some_and(|own| own == value));
        is_refused.then_some(Refusal::OthersAntiAffinity)
    }
}

fn on_nodes(cluster: &Cluster) -> impl Iterator<Item = (&Placed, &Node)> {
    cluster
        .pods
        .iter()
        .filter_map(|placed| Some((placed, cluster.nodes.get(placed.node)?)))
}

/// Scores of the nodes that are left, from 0 to 100, in their order; none when no term of any pod has a say.
pub(super) fn scores(cluster: &Cluster, pod: &Pod, feasible: &[usize]) -> Option<Vec<i64>> {
    let mut weights: BTreeMap<Domain<'_>, i64> = BTreeMap::new();
    for (placed, node) in on_nodes(cluster) {
        let (own, theirs) = (&pod.wants.pods, &placed.pod.wants.pods);
        let wanted = own.preferred.iter().map(|(weight, term)| (*weight, term));
        let unwanted = own
            .anti_preferred
            .iter()
            .map(|(weight, term)| (-weight, term));
        let ours = wanted
            .chain(unwanted)
            .filter(|(_, term)| term.means(pod, &placed.pod));
        // A pod that needs others beside it is glad of this one, with the weight that the plugin has by default.
        let needed = theirs.required.iter().map(|term| (1, term));
        let wanted = theirs
            .preferred
            .iter()
            .map(|(weight, term)| (*weight, term));
        let unwanted = theirs
            .anti_preferred
            .iter()
            .map(|(weight, term)| (-weight, term));
        let others = needed.chain(wanted).chain(unwanted);
        let others = others.filter(|(_, term)| term.means(&placed.pod, pod));
        for (weight, term) in ours.chain(others) {
            if let Some(domain) = term.domain(node) {
                let sum = weights.entry(domain).or_default();
                *sum = sum.saturating_add(weight);
            }
        }
    }
    if weights.is_empty() {
        return None;
    }
    let nodes = feasible
        .iter()
        .filter_map(|number| cluster.nodes.get(*number));
    let raw: Vec<i64> = nodes
        .map(|node| {
            let here = weights
                .iter()
                .filter(|((key, value), _)| node.labels.get(*key).is_some_and(|own| own == value));
            here.fold(0, |sum: i64, (_, weight)| sum.saturating_add(*weight))
        })
        .collect();
    let (least, most) = (
        raw.iter().copied().min().unwrap_or(0),
        raw.iter().copied().max().unwrap_or(0),
    );
    let range = most.saturating_sub(least);
    let normalized = raw.iter().map(|own| {
        if range <= 0 {
            return 0;
        }
        let share = own.saturating_sub(least) as f64 / range as f64;
        (BEST as f64 * share) as i64
    });
    Some(normalized.collect())
}
