//! Where the real scheduler puts seven pods of a chart that says nothing about zones, with and without the post-renderer.

use std::collections::BTreeMap;
use std::process::Command;

use evenkeel_tests::{ControlPlane, Helm, NO_ZONE, binary, by_zone, run_with_input, say};

const REPLICAS: usize = 7;

/// Installs the chart's manifests, post-rendered with `policy` if there is one, and gives the pods by zone.
#[track_caller]
fn zones(
    plane: &ControlPlane,
    namespace: &str,
    policy: Option<&[&str]>,
) -> BTreeMap<String, usize> {
    let replicas = format!("replicas={REPLICAS}");
    let mut rendered = Helm::three()
        .template(&["--no-hooks", "--set", &replicas])
        .succeeded()
        .stdout;
    if let Some(policy) = policy {
        let mut post_render = Command::new(binary());
        post_render.arg("post-render").args(policy);
        rendered = run_with_input(&mut post_render, &rendered)
            .succeeded()
            .stdout;
    }
    plane.namespaces([namespace]);
    let mut kubectl = plane.kubectl();
    kubectl.args(["apply", "--namespace", namespace, "--filename", "-"]);
    run_with_input(&mut kubectl, &rendered).succeeded();
    let zones = by_zone(&plane.placement(namespace, "app=web", REPLICAS));
    say(&format!("{namespace}: pods by zone {zones:?}"));
    zones
}

/// By how much the fullest of `zones` differs from the emptiest.
fn difference<'a>(zones: impl Iterator<Item = &'a usize> + Clone) -> usize {
    zones.clone().max().unwrap() - zones.min().unwrap()
}

#[test]
fn zones_are_even_where_one_node_has_none() {
    let layout = [("zone-a", 1), ("zone-b", 1), (NO_ZONE, 1)];
    let without = ControlPlane::start();
    without.add_nodes(&layout);
    let plain = zones(&without, "plain", None);
    drop(without);
    // What the post-renderer is for: the scheduler's own defaults count a node without a zone as the emptiest.
    assert_eq!(plain[NO_ZONE], 5, "{plain:?}");
    assert!(difference(plain.values()) > 1, "{plain:?}");

    let with = ControlPlane::start();
    with.add_nodes(&layout);
    let rendered = zones(&with, "rendered", Some(&[]));
    let labelled = rendered.iter().filter(|(zone, _)| *zone != NO_ZONE);
    assert!(
        difference(labelled.map(|(_, pods)| pods)) <= 1,
        "{rendered:?}"
    );
    assert!(rendered[NO_ZONE] < plain[NO_ZONE], "{rendered:?}");
}

#[test]
fn the_preset_strict_zone_keeps_three_equal_zones_even() {
    let plane = ControlPlane::start();
    plane.add_nodes(&[("zone-a", 2), ("zone-b", 2), ("zone-c", 2)]);
    let strict = [
        "--policy-set",
        "rules[0].topologySpread={preset: strict-zone}",
    ];
    let rendered = zones(&plane, "strict", Some(&strict));
    assert_eq!(rendered.values().sum::<usize>(), REPLICAS);
    assert!(difference(rendered.values()) <= 1, "{rendered:?}");
}
