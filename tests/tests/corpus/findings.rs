//! What `check` finds in the corpus: every finding is labelled in a list beside it, and nothing else is found.

use super::corpus;
use evenkeel_core::rules::{Assumptions, RULES, check};
use evenkeel_core::workspace::Workspace;
use std::collections::BTreeSet;
use std::fs;

/// Files that are open together.
type Open = Vec<(String, String)>;

/// The corpus as people open it: a folder of `stacks` at once, any other file by itself.
fn opened() -> Vec<Open> {
    let mut all: Vec<Open> = Vec::new();
    let stack = |path: &str| {
        let name = path.strip_prefix("stacks/")?.split('/').next()?;
        Some(name.to_owned())
    };
    for file in corpus() {
        let last = all.last_mut().filter(|last| {
            let own = stack(&file.0);
            own.is_some() && stack(&last[0].0) == own
        });
        match last {
            Some(last) => last.push(file),
            None => all.push(vec![file]),
        }
    }
    all
}

/// `path: rule line,line`, by path and rule.
fn labels(opened: &[Open]) -> Vec<String> {
    let mut labels = Vec::new();
    for files in opened {
        let (workspace, _) = Workspace::open(files.clone());
        let findings = check(&workspace, &assumptions(&files[0].0));
        let places: BTreeSet<_> = findings
            .iter()
            .map(|finding| (finding.at.file, finding.rule))
            .collect();
        for (file, rule) in places {
            let own = findings
                .iter()
                .filter(|finding| finding.rule == rule && finding.at.file == file);
            let lines: Vec<_> = own.map(|finding| finding.at.line.to_string()).collect();
            let path = workspace.files()[file].path();
            labels.push(format!("{path}: {rule} {}", lines.join(",")));
        }
    }
    labels
}

/// What no file says is told for the files that are made to be found by one rule each.
fn assumptions(path: &str) -> Assumptions {
    if !path.starts_with("mistakes/") {
        return Assumptions::default();
    }
    Assumptions {
        node_cpu_milli: Some(1900),
        node_memory_bytes: Some(6 << 30),
        node_start_seconds: Some(240),
        node_labels: Some(vec!["kubernetes.io/hostname".to_owned()]),
        // With a level told, the sentence about it takes the place of the one about privileges.
        pod_security: ["job-pods-refused", "manager-seccomp"]
            .iter()
            .any(|rule| path.contains(rule))
            .then(|| "restricted".to_owned()),
        ..Assumptions::default()
    }
}

/// Compares with the list of this name; `EVENKEEL_BLESS=1` writes it, for a person to read before it is committed.
#[track_caller]
fn is_listed(name: &str, found: &[String]) {
    let path = evenkeel_tests::folder().join("cases").join(name);
    if std::env::var_os("EVENKEEL_BLESS").is_some() {
        fs::write(&path, found.join("\n") + "\n").unwrap();
    }
    let listed = fs::read_to_string(&path).unwrap();
    let listed: Vec<&str> = listed.lines().collect();
    let missing: Vec<_> = listed
        .iter()
        .filter(|line| !found.iter().any(|f| f == *line))
        .collect();
    let unlabelled: Vec<_> = found
        .iter()
        .filter(|line| !listed.contains(&line.as_str()))
        .collect();
    assert!(
        missing.is_empty() && unlabelled.is_empty(),
        "labelled and not found: {missing:#?}\nfound without a label: {unlabelled:#?}"
    );
}

#[test]
fn every_finding_on_the_corpus_is_labelled() {
    let found = labels(&opened());
    is_listed("corpus.findings", &found);
    // A file or folder that is named after a rule is found by it.
    for (path, _) in corpus() {
        let Some((kind, name)) = path.split_once('/') else {
            continue;
        };
        let rule = match kind {
            "mistakes" => name.trim_end_matches(".yaml"),
            "stacks" => name.split('/').next().unwrap(),
            _ => continue,
        };
        let beginning = match kind {
            "stacks" => format!("stacks/{rule}/"),
            _ => path.clone(),
        };
        let is_own =
            |line: &String| line.starts_with(&beginning) && line.contains(&format!(": {rule} "));
        assert!(found.iter().any(is_own), "{path} is not found by its rule");
    }
    let fired = |rule: &str| {
        found
            .iter()
            .any(|line| line.contains(&format!(": {rule} ")))
    };
    let silent: Vec<&str> = RULES
        .iter()
        .map(|rule| rule.id)
        .filter(|rule| !fired(rule))
        .collect();
    assert_eq!(silent, [""; 0], "find nothing in the corpus");
}

#[test]
fn what_is_found_in_the_charts_own_values_is_listed() {
    let file = |name: &str, text: &str| vec![vec![(name.to_owned(), text.to_owned())]];
    let own = include_str!("../../cases/commented-values.yaml");
    is_listed(
        "commented-values.findings",
        &labels(&file("values.yaml", own)),
    );
    match std::env::var("EVENKEEL_CHART_VALUES") {
        Ok(path) => {
            let text = fs::read_to_string(path).unwrap();
            is_listed(
                "chart-values.findings",
                &labels(&file("values.yaml", &text)),
            );
        }
        Err(_) => println!("EVENKEEL_CHART_VALUES is not set: only the file of our own is checked"),
    }
}
