//! Where managers land: at the start, while a version rolls out, without a zone; and what holds those that wait.

use evenkeel_core::capacity::{Managers, NodePool};

use crate::{bare, by_zone, of_values};

fn managers(values: &str, pool: &NodePool) -> Managers {
    of_values(values, pool).managers.unwrap()
}

/// Values with one constraint, given without its label selector.
fn spread(replicas: usize, constraint: &str) -> String {
    format!(
        "replicas: {replicas}\ntopologySpreadConstraints:\n- {{{constraint}, labelSelector: {{matchLabels: {{app: gitlab-runner}}}}}}\n"
    )
}

const ZONE_HARD: &str =
    "maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule";

#[test]
fn three_managers_land_in_three_zones() {
    let zones = ["a", "b", "c"];
    let nodes = bare(&[("a", 2), ("b", 2), ("c", 2)], "2", "8Gi");
    for values in [
        spread(3, ZONE_HARD),
        spread(
            3,
            "maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: ScheduleAnyway",
        ),
        // Without a word the scheduler's own defaults spread by the ReplicaSet's selector.
        "replicas: 3\n".to_owned(),
    ] {
        let start = managers(&values, &nodes).start;
        assert_eq!(by_zone(&start, &zones), [1, 1, 1], "{values}");
        assert_eq!(start.pending, []);
    }
}

#[test]
fn a_zone_that_does_not_answer_blocks_a_hard_constraint_until_its_nodes_are_gone() {
    let nodes = bare(&[("a", 2), ("b", 2)], "2", "8Gi");
    let own = managers(&spread(4, ZONE_HARD), &nodes);
    assert_eq!(by_zone(&own.start, &["a", "b"]), [2, 2]);
    let lost = &own.zones[0];
    assert_eq!(lost.zone, "a");
    // The lost zone still counts as a domain, with no manager in it; the other may have one more than none.
    assert_eq!(by_zone(&lost.unreachable, &["b"]), [2]);
    let [one, two] = lost.unreachable.pending.as_slice() else {
        panic!("{:?}", lost.unreachable.pending)
    };
    assert_eq!((&one.message, &one.holds), (&two.message, &two.holds));
    assert_eq!(
        one.message,
        "0/4 nodes are available: 2 node(s) didn't match pod topology spread constraints, 2 node(s) had untolerated taint(s)."
    );
    assert_eq!(
        one.holds,
        [
            "2 nodes: the taint node.kubernetes.io/unreachable is not tolerated",
            "2 nodes: topologySpreadConstraints[0] (topology.kubernetes.io/zone, maxSkew 1, DoNotSchedule): the emptiest domain has 0, b has 2",
        ]
    );
    assert_eq!(one.constraints, [0]);
    assert_eq!(by_zone(&lost.gone, &["b"]), [4]);

    // Honouring taints leaves the lost zone out of the count.
    let honor = format!("{ZONE_HARD}, nodeTaintsPolicy: Honor");
    let own = managers(&spread(4, &honor), &nodes);
    assert_eq!(by_zone(&own.zones[0].unreachable, &["b"]), [4]);
    assert_eq!(own.zones[0].unreachable.pending, []);
    // And a soft one never holds anybody.
    let soft = ZONE_HARD.replace("DoNotSchedule", "ScheduleAnyway");
    assert_eq!(
        managers(&spread(4, &soft), &nodes).zones[0]
            .unreachable
            .pending,
        []
    );
}

#[test]
fn min_domains_holds_managers_that_one_zone_could_run() {
    let nodes = bare(&[("a", 3)], "2", "8Gi");
    let own = managers(&spread(3, &format!("{ZONE_HARD}, minDomains: 2")), &nodes);
    assert_eq!(by_zone(&own.start, &["a"]), [1]);
    assert!(
        own.start.pending[0].holds[0].contains("fewer domains than minDomains"),
        "{:?}",
        own.start.pending
    );
    assert_eq!(
        by_zone(&managers(&spread(3, ZONE_HARD), &nodes).start, &["a"]),
        [3]
    );
}

#[test]
fn nodes_without_the_label_take_nobody() {
    let own = managers(&spread(1, ZONE_HARD), &bare(&[("", 3)], "2", "8Gi"));
    assert_eq!(
        own.start.pending[0].message,
        "0/3 nodes are available: 3 node(s) didn't match pod topology spread constraints (missing required label)."
    );
    assert!(own.start.pending[0].holds[0].ends_with("the label is missing"));
}

#[test]
fn a_selector_that_matches_nobody_spreads_nobody() {
    let values = spread(3, ZONE_HARD).replace("app: gitlab-runner", "app: other");
    let start = managers(&values, &bare(&[("a", 2), ("b", 2)], "2", "8Gi")).start;
    assert_eq!(start.pending, []);
    assert_eq!(by_zone(&start, &["a", "b"]).iter().sum::<usize>(), 3);
}

#[test]
fn an_update_counts_old_managers_unless_the_revision_is_a_key() {
    let nodes = bare(&[("a", 1), ("b", 1), ("c", 1)], "4", "16Gi");
    let zones = ["a", "b", "c"];
    let keyed = format!("{ZONE_HARD}, matchLabelKeys: [pod-template-hash]");
    let own = managers(&spread(3, &keyed), &nodes);
    assert_eq!(by_zone(&own.update, &zones), [1, 1, 1]);
    assert_eq!((own.update.fewest, own.update.most), (3, 6));
    assert_eq!(own.update.pending, []);
    // Without the key the end is skewed: every new one was placed beside old ones that are gone now.
    let six = managers(&spread(6, ZONE_HARD), &nodes);
    let six_keyed = managers(&spread(6, &keyed), &nodes);
    assert_eq!(by_zone(&six_keyed.update, &zones), [2, 2, 2]);
    assert_eq!(by_zone(&six.update, &zones).iter().sum::<usize>(), 6);
}

#[test]
fn a_full_cluster_leaves_the_update_without_a_place() {
    let hostname =
        "maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: DoNotSchedule";
    let values = format!(
        "resources: {{requests: {{cpu: 1500m}}}}\n{}",
        spread(2, hostname)
    );
    let own = managers(&values, &bare(&[("a", 1), ("b", 1)], "2", "8Gi"));
    assert_eq!(by_zone(&own.start, &["a", "b"]), [1, 1]);
    // One more than two is asked for, and nobody may be missing: it stands still, and the old ones run on.
    assert_eq!(by_zone(&own.update, &["a", "b"]), [1, 1]);
    assert_eq!(own.update.pending.len(), 1);
    assert_eq!(
        own.update.pending[0].message,
        "0/2 nodes are available: 2 Insufficient cpu."
    );
    assert_eq!(own.update.fewest, 2);

    // With one that may be missing it goes on, but for the requests of old managers that still finish their jobs.
    let strategy = "strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}\n";
    let own = managers(
        &format!("{strategy}{values}"),
        &bare(&[("a", 1), ("b", 1)], "2", "8Gi"),
    );
    assert_eq!((own.update.pending.len(), own.update.fewest), (1, 1));
    let own = managers(
        &format!("{strategy}{values}"),
        &bare(&[("a", 1), ("b", 1)], "4", "8Gi"),
    );
    assert_eq!((own.update.pending.len(), own.update.fewest), (0, 1));

    let own = managers(
        &format!("strategy: {{type: Recreate}}\n{values}"),
        &bare(&[("a", 1), ("b", 1)], "2", "8Gi"),
    );
    assert_eq!(
        (own.update.pending.len(), own.update.fewest, own.update.most),
        (0, 0, 2)
    );
}

#[test]
fn taints_selectors_and_affinity_are_heeded() {
    let mut nodes = bare(&[("a", 1), ("b", 1)], "2", "8Gi");
    nodes.taints = vec![evenkeel_core::placement::Taint {
        key: "ci".to_owned(),
        value: "only".to_owned(),
        effect: evenkeel_core::placement::Effect::NoSchedule,
    }];
    assert_eq!(managers("replicas: 1\n", &nodes).start.pending.len(), 1);
    let tolerating =
        "replicas: 1\ntolerations: [{key: ci, operator: Equal, value: only, effect: NoSchedule}]\n";
    assert_eq!(managers(tolerating, &nodes).start.pending, []);
    let nodes = bare(&[("a", 1), ("b", 1)], "2", "8Gi");
    let selecting = "replicas: 2\nnodeSelector: {topology.kubernetes.io/zone: b}\n";
    assert_eq!(
        by_zone(&managers(selecting, &nodes).start, &["a", "b"]),
        [0, 2]
    );
    let affine = "replicas: 2\naffinity:\n  nodeAffinity:\n    requiredDuringSchedulingIgnoredDuringExecution:\n      nodeSelectorTerms:\n      - matchExpressions: [{key: topology.kubernetes.io/zone, operator: NotIn, values: [b]}]\n";
    let own = managers(affine, &nodes);
    assert_eq!(by_zone(&own.start, &["a", "b"]), [2, 0]);
    assert_eq!(
        own.manager.notes,
        ["the release has no name here; gitlab-runner is assumed"]
    );
}

#[test]
fn a_constraint_that_kubernetes_refuses_is_left_out_with_a_note() {
    let own = managers(
        &spread(
            2,
            "topologyKey: kubernetes.io/hostname, maxSkew: 0, whenUnsatisfiable: DoNotSchedule",
        ),
        &bare(&[("a", 1)], "2", "8Gi"),
    );
    assert_eq!(own.start.pending, []);
    assert!(
        own.manager
            .notes
            .iter()
            .any(|note| note.starts_with("topologySpreadConstraints[0] is not complete"))
    );
}

#[test]
fn a_required_anti_affinity_waits_for_managers_that_finish_their_jobs() {
    let values = "replicas: 2\naffinity:\n  podAntiAffinity:\n    requiredDuringSchedulingIgnoredDuringExecution:\n    - topologyKey: kubernetes.io/hostname\n      labelSelector: {matchLabels: {app: gitlab-runner}}\n";
    let own = managers(values, &bare(&[("a", 2)], "2", "8Gi"));
    assert_eq!(own.start.pending, []);
    let on: Vec<usize> = own
        .start
        .cluster
        .pods
        .iter()
        .map(|placed| placed.node)
        .collect();
    assert_eq!(on, [0, 1]);
    // Two nodes for two managers leave no place for the one more of an update.
    let pending = &own.update.pending[0];
    assert_eq!(
        pending.message,
        "0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules."
    );
    // Old ones on their way out hold their nodes, so that nothing moves until a job is done.
    let rolling =
        format!("strategy: {{rollingUpdate: {{maxSurge: 0, maxUnavailable: 1}}}}\n{values}");
    let own = managers(&rolling, &bare(&[("a", 2)], "2", "8Gi"));
    assert_eq!((own.update.pending.len(), own.update.fewest), (1, 1));
    assert!(own.update.pending[0].holds[0].contains("perhaps on its way out"));
    assert_eq!(
        managers(values, &bare(&[("a", 4)], "2", "8Gi"))
            .update
            .pending,
        []
    );
}
