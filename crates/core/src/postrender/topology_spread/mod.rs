//! The mutation `topologySpread`: which constraints a workload is missing, and why it gets none.
//! Never touches a constraint that is there, and never adds one that would count no pods.
use evenkeel_yaml::{Change, Kind, Node, Value};

use super::facts::Facts;
use super::intent::{Draft, Intents};
use super::kinds::{Replicas, Spread};
use super::policy::{
    Constraint, MatchLabelKeys, NodePolicy, Rule, TopologySpread, WhenEmpty, WhenPresent,
    WhenReplicasUnknown, WhenUnsatisfiable,
};
use super::report::{Action, Reason};
use super::selector;
use super::settings::Settings;
use super::workload::{PodTemplate, Workload, has_twice, text_at};

mod placement;

const FIELD: &str = "topologySpreadConstraints";
const UNKNOWN_REPLICAS: &str = "the stream does not say how many replicas there will be";

/// The Kubernetes version, 1.N, from which on a field is known.
const SINCE_FIELD: u32 = 19;
const SINCE_NODE_POLICIES: u32 = 26;
const SINCE_MATCH_LABEL_KEYS: u32 = 27;
const SINCE_MIN_DOMAINS: u32 = 28;

/// A pod template with what the decision needs to know around it.
pub(super) struct Subject<'s, 't> {
    pub(super) workload: &'s Workload<'t>,
    /// The workload's position in its document.
    pub(super) number: usize,
    pub(super) pod: &'s PodTemplate<'t>,
    pub(super) rule: &'s Rule,
    pub(super) facts: &'s Facts,
    pub(super) settings: &'s Settings,
    pub(super) is_opted_out: bool,
}

/// Adds what the workload is missing to `intents`.
pub(super) fn decide(subject: &Subject<'_, '_>, policy: &TopologySpread, intents: &mut Intents) {
    let spec = subject.pod.spec;
    let present = spec.get(FIELD).filter(|node| !node.is_null());
    let existing = present.map_or_else(Vec::new, Node::items);
    let note = match whole_list(subject, policy, present, &existing) {
        Ok(note) => note,
        Err(reason) => {
            intents.draft(subject.draft(Action::Skipped, None, reason));
            return;
        }
    };
    let (mut added, mut unknown) = (Vec::new(), Vec::new());
    let mut left_out: Vec<(String, Reason)> = Vec::new();
    for constraint in &policy.constraints {
        let key = constraint.topology_key.clone();
        match single(subject, constraint, &existing) {
            Ok((value, without)) => {
                unknown.extend(without);
                added.push((key, value));
            }
            Err(reason) => match left_out.iter_mut().find(|(_, other)| *other == reason) {
                Some((keys, _)) => keys.extend([", ", &key]),
                None => left_out.push((key, reason)),
            },
        }
    }
    for (keys, reason) in left_out {
        intents.draft(subject.draft(Action::Skipped, Some(keys), reason));
    }
    let route = &subject.pod.spec_route;
    let mut text = "no constraint is set".to_owned();
    if let Some(note) = note {
        text.push_str("; ");
        text.push_str(note);
    }
    if placement::prefers_apart(spec) {
        text.push_str("; pod anti-affinity already prefers to keep pods apart");
    }
    unknown.dedup();
    if let (false, Some(version)) = (unknown.is_empty(), subject.settings.kube_version) {
        let fields = unknown.join(", ");
        text.push_str(&format!(
            "; without {fields}, which Kubernetes {version} does not know"
        ));
    }
    if let Some(name) = text_at(spec, "schedulerName").filter(|name| *name != "default-scheduler") {
        text.push_str(&format!(
            "; whether the scheduler `{name}` heeds it is not known"
        ));
    }
    intents.begin_unit();
    if !existing.is_empty() {
        for (key, value) in added {
            let reason = Reason::new(
                "missing-key",
                "the list has no constraint with this topology key",
            );
            let draft = intents.draft(subject.draft(Action::Added, Some(key), reason));
            intents.change(
                Change::Append {
                    at: route.key(FIELD),
                    value,
                },
                [draft],
            );
        }
    } else if !added.is_empty() {
        let (keys, values): (Vec<_>, Vec<_>) = added.into_iter().unzip();
        let (keys, value) = (Some(keys.join(", ")), Value::Seq(values));
        let change = match spec.get(FIELD) {
            // Written out as null or `[]`, or left empty: the scheduler sees no constraint either way.
            Some(_) => Change::Replace {
                at: route.key(FIELD),
                value,
            },
            None if spec.has_merge() => {
                intents.draft(subject.draft(Action::Skipped, keys, Reason::merge_key()));
                return;
            }
            None => Change::insert(route.clone(), FIELD, value).after([
                "tolerations",
                "affinity",
                "nodeSelector",
            ]),
        };
        let draft = intents.draft(subject.draft(Action::Added, keys, Reason::new("missing", text)));
        intents.change(change, [draft]);
    }
}

impl Subject<'_, '_> {
    fn draft(&self, action: Action, value: Option<String>, reason: Reason) -> Draft {
        let spec = self.pod.spec;
        let at = spec.get(FIELD).unwrap_or(spec).start();
        Draft {
            action,
            value,
            rule: Some(self.rule.name.clone()),
            ..Draft::skip(self.number, self.pod.spec_route.key(FIELD), at, reason)
        }
    }
}

/// Whether the workload is to have constraints at all; a note for the report where that is not sure.
fn whole_list(
    subject: &Subject<'_, '_>,
    policy: &TopologySpread,
    present: Option<Node<'_>>,
    existing: &[Node<'_>],
) -> Result<Option<&'static str>, Reason> {
    if subject.is_opted_out {
        return Err(Reason::opt_out());
    }
    kind(subject)?;
    if !subject.settings.has(SINCE_FIELD) {
        let text = format!("topology spread came with Kubernetes 1.{SINCE_FIELD}");
        return Err(Reason::new("kubernetes-too-old", text));
    }
    let spec = subject.pod.spec;
    if has_twice(spec, FIELD) {
        return Err(Reason::new(
            "duplicate-key",
            "the pod spec has the key twice",
        ));
    }
    if present.is_some_and(|node| node.resolved().kind() != Kind::Sequence) {
        return Err(Reason::new(
            "not-a-list",
            "the field is there but is no list",
        ));
    }
    let written = subject.pod.spec.get(FIELD).filter(|node| !node.is_empty());
    if existing.is_empty() && written.is_some() && policy.when_empty == WhenEmpty::Respect {
        return Err(Reason::new(
            "constraints-empty",
            "the list is there and empty, and the policy respects that",
        ));
    }
    if !existing.is_empty() && policy.when_present == WhenPresent::Skip {
        return Err(Reason::new(
            "constraints-present",
            "constraints are set already",
        ));
    }
    if text_at(spec, "nodeName").is_some_and(|name| !name.is_empty()) {
        return Err(Reason::new(
            "pinned-to-node",
            "nodeName places every pod on one node",
        ));
    }
    replicas(subject, policy)
}

/// Whether the kind is one to spread.
fn kind(subject: &Subject<'_, '_>) -> Result<(), Reason> {
    let kind = &subject.workload.object.kind;
    if subject
        .workload
        .hook()
        .is_some_and(|events| events.contains("test"))
    {
        return Err(Reason::new("test-hook", "a test of the chart runs one pod"));
    }
    match subject.workload.shape.spread {
        Spread::Yes => Ok(()),
        Spread::WhenNamed if subject.rule.matches.names_kind(kind) => Ok(()),
        Spread::WhenNamed => Err(Reason::new(
            "kind-not-named",
            format!("only a rule whose match names the kind spreads a {kind}"),
        )),
        Spread::OnePerNode => Err(Reason::new(
            "one-per-node",
            format!("a {kind} runs one pod on each node"),
        )),
        Spread::Refused => Err(Reason::new(
            "knative",
            "Knative refuses the field unless a feature flag allows it",
        )),
    }
}

fn replicas(
    subject: &Subject<'_, '_>,
    policy: &TopologySpread,
) -> Result<Option<&'static str>, Reason> {
    let minimum = policy.min_replicas;
    let enough = |count: i128, who: String| {
        if count >= i128::from(minimum) {
            return Ok(None);
        }
        Err(Reason::new(
            "too-few-replicas",
            format!("{who} {count}, the rule starts at {minimum}"),
        ))
    };
    let unknown = || match policy.when_replicas_unknown {
        WhenReplicasUnknown::Inject => Ok(Some(UNKNOWN_REPLICAS)),
        WhenReplicasUnknown::Skip => Err(Reason::new("replicas-unknown", UNKNOWN_REPLICAS)),
    };
    let (path, is_one) = match subject.workload.shape.replicas {
        Replicas::At(path) => (path, false),
        Replicas::AtOrOne(path) => (path, true),
        Replicas::One => return enough(1, "replicas is".to_owned()),
        Replicas::Unknown => return unknown(),
    };
    let name = path.rsplit('.').next().unwrap_or(path);
    match subject.workload.at(path).filter(|node| !node.is_null()) {
        Some(node) => match node.scalar().and_then(|scalar| scalar.as_int()) {
            Some(count) => enough(count, format!("{name} is")),
            None => Err(Reason::new(
                "replicas-unreadable",
                format!("{name} is no whole number"),
            )),
        },
        None if is_one => enough(1, format!("{name} is not set and so")),
        None => match subject.facts.autoscaler(&subject.workload.object) {
            Some(scaler) => enough(
                scaler.min_replicas,
                format!("the least replicas of {} {} is", scaler.kind, scaler.name),
            ),
            None => unknown(),
        },
    }
}

/// The constraint to add for one topology key.
fn single(
    subject: &Subject<'_, '_>,
    constraint: &Constraint,
    existing: &[Node<'_>],
) -> Result<(Value, Vec<&'static str>), Reason> {
    let key = constraint.topology_key.as_str();
    // Also where the two differ in whenUnsatisfiable: they would collapse in a strategic merge patch.
    if existing
        .iter()
        .any(|one| text_at(*one, "topologyKey") == Some(key))
    {
        return Err(Reason::new(
            "key-present",
            "the list has a constraint with this topology key",
        ));
    }
    if let Some(reason) = placement::stands_in_the_way(subject, constraint) {
        return Err(reason);
    }
    written(subject, constraint)
}

/// The constraint, and the fields it goes without because the cluster does not know them.
fn written(
    subject: &Subject<'_, '_>,
    constraint: &Constraint,
) -> Result<(Value, Vec<&'static str>), Reason> {
    let mut without = Vec::new();
    let mut keys: Vec<&str> = match &constraint.match_label_keys {
        MatchLabelKeys::ByKind => subject.workload.shape.revision_label.into_iter().collect(),
        MatchLabelKeys::Keys(keys) => keys.iter().map(String::as_str).collect(),
    };
    if !keys.is_empty() && !subject.settings.has(SINCE_MATCH_LABEL_KEYS) {
        without.push("matchLabelKeys");
        keys.clear();
    }
    let selector = selector::own(subject.workload, subject.pod, &keys)?;
    let mut entries = vec![
        ("maxSkew", Value::from(i64::from(constraint.max_skew.get()))),
        ("topologyKey", Value::from(constraint.topology_key.as_str())),
        (
            "whenUnsatisfiable",
            Value::from(match constraint.when_unsatisfiable {
                WhenUnsatisfiable::DoNotSchedule => "DoNotSchedule",
                WhenUnsatisfiable::ScheduleAnyway => "ScheduleAnyway",
            }),
        ),
        ("labelSelector", selector),
    ];
    if !keys.is_empty() {
        entries.push(("matchLabelKeys", keys.into_iter().collect()));
    }
    if constraint.min_domains.is_some() && !subject.settings.has(SINCE_MIN_DOMAINS) {
        without.push("minDomains");
    } else if let Some(domains) = constraint.min_domains {
        entries.push(("minDomains", Value::from(i64::from(domains.get()))));
    }
    let policies = [
        ("nodeAffinityPolicy", constraint.node_affinity_policy),
        ("nodeTaintsPolicy", constraint.node_taints_policy),
    ];
    for (name, policy) in policies {
        if policy.is_some() && !subject.settings.has(SINCE_NODE_POLICIES) {
            without.push(name);
        } else if let Some(policy) = policy {
            let word = match policy {
                NodePolicy::Honor => "Honor",
                NodePolicy::Ignore => "Ignore",
            };
            entries.push((name, Value::from(word)));
        }
    }
    Ok((Value::map(entries), without))
}
