//! What `check` finds in the corpus: every finding is labelled in a list beside it, and nothing else is found.

use super::{corpus, open};
use evenkeel_core::rules::{Assumptions, RULES, check};
use std::collections::BTreeSet;
use std::fs;

/// `path: rule line,line`, by path and rule.
fn labels(files: &[(String, String)]) -> Vec<String> {
    let mut labels = Vec::new();
    for (path, text) in files {
        let findings = check(&open(path, text), &assumptions(path));
        let rules: BTreeSet<_> = findings.iter().map(|finding| finding.rule).collect();
        for rule in rules {
            let own = findings.iter().filter(|finding| finding.rule == rule);
            let lines: Vec<_> = own.map(|finding| finding.at.line.to_string()).collect();
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
    let found = labels(&corpus());
    is_listed("corpus.findings", &found);
    // A file that is named after a rule is found by it.
    for (path, _) in corpus() {
        let Some(rule) = path.strip_prefix("mistakes/") else {
            continue;
        };
        let rule = rule.trim_end_matches(".yaml");
        let is_own = |line: &String| line.starts_with(&format!("{path}: {rule} "));
        assert!(found.iter().any(is_own), "{path} is not found by its rule");
    }
    let fired = |rule: &str| {
        found
            .iter()
            .any(|line| line.contains(&format!(": {rule} ")))
    };
    let silent: Vec<String> = RULES
        .iter()
        .map(|rule| rule.id)
        .filter(|rule| !fired(rule))
        .map(str::to_owned)
        .collect();
    println!(
        "{} of {} rules find something in the corpus",
        RULES.len() - silent.len(),
        RULES.len()
    );
    // Those that no file of the corpus has yet; their own failing examples are tested with them.
    is_listed("corpus.silent-rules", &silent);
}

#[test]
fn what_is_found_in_the_charts_own_values_is_listed() {
    let file = |name: &str, text: &str| vec![(name.to_owned(), text.to_owned())];
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
