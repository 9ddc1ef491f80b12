//! Kinds that a policy declares, for operators whose objects hold pods: where their pod templates are.

/// A kind of its own, by the places of what belongs to pods. Paths begin at the object; `[*]` stands for each item of a
/// list: `spec.workerGroupSpecs[*].template`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct CustomKind {
    /// The API group, e.g. `ray.io`.
    pub group: String,
    /// The kind's name.
    pub kind: String,
    /// Path of a pod template, which has `metadata` and `spec`.
    pub template: Option<String>,
    /// Path of a mapping with the fields of a pod spec, where there is no template around it.
    pub pod_spec: Option<String>,
    /// Path of a mapping that has `resources` as a container does.
    pub container: Option<String>,
    /// Path of the label selector that finds the pods. Without it the labels of the pod template select.
    pub selector: Option<String>,
    /// Path of the number of pods.
    pub replicas: Option<String>,
    /// The label by which the controller tells the pods of one revision from the next.
    pub revision_label: Option<String>,
}
