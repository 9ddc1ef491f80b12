//! What a null does where a map is looked into: `rbac:` with nothing behind it deletes the chart's defaults.

use std::fs;
use std::path::Path;

use evenkeel_core::keys::may_have;
use evenkeel_tests::{Ended, Helm, Manifests};
use serde_yaml::Value;

use crate::charts::Chart;

/// The maps that templates look into without asking whether they are there.
const FATAL: [&str; 13] = [
    "image",
    "livenessProbe",
    "metrics",
    "metrics.podMonitor",
    "metrics.serviceMonitor",
    "podSecurityContext",
    "rbac",
    "readinessProbe",
    "runners",
    "runners.cache",
    "service",
    "serviceAccount",
    "sessionServer",
];

fn null_at(path: &str) -> String {
    let mut text = String::new();
    for (depth, name) in path.split('.').enumerate() {
        text += &format!("\n{}{name}:", "  ".repeat(depth));
    }
    text + "\n"
}

#[track_caller]
fn template(chart: &Chart, helm: &Helm, values: &str) -> Ended {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("values.yaml");
    fs::write(&file, values).unwrap();
    chart.template(helm, Path::new(&file))
}

#[track_caller]
fn assert_nulls_fail(chart: &Chart) {
    for (name, helm) in Helm::both() {
        for path in FATAL {
            let ended = template(chart, &helm, &null_at(path));
            // A chart from before the map does not look into it.
            if !may_have(path, chart.version) {
                assert_eq!(ended.code, Some(0), "{name}: {path}: {}", ended.stderr);
                continue;
            }
            assert_eq!(ended.code, Some(1), "{name}: {path} may be null");
            assert!(ended.stderr.contains(path), "{}", ended.stderr);
        }
        let as_text = template(chart, &helm, "image: gitlab/gitlab-runner:v17.3.0\n");
        assert_eq!(as_text.code, Some(1), "{name}: image may be text");
        assert!(as_text.stderr.contains("registry"), "{}", as_text.stderr);
    }
}

/// No failure, and worse: the container runs without the hardening that nobody meant to remove.
#[track_caller]
fn assert_null_drops_the_hardening(chart: &Chart) {
    for (_, helm) in Helm::both() {
        let hardening = |values: &str| {
            let ended = template(chart, &helm, values).succeeded();
            let manifests = Manifests::parse(ended.text());
            let deployment = manifests.get("Deployment", "demo-gitlab-runner");
            deployment["spec"]["template"]["spec"]["containers"][0]["securityContext"].clone()
        };
        assert_eq!(hardening("{}")["privileged"], Value::Bool(false));
        let dropped = hardening("securityContext:\n");
        assert_eq!(dropped["privileged"], Value::Null, "{dropped:?}");
    }
}

#[test]
fn our_chart_fails_on_a_null_parent() {
    assert_nulls_fail(&Chart::own());
    assert_null_drops_the_hardening(&Chart::own());
}

#[test]
#[cfg_attr(
    not(has_charts),
    ignore = "EVENKEEL_CHARTS names no folder with packages of GitLab's chart"
)]
fn gitlabs_charts_fail_on_a_null_parent() {
    Chart::on_packages(|chart| {
        assert_nulls_fail(chart);
        assert_null_drops_the_hardening(chart);
    });
}
