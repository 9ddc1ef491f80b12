//! What other documents of the stream say about a workload: autoscalers about its replicas, a vertical autoscaler about
//! its limits, a `LimitRange` about its namespace's defaults, a disruption budget about its rollout.
//! Read only; a document that can't be read says nothing.
use evenkeel_yaml::{Node, Route, Tree};

use super::kinds::is_list;
use super::policy::{LimitRange, LimitRangeItem};
use super::report::Object;
use super::workload::{int_at, objects, text_at};

/// Everything the stream says about workloads elsewhere than in them.
#[derive(Debug, Default)]
pub(super) struct Facts {
    autoscalers: Vec<Autoscaler>,
    vertical: Vec<Target>,
    limit_ranges: Vec<Limits>,
    budgets: Vec<Budget>,
    /// The release's namespace, where the caller knows it.
    namespace: Option<String>,
}

/// An object that another one names.
#[derive(Debug, Clone)]
struct Target {
    namespace: Option<String>,
    kind: String,
    name: String,
}

/// One autoscaler and what it scales.
#[derive(Debug, Clone)]
pub(super) struct Autoscaler {
    target: Target,
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) min_replicas: i128,
}

/// The container limits of a namespace.
#[derive(Debug, Clone)]
pub(super) struct Limits {
    namespace: Option<String>,
    pub(super) name: String,
    pub(super) item: LimitRangeItem,
}

/// A `PodDisruptionBudget` by the labels it selects.
#[derive(Debug, Clone)]
struct Budget {
    namespace: Option<String>,
    name: String,
    match_labels: Vec<(String, String)>,
}

/// The kinds that say something about others.
pub(super) const KINDS: [&str; 5] = [
    AUTOSCALER,
    SCALED_OBJECT,
    VERTICAL,
    LIMIT_RANGE,
    DISRUPTION_BUDGET,
];
const AUTOSCALER: &str = "HorizontalPodAutoscaler";
const SCALED_OBJECT: &str = "ScaledObject";
const VERTICAL: &str = "VerticalPodAutoscaler";
const LIMIT_RANGE: &str = "LimitRange";
const DISRUPTION_BUDGET: &str = "PodDisruptionBudget";

/// Whether a document of this kind may say something: it is of one of these, or a list of objects.
pub(super) fn may_say(kind: &str) -> bool {
    is_list(kind) || KINDS.contains(&kind)
}

impl Facts {
    /// What the documents with these bodies say.
    pub(super) fn of<'t>(bodies: impl Iterator<Item = &'t str>, namespace: Option<&str>) -> Self {
        let mut facts = Self {
            namespace: namespace.map(str::to_owned),
            ..Self::default()
        };
        for body in bodies {
            let Ok(tree) = Tree::parse(body) else {
                continue;
            };
            if let Some(root) = tree.root() {
                objects(root, &mut |node, _, api_version, kind| {
                    facts.note(node, api_version, kind);
                });
            }
        }
        facts
    }

    fn note(&mut self, object: Node<'_>, api_version: &str, kind: &str) {
        let Some(spec) = object.get("spec") else {
            return;
        };
        let metadata = object.get("metadata");
        let named = |key| Some(text_at(metadata?, key)?.to_owned());
        let (namespace, name) = (named("namespace"), named("name").unwrap_or_default());
        let target = |key: &str, default: &str| {
            let target = spec.get(key)?;
            Some(Target {
                namespace: namespace.clone(),
                kind: text_at(target, "kind").unwrap_or(default).to_owned(),
                name: text_at(target, "name")?.to_owned(),
            })
        };
        match (super::kinds::group_of(api_version), kind) {
            // Defaults of the two APIs: an HPA keeps one replica, KEDA goes down to none.
            ("autoscaling", AUTOSCALER) => {
                self.scaler(
                    target("scaleTargetRef", "Deployment"),
                    AUTOSCALER,
                    name,
                    int_at(spec, "minReplicas").unwrap_or(1),
                );
            }
            ("keda.sh", SCALED_OBJECT) => {
                self.scaler(
                    target("scaleTargetRef", "Deployment"),
                    SCALED_OBJECT,
                    name,
                    int_at(spec, "minReplicaCount").unwrap_or(0),
                );
            }
            ("autoscaling.k8s.io", VERTICAL) => {
                let policy = spec.get("updatePolicy");
                let is_off =
                    policy.is_some_and(|policy| text_at(policy, "updateMode") == Some("Off"));
                if !is_off {
                    self.vertical.extend(target("targetRef", ""));
                }
            }
            ("", LIMIT_RANGE) => {
                let Ok(range) = LimitRange::read(object, &Route::root()) else {
                    return;
                };
                let items = range
                    .items
                    .into_iter()
                    .filter(LimitRangeItem::is_for_containers);
                self.limit_ranges.extend(items.map(|item| Limits {
                    namespace: namespace.clone(),
                    name: name.clone(),
                    item,
                }));
            }
            ("policy", DISRUPTION_BUDGET) => {
                let selector = spec.get("selector");
                let by_expression =
                    selector.is_some_and(|selector| selector.get("matchExpressions").is_some());
                let labels = selector.and_then(|selector| selector.get("matchLabels"));
                if let Some(labels) = labels.filter(|_| !by_expression) {
                    let pairs = labels.merged().into_iter();
                    let pairs = pairs.filter_map(|(key, value)| {
                        Some((key.text()?.to_owned(), value.text()?.to_owned()))
                    });
                    self.budgets.push(Budget {
                        namespace,
                        name,
                        match_labels: pairs.collect(),
                    });
                }
            }
            _ => {}
        }
    }

    /// Notes an autoscaler, if it names what it scales.
    fn scaler(
        &mut self,
        target: Option<Target>,
        kind: &'static str,
        name: String,
        min_replicas: i128,
    ) {
        self.autoscalers.extend(target.map(|target| Autoscaler {
            target,
            kind,
            name,
            min_replicas,
        }));
    }

    /// The autoscaler that sets an object's replicas.
    pub(super) fn autoscaler(&self, object: &Object) -> Option<&Autoscaler> {
        self.autoscalers
            .iter()
            .find(|one| self.is(&one.target, object))
    }

    /// Whether a vertical autoscaler sets an object's requests.
    pub(super) fn is_scaled_vertically(&self, object: &Object) -> bool {
        self.vertical.iter().any(|target| self.is(target, object))
    }

    /// The container limits that hold where the object goes.
    pub(super) fn limits(&self, object: &Object) -> Option<&Limits> {
        self.limit_ranges
            .iter()
            .find(|one| self.in_same(&one.namespace, object))
    }

    /// The disruption budget that covers pods with these labels.
    pub(super) fn budget(&self, object: &Object, labels: &[(Node<'_>, Node<'_>)]) -> Option<&str> {
        let has = |(key, value): &(String, String)| {
            labels
                .iter()
                .any(|(name, label)| name.text() == Some(key) && label.text() == Some(value))
        };
        let covers = |one: &&Budget| {
            self.in_same(&one.namespace, object) && one.match_labels.iter().all(has)
        };
        self.budgets
            .iter()
            .find(covers)
            .map(|one| one.name.as_str())
    }

    fn is(&self, target: &Target, object: &Object) -> bool {
        self.in_same(&target.namespace, object)
            && target.kind == object.kind
            && target.name == object.name
    }

    /// Whether a namespace is the object's. What a manifest leaves open is the release's; where that is not known it fits
    /// any.
    fn in_same(&self, namespace: &Option<String>, object: &Object) -> bool {
        let release = self.namespace.as_ref();
        match (
            namespace.as_ref().or(release),
            object.namespace.as_ref().or(release),
        ) {
            (Some(ours), Some(theirs)) => ours == theirs,
            _ => true,
        }
    }
}
