//! What holds for every migration, whatever the input: nothing is dropped, nothing secret comes through, and other
//! programs can read the result.

use super::{inputs, migrated};
use evenkeel_core::migration::{Part, migrate};
use evenkeel_core::rules::{Assumptions, Severity, check};
use evenkeel_core::workspace::Workspace;
use serde_yaml::Value as Yaml;
use std::collections::{BTreeMap, BTreeSet};

/// The paths of every value of a document that is no table, by an independent parser; of a list its own path.
fn leaves(value: &toml::Value, path: &str, found: &mut Vec<(String, usize)>) {
    let child = |key: &str| {
        let is_bare = key
            .chars()
            .all(|c| c.is_alphanumeric() || "_-/".contains(c));
        let key = if is_bare {
            key.to_owned()
        } else {
            format!("{key:?}")
        };
        if path.is_empty() {
            key
        } else {
            format!("{path}.{key}")
        }
    };
    match value {
        toml::Value::Table(table) if !table.is_empty() => {
            for (key, value) in table {
                leaves(value, &child(key), found);
            }
        }
        toml::Value::Array(items)
            if !items.is_empty() && items.iter().all(toml::Value::is_table) =>
        {
            for (index, item) in items.iter().enumerate() {
                leaves(item, &format!("{path}[{index}]"), found);
            }
        }
        toml::Value::Array(items) => found.push((path.to_owned(), items.len())),
        _ => found.push((path.to_owned(), 0)),
    }
}

#[test]
fn every_value_is_in_exactly_one_part() {
    let mut counts = BTreeMap::new();
    for (name, text) in inputs() {
        let report = migrated(&name, &text).report;
        let mut said: BTreeMap<&str, usize> = BTreeMap::new();
        for line in &report.lines {
            *said.entry(&line.path).or_default() += 1;
            *counts.entry(line.part).or_insert(0) += 1;
            let is_reasoned = line.part == Part::Understood || !line.text.is_empty();
            assert!(is_reasoned, "{name}: {} without a reason", line.path);
            let is_placed = !line.to.is_empty() || !line.text.is_empty();
            assert!(is_placed, "{name}: {} without a place", line.path);
            let shown = text.lines().nth(line.line - 1).unwrap();
            let first = line.value.lines().next().unwrap();
            let visible = first.split("[secret]").next().unwrap();
            assert!(
                shown.contains(visible),
                "{name}: {} is not on line {}",
                line.path,
                line.line
            );
        }
        let mut found = Vec::new();
        leaves(&toml::from_str(&text).unwrap(), "", &mut found);
        let mut expected = BTreeSet::new();
        for (path, elements) in found {
            if said.contains_key(path.as_str()) || elements == 0 {
                expected.insert(path);
            } else {
                expected.extend((0..elements).map(|index| format!("{path}[{index}]")));
            }
        }
        let once: BTreeSet<String> = said.keys().map(|path| (*path).to_owned()).collect();
        assert_eq!(once, expected, "{name}");
        assert!(said.values().all(|count| *count == 1), "{name}: {said:?}");
    }
    println!("{counts:?}");
    assert!(
        counts.values().all(|count: &usize| *count >= 5),
        "{counts:?}"
    );
}

#[test]
fn places_in_the_report_hold_what_it_says() {
    for (name, text) in inputs() {
        let migration = migrated(&name, &text);
        let (workspace, report) = Workspace::open(migration.files.clone());
        assert!(report.notes.is_empty(), "{name}: {:?}", report.notes);
        assert_eq!(
            workspace.releases().len(),
            migration.report.releases.len(),
            "{name}"
        );
        for line in &migration.report.lines {
            let number = line.path.strip_prefix("runners[").map_or(0, |rest| {
                rest.split(']').next().unwrap().parse::<usize>().unwrap()
            });
            for to in &line.to {
                let address = to
                    .parse()
                    .unwrap_or_else(|error| panic!("{name}: {to}: {error}"));
                let reading = workspace.read(number, &address);
                assert!(reading.is_some(), "{name}: nothing is at {to}");
            }
        }
    }
}

/// What Helm's tpl makes of a text whose only actions are escaped braces.
fn tpl(text: &str) -> String {
    text.replace("{{ \"{{\" }}", "{{")
}

#[test]
fn other_parsers_read_what_comes_out() {
    for (name, text) in inputs() {
        for (path, text) in migrated(&name, &text).files {
            let value: Yaml = serde_yaml::from_str(&text)
                .unwrap_or_else(|error| panic!("{name}: {path}: {error}"));
            let Some(config) = value["runners"]["config"].as_str() else {
                assert!(path.starts_with("helmfile"), "{name}: {path}");
                continue;
            };
            let config: toml::Value = toml::from_str(&tpl(config))
                .unwrap_or_else(|error| panic!("{name}: {path}: {error}"));
            let runners = config["runners"].as_array().unwrap();
            assert_eq!(runners.len(), 1, "{name}");
            assert!(runners[0]["kubernetes"]["image"].is_str(), "{name}");
        }
    }
}

#[test]
fn the_new_files_have_no_errors() {
    for (name, text) in inputs() {
        let (workspace, _) = Workspace::open(migrated(&name, &text).files);
        let findings = check(&workspace, &Assumptions::default());
        let errors: Vec<_> = findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
            .map(|finding| (finding.rule, &finding.sentence))
            .collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
    }
}

#[test]
fn no_secret_comes_through() {
    for (name, text) in inputs() {
        let migration = migrated(&name, &text);
        let report = migration.report.to_string() + &migration.report.to_json();
        for (path, text) in migration
            .files
            .iter()
            .chain([&("report".to_owned(), report)])
        {
            assert!(!text.contains("__"), "{name}: a secret in {path}:\n{text}");
        }
    }
}

#[test]
fn what_cannot_be_read_says_where() {
    for (text, message) in [
        (
            "concurrent = 1\n[[runners]\n",
            "line 2: not readable as TOML",
        ),
        ("concurrent = 1\n", "no [[runners]] is in it"),
        ("", "no [[runners]] is in it"),
    ] {
        let error = migrate("config.toml", text).unwrap_err().to_string();
        assert!(error.starts_with(message), "{error}");
    }
}

#[test]
fn braces_that_helm_would_read_are_escaped() {
    let text = "[[runners]]\nexecutor = \"docker\"\nenvironment = [\"F={{.Name}}\"]\n";
    let files = migrate("config.toml", text).unwrap().files;
    let values = &files
        .iter()
        .find(|(path, _)| path.starts_with("values"))
        .unwrap()
        .1;
    assert!(values.contains("F={{ \"{{\" }}.Name}}"), "{values}");
}
