//! The workloads of one document: found by the table of kinds and the kinds a policy declares, also inside lists, and
//! never through an alias. Reads only; what is missing or oddly shaped is told to whoever asks, not repaired.
use evenkeel_yaml::{Kind, Node, Route};

use super::kinds::{self, KindRow, Replicas, Spread};
use super::policy::CustomKind;
use super::report::Object;

/// How deep lists of lists are followed.
const MAX_LIST_DEPTH: usize = 16;

/// Helm 4's note of the file a document came from; it goes through every post-renderer untouched.
const SOURCE_ANNOTATION: &str = "postrenderer.helm.sh/postrender-filename";

/// One object that holds pods.
#[derive(Debug, Clone)]
pub(super) struct Workload<'t> {
    pub(super) shape: Shape<'t>,
    pub(super) object: Object,
    /// The chart's template, by Helm 4's annotation.
    pub(super) source: Option<String>,
    pub(super) node: Node<'t>,
    pub(super) route: Route,
}

/// What is known about a workload's kind.
#[derive(Debug, Clone)]
pub(super) struct Shape<'a> {
    places: Vec<Place<'a>>,
    pub(super) selector: Option<&'a str>,
    /// Whether the selector may be a plain mapping of labels.
    pub(super) has_plain_selector: bool,
    pub(super) replicas: Replicas<'a>,
    pub(super) revision_label: Option<&'a str>,
    pub(super) spread: Spread,
    pub(super) is_immutable: bool,
    pub(super) rolls: bool,
}

/// Where a kind has what belongs to pods, by path.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place<'a> {
    /// A pod template, with `metadata` and `spec`.
    Template(&'a str),
    /// A pod spec without metadata.
    Spec(&'a str),
    /// A mapping that has `resources` as a container does.
    Container(&'a str),
}

/// The pod template of a workload.
#[derive(Debug, Clone)]
pub(super) struct PodTemplate<'t> {
    /// The template; none where the kind has a bare pod spec.
    pub(super) template: Option<(Node<'t>, Route)>,
    pub(super) spec: Node<'t>,
    pub(super) spec_route: Route,
}

/// What a workload has for pods at one place.
#[derive(Debug, Clone)]
pub(super) enum Pod<'t> {
    /// A pod template or spec.
    Template(PodTemplate<'t>),
    /// A mapping that has `resources` as a container does.
    Container(Node<'t>, Route),
}

impl KindRow {
    fn shape(&self) -> Shape<'static> {
        Shape {
            places: self
                .templates
                .iter()
                .copied()
                .map(Place::Template)
                .collect(),
            selector: self.selector,
            has_plain_selector: self.has_plain_selector,
            replicas: self.replicas,
            revision_label: self.revision_label,
            spread: self.spread,
            is_immutable: self.is_immutable,
            rolls: self.rolls,
        }
    }
}

impl CustomKind {
    fn shape(&self) -> Shape<'_> {
        let given = [
            self.template.as_deref().map(Place::Template),
            self.pod_spec.as_deref().map(Place::Spec),
            self.container.as_deref().map(Place::Container),
        ];
        Shape {
            places: given.into_iter().flatten().collect(),
            selector: self.selector.as_deref(),
            has_plain_selector: true,
            replicas: self
                .replicas
                .as_deref()
                .map_or(Replicas::Unknown, Replicas::At),
            revision_label: self.revision_label.as_deref(),
            spread: Spread::Yes,
            is_immutable: false,
            rolls: true,
        }
    }
}

/// The workloads below a document's root, in reading order.
pub(super) fn find<'t>(root: Node<'t>, custom: &'t [CustomKind]) -> Vec<Workload<'t>> {
    let mut found = Vec::new();
    objects(root, &mut |node, route, api_version, kind| {
        let own = custom
            .iter()
            .find(|one| one.kind == kind && one.group == kinds::group_of(api_version))
            .map(CustomKind::shape);
        if let Some(shape) = own.or_else(|| Some(kinds::row(api_version, kind)?.shape())) {
            found.push(Workload::new(node, route, api_version, kind, shape));
        }
    });
    found
}

/// Calls `seen` with each object of a document, with its route, `apiVersion` and `kind`; of a list with its items.
pub(super) fn objects<'t>(root: Node<'t>, seen: &mut dyn FnMut(Node<'t>, Route, &'t str, &'t str)) {
    walk(root, Route::root(), 0, seen);
}

fn walk<'t>(
    node: Node<'t>,
    route: Route,
    depth: usize,
    seen: &mut dyn FnMut(Node<'t>, Route, &'t str, &'t str),
) {
    let (Some(api_version), Some(kind)) = (text_at(node, "apiVersion"), text_at(node, "kind"))
    else {
        return;
    };
    if !kinds::is_list(kind) {
        return seen(node, route, api_version, kind);
    }
    let items = node
        .get("items")
        .filter(|items| items.kind() == Kind::Sequence);
    if depth < MAX_LIST_DEPTH
        && let Some(items) = items
    {
        for (index, item) in items.items().into_iter().enumerate() {
            if item.kind() == Kind::Mapping {
                walk(item, route.key("items").index(index), depth + 1, seen);
            }
        }
    }
}

impl<'t> Workload<'t> {
    fn new(node: Node<'t>, route: Route, api_version: &str, kind: &str, shape: Shape<'t>) -> Self {
        let metadata = node.get("metadata");
        let named = |key| {
            metadata
                .and_then(|metadata| text_at(metadata, key))
                .map(str::to_owned)
        };
        let annotations = metadata.and_then(|metadata| metadata.get("annotations"));
        Self {
            shape,
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
        }
    }

    /// The annotations of the object, which `helm.sh/hook` and opt-outs are among.
    pub(super) fn annotation(&self, key: &str) -> Option<&'t str> {
        text_at(self.node.get("metadata")?.get("annotations")?, key)
    }

    /// The events on which Helm runs this object as a hook; none for an ordinary object.
    pub(super) fn hook(&self) -> Option<&'t str> {
        let all = self.node.get("metadata")?.get("annotations")?;
        let hook = all.get("helm.sh/hook")?;
        Some(hook.text().unwrap_or_default())
    }

    /// What the object has for pods, where it has a pod spec of its own.
    pub(super) fn pods(&self) -> Vec<Pod<'t>> {
        let mut pods = Vec::new();
        for place in &self.shape.places {
            let (Place::Template(path) | Place::Spec(path) | Place::Container(path)) = *place;
            for (node, route) in at_path(self.node, &self.route, path) {
                pods.extend(match place {
                    Place::Template(_) => node
                        .get("spec")
                        .map(|spec| {
                            let spec_route = route.key("spec");
                            PodTemplate {
                                template: Some((node, route)),
                                spec,
                                spec_route,
                            }
                        })
                        .and_then(PodTemplate::checked),
                    Place::Spec(_) => PodTemplate {
                        template: None,
                        spec: node,
                        spec_route: route,
                    }
                    .checked(),
                    Place::Container(_) => (node.resolved().kind() == Kind::Mapping)
                        .then_some(Pod::Container(node, route)),
                });
            }
        }
        pods
    }

    /// The node at a path of the object.
    pub(super) fn at(&self, path: &str) -> Option<Node<'t>> {
        at_path(self.node, &self.route, path)
            .into_iter()
            .next()
            .map(|(node, _)| node)
    }
}

/// The nodes at a path such as `spec.jobs[*].template`, with their routes.
fn at_path<'t>(node: Node<'t>, route: &Route, path: &str) -> Vec<(Node<'t>, Route)> {
    let mut found = vec![(node, route.clone())];
    for step in path.split('.').filter(|step| !step.is_empty()) {
        let (key, each) = step
            .strip_suffix("[*]")
            .map_or((step, false), |key| (key, true));
        found = found
            .into_iter()
            .filter_map(|(node, route)| Some((node.get(key)?, route.key(key))))
            .flat_map(|(node, route)| {
                if !each {
                    return vec![(node, route)];
                }
                let items = node.items().into_iter().enumerate();
                items
                    .map(|(index, item)| (item, route.index(index)))
                    .collect()
            })
            .collect();
    }
    found
}

impl<'t> PodTemplate<'t> {
    fn checked(self) -> Option<Pod<'t>> {
        (self.spec.resolved().kind() == Kind::Mapping).then_some(Pod::Template(self))
    }

    /// The pod template's labels, through merges.
    pub(super) fn labels(&self) -> Vec<(Node<'t>, Node<'t>)> {
        self.metadata("labels").map_or_else(Vec::new, Node::merged)
    }

    /// A mapping of the pod template's metadata.
    pub(super) fn metadata(&self, key: &str) -> Option<Node<'t>> {
        self.template.as_ref()?.0.get("metadata")?.get(key)
    }

    /// The pod's containers: `(container, route, is an init container)`.
    pub(super) fn containers(&self) -> Vec<(Node<'t>, Route, bool)> {
        let mut all = Vec::new();
        for (key, is_init) in [("containers", false), ("initContainers", true)] {
            let items = self.spec.get(key).map_or_else(Vec::new, Node::items);
            let route = self.spec_route.key(key);
            all.extend(
                items
                    .into_iter()
                    .enumerate()
                    .map(|(index, node)| (node, route.index(index), is_init)),
            );
        }
        all
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

/// The whole number below a key.
pub(super) fn int_at(node: Node<'_>, key: &str) -> Option<i128> {
    node.get(key)?.scalar()?.as_int()
}

/// Whether a mapping itself has this key more than once.
pub(super) fn has_twice(mapping: Node<'_>, key: &str) -> bool {
    mapping.count(key) > 1
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
