//! What the chart's values say about the managers' place: spread, affinity, tolerations.
//!
//! The chart copies these through as they are. What Kubernetes would refuse is left out, with a note.

use super::node::{Effect, NodeAffinity, NodeTerm, Toleration};
use super::pod::{Constraint, Wants, WhenUnsatisfiable};
use super::pod_affinity::{PodAffinity, PodTerm};
use super::reading::{Values, field, items, text};
use super::selector::{Operator, Requirement, Selector};
use crate::workspace::Held;

/// Reads all of it.
pub(super) fn wants(values: &mut Values<'_>) -> Wants {
    let spread = match values.held("values:topologySpreadConstraints") {
        Some(Held::List(items)) => items,
        _ => Vec::new(),
    };
    let spread = spread.iter().enumerate();
    Wants {
        spread: spread
            .filter_map(|(number, held)| constraint(values, number, held))
            .collect(),
        nodes: affinity(values),
        pods: pod_affinity(values),
        tolerations: tolerations(values),
        owner: None,
    }
}

fn constraint(values: &mut Values<'_>, number: usize, held: &Held) -> Option<Constraint> {
    let at = format!("topologySpreadConstraints[{number}]");
    let when = match text(held, "whenUnsatisfiable") {
        Some("DoNotSchedule") => Some(WhenUnsatisfiable::DoNotSchedule),
        Some("ScheduleAnyway") => Some(WhenUnsatisfiable::ScheduleAnyway),
        _ => None,
    };
    let count = |name: &str| {
        field(held, name)?
            .as_int()
            .and_then(|count| i32::try_from(count).ok())
    };
    let (Some(when), Some(max_skew), Some(key)) = (
        when,
        count("maxSkew").filter(|skew| *skew > 0),
        text(held, "topologyKey").filter(|key| !key.is_empty()),
    ) else {
        values.note(format!(
            "{at} is not complete, which Kubernetes refuses; it is left out"
        ));
        return None;
    };
    let keys = items(held, "matchLabelKeys")
        .iter()
        .filter_map(Held::as_str);
    Some(Constraint {
        selector: field(held, "labelSelector").map_or_else(Selector::default, selector),
        match_label_keys: keys.map(str::to_owned).collect(),
        min_domains: count("minDomains"),
        honors_affinity: text(held, "nodeAffinityPolicy") != Some("Ignore"),
        honors_taints: text(held, "nodeTaintsPolicy") == Some("Honor"),
        ..Constraint::new(max_skew, key, when)
    })
}

fn selector(held: &Held) -> Selector {
    let mut requirements: Vec<Requirement> = pairs(field(held, "matchLabels"))
        .map(|(key, value)| Requirement::equals(key, value))
        .collect();
    requirements.extend(
        items(held, "matchExpressions")
            .iter()
            .filter_map(requirement),
    );
    Selector {
        requirements: Some(requirements),
    }
}

fn requirement(held: &Held) -> Option<Requirement> {
    let values = items(held, "values")
        .iter()
        .filter_map(Held::as_scalar_text);
    Some(Requirement {
        key: text(held, "key")?.to_owned(),
        operator: Operator::named(text(held, "operator")?)?,
        values: values.map(str::to_owned).collect(),
    })
}

fn pairs(held: Option<&Held>) -> impl Iterator<Item = (&str, &str)> {
    let entries = match held {
        Some(Held::Map(entries)) => entries.as_slice(),
        _ => &[],
    };
    entries
        .iter()
        .filter_map(|(key, value)| Some((key.as_str(), value.as_scalar_text()?)))
}

fn affinity(values: &Values<'_>) -> NodeAffinity {
    let selector = values.held("values:nodeSelector");
    let node_selector = pairs(selector.as_ref())
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect();
    let mut affinity = NodeAffinity {
        node_selector,
        ..NodeAffinity::default()
    };
    let Some(held) = values.held("values:affinity") else {
        return affinity;
    };
    let Some(nodes) = field(&held, "nodeAffinity") else {
        return affinity;
    };
    affinity.required =
        field(nodes, "requiredDuringSchedulingIgnoredDuringExecution").map(|required| {
            items(required, "nodeSelectorTerms")
                .iter()
                .map(term)
                .collect()
        });
    affinity.preferred = items(nodes, "preferredDuringSchedulingIgnoredDuringExecution")
        .iter()
        .filter_map(|held| {
            Some((
                field(held, "weight")?.as_int()?,
                term(field(held, "preference")?),
            ))
        })
        .collect();
    affinity
}

fn term(held: &Held) -> NodeTerm {
    items(held, "matchExpressions")
        .iter()
        .filter_map(requirement)
        .collect()
}

fn pod_affinity(values: &mut Values<'_>) -> PodAffinity {
    let held = values.held("values:affinity").unwrap_or(Held::Null);
    let mut side = |name: &str| {
        let own = field(&held, name).unwrap_or(&Held::Null);
        let required = items(own, "requiredDuringSchedulingIgnoredDuringExecution");
        let required: Vec<PodTerm> = required
            .iter()
            .filter_map(|term| pod_term(values, name, term))
            .collect();
        let preferred = items(own, "preferredDuringSchedulingIgnoredDuringExecution");
        let preferred: Vec<(i64, PodTerm)> = preferred
            .iter()
            .filter_map(|held| {
                let term = pod_term(values, name, field(held, "podAffinityTerm")?)?;
                Some((field(held, "weight")?.as_int()?, term))
            })
            .collect();
        (required, preferred)
    };
    let (required, preferred) = side("podAffinity");
    let (anti_required, anti_preferred) = side("podAntiAffinity");
    PodAffinity {
        required,
        preferred,
        anti_required,
        anti_preferred,
    }
}

fn pod_term(values: &mut Values<'_>, name: &str, held: &Held) -> Option<PodTerm> {
    for left_out in ["namespaceSelector", "matchLabelKeys", "mismatchLabelKeys"] {
        if field(held, left_out).is_some() {
            values.note(format!("affinity.{name}: {left_out} is not looked at"));
        }
    }
    let namespaces = items(held, "namespaces").iter().filter_map(Held::as_str);
    Some(PodTerm {
        selector: field(held, "labelSelector").map_or_else(Selector::default, selector),
        namespaces: namespaces.map(str::to_owned).collect(),
        topology_key: text(held, "topologyKey")?.to_owned(),
    })
}

/// What the pod says, and what every pod gets: five minutes on a node that does not answer.
fn tolerations(values: &mut Values<'_>) -> Vec<Toleration> {
    let own = match values.held("values:tolerations") {
        Some(Held::List(items)) => items,
        _ => Vec::new(),
    };
    let stays = own.iter().any(|held| {
        let key = text(held, "key").unwrap_or_default();
        let effect = text(held, "effect").unwrap_or("NoExecute");
        matches!(key, "" | super::UNREACHABLE)
            && effect == "NoExecute"
            && field(held, "tolerationSeconds").is_none()
    });
    if stays {
        values.note(
            "tolerations without tolerationSeconds keep managers on nodes that do not answer; here they leave"
                .to_owned(),
        );
    }
    let mut tolerations: Vec<Toleration> = own
        .iter()
        .map(|held| Toleration {
            key: text(held, "key").unwrap_or_default().to_owned(),
            is_any_value: text(held, "operator") == Some("Exists"),
            value: text(held, "value").unwrap_or_default().to_owned(),
            effect: text(held, "effect").and_then(Effect::named),
        })
        .collect();
    for key in ["node.kubernetes.io/not-ready", super::UNREACHABLE] {
        tolerations.push(Toleration {
            key: key.to_owned(),
            is_any_value: true,
            value: String::new(),
            effect: Some(Effect::NoExecute),
        });
    }
    tolerations
}
