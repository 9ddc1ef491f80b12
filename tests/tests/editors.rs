//! The schemas in real editors' servers: yaml-language-server and taplo say nothing about good files, name the right line
//! in bad ones, and offer keys with their descriptions.
#![cfg(has_editors)]
#![allow(clippy::unwrap_used, reason = "in a test the panic is the message")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use evenkeel_core::presets::PRESETS;
use evenkeel_tests::{Ended, binary, named_by, run, run_with_input};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Where completion is asked for.
const HERE: &str = "▮";

/// The three schemas, in a folder of their own.
struct Schemas(TempDir);

impl Schemas {
    #[track_caller]
    fn new() -> Self {
        let schemas = Self(tempfile::tempdir().unwrap());
        for name in ["values", "config-toml", "helmfile"] {
            let printed = run(Command::new(binary()).args(["schema", name])).succeeded();
            fs::write(schemas.path(name), printed.stdout).unwrap();
        }
        schemas
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(format!("{name}.json"))
    }

    /// What yaml-language-server answers to documents.
    #[track_caller]
    fn yaml(&self, documents: &[(&str, &str)]) -> Vec<Value> {
        let asked: Vec<_> = documents
            .iter()
            .map(|(schema, text)| {
                // A place to complete at.
                let at = text.split_once(HERE).map(|(before, _)| {
                    let last = before.rsplit('\n').next().unwrap();
                    json!({ "line": before.matches('\n').count(), "character": last.len() })
                });
                json!({ "schema": self.path(schema), "text": text.replace(HERE, ""), "at": at })
            })
            .collect();
        let mut node = Command::new("node");
        node.arg("yaml.mjs")
            .current_dir(named_by("EVENKEEL_EDITORS"));
        let ended = run_with_input(&mut node, json!(asked).to_string().as_bytes()).succeeded();
        serde_json::from_str(ended.text()).unwrap()
    }

    /// What `taplo check` says about a text.
    #[track_caller]
    fn toml(&self, text: &str) -> Ended {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.toml");
        fs::write(&file, text).unwrap();
        let taplo = named_by("EVENKEEL_EDITORS").join("node_modules/.bin/taplo");
        let schema = format!("file://{}", self.path("config-toml").display());
        run(Command::new(taplo)
            .args(["check", "--colors", "never", "--schema", &schema])
            .arg(file)
            .current_dir(folder.path()))
    }
}

/// What a preset writes: helmfile, values, and the text of `runners.config`.
#[track_caller]
fn generated(preset: &str) -> [String; 3] {
    let folder = tempfile::tempdir().unwrap();
    let mut generate = Command::new(binary());
    generate.args(["generate", "--preset", preset, "--out"]);
    run(generate.arg(folder.path())).succeeded();
    let read = |path: &str| fs::read_to_string(folder.path().join(path)).unwrap();
    let values = read("values/gitlab-runner.yaml");
    let tree: serde_yaml::Value = serde_yaml::from_str(&values).unwrap();
    let config = tree["runners"]["config"].as_str().unwrap().to_owned();
    [read("helmfile.d/gitlab-runner.yaml"), values, config]
}

#[test]
fn what_the_presets_write_is_good() {
    let schemas = Schemas::new();
    let files: Vec<_> = PRESETS.iter().map(|preset| generated(preset.id)).collect();
    let documents: Vec<_> = files
        .iter()
        .flat_map(|[helmfile, values, _]| {
            [("helmfile", helmfile.as_str()), ("values", values.as_str())]
        })
        .collect();
    let answers = schemas.yaml(&documents);
    assert_eq!(answers.len(), PRESETS.len() * 2);
    for ((schema, text), answer) in documents.iter().zip(answers) {
        assert_eq!(answer["diagnostics"], json!([]), "{schema}:\n{text}");
    }
    for [_, _, config] in files {
        let ended = schemas.toml(&config);
        assert_eq!(ended.code, Some(0), "{}\n{config}", ended.stderr);
    }
}

#[test]
fn mistakes_in_yaml_are_named_where_they_are() {
    let bad = [
        (
            "values",
            "gitlabUrl: https://gitlab.example.com\nconcurrnt: 3\n",
            1,
            "Property concurrnt is not allowed.",
        ),
        (
            "values",
            "rbac:\n  create: true\nreplicas: three\n",
            2,
            "Incorrect type.",
        ),
        (
            "values",
            "concurrent: 4\n# much\nlogLevel: loud\n",
            2,
            "Valid values: \"debug\", \"info\"",
        ),
        (
            "values",
            "runners:\n  secret: s\n  executor: kubernets\n",
            2,
            "Valid values: \"kubernetes\"",
        ),
        (
            "helmfile",
            "releases:\n  - name: gitlab-runner\n    chart: gitlab/gitlab-runner\n    verson: 0.86.0\n",
            3,
            "Property verson is not allowed.",
        ),
        (
            "helmfile",
            "releases:\n  - name: gitlab-runner\n    chart: gitlab/gitlab-runner\n    wait: soon\n",
            3,
            "Incorrect type.",
        ),
    ];
    let schemas = Schemas::new();
    let documents: Vec<_> = bad
        .iter()
        .map(|(schema, text, ..)| (*schema, *text))
        .collect();
    for ((_, text, line, expected), answer) in bad.iter().zip(schemas.yaml(&documents)) {
        let diagnostics = answer["diagnostics"].as_array().unwrap();
        assert_eq!(diagnostics.len(), 1, "{text}{diagnostics:#?}");
        let said = &diagnostics[0];
        assert_eq!(said["range"]["start"]["line"], *line, "{text}{said}");
        let message = said["message"].as_str().unwrap();
        assert!(message.contains(expected), "{text}{message}");
    }
}

#[test]
fn mistakes_in_toml_are_named_where_they_are() {
    let schemas = Schemas::new();
    for (text, line, expected) in [
        (
            "[[runners]]\n  [runners.kubernetes]\n    image = \"alpine\"\n    cpu_requests = \"500m\"\n",
            4,
            "('cpu_requests' was unexpected)",
        ),
        (
            "[[runners]]\n  [runners.kubernetes]\n    cpu_request = 500\n",
            3,
            "500 is not of types \"null\", \"string\"",
        ),
        (
            "[[runners]]\n  executor = \"kubernets\"\n",
            2,
            "\"kubernets\" is not one of",
        ),
        (
            "[[runners]]\n  [runners.feature_flags]\n    FF_TIMESTAMP = true\n",
            3,
            "('FF_TIMESTAMP' was unexpected)",
        ),
    ] {
        let ended = schemas.toml(text);
        assert_eq!(ended.code, Some(1), "{text}");
        // A message, and in the line below it where.
        let lines: Vec<_> = ended.stderr.lines().collect();
        let place = format!("config.toml:{line}:");
        let is_said = |two: &[&str]| two[0].contains(expected) && two[1].contains(&place);
        assert!(lines.windows(2).any(is_said), "{text}{}", ended.stderr);
    }
}

#[test]
fn keys_are_offered_with_what_they_are() {
    let asked = [
        ("values", "metrics:\n  ▮\n", "enabled", "Serve metrics."),
        (
            "values",
            "gitlabUrl: https://gitlab.example.com\n▮\n",
            "concurrent",
            "Jobs at once, per manager.",
        ),
        (
            "helmfile",
            "releases:\n  - name: gitlab-runner\n    ▮\n",
            "chart",
            "Chart.",
        ),
    ];
    let schemas = Schemas::new();
    let documents: Vec<_> = asked
        .iter()
        .map(|(schema, text, ..)| (*schema, *text))
        .collect();
    for ((_, text, key, expected), answer) in asked.iter().zip(schemas.yaml(&documents)) {
        let offered = answer["completions"].as_array().unwrap();
        let found = offered.iter().find(|one| one["label"] == *key);
        let found = found.unwrap_or_else(|| panic!("{text}{offered:#?}"));
        let documentation = found["documentation"].to_string();
        assert!(documentation.contains(expected), "{key}: {documentation}");
    }
}

/// The programs that are pinned are the ones that are asked.
#[test]
fn the_servers_are_the_pinned_ones() {
    let folder = named_by("EVENKEEL_EDITORS");
    let json = |path: &Path| -> Value {
        serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
    };
    let pinned = json(&folder.join("package.json"));
    for (name, version) in pinned["devDependencies"].as_object().unwrap() {
        let installed = json(&folder.join("node_modules").join(name).join("package.json"));
        assert_eq!(installed["version"], *version, "{name}");
    }
}
