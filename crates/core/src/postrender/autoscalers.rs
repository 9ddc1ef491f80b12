//! What autoscalers in the same stream say about replicas: `HorizontalPodAutoscaler`, and KEDA's `ScaledObject`.
//! Read only when a workload does not say itself; a document that can't be read says nothing.
use evenkeel_yaml::{Document, Node, Tree};
use memchr::memmem;

use super::report::Object;
use super::workload::text_at;

/// One autoscaler and what it scales.
#[derive(Debug, Clone)]
pub(super) struct Autoscaler {
    namespace: Option<String>,
    target_kind: String,
    target_name: String,
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) min_replicas: i128,
}

/// Every autoscaler of the stream.
pub(super) fn in_stream(text: &str, documents: &[Document]) -> Vec<Autoscaler> {
    let bodies = documents
        .iter()
        .filter_map(|document| text.get(document.body.clone()));
    bodies
        .filter(|body| memmem::find(body.as_bytes(), b"scaleTargetRef").is_some())
        .filter_map(|body| read(Tree::parse(body).ok()?.root()?))
        .collect()
}

fn read(root: Node<'_>) -> Option<Autoscaler> {
    let group = text_at(root, "apiVersion")?.rsplit_once('/')?.0;
    let spec = root.get("spec")?;
    // Defaults of the two APIs: an HPA keeps one replica, KEDA goes down to none.
    let (kind, minimum, default) = match (group, text_at(root, "kind")?) {
        ("autoscaling", "HorizontalPodAutoscaler") => {
            ("HorizontalPodAutoscaler", spec.get("minReplicas"), 1)
        }
        ("keda.sh", "ScaledObject") => ("ScaledObject", spec.get("minReplicaCount"), 0),
        _ => return None,
    };
    let target = spec.get("scaleTargetRef")?;
    let metadata = root.get("metadata")?;
    Some(Autoscaler {
        namespace: text_at(metadata, "namespace").map(str::to_owned),
        target_kind: text_at(target, "kind").unwrap_or("Deployment").to_owned(),
        target_name: text_at(target, "name")?.to_owned(),
        kind,
        name: text_at(metadata, "name").unwrap_or_default().to_owned(),
        min_replicas: minimum
            .and_then(|node| node.scalar()?.as_int())
            .unwrap_or(default),
    })
}

impl Autoscaler {
    /// Whether this scales the object; a namespace that a manifest leaves open is the release's, so it fits any.
    pub(super) fn scales(&self, object: &Object) -> bool {
        let same_namespace = match (&self.namespace, &object.namespace) {
            (Some(ours), Some(theirs)) => ours == theirs,
            _ => true,
        };
        same_namespace && self.target_kind == object.kind && self.target_name == object.name
    }
}
