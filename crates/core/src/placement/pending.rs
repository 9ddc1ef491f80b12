//! Why a pod waits: in the scheduler's own words, and by constraint.

use std::collections::BTreeMap;

use super::cluster::Cluster;
use super::decide::{Decision, decide};
use super::pod::{Pod, WhenUnsatisfiable};
use super::verdict::{Refusal, Verdict};
use crate::words::counted;

/// A manager that has no node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// Its name.
    pub pod: String,
    /// The scheduler's own words, as the pod's events show them.
    pub message: String,
    /// What holds it, by node count, in whole sentences.
    pub holds: Vec<String>,
    /// The spread constraints that hold it, by their numbers in the pod's list.
    pub constraints: Vec<usize>,
}

/// Nodes that are refused alike.
struct Hold {
    /// What is said before the domains, and how many pods each of those has.
    text: (String, i64),
    /// The domains that have as many pods as each other.
    domains: Vec<String>,
    nodes: usize,
}

/// Why a pod has no node.
pub(super) fn pending(cluster: &Cluster, pod: &Pod) -> Pending {
    let Decision { verdicts, .. } = decide(cluster, pod);
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    let mut holds: Vec<Hold> = Vec::new();
    let mut constraints = Vec::new();
    for verdict in &verdicts {
        let Verdict::Refused(refusal) = verdict else {
            continue;
        };
        for reason in refusal.reasons() {
            *reasons.entry(reason).or_default() += 1;
        }
        if let Refusal::Skew { constraint, .. } | Refusal::MissingLabel { constraint } = refusal
            && !constraints.contains(constraint)
        {
            constraints.push(*constraint);
        }
        add(&mut holds, hold(pod, refusal));
    }
    let mut reasons: Vec<String> = reasons
        .iter()
        .map(|(reason, count)| format!("{count} {reason}"))
        .collect();
    reasons.sort();
    let message = if cluster.nodes.is_empty() {
        "no nodes available to schedule pods".to_owned()
    } else {
        format!(
            "0/{} nodes are available: {}.",
            cluster.nodes.len(),
            reasons.join(", ")
        )
    };
    Pending {
        pod: pod.name.clone(),
        message,
        holds: holds.iter().map(sentence).collect(),
        constraints,
    }
}

fn add(holds: &mut Vec<Hold>, hold: Hold) {
    match holds.iter_mut().find(|known| known.text == hold.text) {
        Some(known) => {
            known.nodes += hold.nodes;
            for domain in hold.domains {
                if !known.domains.contains(&domain) {
                    known.domains.push(domain);
                }
            }
        }
        None => holds.push(hold),
    }
}

fn sentence(hold: &Hold) -> String {
    const SHOWN: usize = 3;
    let mut domains: Vec<&str> = hold
        .domains
        .iter()
        .take(SHOWN)
        .map(String::as_str)
        .collect();
    let more = hold.domains.len().saturating_sub(SHOWN);
    let more_text = format!("{more} more");
    if more > 0 {
        domains.push(&more_text);
    }
    let ((before, here), nodes) = (&hold.text, hold.nodes);
    let domains = match hold.domains.len() {
        0 => String::new(),
        1 => format!("{} has {here}", domains.join(", ")),
        _ => format!("{} have {here} each", domains.join(", ")),
    };
    format!("{}: {before}{domains}", counted(nodes, "node"))
}

/// One refused node. A spread constraint is named with its numbers.
fn hold(pod: &Pod, refusal: &Refusal) -> Hold {
    let plain = |text: String| Hold {
        text: (text, 0),
        domains: Vec::new(),
        nodes: 1,
    };
    let at = |number: usize| {
        let Some(constraint) = pod.wants.spread.get(number) else {
            return String::new();
        };
        format!(
            "topologySpreadConstraints[{number}] ({}, maxSkew {}, {}): ",
            constraint.topology_key,
            constraint.max_skew,
            WhenUnsatisfiable::DoNotSchedule.name()
        )
    };
    match refusal {
        Refusal::Taint(key) => plain(format!("the taint {key} is not tolerated")),
        Refusal::Cordoned => plain("cordoned".to_owned()),
        Refusal::Affinity => plain("nodeSelector or affinity excludes it".to_owned()),
        Refusal::PodAffinity => plain("affinity.podAffinity: the pods it needs are elsewhere".to_owned()),
        Refusal::PodAntiAffinity => plain(
            "affinity.podAntiAffinity: a pod it must not be beside is there, perhaps on its way out".to_owned(),
        ),
        Refusal::OthersAntiAffinity => plain("the podAntiAffinity of a pod that is there".to_owned()),
        Refusal::Full { .. } => plain(refusal.reasons().join(", ")),
        Refusal::MissingLabel { constraint } => {
            plain(format!("{}the label is missing", at(*constraint)))
        }
        Refusal::Skew {
            constraint,
            domain,
            here,
            least,
            is_few_domains,
        } => {
            let emptiest = if *is_few_domains {
                "fewer domains than minDomains, so the emptiest counts as 0".to_owned()
            } else {
                format!("the emptiest domain has {least}")
            };
            Hold {
                text: (format!("{}{emptiest}, ", at(*constraint)), *here),
                domains: vec![domain.clone()],
                nodes: 1,
            }
        }
    }
}
