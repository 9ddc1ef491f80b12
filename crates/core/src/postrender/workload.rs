//! The workloads of one document: found by the table of kinds, also inside lists, and never through an alias.
//! Reads only; what is missing or oddly shaped is told to whoever asks, not repaired.
use evenkeel_yaml::{Kind, Node, Route};

use super::kinds::{self, KindRow};
use super::report::Object;

/// How deep lists of lists are followed.
const MAX_LIST_DEPTH: usize = 16;

/// Helm 4's note of the file a document came from; it goes through every post-renderer untouched.
const SOURCE_ANNOTATION: &str = "postrenderer.helm.sh/postrender-filename";

/// One object with a row in the table of kinds.
#[derive(Debug, Clone)]
pub(super) struct Workload<'t> {
    pub(super) row: &'static KindRow,
    pub(super) object: Object,
    /// The chart's template, by Helm 4's annotation.
    pub(super) source: Option<String>,
    pub(super) node: Node<'t>,
    pub(super) route: Route,
}

/// The pod template of a workload.
#[derive(Debug, Clone)]
pub(super) struct PodTemplate<'t> {
    pub(super) template: Node<'t>,
    pub(super) spec: Node<'t>,
    pub(super) spec_route: Route,
}

/// The workloads below a document's root, in reading order.
pub(super) fn find(root: Node<'_>) -> Vec<Workload<'_>> {
    let mut found = Vec::new();
    collect(root, Route::root(), 0, &mut found);
    found
}

fn collect<'t>(node: Node<'t>, route: Route, depth: usize, found: &mut Vec<Workload<'t>>) {
    let (Some(api_version), Some(kind)) = (text_at(node, "apiVersion"), text_at(node, "kind"))
    else {
        return;
    };
    if let Some(row) = kinds::row(api_version, kind) {
        let metadata = node.get("metadata");
        let named = |key| {
            metadata
                .and_then(|metadata| text_at(metadata, key))
                .map(str::to_owned)
        };
        let annotations = metadata.and_then(|metadata| metadata.get("annotations"));
        found.push(Workload {
            row,
            object: Object {
                api_version: api_version.to_owned(),
                kind: kind.to_owned(),
                namespace: named("namespace"),
                name: named("name")
                    .or_else(|| named("generateName"))
                    .unwrap_or_default(),
            },
            source: annotations
                .and_then(|all| text_at(all, SOURCE_ANNOTATION))
                .map(str::to_owned),
            node,
            route,
        });
    } else if kinds::is_list(kind) && depth < MAX_LIST_DEPTH {
        let Some(items) = node
            .get("items")
            .filter(|items| items.kind() == Kind::Sequence)
        else {
            return;
        };
        for (index, item) in items.items().into_iter().enumerate() {
            if item.kind() == Kind::Mapping {
                collect(item, route.key("items").index(index), depth + 1, found);
            }
        }
    }
}

impl<'t> Workload<'t> {
    /// Whether Helm runs this object as a hook.
    pub(super) fn is_hook(&self) -> bool {
        self.node
            .get("metadata")
            .and_then(|metadata| metadata.get("annotations")?.get("helm.sh/hook"))
            .is_some()
    }

    /// The pod template; none where the object has no pod spec of its own.
    pub(super) fn pod_template(&self) -> Option<PodTemplate<'t>> {
        let mut template = self.node;
        let mut route = self.route.clone();
        for key in self.row.template {
            template = template.get(key)?;
            route = route.key(key);
        }
        let spec = template
            .get("spec")
            .filter(|spec| spec.resolved().kind() == Kind::Mapping)?;
        Some(PodTemplate {
            template,
            spec,
            spec_route: route.key("spec"),
        })
    }
}

impl<'t> PodTemplate<'t> {
    /// The pod template's labels, through merges.
    pub(super) fn labels(&self) -> Vec<(Node<'t>, Node<'t>)> {
        self.template
            .get("metadata")
            .and_then(|metadata| metadata.get("labels"))
            .map_or_else(Vec::new, Node::merged)
    }
}

/// The template that Helm 3 names in the comment at a document's head.
pub(super) fn source_comment(document: &str) -> Option<&str> {
    document
        .trim_start_matches('\u{feff}')
        .lines()
        .take_while(|line| line.is_empty() || line.starts_with("---") || line.starts_with('#'))
        .find_map(|line| line.strip_prefix("# Source:"))
        .map(str::trim)
}

/// The text of a scalar below a key; none where there is no scalar or it is null.
pub(super) fn text_at<'t>(node: Node<'t>, key: &str) -> Option<&'t str> {
    let value = node.get(key)?;
    if value.is_null() { None } else { value.text() }
}

/// Whether a mapping itself has this key more than once.
pub(super) fn has_twice(mapping: Node<'_>, key: &str) -> bool {
    mapping
        .entries()
        .into_iter()
        .filter(|(name, _)| name.text() == Some(key))
        .count()
        > 1
}

#[cfg(test)]
mod tests {
    use super::source_comment;

    #[test]
    fn the_source_is_read_from_the_head_only() {
        assert_eq!(
            source_comment("---\n# Source: c/templates/d.yaml\nkind: X\n"),
            Some("c/templates/d.yaml")
        );
        assert_eq!(
            source_comment("---\r\n# Source: c/d.yaml\r\nkind: X\r\n"),
            Some("c/d.yaml")
        );
        assert_eq!(source_comment("kind: X\n# Source: c/d.yaml\n"), None);
    }
}
