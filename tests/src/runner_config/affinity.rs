//! `[runners.kubernetes.affinity]`.

use std::collections::BTreeMap;

use serde::Deserialize;

/// All three kinds.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Affinity {
    node_affinity: NodeAffinity,
    pod_affinity: PodAffinity,
    pod_anti_affinity: PodAntiAffinity,
}

/// `node_affinity`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct NodeAffinity {
    required_during_scheduling_ignored_during_execution: NodeSelector,
    preferred_during_scheduling_ignored_during_execution: Vec<PreferredSchedulingTerm>,
}

/// A required choice of nodes.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct NodeSelector {
    node_selector_terms: Vec<NodeSelectorTerm>,
}

/// One term of it.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct NodeSelectorTerm {
    match_expressions: Vec<NodeSelectorRequirement>,
    match_fields: Vec<NodeSelectorRequirement>,
}

/// One requirement, on nodes or on labels of pods.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct NodeSelectorRequirement {
    key: String,
    operator: String,
    values: Vec<String>,
}

/// A preferred choice of nodes.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct PreferredSchedulingTerm {
    weight: i32,
    preference: NodeSelectorTerm,
}

/// `pod_affinity`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct PodAffinity {
    required_during_scheduling_ignored_during_execution: Vec<PodAffinityTerm>,
    preferred_during_scheduling_ignored_during_execution: Vec<WeightedPodAffinityTerm>,
}

/// `pod_anti_affinity`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct PodAntiAffinity {
    required_during_scheduling_ignored_during_execution: Vec<PodAffinityTerm>,
    preferred_during_scheduling_ignored_during_execution: Vec<WeightedPodAffinityTerm>,
}

/// One term on pods.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct PodAffinityTerm {
    label_selector: LabelSelector,
    namespaces: Vec<String>,
    topology_key: String,
    namespace_selector: LabelSelector,
    match_label_keys: Vec<String>,
    mismatch_label_keys: Vec<String>,
}

/// A preferred term on pods.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct WeightedPodAffinityTerm {
    weight: i32,
    pod_affinity_term: PodAffinityTerm,
}

/// A choice of labels.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LabelSelector {
    match_labels: BTreeMap<String, String>,
    match_expressions: Vec<NodeSelectorRequirement>,
}
