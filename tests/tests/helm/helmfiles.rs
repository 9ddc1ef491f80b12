//! Helmfiles in helmfiles, conditions, and what is handed down: which releases there are, by `helmfile list` and by us.

use evenkeel_core::workspace::{Switch, Workspace};
use evenkeel_tests::{Helm, run};
use serde_json::Value;
use std::fs;

const OUTER: &str = "environments:\n  default:\n    values: [{size: 3}]\n  prod:\n    values: [{size: 9}]\n---\nhelmfiles:\n- path: parts/*.yaml\n  values:\n  - inner: {enabled: true}\n    size: '{{ .Values.size }}'\n- other/helmfile.yaml\n";
const INNER: &str = "releases:\n- name: '{{ .Values.size }}-inner'\n  namespace: ci\n  chart: ./gitlab-runner\n  condition: inner.enabled\n  values: [../values.yaml]\n";
const OFF: &str =
    "releases:\n- name: off\n  namespace: ci\n  chart: ./gitlab-runner\n  installed: false\n";
const ENVIRONMENTS: &str = "environments:\n  default:\n    values: [{size: 7, inner: {enabled: false}}]\n  prod:\n    values: [{size: 8, inner: {enabled: true}}]\n---\n";

#[test]
fn the_same_releases_are_there_as_helmfile_lists() {
    let environments = ENVIRONMENTS.split("---").next().unwrap();
    let files = [
        ("helmfile.yaml.gotmpl", OUTER.to_owned()),
        ("parts/a.yaml", format!("{environments}---\n{INNER}")),
        ("parts/b.yaml", format!("{environments}---\n{OFF}")),
        ("other/helmfile.yaml", format!("{ENVIRONMENTS}{INNER}")),
        ("values.yaml", "concurrent: 4\n".to_owned()),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in &files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    for environment in ["default", "prod"] {
        let listed = run(Helm::three()
            .helmfile(&folder.path().join("helmfile.yaml.gotmpl"))
            .args(["--environment", environment, "list", "--output", "json"]));
        let listed: Value = serde_json::from_slice(&listed.succeeded().stdout).unwrap();
        let mut listed: Vec<(String, bool)> = listed
            .as_array()
            .unwrap()
            .iter()
            .map(|release| {
                let is_on = release["enabled"] == true && release["installed"] == true;
                (release["name"].as_str().unwrap().to_owned(), is_on)
            })
            .collect();
        listed.sort();
        let (mut workspace, _) = Workspace::open(files.clone());
        workspace.choose_environment(environment).unwrap();
        let mut own: Vec<(String, bool)> = workspace
            .releases()
            .iter()
            .map(|release| (release.name.clone().unwrap(), release.switch == Switch::On))
            .collect();
        own.sort();
        assert_eq!(own, listed, "{environment}");
        assert_eq!(own.len(), 3);
    }
}
