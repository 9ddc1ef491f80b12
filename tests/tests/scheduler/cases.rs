//! Random clusters and pods: few names and small numbers, so that things meet.

use std::sync::Arc;

use evenkeel_core::placement::{
    Amounts, Cluster, Constraint, Containers, Effect, HOSTNAME, Labels, Node, NodeAffinity,
    NodeTerm, Operator, Placed, Pod, PodAffinity, PodTerm, REGION, Request, Requirement, Selector,
    Taint, Toleration, Wants, WhenUnsatisfiable, ZONE,
};
use evenkeel_core::quantity::Quantity;

use crate::dice::Dice;

/// A cluster, and a pod that wants a place in it.
pub(crate) struct Case {
    pub(crate) cluster: Cluster,
    pub(crate) pod: Pod,
    /// The containers of every pod, those of the cluster first, because a pod itself keeps only their sum.
    pub(crate) containers: Vec<Containers>,
}

/// What nodes are like.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Large, and without taints.
    Roomy,
    /// Anything goes.
    Any,
}

pub(crate) fn case(dice: &mut Dice) -> Case {
    let zones = dice.between(1, 4);
    // Where nothing else stands in the way, spread decides.
    let kind = dice.pick(&[Kind::Roomy, Kind::Roomy, Kind::Roomy, Kind::Any]);
    let nodes: Vec<Node> = (0..dice.between(1, 9))
        .map(|number| node(dice, number, zones, kind))
        .collect();
    let mut containers = Vec::new();
    let pods = (0..dice.below(18))
        .map(|number| {
            let node = dice.below(nodes.len());
            let pod = pod(dice, &format!("p{number}"), &mut containers);
            Placed {
                pod,
                node,
                is_terminating: dice.one_in(8),
            }
        })
        .collect();
    let mut own = pod(dice, "own", &mut containers);
    "d".clone_into(&mut own.namespace);
    let neighbours = own.wants.pods.clone();
    own.wants = Arc::new(Wants {
        pods: neighbours,
        ..wants(dice)
    });
    Case {
        cluster: Cluster { nodes, pods },
        pod: own,
        containers,
    }
}

fn node(dice: &mut Dice, number: usize, zones: usize, kind: Kind) -> Node {
    let name = format!("n{number}");
    let mut labels = Labels::new();
    let mut label = |key: &str, value: String| labels.insert(key.to_owned(), value);
    if !dice.one_in(12) {
        label(HOSTNAME, name.clone());
    }
    if !dice.one_in(8) {
        label(ZONE, format!("z{}", dice.below(zones)));
    }
    if !dice.one_in(4) {
        label(REGION, format!("r{}", dice.below(2)));
    }
    if dice.one_in(2) {
        label("disk", dice.pick(&["ssd", "hdd"]).to_owned());
    }
    if dice.one_in(3) {
        label("rank", dice.pick(&["1", "2", "30", "x"]).to_owned());
    }
    let gib = 1024 * 1024 * 1024;
    if kind == Kind::Roomy {
        return Node {
            name,
            labels,
            allocatable: Amounts {
                cpu_milli: dice.pick(&[3920, 7910, 15_890]),
                memory: dice.pick(&[13 * gib, 27 * gib + 12_345, 57 * gib]),
                ephemeral_storage: 1024 * gib,
            },
            max_pods: 110,
            ..Node::default()
        };
    }
    Node {
        name,
        labels,
        taints: (0..dice.below(4) / 2).map(|_| taint(dice)).collect(),
        is_unschedulable: dice.one_in(12),
        allocatable: Amounts {
            cpu_milli: dice.pick(&[0, 940, 1930, 1930, 3920, 7910]),
            memory: dice.pick(&[0, 2 * gib, 6 * gib, 6 * gib + 12_345, 27 * gib]),
            ephemeral_storage: dice.pick(&[0, 10 * gib, 47_093_746_742]),
        },
        max_pods: dice.pick(&[2, 4, 17, 110]),
    }
}

fn taint(dice: &mut Dice) -> Taint {
    Taint {
        key: dice
            .pick(&["spot", "team", "node.kubernetes.io/unreachable"])
            .to_owned(),
        value: dice.pick(&["", "a", "b"]).to_owned(),
        effect: dice.pick(&[
            Effect::NoSchedule,
            Effect::PreferNoSchedule,
            Effect::NoExecute,
        ]),
    }
}

fn pod(dice: &mut Dice, name: &str, all: &mut Vec<Containers>) -> Pod {
    let containers = containers(dice);
    let mut labels = Labels::new();
    labels.insert(
        "app".to_owned(),
        dice.pick(&["x", "x", "x", "y"]).to_owned(),
    );
    if !dice.one_in(4) {
        labels.insert("hash".to_owned(), dice.pick(&["1", "2"]).to_owned());
    }
    let pod = Pod {
        name: name.to_owned(),
        namespace: dice.pick(&["d", "d", "d", "e"]).to_owned(),
        labels,
        requests: containers.requests(),
        scored: containers.scored(),
        wants: Arc::new(Wants {
            pods: pod_affinity(dice),
            ..Wants::default()
        }),
    };
    all.push(containers);
    pod
}

fn containers(dice: &mut Dice) -> Containers {
    let overhead = if dice.one_in(10) {
        request(dice)
    } else {
        Request::default()
    };
    Containers {
        running: (0..dice.between(1, 3)).map(|_| request(dice)).collect(),
        init: (0..dice.below(3) / 2).map(|_| request(dice)).collect(),
        pod: Request::default(),
        overhead,
    }
}

fn request(dice: &mut Dice) -> Request {
    let mut amount = |texts: &[&str]| dice.pick(texts).parse::<Quantity>().ok();
    let cpu = amount(&["", "", "100m", "500m", "0", "1", "1500u", "0.3"]);
    let memory = amount(&["", "", "64Mi", "1Gi", "0", "1500M", "100m"]);
    let storage = amount(&["", "", "", "256Mi", "20Gi"]);
    Request::new([cpu.as_ref(), memory.as_ref(), storage.as_ref()], [None; 3])
}

fn wants(dice: &mut Dice) -> Wants {
    let spread = (0..dice.pick(&[0, 1, 1, 2, 2, 3]))
        .map(|_| constraint(dice))
        .collect();
    Wants {
        pods: PodAffinity::default(),
        nodes: affinity(dice),
        tolerations: (0..dice.below(4) / 2).map(|_| toleration(dice)).collect(),
        spread,
        owner: (!dice.one_in(3)).then(|| selector(dice).and([])),
    }
}

fn constraint(dice: &mut Dice) -> Constraint {
    let when = dice.pick(&[
        WhenUnsatisfiable::DoNotSchedule,
        WhenUnsatisfiable::ScheduleAnyway,
    ]);
    let key = dice.pick(&[ZONE, ZONE, HOSTNAME, REGION, "disk"]);
    let is_hard = when == WhenUnsatisfiable::DoNotSchedule;
    Constraint {
        selector: selector(dice),
        match_label_keys: match dice.below(6) {
            0 => vec!["hash".to_owned()],
            1 => vec!["absent".to_owned(), "app".to_owned()],
            _ => Vec::new(),
        },
        min_domains: (is_hard && dice.one_in(3))
            .then(|| i32::try_from(dice.between(1, 4)).unwrap()),
        honors_affinity: !dice.one_in(4),
        honors_taints: dice.one_in(3),
        ..Constraint::new(i32::try_from(dice.between(1, 3)).unwrap(), key, when)
    }
}

fn selector(dice: &mut Dice) -> Selector {
    let requirement = |key: &str, operator, values: &[&str]| Requirement {
        key: key.to_owned(),
        operator,
        values: values.iter().map(|value| (*value).to_owned()).collect(),
    };
    let requirements = match dice.below(10) {
        0 => return Selector::default(),
        1 => Vec::new(),
        2 => vec![requirement("app", Operator::In, &["x", "y"])],
        3 => vec![requirement("hash", Operator::NotIn, &["1"])],
        4 => vec![
            Requirement::equals("app", "x"),
            requirement("hash", Operator::Exists, &[]),
        ],
        5 => vec![requirement("hash", Operator::DoesNotExist, &[])],
        _ => vec![Requirement::equals("app", "x")],
    };
    Selector {
        requirements: Some(requirements),
    }
}

fn affinity(dice: &mut Dice) -> NodeAffinity {
    let mut node_selector = Labels::new();
    if dice.one_in(8) {
        node_selector.insert("disk".to_owned(), "ssd".to_owned());
    }
    let required = dice
        .one_in(4)
        .then(|| (0..dice.between(1, 2)).map(|_| term(dice)).collect());
    let preferred = if dice.one_in(4) {
        (0..dice.between(1, 3))
            .map(|_| (i64::try_from(dice.between(1, 100)).unwrap(), term(dice)))
            .collect()
    } else {
        Vec::new()
    };
    NodeAffinity {
        node_selector,
        required,
        preferred,
    }
}

fn pod_affinity(dice: &mut Dice) -> PodAffinity {
    let mut list = |sides: usize| -> Vec<PodTerm> {
        (0..usize::from(dice.one_in(sides)))
            .map(|_| pod_term(dice))
            .collect()
    };
    let (required, anti_required) = (list(20), list(16));
    let (preferred, anti_preferred) = (list(12), list(12));
    let mut weighted = |terms: Vec<PodTerm>| -> Vec<(i64, PodTerm)> {
        let weight = |term| (i64::try_from(dice.between(1, 100)).unwrap(), term);
        terms.into_iter().map(weight).collect()
    };
    PodAffinity {
        required,
        preferred: weighted(preferred),
        anti_required,
        anti_preferred: weighted(anti_preferred),
    }
}

fn pod_term(dice: &mut Dice) -> PodTerm {
    PodTerm {
        selector: selector(dice),
        namespaces: match dice.below(4) {
            0 => vec!["e".to_owned()],
            1 => vec!["d".to_owned(), "e".to_owned()],
            _ => Vec::new(),
        },
        topology_key: dice.pick(&[ZONE, HOSTNAME, "disk"]).to_owned(),
    }
}

fn term(dice: &mut Dice) -> NodeTerm {
    let requirement = |key: &str, operator, values: &[&str]| Requirement {
        key: key.to_owned(),
        operator,
        values: values.iter().map(|value| (*value).to_owned()).collect(),
    };
    let mut one = || match dice.below(6) {
        0 => requirement("rank", Operator::Gt, &["1"]),
        1 => requirement("rank", Operator::Lt, &["30"]),
        2 => requirement(ZONE, Operator::NotIn, &["z0"]),
        3 => requirement("disk", Operator::Exists, &[]),
        4 => requirement(ZONE, Operator::DoesNotExist, &[]),
        _ => requirement(ZONE, Operator::In, &["z0", "z1"]),
    };
    let first = one();
    let second = one();
    if dice.one_in(2) {
        vec![first]
    } else {
        vec![first, second]
    }
}

fn toleration(dice: &mut Dice) -> Toleration {
    let is_any_value = dice.one_in(2);
    Toleration {
        // Only "any value" may go without a key.
        key: if is_any_value && dice.one_in(3) {
            String::new()
        } else {
            dice.pick(&["spot", "team", "node.kubernetes.io/unschedulable"])
                .to_owned()
        },
        is_any_value,
        value: if is_any_value {
            String::new()
        } else {
            dice.pick(&["", "a", "b"]).to_owned()
        },
        effect: dice.pick(&[
            None,
            Some(Effect::NoSchedule),
            Some(Effect::PreferNoSchedule),
            Some(Effect::NoExecute),
        ]),
    }
}
