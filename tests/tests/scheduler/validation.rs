//! The API server's validation over what our chart renders and over what post-rendering makes of any stream: no error
//! that was not there before.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use evenkeel_core::concepts::ENTRIES;
use evenkeel_core::postrender::{OnBadDocument, Policy, post_render};
use evenkeel_core::presets::{self, PRESETS};
use evenkeel_tests::{Helm, as_said, concept_forms, folder, run, streams};
use serde_json::Value;

use crate::answers;

/// Policies that together add everything a policy can add.
fn policies() -> Vec<(&'static str, Policy)> {
    let parsed = |name: &'static str, rule: &str| {
        let head = "apiVersion: evenkeel.dev/v1alpha1\nkind: PostRenderPolicy\nrules:\n";
        (name, Policy::parse(&format!("{head}{rule}"), name).unwrap())
    };
    vec![
        ("built-in", Policy::built_in()),
        parsed(
            "strict",
            "- {match: all, topologySpread: {preset: strict-zone, whenPresent: append, minReplicas: 1}}\n",
        ),
        parsed(
            "everything",
            "- match: all\n  topologySpread:\n    whenPresent: append\n    constraints:\n    - {topologyKey: topology.kubernetes.io/zone, maxSkew: 2, \
             whenUnsatisfiable: DoNotSchedule, minDomains: 3, matchLabelKeys: by-kind, nodeAffinityPolicy: Honor, nodeTaintsPolicy: Honor}\n  \
             resources:\n    app: {requests: {cpu: 100m, memory: 128Mi, ephemeral-storage: 1Gi}, limits: {memory: request}}\n    \
             init: {requests: {cpu: 10m, memory: 64Mi}, limits: {memory: 512Mi}, conflict: raise}\n",
        ),
    ]
}

/// Which documents are wrong, and how; and how many were looked at.
struct Judged {
    errors: BTreeSet<(String, String)>,
    checked: usize,
    workloads: usize,
}

#[track_caller]
fn judged(stream: &[u8]) -> Judged {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut judged = Judged {
        errors: BTreeSet::new(),
        checked: 0,
        workloads: 0,
    };
    for answer in answers("validate", stream) {
        let kind = text(&answer["kind"]);
        let who = format!("{kind} {}", text(&answer["name"]));
        judged.checked += usize::from(answer["checked"] == true);
        judged.workloads += usize::from(kind.starts_with("apps/v1 "));
        let errors = answer["errors"].as_array().unwrap();
        judged
            .errors
            .extend(errors.iter().map(|error| (who.clone(), text(error))));
    }
    judged
}

/// Post-renders a stream by every policy and looks for errors that it did not have.
#[track_caller]
fn assert_no_new_errors(name: &str, stream: &[u8]) -> Judged {
    let before = judged(stream);
    for (policy_name, policy) in policies() {
        let rendered = post_render(stream, &policy, OnBadDocument::PassThrough).unwrap();
        let after = judged(rendered.manifests().as_bytes());
        let new: Vec<_> = after.errors.difference(&before.errors).collect();
        assert!(
            new.is_empty(),
            "{name} by the policy {policy_name}: {new:#?}"
        );
        assert_eq!(
            (after.checked, after.workloads),
            (before.checked, before.workloads),
            "{name} by the policy {policy_name}"
        );
    }
    before
}

#[test]
fn what_our_chart_renders_is_valid_before_and_after() {
    let values = tempfile::tempdir().unwrap();
    let mut workloads = 0;
    for preset in PRESETS {
        let workspace = preset.workspace().unwrap();
        let (_, text) = workspace
            .bundle()
            .into_iter()
            .find(|(path, _)| path.starts_with("values/"))
            .unwrap();
        let file = values.path().join(format!("{}.yaml", preset.id));
        fs::write(&file, text).unwrap();
        for (helm, stream) in rendered(&folder().join("charts/gitlab-runner"), Some(&file)) {
            let name = format!("{helm}, preset {}", preset.id);
            let before = assert_no_new_errors(&name, &stream);
            assert_eq!(before.errors, BTreeSet::new(), "{name}");
            workloads += before.workloads;
        }
    }
    for (helm, stream) in rendered(&folder().join("charts/mixed"), None) {
        let before = assert_no_new_errors(&format!("{helm}, chart mixed"), &stream);
        assert_eq!(before.errors, BTreeSet::new(), "{helm}, chart mixed");
        workloads += before.workloads;
    }
    assert!(
        workloads >= 2 * PRESETS.len() + 6,
        "only {workloads} workloads were looked at"
    );
}

#[test]
fn what_concepts_add_is_valid() {
    let folder_of_values = tempfile::tempdir().unwrap();
    let file = folder_of_values.path().join("values.yaml");
    for entry in ENTRIES {
        for form in concept_forms(entry.about.id) {
            let mut workspace = presets::find("minimal").unwrap().workspace().unwrap();
            entry.write(&mut workspace, 0, &as_said(form)).unwrap();
            let values = workspace.file("values/gitlab-runner.yaml").unwrap();
            fs::write(&file, values.text()).unwrap();
            for (helm, stream) in rendered(&folder().join("charts/gitlab-runner"), Some(&file)) {
                let name = format!("{helm}, concept {}, {form:?}", entry.about.id);
                let judged = judged(&stream);
                assert_eq!(judged.errors, BTreeSet::new(), "{name}");
                assert!(judged.workloads >= 1, "{name}");
            }
        }
    }
}

#[track_caller]
fn rendered(chart: &Path, values: Option<&Path>) -> Vec<(&'static str, Vec<u8>)> {
    Helm::both()
        .into_iter()
        .map(|(name, helm)| {
            let mut command: Command = helm.command();
            command
                .args(["template", "demo"])
                .arg(chart)
                .args(["--namespace", "demo"]);
            if let Some(values) = values {
                command.arg("--values").arg(values);
            }
            (name, run(&mut command).succeeded().stdout)
        })
        .collect()
}

#[test]
#[cfg_attr(
    not(has_streams),
    ignore = "EVENKEEL_STREAMS names no folder of streams"
)]
fn no_stream_gets_an_error_it_did_not_have() {
    let (mut checked, mut workloads) = (0, 0);
    for stream in streams("validation") {
        let before = assert_no_new_errors(&stream.name, &stream.bytes);
        checked += before.checked;
        workloads += before.workloads;
    }
    println!("{checked} documents, {workloads} workloads");
    assert!(
        checked >= 400 && workloads >= 80,
        "{checked} documents, {workloads} workloads"
    );
}

#[test]
fn no_case_of_the_post_renderer_gets_an_error_it_did_not_have() {
    let mut checked = 0;
    for entry in fs::read_dir(folder().join("cases/post_render")).unwrap() {
        let input = entry.unwrap().path().join("input.yaml");
        if let Ok(stream) = fs::read(&input) {
            checked += assert_no_new_errors(&input.display().to_string(), &stream).checked;
        }
    }
    assert!(checked >= 30, "only {checked} documents were looked at");
}

/// The program finds what Kubernetes would refuse, so that its silence means something.
#[test]
fn the_validation_finds_what_is_wrong() {
    let spread = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {app: web}}\n  template:\n    \
                  metadata: {labels: {app: web}}\n    spec:\n      containers: [{name: web, image: web, resources: {requests: {cpu: 2}, limits: {cpu: 1}}}]\n      \
                  topologySpreadConstraints: [{maxSkew: 0, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, minDomain: 2}]\n";
    let errors: Vec<String> = judged(spread.as_bytes())
        .errors
        .into_iter()
        .map(|(_, error)| error)
        .collect();
    for expected in [
        "unknown field",
        "maxSkew",
        "must be less than or equal to cpu limit",
    ] {
        assert!(
            errors.iter().any(|error| error.contains(expected)),
            "{expected}: {errors:#?}"
        );
    }
}
