//! Every `config.toml` that Evenkeel makes is one whose every key the runner has a field for, by types that are written
//! after the runner's own.
#![allow(clippy::unwrap_used, reason = "in a test the panic is the message")]

use evenkeel_core::concepts::ENTRIES;
use evenkeel_core::presets::{self, PRESETS};
use evenkeel_core::saving::{Format, save_as};
use evenkeel_core::workspace::Workspace;
use evenkeel_tests::{as_said, concept_forms, runner_knows};
use serde::Deserialize as _;
use serde_yaml::Value;

/// The texts of `runners.config` anywhere in a file.
fn configs(text: &str) -> Vec<String> {
    let documents = serde_yaml::Deserializer::from_str(text);
    let mut found = Vec::new();
    for document in documents {
        collect(&Value::deserialize(document).unwrap(), &mut found);
    }
    found
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Mapping(entries) => {
            found.extend(value["runners"]["config"].as_str().map(str::to_owned));
            entries.values().for_each(|value| collect(value, found));
        }
        Value::Sequence(items) => items.iter().for_each(|value| collect(value, found)),
        _ => {}
    }
}

/// Tries every configuration of a stack in every form it can be saved as; how many there were.
#[track_caller]
fn assert_known(workspace: &Workspace, who: &str) -> usize {
    let formats = [Format::Helmfile, Format::Flux, Format::ArgoCd, Format::Helm];
    let mut count = 0;
    for format in formats {
        // Some forms of a token are for helmfile alone.
        let Ok(files) = save_as(workspace, format) else {
            assert_ne!(format, Format::Helmfile);
            continue;
        };
        let yaml = files.iter().filter(|(path, _)| path.ends_with(".yaml"));
        let found: Vec<_> = yaml.flat_map(|(_, text)| configs(text)).collect();
        assert_eq!(found.len(), 1, "{who}, {format:?}: {files:#?}");
        for text in found {
            runner_knows(&text).unwrap_or_else(|error| panic!("{who}, {format:?}: {error}"));
            count += 1;
        }
    }
    count
}

#[test]
fn presets_in_every_form_are_known() {
    let known = |preset: &presets::Preset| assert_known(&preset.workspace().unwrap(), preset.id);
    let count: usize = PRESETS.iter().map(known).sum();
    assert_eq!(count, PRESETS.len() * 4);
}

#[test]
fn concepts_in_every_form_are_known() {
    let (mut count, mut written) = (0, 0);
    for entry in ENTRIES {
        let forms = concept_forms(entry.about.id);
        for form in forms {
            for base in ["minimal", "locked-down"] {
                let mut workspace = presets::find(base).unwrap().workspace().unwrap();
                entry.write(&mut workspace, 0, &as_said(form)).unwrap();
                written += 1;
                count += assert_known(&workspace, &format!("{}, {form:?}", entry.about.id));
            }
        }
        for option in entry.options {
            let said = |choice: Option<&str>| {
                let mut options = forms.iter().flat_map(|form| form.iter());
                options.any(|(name, text)| {
                    *name == option.name && choice.is_none_or(|own| own == *text)
                })
            };
            assert!(
                said(None),
                "{}: {} is never said",
                entry.about.id,
                option.name
            );
            for choice in option.allowed.iter().filter(|_| option.is_required) {
                assert!(
                    said(Some(choice)),
                    "{}: {choice} is never said",
                    entry.about.id
                );
            }
        }
    }
    // Each saved in four forms, but for two kinds of token on two bases that helmfile alone decrypts or resolves.
    assert_eq!((written, count), (60, 60 * 4 - 2 * 2 * 3));
}

/// What the runner would pass over in silence, or stop at.
#[test]
fn what_is_no_key_or_of_another_type_is_refused() {
    for (text, expected) in [
        ("concurent = 4\n", "unknown field `concurent`"),
        (
            "[[runners]]\n  [runners.kubernetes]\n    cpu_requests = \"500m\"\n",
            "unknown field `cpu_requests`",
        ),
        (
            "[[runners]]\n  [runners.kubernetes]\n    cpu_request = 500\n",
            "expected a string",
        ),
        (
            "[[runners]]\n  [runners.cache]\n    type = \"s3\"\n",
            "unknown field `type`",
        ),
        (
            "[[runners]]\n  [runners.kubernetes]\n    [[runners.kubernetes.volumes.empty_dir]]\n      mountPath = \"/x\"\n",
            "unknown field `mountPath`",
        ),
        (
            "[[runners]]\n  [runners.kubernetes.affinity.node_affinity]\n    requiredDuringScheduling = {}\n",
            "unknown field `requiredDuringScheduling`",
        ),
        ("concurrent = \"4\"\n", "expected i64"),
        (
            "connection_max_age = \"15 minutes\"\n",
            "a duration such as 1h30m",
        ),
        (
            "[[runners]]\n  environment = \"A=b\"\n",
            "expected a sequence",
        ),
        (
            "[[runners]]\n  [runners.feature_flags]\n    FF_TIMESTAMPS = \"true\"\n",
            "expected a boolean",
        ),
        (
            "[[runners]]\n  [runners.kubernetes]\n    pull_policy = [1]\n",
            "a string or an array of strings",
        ),
        ("[runners]\n  name = \"one\"\n", "expected a sequence"),
    ] {
        let refused = runner_knows(text).unwrap_err().to_string();
        assert!(refused.contains(expected), "{text}{refused}");
    }
}
