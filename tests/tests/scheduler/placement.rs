//! Random cases: what our scheduler says about every node, beside what Kubernetes' says.

use std::collections::BTreeMap;

use evenkeel_core::placement::{Verdict, decide};
use serde_json::{Value, json};

use crate::cases::{Case, case};
use crate::dice::Dice;
use crate::{answers, as_json};

const CASES: usize = 4_000;

#[test]
fn verdicts_and_scores_are_kubernetes_own() {
    let mut dice = Dice::new(5);
    let cases: Vec<Case> = (0..CASES).map(|_| case(&mut dice)).collect();
    let mut input = String::new();
    for case in &cases {
        input.push_str(&as_json::case(case).to_string());
        input.push('\n');
    }
    let answers = answers("schedule", input.as_bytes());
    assert_eq!(answers.len(), CASES);

    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (number, (case, answer)) in cases.iter().zip(&answers).enumerate() {
        for (node, verdict) in case
            .cluster
            .nodes
            .iter()
            .zip(decide(&case.cluster, &case.pod).verdicts)
        {
            let (ours, name) = spoken(&verdict);
            let theirs = &answer[&node.name];
            assert_eq!(
                &ours,
                theirs,
                "case {number}, node {}: {}",
                node.name,
                as_json::case(case)
            );
            *seen.entry(name).or_default() += 1;
        }
    }
    // Every kind of answer was given often enough to mean something.
    println!("{seen:#?}");
    for (name, least) in [
        ("node(s) were unschedulable", 300),
        ("node(s) had untolerated taint(s)", 1_000),
        ("node(s) didn't match Pod's node affinity/selector", 500),
        ("NodeResourcesFit", 1_000),
        ("node(s) didn't match pod topology spread constraints", 800),
        (
            "node(s) didn't match pod topology spread constraints (missing required label)",
            300,
        ),
        ("node(s) didn't match pod affinity rules", 100),
        ("node(s) didn't match pod anti-affinity rules", 100),
        (
            "node(s) didn't satisfy existing pods anti-affinity rules",
            100,
        ),
        ("scored", 5_000),
    ] {
        assert!(
            seen.get(name).copied().unwrap_or(0) >= least,
            "{name}: {seen:?}"
        );
    }
}

/// A verdict in the words of the program, and what to count it under.
pub(crate) fn spoken(verdict: &Verdict) -> (Value, String) {
    match verdict {
        Verdict::Refused(refusal) => {
            // Several resources can be short at once; what is counted is the plugin then.
            let name = match refusal.reasons().as_slice() {
                [reason] if refusal.plugin() != "NodeResourcesFit" => (*reason).to_owned(),
                _ => refusal.plugin().to_owned(),
            };
            let value =
                json!({"refused": refusal.plugin(), "reasons": refusal.reasons(), "total": 0});
            (value, name)
        }
        Verdict::Scored(scores) => {
            let by_plugin: BTreeMap<_, _> = scores.by_plugin().into_iter().collect();
            (
                json!({"scores": by_plugin, "total": scores.total()}),
                "scored".to_owned(),
            )
        }
    }
}
