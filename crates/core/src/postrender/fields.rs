//! The mutation `fields`: any other field of a workload, its pods and containers, added where it is missing.
//! Never replaces a value; of a list it may append the items that are not there.
use evenkeel_yaml::{Change, Kind, Node, Route, Step, Value};

use super::intent::{Draft, Intents};
use super::policy::{Candidate, Field, FieldPlace, FieldWhenPresent, Rule};
use super::report::{Action, Reason};
use super::resources::Role;
use super::workload::{Pod, Workload, has_twice, text_at};

/// Pod fields that Knative refuses unless a feature flag allows them.
const KNATIVE_REFUSES: [&str; 12] = [
    "affinity",
    "dnsConfig",
    "dnsPolicy",
    "hostAliases",
    "hostIPC",
    "hostNetwork",
    "hostPID",
    "nodeSelector",
    "priorityClassName",
    "runtimeClassName",
    "schedulerName",
    "tolerations",
];

/// A workload with what the decision needs to know around it.
pub(super) struct Subject<'s, 't> {
    pub(super) workload: &'s Workload<'t>,
    /// The workload's position in its document.
    pub(super) number: usize,
    pub(super) object: &'s Candidate<'t>,
    pub(super) pods: &'s [Pod<'t>],
    pub(super) is_opted_out: bool,
}

/// A mapping that fields are added to.
struct Base<'t> {
    place: FieldPlace,
    /// The mapping; none where it is not there yet.
    node: Option<Node<'t>>,
    /// The nearest thing that is there.
    near: Node<'t>,
    route: Route,
    container: Option<&'t str>,
    image: Option<&'t str>,
}

/// What is to stand below a missing or present key: a value, or more keys.
enum Wanted<'r> {
    Value(&'r Value, usize),
    Keys(Vec<(&'r str, Self)>),
}

/// Adds what is missing to `intents`. Of several rules the first that gives a path decides it.
pub(super) fn decide(subject: &Subject<'_, '_>, rules: &[&Rule], intents: &mut Intents) {
    if rules.iter().all(|rule| rule.fields.is_empty()) {
        return;
    }
    for base in bases(subject) {
        let mut seen: Vec<&Route> = Vec::new();
        let mut wanted = Vec::new();
        intents.begin_unit();
        for rule in rules {
            let is_for_container = base.container.is_none()
                || rule.covers_container(subject.object, base.container, base.image);
            let fields = rule
                .fields
                .iter()
                .filter(|field| field.place.0.contains(&base.place));
            for field in fields.filter(|_| is_for_container) {
                let path = &field.path.0;
                if !seen
                    .iter()
                    .any(|earlier| earlier.starts_with(path) || path.starts_with(earlier))
                {
                    seen.push(path);
                    base.consider(subject, rule, field, &mut wanted, intents);
                }
            }
        }
        base.place(wanted, intents);
    }
}

/// The mappings of a workload that fields may go to.
fn bases<'t>(subject: &Subject<'_, 't>) -> Vec<Base<'t>> {
    let workload = subject.workload;
    let metadata = |place, node: Node<'t>, route: &Route| Base {
        place,
        node: node.get("metadata").filter(|metadata| !metadata.is_null()),
        near: node,
        route: route.key("metadata"),
        container: None,
        image: None,
    };
    let mut bases = vec![metadata(
        FieldPlace::Metadata,
        workload.node,
        &workload.route,
    )];
    for pod in subject.pods {
        let Pod::Template(pod) = pod else { continue };
        // A bare pod's metadata is the object's own.
        if let Some((template, route)) = pod
            .template
            .as_ref()
            .filter(|(_, route)| *route != workload.route)
        {
            bases.push(metadata(FieldPlace::PodMetadata, *template, route));
        }
        bases.push(Base {
            place: FieldPlace::PodSpec,
            node: Some(pod.spec),
            near: pod.spec,
            route: pod.spec_route.clone(),
            container: None,
            image: None,
        });
        for (node, route, is_init) in pod.containers() {
            if node.resolved().kind() != Kind::Mapping {
                continue;
            }
            let place = match Role::of(node, is_init) {
                Role::App | Role::Sidecar => FieldPlace::Containers,
                Role::Init => FieldPlace::InitContainers,
            };
            bases.push(Base {
                place,
                node: Some(node),
                near: node,
                route,
                container: Some(text_at(node, "name").unwrap_or_default()),
                image: text_at(node, "image"),
            });
        }
    }
    bases
}

impl Base<'_> {
    /// Notes one field: what is to be written, or why nothing is.
    fn consider<'r>(
        &self,
        subject: &Subject<'_, '_>,
        rule: &'r Rule,
        field: &'r Field,
        wanted: &mut Vec<(&'r str, Wanted<'r>)>,
        intents: &mut Intents,
    ) {
        let mut route = self.route.clone();
        route.0.extend(field.path.0.0.iter().cloned());
        let keys: Vec<&str> = field.path.0.0.iter().filter_map(as_key).collect();
        let draft = |action, at: Node<'_>, reason| Draft {
            action,
            container: self.container.map(str::to_owned),
            value: Some(shown(&field.value.0)),
            rule: Some(rule.name.clone()),
            ..Draft::skip(subject.number, route.clone(), at.start(), reason)
        };
        let is_refused = subject.object.group == "serving.knative.dev"
            && self.place == FieldPlace::PodSpec
            && keys
                .first()
                .is_some_and(|key| KNATIVE_REFUSES.contains(key));
        let verdict = if subject.is_opted_out {
            Err((self.near, Reason::opt_out()))
        } else if is_refused {
            let text = "Knative refuses the field unless a feature flag allows it";
            Err((self.near, Reason::new("knative", text)))
        } else {
            self.missing(&keys)
        };
        match verdict {
            Ok(near) => {
                let reason = Reason::new("not-set", "the field is not set");
                let number = intents.draft(draft(Action::Added, near, reason));
                insert(wanted, &keys, Wanted::Value(&field.value.0, number));
            }
            Err((node, reason)) => {
                if let (FieldWhenPresent::Append, "set", Value::Seq(items)) =
                    (field.when_present, reason.code, &field.value.0)
                {
                    return self.append(&route, node, items, &draft, intents);
                }
                intents.draft(draft(Action::Skipped, node, reason));
            }
        }
    }

    /// Whether nothing stands at a path: the nearest node that is there, else what is in the way.
    fn missing<'s>(&'s self, keys: &[&str]) -> Result<Node<'s>, (Node<'s>, Reason)> {
        let mut near = self.near;
        let mut node = self.node;
        for key in keys {
            let Some(parent) = node.filter(|node| !node.is_null()) else {
                return Ok(near);
            };
            if parent.resolved().kind() != Kind::Mapping {
                let text = format!("what stands above `{key}` is no mapping");
                return Err((parent, Reason::new("not-a-mapping", text)));
            }
            if has_twice(parent, key) {
                return Err((
                    parent,
                    Reason::new("duplicate-key", format!("`{key}` is there twice")),
                ));
            }
            near = parent;
            node = parent.get(key);
            if node.is_none() && parent.has_merge() {
                return Err((parent, Reason::merge_key()));
            }
        }
        match node {
            Some(node) if !node.is_empty() => {
                Err((node, Reason::new("set", "the field is set already")))
            }
            _ => Ok(near),
        }
    }

    /// Appends the items that a list does not have.
    fn append(
        &self,
        route: &Route,
        list: Node<'_>,
        items: &[Value],
        draft: &dyn Fn(Action, Node<'_>, Reason) -> Draft,
        intents: &mut Intents,
    ) {
        if list.resolved().kind() != Kind::Sequence {
            let reason = Reason::new("not-a-list", "the field is there but is no list");
            intents.draft(draft(Action::Skipped, list, reason));
            return;
        }
        let present = list.items();
        let missing: Vec<&Value> = items
            .iter()
            .filter(|item| !present.iter().any(|node| item.is_read_from(*node)))
            .collect();
        if missing.is_empty() {
            let reason = Reason::new("items-present", "the list has every item already");
            intents.draft(draft(Action::Skipped, list, reason));
            return;
        }
        let text = format!("{} of {} items are missing", missing.len(), items.len());
        let number = intents.draft(draft(
            Action::Added,
            list,
            Reason::new("items-missing", text),
        ));
        let whole = Value::Seq(missing.iter().map(|value| (*value).clone()).collect());
        if present.is_empty() {
            return intents.change(
                Change::Replace {
                    at: route.clone(),
                    value: whole,
                },
                [number],
            );
        }
        for value in missing {
            let change = Change::Append {
                at: route.clone(),
                value: value.clone(),
            };
            intents.change(change, [number]);
        }
    }

    /// Turns what is wanted into changes at the deepest mappings that are there.
    fn place(&self, wanted: Vec<(&str, Wanted<'_>)>, intents: &mut Intents) {
        if wanted.is_empty() {
            return;
        }
        match self.node {
            Some(node) => place(node, &self.route, wanted, intents),
            None => {
                let mut drafts = Vec::new();
                let value = Wanted::Keys(wanted).value(&mut drafts);
                if let Some((parent, Step::Key(key))) = self.route.split_last() {
                    let change = Change::insert(parent, key, value).before(["spec"]);
                    intents.change(change, drafts);
                }
            }
        }
    }
}

fn place(node: Node<'_>, route: &Route, wanted: Vec<(&str, Wanted<'_>)>, intents: &mut Intents) {
    if node.entries().is_empty() {
        let mut drafts = Vec::new();
        let value = Wanted::Keys(wanted).value(&mut drafts);
        return intents.change(
            Change::Replace {
                at: route.clone(),
                value,
            },
            drafts,
        );
    }
    for (key, one) in wanted {
        match (node.get(key), one) {
            (Some(child), Wanted::Keys(keys)) => place(child, &route.key(key), keys, intents),
            (Some(_), one) => {
                let mut drafts = Vec::new();
                let value = one.value(&mut drafts);
                intents.change(
                    Change::Replace {
                        at: route.key(key),
                        value,
                    },
                    drafts,
                );
            }
            (None, one) => {
                let mut drafts = Vec::new();
                let value = one.value(&mut drafts);
                intents.change(Change::insert(route.clone(), key, value), drafts);
            }
        }
    }
}

/// Puts a value at a path of keys, beside what is wanted already.
fn insert<'r>(wanted: &mut Vec<(&'r str, Wanted<'r>)>, keys: &[&'r str], value: Wanted<'r>) {
    let Some((key, rest)) = keys.split_first() else {
        return;
    };
    if rest.is_empty() {
        return wanted.push((key, value));
    }
    let known = wanted.iter().position(|(known, _)| known == key);
    let position = known.unwrap_or_else(|| {
        wanted.push((key, Wanted::Keys(Vec::new())));
        wanted.len() - 1
    });
    if let Some((_, Wanted::Keys(below))) = wanted.get_mut(position) {
        insert(below, rest, value);
    }
}

impl Wanted<'_> {
    /// The value, and the drafts that come true with it.
    fn value(self, drafts: &mut Vec<usize>) -> Value {
        match self {
            Self::Value(value, draft) => {
                drafts.push(draft);
                value.clone()
            }
            Self::Keys(keys) => Value::map(
                keys.into_iter()
                    .map(|(key, below)| (key, below.value(drafts))),
            ),
        }
    }
}

fn as_key(step: &Step) -> Option<&str> {
    match step {
        Step::Key(key) => Some(key),
        Step::Index(_) => None,
    }
}

/// A scalar as it is written; of anything larger only what it is.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(text) | Value::Str(text) => text.clone(),
        Value::Token(token) => token.source().to_owned(),
        Value::Seq(items) => format!("a list of {}", items.len()),
        Value::Map(entries) => format!("a mapping of {}", entries.len()),
    }
}
