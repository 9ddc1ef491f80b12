//! `evenkeel permissions` as a shell sees it: what it prints, what it writes, and its exit codes.
#![allow(clippy::unwrap_used, reason = "in a test the panic is the message")]

use std::fs;
use std::path::Path;
use std::process::Command;

use evenkeel_tests::{Ended, binary, run};
use serde_json::Value;
use tempfile::TempDir;

const VALUES: &str = "\
runners:
  config: |
    [[runners]]
      [runners.kubernetes]
        namespace_per_job = true
rbac:
  create: true
  rules:
    # every job
    - resources: [pods]
      verbs: [create, delete, get, list, watch]
    - resources: [nodes] # somebody tried this
      verbs: [get]
concurrent: 4
";

fn folder(values: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("values.yaml"), values).unwrap();
    folder
}

fn permissions(folder: &Path, arguments: &[&str]) -> Ended {
    run(Command::new(binary())
        .args(["permissions", "values.yaml"])
        .args(arguments)
        .current_dir(folder))
}

#[test]
fn differences_are_told_with_their_line_and_reason() {
    let folder = folder(VALUES);
    let ended = permissions(folder.path(), &[]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let text = ended.text();
    for line in [
        "needed, as a ClusterRole:",
        "  namespaces: create, delete",
        "      a namespace for each job, which is made and removed with it (runners.kubernetes.namespace_per_job)",
        "values.yaml:12: warning: get on nodes is allowed: nothing in use needs it.",
    ] {
        assert!(text.lines().any(|own| own == line), "{line}\n{text}");
    }
    let lack = "error: create, delete, get, update on secrets not allowed: no job can be given its credentials; needed for giving a job its credentials.";
    assert!(text.contains(lack), "{text}");
}

#[test]
fn written_they_are_all_that_is_needed_and_the_rest_stays() {
    let folder = folder(VALUES);
    let ended = permissions(folder.path(), &["--write"]).succeeded();
    assert_eq!(ended.text(), "values.yaml\n");
    let after = fs::read_to_string(folder.path().join("values.yaml")).unwrap();
    assert!(after.contains("    # every job\n    - resources: [pods]\n      verbs: [create, delete, get, list, watch]\n"), "{after}");
    assert!(
        after.ends_with("concurrent: 4\n") && !after.contains("nodes"),
        "{after}"
    );
    let again = permissions(folder.path(), &[]).succeeded();
    assert!(
        again
            .text()
            .contains("the values grant this and nothing else"),
        "{}",
        again.text()
    );
    assert_eq!(
        permissions(folder.path(), &["--write"]).succeeded().text(),
        ""
    );
}

#[test]
fn as_yaml_it_is_a_values_file() {
    let folder = folder(VALUES);
    let ended = permissions(folder.path(), &["--format", "yaml"]);
    assert_eq!(ended.code, Some(1));
    let values: serde_yaml::Value = serde_yaml::from_str(ended.text()).unwrap();
    assert_eq!(values["rbac"]["clusterWideAccess"], true);
    let rules = values["rbac"]["rules"].as_sequence().unwrap();
    assert_eq!(rules[0]["resources"][0], "pods");
    assert_eq!(rules.len(), 8, "{rules:?}");
}

#[test]
fn as_json_each_rule_names_its_features() {
    let folder = folder(VALUES);
    let ended = permissions(folder.path(), &["--format", "json"]);
    let json: Value = serde_json::from_str(ended.text()).unwrap();
    assert_eq!(
        (&json["kind"], &json["granted"]),
        (&"Permissions".into(), &"list".into())
    );
    let features: Vec<&str> = json["rules"][0]["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|id| id.as_str().unwrap())
        .collect();
    assert_eq!(features, ["jobs", "attach-watch", "informers"]);
    assert_eq!(json["excessive"][0]["at"], "values:rbac.rules[1]");
}

#[test]
fn without_a_role_of_the_chart_nothing_is_written() {
    let values = VALUES.replace("create: true", "create: false");
    let folder = folder(&values);
    let told = permissions(folder.path(), &[]).succeeded();
    assert!(
        told.text().contains("rbac.create is not true"),
        "{}",
        told.text()
    );
    let ended = permissions(folder.path(), &["--write"]);
    assert_eq!(ended.code, Some(2));
    assert_eq!(
        fs::read_to_string(folder.path().join("values.yaml")).unwrap(),
        values
    );
}

#[test]
fn what_cannot_be_read_is_said() {
    let folder = folder("rbac: [\n");
    let ended = permissions(folder.path(), &[]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(
        ended.text().contains("note: a part of the files"),
        "{}",
        ended.text()
    );
}
