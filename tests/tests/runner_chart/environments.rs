//! helmfile's environments: what Evenkeel reads for one is what helmfile hands to Helm in it, value for value.

use std::fs;
use std::process::Command;

use evenkeel_core::workspace::{Held, Workspace};
use evenkeel_tests::{Helm, binary, folder, run};
use serde_yaml::Value;
use tempfile::TempDir;

/// The values that helmfile hands to Helm in an environment.
fn written_values(helm: &Helm, folder: &TempDir, helmfile: &str, environment: &str) -> Value {
    let written = folder.path().join("written.yaml");
    run(helm
        .helmfile(&folder.path().join(helmfile))
        .args(["--environment", environment, "write-values", "--skip-deps"])
        .arg("--output-file-template")
        .arg(&written))
    .succeeded();
    let text = fs::read_to_string(&written).unwrap();
    // What is read next is then what helmfile writes next.
    fs::remove_file(&written).unwrap();
    serde_yaml::from_str(&text).unwrap()
}

/// Files of a stack and the environments it is asked for.
struct Case {
    name: &'static str,
    files: &'static [(&'static str, &'static str)],
    environments: &'static [&'static str],
}

const COMMON: &str = "gitlabUrl: https://gitlab.example.com\nconcurrent: 4\nlogLevel: info\nresources:\n  requests: {cpu: 100m, memory: 128Mi}\nenvVars:\n  - {name: A, value: common}\n";

const CASES: &[Case] = &[
    Case {
        name: "a values file for each environment",
        files: &[
            (
                "helmfile.d/runner.yaml",
                "environments:\n  dev:\n  prod:\n    values:\n      - size: large\n---\nreleases:\n  - name: runner\n    namespace: ci-{{ .Environment.Name }}\n    chart: CHART\n    values:\n      - ../values/common.yaml\n      - ../values/{{ .Environment.Name }}.yaml\n",
            ),
            ("values/common.yaml", COMMON),
            ("values/dev.yaml", "concurrent: 1\n"),
            (
                "values/prod.yaml",
                "concurrent: 40\nresources:\n  requests: {cpu: '1'}\nenvVars: []\n",
            ),
        ],
        environments: &["dev", "prod"],
    },
    Case {
        name: "values of an environment in templates",
        files: &[
            (
                "helmfile.yaml.gotmpl",
                "values:\n  - defaults.yaml\n  - {level: info, jobs: {each: 2}}\nenvironments:\n  default:\n  prod:\n    values:\n      - prod.yaml.gotmpl\n      - jobs: {each: 20}\n---\nreleases:\n  - name: runner-{{ .Environment.Name }}\n    namespace: {{ .Values.namespace }}\n    chart: CHART\n    values:\n      - common.yaml\n{{- if eq .Environment.Name \"prod\" }}\n      - only-prod.yaml\n{{- else }}\n      - only-others.yaml\n{{- end }}\n      - runner.yaml.gotmpl\n      - logLevel: {{ .Values.level }}\n        replicas: {{ .Values | get \"managers\" 1 }}\n        podLabels:\n          of: {{ .Environment.Name | quote }}\n          tier: {{ ternary \"gold\" \"tin\" (eq .Environment.Name \"prod\") }}\n",
            ),
            ("defaults.yaml", "namespace: ci\n"),
            (
                "prod.yaml.gotmpl",
                "namespace: \"{{ .Environment.Name }}-ci\"\nlevel: warn\nmanagers: 3\n",
            ),
            ("common.yaml", COMMON),
            ("only-prod.yaml", "terminationGracePeriodSeconds: 7200\n"),
            ("only-others.yaml", "terminationGracePeriodSeconds: 60\n"),
            (
                "runner.yaml.gotmpl",
                "concurrent: {{ .Values.jobs.each }}\n{{- if .Values | get \"managers\" \"\" }}\nrevisionHistoryLimit: 5\nnodeSelector: {of: \"{{ .Release.Name }}\"}\n{{- end }}\nmetrics:\n  enabled: {{ ne .Environment.Name \"default\" }}\n  portName: {{ `metrics` }}\nsentryDsn: \"https://{{ .Release.Namespace }}@sentry.example.com/{{ .Values.jobs.each }}\"\n",
            ),
        ],
        environments: &["default", "prod"],
    },
    Case {
        name: "environments in a base, read from the helmfile's folder",
        files: &[
            (
                "stack/helmfile.yaml.gotmpl",
                "bases:\n  - ../bases/more/environments.yaml\n---\nreleases:\n  - name: runner\n    namespace: ci\n    chart: CHART\n    values:\n      - ../values/{{ .Environment.Name }}.yaml\n      - concurrent: {{ .Environment.Values.concurrent }}\n",
            ),
            (
                "bases/more/environments.yaml",
                "environments:\n  eu:\n    values: [../values/eu-environment.yaml, {concurrent: 3}]\n  us:\n    values: [{concurrent: 9}]\n",
            ),
            ("values/eu-environment.yaml", "concurrent: 100\n"),
            ("values/eu.yaml", "gitlabUrl: https://eu.example.com\n"),
            ("values/us.yaml", "gitlabUrl: https://us.example.com\n"),
        ],
        environments: &["eu", "us"],
    },
];

const TEMPLATES: Case = Case {
    name: "releases that inherit",
    files: &[
        (
            "helmfile.yaml",
            "templates:\n  base:\n    namespace: ci-{{ .Environment.Name }}\n    chart: CHART\n    values:\n      - common.yaml\n      - '{{ .Release.Name }}.yaml'\n      - {logLevel: warn, checkInterval: 9}\n  more:\n    inherit: [{template: base}]\n    values: [{revisionHistoryLimit: 5}]\nreleases:\n  - name: runner\n    inherit: [{template: more}]\n    values: [{checkInterval: 12}]\n",
        ),
        ("common.yaml", COMMON),
        ("runner.yaml", "concurrent: 7\n"),
    ],
    environments: &["default"],
};

fn write(case: &Case) -> (TempDir, Workspace, String) {
    let folder_of_case = tempfile::tempdir().unwrap();
    let chart = folder().join("charts/gitlab-runner");
    let mut files = Vec::new();
    for (path, text) in case.files {
        let text = text.replace("CHART", &chart.to_string_lossy());
        let at = folder_of_case.path().join(path);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        fs::write(at, &text).unwrap();
        files.push(((*path).to_owned(), text));
    }
    let (workspace, _) = Workspace::open(files);
    (folder_of_case, workspace, case.files[0].0.to_owned())
}

/// The places of a document's scalars, and of its empty lists and maps.
fn leaves(value: &Value, path: &str, found: &mut Vec<(String, Value)>) {
    match value {
        Value::Mapping(entries) if !entries.is_empty() => {
            for (key, value) in entries {
                let key = key.as_str().unwrap();
                let dot = if path.ends_with(':') { "" } else { "." };
                leaves(value, &format!("{path}{dot}{key}"), found);
            }
        }
        Value::Sequence(items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                leaves(item, &format!("{path}[{index}]"), found);
            }
        }
        other => found.push((path.to_owned(), other.clone())),
    }
}

fn as_yaml(held: &Held) -> Value {
    match held {
        Held::Str(text) => Value::from(text.as_str()),
        Held::Int(text) => Value::from(text.parse::<i64>().unwrap()),
        Held::Bool(value) => Value::from(*value),
        Held::List(items) => Value::Sequence(items.iter().map(as_yaml).collect()),
        Held::Map(entries) => {
            let entries = entries.iter();
            Value::Mapping(
                entries
                    .map(|(key, value)| (Value::from(key.as_str()), as_yaml(value)))
                    .collect(),
            )
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_read_is_what_helmfile_hands_to_helm() {
    let mut compared = 0;
    for case in CASES.iter().chain([&TEMPLATES]) {
        let (folder, workspace, helmfile) = write(case);
        for environment in case.environments {
            for (helm_name, helm) in Helm::both() {
                let who = format!("{}, {environment}, {helm_name}", case.name);
                let rendered = written_values(&helm, &folder, &helmfile, environment);
                let mut own = workspace.clone();
                own.choose_environment(environment).unwrap();
                assert_eq!(own.releases()[0].undecided, Vec::<String>::new(), "{who}");
                let mut found = Vec::new();
                leaves(&rendered, "values:", &mut found);
                for (at, expected) in found {
                    let reading = own.read(0, &at.parse().unwrap());
                    let reading = reading.unwrap_or_else(|| panic!("{who}: {at} is not set"));
                    assert_eq!(as_yaml(&reading.held), expected, "{who}: {at}");
                    compared += 1;
                }
                let listed = run(helm.helmfile(&folder.path().join(&helmfile)).args([
                    "--environment",
                    environment,
                    "list",
                    "--output",
                    "json",
                ]))
                .succeeded();
                let listed: serde_json::Value = serde_json::from_str(listed.text()).unwrap();
                let release = &own.releases()[0];
                assert_eq!(listed[0]["name"].as_str(), release.name.as_deref(), "{who}");
                assert_eq!(
                    listed[0]["namespace"].as_str(),
                    release.namespace.as_deref(),
                    "{who}"
                );
            }
        }
    }
    assert!(compared >= 90, "only {compared} values were compared");
}

#[test]
fn a_write_for_an_environment_changes_that_one_alone() {
    let case = &CASES[0];
    let (folder, _, helmfile) = write(case);
    run(Command::new(binary())
        .args(["set", "values:logLevel=debug", "--environment", "prod"])
        .arg(folder.path()))
    .succeeded();
    for (_, helm) in Helm::both() {
        for (environment, expected) in [("dev", "info"), ("prod", "debug")] {
            let rendered = written_values(&helm, &folder, &helmfile, environment);
            assert_eq!(rendered["logLevel"], expected, "{environment}");
        }
    }
}

/// Where helmfile finds no release, neither do we.
#[test]
fn an_environment_that_is_not_defined_has_no_releases() {
    for case in CASES {
        let (folder, mut workspace, helmfile) = write(case);
        let refused = workspace.choose_environment("nowhere").unwrap_err();
        let known = case.environments.join(", ");
        assert!(refused.to_string().ends_with(&known), "{refused}");
        let [(_, helm), _] = Helm::both();
        let ended = run(helm.helmfile(&folder.path().join(&helmfile)).args([
            "--environment",
            "nowhere",
            "build",
        ]));
        assert_ne!(ended.code, Some(0), "{}", case.name);
    }
}

/// What `generate` makes of a preset with environments, through every command of helmfile that needs no cluster.
#[test]
fn generated_environments_are_taken_by_helmfile() {
    for (helm_name, helm) in Helm::both() {
        let folder = tempfile::tempdir().unwrap();
        run(Command::new(binary())
            .args(["generate", "-e", "dev", "-e", "prod", "--out"])
            .arg(folder.path()))
        .succeeded();
        let evenkeel = |arguments: &[&str]| {
            let ended = run(Command::new(binary()).args(arguments).arg(folder.path()));
            assert_eq!(ended.code, Some(0), "{arguments:?}: {}", ended.stderr);
            ended.text().to_owned()
        };
        evenkeel(&["set", "values:concurrent=2", "-e", "dev"]);
        evenkeel(&["set", "values:concurrent=40", "-e", "prod"]);
        evenkeel(&["environment", "add", "stage"]);
        assert_eq!(evenkeel(&["environment", "list"]), "dev\nprod\nstage\n");
        evenkeel(&["check"]);
        let chart = crate::charts::Chart::own();
        let url = format!("helmfile:releases[].chart={}", chart.path.display());
        evenkeel(&["set", &url]);
        evenkeel(&["unset", "helmfile:repositories"]);
        evenkeel(&["unset", "helmfile:releases[].version"]);
        let helmfile = folder.path().join("helmfile.d/gitlab-runner.yaml");
        for (environment, expected) in [("dev", 2), ("prod", 40), ("stage", 10)] {
            let call = |arguments: &[&str]| {
                let mut call = helm.helmfile(&helmfile);
                run(call.args(["--environment", environment]).args(arguments)).succeeded()
            };
            call(&["build"]);
            call(&["list"]);
            let ended = call(&["template", "--skip-deps"]);
            let manifests = evenkeel_tests::Manifests::parse(ended.text());
            let (_, global) = crate::helmfiles::configured(&manifests);
            assert_eq!(
                global["concurrent"].as_integer(),
                Some(expected),
                "{environment} by {helm_name}"
            );
        }
    }
}
