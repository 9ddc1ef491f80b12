//! The command as a shell sees it. `EVENKEEL_BLESS=1` rewrites `cases/capacity.txt`.

use std::fs;
use std::process::Command;

use evenkeel_tests::{Ended, binary, folder, run};
use serde_json::{Value, json};

fn command(arguments: &[&str]) -> Ended {
    let files = folder().join("cases/article");
    run(Command::new(binary())
        .arg("capacity")
        .arg(files)
        .args(arguments))
}

const NODES: [&str; 6] = [
    "--nodes",
    "zone-a=3,zone-b=3",
    "--node-cpu",
    "2",
    "--node-memory",
    "8Gi",
];

fn with(more: &[&str]) -> Ended {
    command(&[&NODES[..], more].concat())
}

#[test]
fn the_table_is_as_it_was_read_over() {
    let ended = with(&["--node-price", "0.1"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    let expected = folder().join("cases/capacity.txt");
    if std::env::var_os("EVENKEEL_BLESS").is_some() {
        fs::write(&expected, &ended.stdout).unwrap();
    }
    assert_eq!(ended.text(), fs::read_to_string(expected).unwrap());
}

#[test]
fn json_has_a_version_and_whole_numbers() {
    let ended = with(&["--node-price", "0.1", "--format", "json"]).succeeded();
    let document: Value = serde_json::from_str(ended.text()).unwrap();
    assert_eq!(document["apiVersion"], "evenkeel.dev/v1alpha1");
    assert_eq!(document["kind"], "Capacity");
    assert_eq!(
        document["release"],
        json!({"name": "gitlab-runner", "namespace": "test-namespace"})
    );
    let jobs = &document["jobs"];
    assert_eq!(
        (
            &jobs["parallel"],
            &jobs["onNodes"],
            &jobs["nodesAtFullLoad"]
        ),
        (&json!(6), &json!(18), &json!(2))
    );
    assert_eq!(
        jobs["perNode"],
        json!({
            "jobs": 3, "binds": "cpu",
            "by": {"cpu": 3, "memory": null, "ephemeral-storage": null, "pods": 106},
        })
    );
    assert_eq!(jobs["most"]["tooMuch"], json!(["cpu"]));
    assert_eq!(document["nodes"]["free"]["cpuMilli"], 1780);
    assert_eq!(document["cost"]["idleHour"], "0.6");
    let managers = &document["managers"];
    assert_eq!(managers["start"]["pods"].as_array().unwrap().len(), 3);
    assert_eq!(
        managers["zonesLost"][0]["unreachable"]["pending"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn a_manager_without_a_node_or_a_job_without_one_is_a_finding() {
    // The article's constraints need zones.
    let ended = command(&["--nodes", "3", "--node-cpu", "2", "--node-memory", "8Gi"]);
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert!(
        ended.text().contains("the label is missing"),
        "{}",
        ended.text()
    );
    let ended = command(&[
        "--nodes",
        "zone-a=3",
        "--node-cpu",
        "500m",
        "--node-memory",
        "8Gi",
    ]);
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
}

#[test]
fn what_is_wrong_is_one_line() {
    for (arguments, line) in [
        (
            &["--node-price", "much"][..],
            "error: --node-price: \"much\" is not a Kubernetes quantity",
        ),
        (
            &["--node-price=-1"],
            "error: --node-price: -1 is below zero",
        ),
        (
            &["--platform", "azure"],
            "error: --platform: there is no `azure`; there are: gke, eks, aks, tke, none",
        ),
        (
            &["--node-label", "ci"],
            "error: --node-label: `ci` is no NAME=VALUE",
        ),
        (
            &["--node-taint", "ci"],
            "error: --node-taint: `ci` is no KEY=VALUE:EFFECT",
        ),
        (
            &["--node-taint", "ci:Never"],
            "error: --node-taint: `Never` is none of NoSchedule, PreferNoSchedule, NoExecute",
        ),
        (&["--release", "other"], "error: there is no release other"),
    ] {
        let ended = with(arguments);
        assert_eq!(
            (ended.code, ended.stdout.len()),
            (Some(2), 0),
            "{arguments:?}: {}",
            ended.stderr
        );
        assert!(
            ended.stderr.starts_with(line),
            "{arguments:?}: {}",
            ended.stderr
        );
        assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
    }
    for (nodes, line) in [
        (
            "many",
            "error: --nodes: `many` is neither a number nor ZONE=NUMBER,…",
        ),
        ("a=1,a=2", "error: --nodes: `a=1,a=2` names a zone twice"),
        ("=3", "error: --nodes: `=3` is neither"),
        ("0", "error: --nodes: 0 nodes; between 1 and 1000"),
        (
            "a=99999999999",
            "error: --nodes: 99999999999 nodes; between 1 and 1000",
        ),
    ] {
        let ended = command(&["--nodes", nodes, "--node-cpu", "2", "--node-memory", "8Gi"]);
        assert_eq!(ended.code, Some(2), "{nodes}");
        assert!(ended.stderr.starts_with(line), "{nodes}: {}", ended.stderr);
    }
}
