//! A stack saved as something else than a helmfile: every form sets what the helmfile sets, and the script has Helm
//! render the same manifests.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use evenkeel_core::presets::PRESETS;
use evenkeel_tests::{Helm, Manifests, binary, run};
use serde_yaml::Value;

use crate::charts::Chart;
use crate::helmfiles::Files;

/// What `generate` writes into a folder.
#[track_caller]
fn generated(preset: &str, format: &str, folder: &Path) {
    run(Command::new(binary())
        .args(["generate", "--preset", preset, "--format", format, "--out"])
        .arg(folder))
    .succeeded();
}

/// The arguments the script hands to Helm, told by a `helm` that does nothing else.
#[track_caller]
fn arguments_of(script: &Path) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let helm = folder.path().join("helm");
    fs::write(&helm, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n").unwrap();
    fs::set_permissions(&helm, fs::Permissions::from_mode(0o755)).unwrap();
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", folder.path().display());
    let ended = run(Command::new(script).arg("--wait").env("PATH", path)).succeeded();
    ended.text().lines().map(str::to_owned).collect()
}

fn values_at<'v>(document: &'v Value, keys: &[&str]) -> &'v Value {
    keys.iter().fold(document, |value, key| &value[*key])
}

#[test]
fn every_form_of_every_preset_has_the_same_values() {
    for preset in PRESETS {
        let files = Files::generated(preset.id, &[]);
        let read = |path: &Path| fs::read_to_string(path).unwrap();
        let own = files.folder.path().join("values/gitlab-runner.yaml");
        let own: Value = serde_yaml::from_str(&read(&own)).unwrap();
        for (format, path, kind, keys) in [
            (
                "flux",
                "flux/gitlab-runner.yaml",
                "HelmRelease",
                &["spec", "values"][..],
            ),
            (
                "argo-cd",
                "argo-cd/gitlab-runner.yaml",
                "Application",
                &["spec", "source", "helm", "valuesObject"],
            ),
        ] {
            let folder = tempfile::tempdir().unwrap();
            generated(preset.id, format, folder.path());
            let manifests = Manifests::parse(&read(&folder.path().join(path)));
            let object = manifests.get(kind, "gitlab-runner");
            assert_eq!(*values_at(object, keys), own, "{}: {format}", preset.id);
            let checked = run(Command::new(binary()).arg("check").arg(folder.path()));
            assert_eq!(checked.code, Some(0), "{}: {}", preset.id, checked.text());
        }
    }
}

#[test]
fn the_script_renders_what_helmfile_renders() {
    let chart = Chart::own();
    for preset in PRESETS {
        for (name, helm) in Helm::both() {
            let folder = tempfile::tempdir().unwrap();
            generated(preset.id, "helm", folder.path());
            let script = folder.path().join("deploy.sh");
            run(Command::new("sh").arg("-n").arg(&script)).succeeded();
            let said = arguments_of(&script);
            let said: Vec<&str> = said.iter().map(String::as_str).collect();
            assert_eq!(
                said[..4],
                ["upgrade", "--install", "gitlab-runner", "gitlab-runner"]
            );
            assert_eq!(said[said.len() - 2..], ["--create-namespace", "--wait"]);
            let option = |name: &str| {
                let at = said.iter().position(|own| *own == name);
                said[at.unwrap_or_else(|| panic!("{name}: {said:?}")) + 1]
            };
            assert_eq!(option("--repo"), "https://charts.gitlab.io");
            let rendered = run(helm
                .command()
                .args(["template", said[2]])
                .arg(&chart.path)
                .args(["--namespace", option("--namespace")])
                .args(["--values", option("--values")])
                .current_dir(folder.path()))
            .succeeded();
            let by_script = Manifests::parse(rendered.text());
            let by_helmfile = Files::generated(preset.id, &[]).rendered(&chart, &helm);
            assert_eq!(by_script, by_helmfile, "{} by {name}", preset.id);
        }
    }
}
