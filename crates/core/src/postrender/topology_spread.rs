//! The mutation `topologySpread`: which constraints a workload is missing, and why it gets none.
//! Never touches a constraint that is there, and never adds one that would count no pods.
use std::collections::BTreeSet;

use evenkeel_yaml::{Change, Kind, Node, Scalar, Value};

use super::autoscalers::Autoscaler;
use super::intent::{Draft, Intents};
use super::policy::{
    Constraint, MatchLabelKeys, NodePolicy, TopologySpread, WhenPresent, WhenReplicasUnknown,
    WhenUnsatisfiable,
};
use super::report::{Action, Reason};
use super::selector;
use super::workload::{PodTemplate, Workload, has_twice, text_at};

const FIELD: &str = "topologySpreadConstraints";
const HOSTNAME: &str = "kubernetes.io/hostname";

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
            return intents
                .drafts
                .push(subject.draft(Action::Skipped, None, reason));
        }
    };
    let mut added = Vec::new();
    for constraint in policy.constraints() {
        let key = constraint.topology_key.clone();
        match single(subject, &constraint, &existing) {
            Ok(value) => added.push((key, value)),
            Err(reason) => intents
                .drafts
                .push(subject.draft(Action::Skipped, Some(key), reason)),
        }
    }
    let route = &subject.pod.spec_route;
    let text = match note {
        Some(note) => format!("no constraint is set; {note}"),
        None => "no constraint is set".to_owned(),
    };
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
        let value = Value::Seq(values);
        let reason = Reason::new("missing", text);
        let draft = intents.draft(subject.draft(Action::Added, Some(keys.join(", ")), reason));
        let change = match spec.get(FIELD) {
            // Written out as null or `[]`, or left empty: the scheduler sees no constraint either way.
            Some(_) => Change::Replace {
                at: route.key(FIELD),
                value,
            },
            None => Change::insert(route.clone(), FIELD, value).after([
                "tolerations",
                "affinity",
                "nodeSelector",
            ]),
        };
        intents.change(change, [draft]);
    }
}

impl Subject<'_, '_> {
    fn draft(&self, action: Action, value: Option<String>, reason: Reason) -> Draft {
        let spec = self.pod.spec;
        Draft {
            workload: self.number,
            container: None,
            path: Some(self.pod.spec_route.key(FIELD)),
            action,
            value,
            rule: Some(self.rule.to_owned()),
            reason,
            change: None,
            at: spec.get(FIELD).unwrap_or(spec).start(),
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
) -> Result<Option<String>, Reason> {
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
) -> Result<Option<String>, Reason> {
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
                WhenReplicasUnknown::Inject => Ok(Some(
                    "the stream does not say how many replicas there will be".to_owned(),
                )),
                WhenReplicasUnknown::Skip => Err(Reason::new(
                    "replicas-unknown",
                    "the stream does not say how many replicas there will be",
                )),
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
    if is_kept_apart(subject, key)? {
        return Err(Reason::new(
            "anti-affinity",
            "required pod anti-affinity keeps the pods apart by this key already",
        ));
    }
    if key == HOSTNAME && has_host_port(subject.pod.spec) {
        return Err(Reason::new(
            "host-port",
            "a host port allows one pod per node already",
        ));
    }
    if is_pinned(subject.pod.spec, key) {
        return Err(Reason::new(
            "pinned",
            "node selection fixes this key to one value",
        ));
    }
    let claims = subject
        .workload
        .node
        .get("spec")
        .and_then(|spec| spec.get("volumeClaimTemplates"));
    if constraint.when_unsatisfiable == WhenUnsatisfiable::DoNotSchedule
        && claims.is_some_and(|claims| !claims.items().is_empty())
    {
        let text =
            "volumes stay in their zone, and a pod that must follow both would wait for ever";
        return Err(Reason::new("zonal-volumes", text));
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

/// Whether a required anti-affinity term keeps the workload's own pods apart by this key.
fn is_kept_apart(subject: &Subject<'_, '_>, key: &str) -> Result<bool, Reason> {
    let affinity = subject
        .pod
        .spec
        .get("affinity")
        .and_then(|affinity| affinity.get("podAntiAffinity"));
    let terms =
        affinity.and_then(|anti| anti.get("requiredDuringSchedulingIgnoredDuringExecution"));
    let labels = subject.pod.labels();
    for term in terms.map_or_else(Vec::new, Node::items) {
        let own_namespace = term.get("namespaceSelector").is_none_or(Node::is_null)
            && term.get("namespaces").is_none_or(|list| {
                let own = subject.workload.object.namespace.as_deref();
                list.items().is_empty() || list.items().iter().any(|item| item.text() == own)
            });
        let Some(selector) = term
            .get("labelSelector")
            .filter(|selector| !selector.is_null())
        else {
            continue;
        };
        // A term that can't be evaluated is no reason to leave the key out: spread and anti-affinity do not conflict.
        let matches_own = selector::matches(selector, &labels).unwrap_or(false);
        if text_at(term, "topologyKey") == Some(key) && own_namespace && matches_own {
            return Ok(true);
        }
    }
    Ok(false)
}

fn has_host_port(spec: Node<'_>) -> bool {
    let containers = spec.get("containers").map_or_else(Vec::new, Node::items);
    let on_host = spec
        .get("hostNetwork")
        .and_then(|node| node.scalar()?.as_bool())
        .unwrap_or(false);
    containers
        .into_iter()
        .flat_map(|container| container.get("ports").map_or_else(Vec::new, Node::items))
        .any(|port| {
            let host_port = port
                .get("hostPort")
                .and_then(|node| node.scalar()?.as_int())
                .unwrap_or(0);
            // On the host's network every container port is a host port.
            host_port > 0 || (on_host && port.get("containerPort").is_some())
        })
}

/// Whether nodeSelector or required node affinity leaves one value of the key.
fn is_pinned(spec: Node<'_>, key: &str) -> bool {
    if spec
        .get("nodeSelector")
        .is_some_and(|selector| text_at(selector, key).is_some())
    {
        return true;
    }
    let affinity = spec
        .get("affinity")
        .and_then(|affinity| affinity.get("nodeAffinity"));
    let required =
        affinity.and_then(|node| node.get("requiredDuringSchedulingIgnoredDuringExecution"));
    let terms = required
        .and_then(|required| required.get("nodeSelectorTerms"))
        .map_or_else(Vec::new, Node::items);
    // Terms are alternatives: the key is fixed when each allows one value and it is the same one.
    let values: BTreeSet<Option<&str>> =
        terms.iter().map(|term| single_value(*term, key)).collect();
    values.len() == 1 && !values.contains(&None)
}

fn single_value<'t>(term: Node<'t>, key: &str) -> Option<&'t str> {
    let expressions = term
        .get("matchExpressions")
        .map_or_else(Vec::new, Node::items);
    expressions.into_iter().find_map(|expression| {
        let is_in = text_at(expression, "key") == Some(key)
            && text_at(expression, "operator") == Some("In");
        match expression
            .get("values")
            .map_or_else(Vec::new, Node::items)
            .as_slice()
        {
            [value] if is_in => value
                .scalar()
                .is_some_and(|scalar| matches!(scalar, Scalar::Str(_)))
                .then(|| value.text())?,
            _ => None,
        }
    })
}
