//! Where else a pod template says where its pods go, so that a constraint would be idle, redundant or harmful.
//! Answers for one topology key; placement that only prefers something never stands in the way.
use evenkeel_yaml::{Node, Scalar};

use super::Subject;
use crate::postrender::policy::{Constraint, WhenUnsatisfiable};
use crate::postrender::report::Reason;
use crate::postrender::selector;
use crate::postrender::workload::text_at;

const HOSTNAME: &str = "kubernetes.io/hostname";

/// The reason not to add this constraint, if there is one.
pub(super) fn stands_in_the_way(
    subject: &Subject<'_, '_>,
    constraint: &Constraint,
) -> Option<Reason> {
    let key = constraint.topology_key.as_str();
    let spec = subject.pod.spec;
    let (code, text) = if is_kept_apart(subject, key) {
        (
            "anti-affinity",
            "required pod anti-affinity keeps the pods apart by this key already",
        )
    } else if key == HOSTNAME && has_host_port(spec) {
        ("host-port", "a host port allows one pod per node already")
    } else if is_pinned(spec, key) {
        ("pinned", "node selection fixes this key to one value")
    } else if constraint.when_unsatisfiable == WhenUnsatisfiable::DoNotSchedule
        && has_volume_claims(subject)
    {
        (
            "zonal-volumes",
            "volumes stay in their zone, and a pod that must follow both would wait for ever",
        )
    } else {
        return None;
    };
    Some(Reason::new(code, text))
}

fn has_volume_claims(subject: &Subject<'_, '_>) -> bool {
    let claims = subject
        .workload
        .node
        .get("spec")
        .and_then(|spec| spec.get("volumeClaimTemplates"));
    claims.is_some_and(|claims| !claims.items().is_empty())
}

/// Whether a required anti-affinity term keeps the workload's own pods apart by this key.
fn is_kept_apart(subject: &Subject<'_, '_>, key: &str) -> bool {
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
            return true;
        }
    }
    false
}

/// Whether pod anti-affinity prefers to keep pods apart, which agrees with spreading them.
pub(super) fn prefers_apart(spec: Node<'_>) -> bool {
    let anti = spec
        .get("affinity")
        .and_then(|affinity| affinity.get("podAntiAffinity"));
    let terms = anti.and_then(|anti| anti.get("preferredDuringSchedulingIgnoredDuringExecution"));
    terms.is_some_and(|terms| !terms.items().is_empty())
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
    let mut values = terms.iter().map(|term| single_value(*term, key));
    let first = values.next().flatten();
    first.is_some() && values.all(|value| value == first)
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
