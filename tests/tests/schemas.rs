//! The schemas of values, `config.toml` and helmfile, as an editor uses them: by a validator that is not ours.
#![allow(clippy::unwrap_used, reason = "in a test the panic is the message")]

use std::process::Command;

use evenkeel_core::keys::{Place, Status, all};
use evenkeel_tests::{binary, folder, run};
use serde_json::Value;

fn schema(arguments: &[&str]) -> Value {
    let printed = run(Command::new(binary()).arg("schema").args(arguments)).succeeded();
    serde_json::from_str(printed.text()).unwrap()
}

/// The complaints of a validator, as `place: message`.
fn complaints(schema: &Value, document: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(schema).unwrap();
    let errors = validator.iter_errors(document);
    errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap()
}

fn toml(text: &str) -> Value {
    serde_json::to_value(toml::from_str::<toml::Value>(text).unwrap()).unwrap()
}

#[test]
fn every_row_is_in_the_schema_of_its_document() {
    let mut counted = [0; 3];
    for (index, (place, name)) in [
        (Place::Values, "values"),
        (Place::Config, "config-toml"),
        (Place::Helmfile, "helmfile"),
    ]
    .into_iter()
    .enumerate()
    {
        let schema = schema(&[name]);
        for key in all()
            .iter()
            .filter(|key| key.place == place && key.status != Status::Removed)
        {
            let mut at = &schema;
            for name in key.path().split('.') {
                let name = name.trim_end_matches("[]");
                if at.get("items").is_some() {
                    at = &at["items"];
                }
                at = match name {
                    "*" => &at["additionalProperties"],
                    _ => &at["properties"][name],
                };
            }
            let described = at["description"].as_str();
            assert!(
                described.is_some_and(|text| text.contains(key.label())),
                "{name}: {}: {at}",
                key.path()
            );
            counted[index] += 1;
        }
    }
    assert_eq!(counted, [162 + 187, 807, 215]);
}

#[test]
fn what_the_presets_write_is_valid() {
    let out = tempfile::tempdir().unwrap();
    for preset in ["minimal", "article"] {
        let folder = out.path().join(preset);
        run(Command::new(binary())
            .args(["generate", "--preset", preset, "--out"])
            .arg(&folder))
        .succeeded();
        let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
        let values = yaml(&read("values/gitlab-runner.yaml"));
        assert_eq!(
            complaints(&schema(&["values", "--chart-version", "0.86.0"]), &values),
            [""; 0],
            "{preset}"
        );
        let config = values["runners"]["config"].as_str().unwrap();
        assert_eq!(
            complaints(
                &schema(&["config-toml", "--chart-version", "0.86.0"]),
                &toml(config)
            ),
            [""; 0],
            "{preset}"
        );
        for document in read("helmfile.d/gitlab-runner.yaml").split("\n---\n") {
            assert_eq!(
                complaints(&schema(&["helmfile"]), &yaml(document)),
                [""; 0],
                "{preset}"
            );
        }
    }
}

#[test]
fn mistakes_that_helm_and_the_runner_say_nothing_about_are_complaints() {
    let values = schema(&["values"]);
    for (text, expected) in [
        ("concurrnt: 3\n", "concurrnt"),
        ("concurrent: many\n", "/concurrent"),
        ("runners: {tags: a, secrets: b}\n", "secrets"),
        ("imagePullPolicy: Sometimes\n", "/imagePullPolicy"),
        ("rbac: {create: \"yes\"}\n", "/rbac/create"),
        ("tolerations: [{key: ci, efect: NoSchedule}]\n", "efect"),
        (
            "tolerations: [{key: ci, effect: No}]\n",
            "/tolerations/0/effect",
        ),
        ("tolerations: [{value: 1}]\n", "/tolerations/0/value"),
        (
            "hostAliases: [{hostnames: a}]\n",
            "/hostAliases/0/hostnames",
        ),
        ("volumes: [{secret: {name: a}}]\n", "/volumes/0/secret"),
    ] {
        let found = complaints(&values, &yaml(text));
        assert!(
            found.iter().any(|one| one.contains(expected)),
            "{text}: {found:?}"
        );
    }
    let config = schema(&["config-toml"]);
    for (text, expected) in [
        ("concurent = 3\n", "concurent"),
        (
            "[[runners]]\n[runners.kubernetes]\ncpu_requests = \"1\"\n",
            "cpu_requests",
        ),
        (
            "[[runners]]\n[runners.kubernetes]\nprivileged = \"true\"\n",
            "/runners/0/kubernetes/privileged",
        ),
        ("[[runners]]\nlimit = \"3\"\n", "/runners/0/limit"),
    ] {
        let found = complaints(&config, &toml(text));
        assert!(
            found.iter().any(|one| one.contains(expected)),
            "{text}: {found:?}"
        );
    }
}

#[test]
fn the_charts_own_values_with_every_example_are_known() {
    let text = std::fs::read_to_string(folder().join("cases/commented-values.yaml")).unwrap();
    assert_eq!(complaints(&schema(&["values"]), &yaml(&text)), [""; 0]);
}

#[test]
fn a_version_has_what_its_chart_has() {
    let has = |version: &str, key: &str| {
        schema(&["values", "--chart-version", version])["properties"]
            .get(key)
            .is_some()
    };
    assert!(has("0.86.0", "connectionMaxAge"));
    assert!(!has("0.60.0", "connectionMaxAge"));
    let ended = run(Command::new(binary()).args(["schema", "values", "--chart-version", "new"]));
    assert_eq!(ended.code, Some(2));
    assert_eq!(
        ended.stderr,
        "error: --chart-version: \"new\" is not a version; expected numbers such as 0.86.0\n"
    );
}
