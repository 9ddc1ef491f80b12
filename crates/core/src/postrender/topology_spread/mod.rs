//! The mutation `topologySpread`: which constraints a workload is missing, and why it gets none.
//! Never touches a constraint that is there, and never adds one that would count no pods.
use evenkeel_yaml::{Change, Kind, Node, Value};

use super::autoscalers::Autoscaler;
use super::intent::{Draft, Intents};
use super::policy::{
    Constraint, MatchLabelKeys, NodePolicy, TopologySpread, WhenPresent, WhenReplicasUnknown,
    WhenUnsatisfiable,
};
use super::report::{Action, Reason};
use super::selector;
use super::workload::{PodTemplate, Workload, has_twice, text_at};

mod placement;

const FIELD: &str = "topologySpreadConstraints";
const UNKNOWN_REPLICAS: &str = "the stream does not say how many replicas there will be";

/// A pod template with what the decision needs to know around it.
pub(super) struct Subject<'s, 't> {
    pub(super) workload: &'s Workload<'t>,
    /// The workload's position in its document.
    pub(super) number: usize,
    pub(super) pod: &'s PodTemplate<'t>,
    pub(super) rule: &'s str,
}

/// Adds what the workload is missing to `intents`. `autoscalers` is asked for only when replicas are left open.
pub(super) fn decide<'a>(
    subject: &Subject<'_, '_>,
    policy: &TopologySpread,
    autoscalers: impl FnOnce() -> &'a [Autoscaler],
    intents: &mut Intents,
) {
    let spec = subject.pod.spec;
    let present = spec.get(FIELD).filter(|node| !node.is_null());
    let existing = present.map_or_else(Vec::new, Node::items);
    let note = match whole_list(subject, policy, present, &existing, autoscalers) {
        Ok(note) => note,
        Err(reason) => {
            intents.draft(subject.draft(Action::Skipped, None, reason));
            return;
        }
    };
    let mut added = Vec::new();
    let mut left_out: Vec<(String, Reason)> = Vec::new();
    for constraint in &policy.constraints {
        let key = constraint.topology_key.clone();
        match single(subject, constraint, &existing) {
            Ok(value) => added.push((key, value)),
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
            rule: Some(self.rule.to_owned()),
            ..Draft::skip(self.number, self.pod.spec_route.key(FIELD), at, reason)
        }
    }
}

/// Whether the workload is to have constraints at all; a note for the report where that is not sure.
fn whole_list<'a>(
    subject: &Subject<'_, '_>,
    policy: &TopologySpread,
    present: Option<Node<'_>>,
    existing: &[Node<'_>],
    autoscalers: impl FnOnce() -> &'a [Autoscaler],
) -> Result<Option<&'static str>, Reason> {
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
    replicas(subject, policy, autoscalers)
}

fn replicas<'a>(
    subject: &Subject<'_, '_>,
    policy: &TopologySpread,
    autoscalers: impl FnOnce() -> &'a [Autoscaler],
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
    let node = subject
        .workload
        .node
        .get("spec")
        .and_then(|spec| spec.get("replicas"));
    match node.filter(|node| !node.is_null()) {
        Some(node) => match node.scalar().and_then(|scalar| scalar.as_int()) {
            Some(count) => enough(count, "replicas is".to_owned()),
            None => Err(Reason::new(
                "replicas-unreadable",
                "replicas is no whole number",
            )),
        },
        None => match autoscalers()
            .iter()
            .find(|scaler| scaler.scales(&subject.workload.object))
        {
            Some(scaler) => enough(
                scaler.min_replicas,
                format!("the least replicas of {} {} is", scaler.kind, scaler.name),
            ),
            None => match policy.when_replicas_unknown {
                WhenReplicasUnknown::Inject => Ok(Some(UNKNOWN_REPLICAS)),
                WhenReplicasUnknown::Skip => Err(Reason::new("replicas-unknown", UNKNOWN_REPLICAS)),
            },
        },
    }
}

/// The constraint to add for one topology key.
fn single(
    subject: &Subject<'_, '_>,
    constraint: &Constraint,
    existing: &[Node<'_>],
) -> Result<Value, Reason> {
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

fn written(subject: &Subject<'_, '_>, constraint: &Constraint) -> Result<Value, Reason> {
    let keys: Vec<&str> = match &constraint.match_label_keys {
        MatchLabelKeys::ByKind => subject.workload.row.revision_label.into_iter().collect(),
        MatchLabelKeys::Keys(keys) => keys.iter().map(String::as_str).collect(),
    };
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
    if let Some(domains) = constraint.min_domains {
        entries.push(("minDomains", Value::from(i64::from(domains.get()))));
    }
    let policies = [
        ("nodeAffinityPolicy", constraint.node_affinity_policy),
        ("nodeTaintsPolicy", constraint.node_taints_policy),
    ];
    for (name, policy) in policies {
        if let Some(policy) = policy {
            let word = match policy {
                NodePolicy::Honor => "Honor",
                NodePolicy::Ignore => "Ignore",
            };
            entries.push((name, Value::from(word)));
        }
    }
    Ok(Value::map(entries))
}
