//! Kinds that a policy declares, for operators whose objects hold pods: where their pod templates are.
//! Read by hand: eight texts in a row are little code that way, and much the other.
use evenkeel_yaml::{Node, Route, Scalar};
use serde::de::Error as _;

use super::error::Flaw;

/// A kind of its own, by the places of what belongs to pods. Paths begin at the object; `[*]` stands for each item of a
/// list: `spec.workerGroupSpecs[*].template`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(deny_unknown_fields, rename_all = "camelCase")
)]
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

const FIELDS: &[&str] = &[
    "group",
    "kind",
    "template",
    "podSpec",
    "container",
    "selector",
    "replicas",
    "revisionLabel",
];

impl CustomKind {
    /// The kinds that a policy's list declares; `at` is the list's place.
    pub(super) fn read_all(list: Node<'_>, at: &Route) -> Result<Vec<Self>, Flaw> {
        let items = list.items().into_iter().enumerate();
        items
            .map(|(index, item)| Self::read(item, &at.index(index)))
            .collect()
    }

    fn read(item: Node<'_>, at: &Route) -> Result<Self, Flaw> {
        let mut kind = Self::default();
        for (key, value) in item.entries() {
            let name = key.text().unwrap_or_default();
            let at = at.key(name);
            let Some(Scalar::Str(text)) = value.scalar() else {
                return Err(Flaw::new(at, "expected text"));
            };
            match name {
                "group" => kind.group = text,
                "kind" => kind.kind = text,
                "template" => kind.template = Some(text),
                "podSpec" => kind.pod_spec = Some(text),
                "container" => kind.container = Some(text),
                "selector" => kind.selector = Some(text),
                "replicas" => kind.replicas = Some(text),
                "revisionLabel" => kind.revision_label = Some(text),
                _ => return Err(Flaw::unknown_field(name, FIELDS).pointing_at(key.span().start)),
            }
        }
        Ok(kind)
    }
}
