//! Manifests damaged at random: whatever comes in, the promises hold and nothing panics. The same damage every run;
//! `EVENKEEL_DAMAGED` sets how many inputs are tried.
use evenkeel_core::postrender::{Policy, Settings};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::{cases, invariants};

/// One thing done to one line of an input.
#[derive(Debug, Clone)]
enum Damage {
    Delete,
    Repeat,
    Swap,
    Indent,
    Dedent,
    Cut(usize),
    Insert(usize, &'static str),
}

const FRAGMENTS: [&str; 26] = [
    "{",
    "}",
    "[",
    "]",
    "'",
    "\"",
    "#",
    " # x",
    ": ",
    "- ",
    "&a ",
    "*a",
    "<<: *a",
    "!!str ",
    "!x ",
    "~",
    "|\n",
    ">-\n",
    "\t",
    "\r",
    "? ",
    "---\n",
    "{}",
    "[]",
    "1.0",
    "\u{1f680}",
];

fn damage() -> impl Strategy<Value = (usize, Damage)> {
    let kind = prop_oneof![
        Just(Damage::Delete),
        Just(Damage::Repeat),
        Just(Damage::Swap),
        Just(Damage::Indent),
        Just(Damage::Dedent),
        any::<usize>().prop_map(Damage::Cut),
        (any::<usize>(), 0..FRAGMENTS.len())
            .prop_map(|(at, which)| Damage::Insert(at, FRAGMENTS[which])),
    ];
    (any::<usize>(), kind)
}

fn damaged(text: &str, damages: &[(usize, Damage)]) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    for (line, damage) in damages {
        if lines.is_empty() {
            break;
        }
        let at = line % lines.len();
        match damage {
            Damage::Delete => drop(lines.remove(at)),
            Damage::Repeat => lines.insert(at, lines[at].clone()),
            Damage::Swap => {
                let other = (at + 1) % lines.len();
                lines.swap(at, other);
            }
            Damage::Indent => lines[at].insert_str(0, "  "),
            Damage::Dedent => {
                lines[at] = lines[at]
                    .strip_prefix("  ")
                    .unwrap_or(&lines[at])
                    .to_owned();
            }
            Damage::Cut(position) => {
                let end = boundary(&lines[at], *position);
                lines[at].truncate(end);
            }
            Damage::Insert(position, fragment) => {
                let place = boundary(&lines[at], *position);
                lines[at].insert_str(place, fragment);
            }
        }
    }
    lines.concat()
}

fn boundary(line: &str, position: usize) -> usize {
    let mut at = position % (line.len() + 1);
    while !line.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Every mode with every way out of a contradiction, and every other part of a rule.
fn policies() -> Vec<Policy> {
    let mut rules = vec![
        "match: all\n  resources:\n    app: {requests: {cpu: 1, memory: 64Mi}, limits: {memory: request, cpu: 2}, requestFromDefault: min, conflict: raise}\n  topologySpread: {preset: strict-zone, whenPresent: append}\n".to_owned(),
        "match: {hook: any}\n  topologySpread: {preset: karpenter, whenEmpty: respect, minReplicas: 0, whenReplicasUnknown: skip}\n  resources: {emulate: {limitrange: {spec: {limits: [{type: Container, default: {memory: 1Gi}, min: {cpu: 10m}, max: {cpu: 1}}]}}}}\n".to_owned(),
        "match: all\n  fields:\n  - {in: podSpec, path: tolerations, value: [{key: a, operator: Exists}], whenPresent: append}\n  - {in: [podSpec, containers, initContainers], path: securityContext.seccompProfile.type, value: RuntimeDefault}\n  - {in: [metadata, podMetadata], path: 'labels.\"a/b\"', value: \"on\"}\n  - {in: containers, path: env, value: [{name: A, value: \"1\"}], whenPresent: append}\n".to_owned(),
    ];
    for mode in ["floor", "override"] {
        for conflict in ["skip", "raise", "clamp"] {
            for limits in ["{cpu: none, memory: request}", "{cpu: 300m, memory: 96Mi}"] {
                rules.push(format!(
                    "match: {{kind: [Deployment, StatefulSet, DaemonSet, Job, CronJob, Pod]}}\n  resources:\n    app: {{mode: {mode}, conflict: {conflict}, requests: {{cpu: 250m, memory: 80Mi}}, limits: {limits}}}\n    init: {{conflict: {conflict}, limits: {limits}}}\n"
                ));
            }
        }
    }
    let head = "apiVersion: evenkeel.dev/v1alpha1\nkind: PostRenderPolicy\nrules:\n- ";
    let read = |rule: &String| Policy::parse(&format!("{head}{rule}"), "test").unwrap();
    let mut policies = vec![Policy::built_in()];
    policies.extend(rules.iter().map(read));
    policies
}

#[test]
fn damaged_manifests_keep_the_promises() {
    let inputs = cases::inputs();
    let policies = policies();
    let tried = std::env::var("EVENKEEL_DAMAGED").map_or(3000, |count| count.parse().unwrap());
    let config = Config {
        cases: tried,
        failure_persistence: None,
        max_shrink_iters: 2000,
        ..Config::default()
    };
    let seed = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let strategy = (
        0..inputs.len(),
        prop::collection::vec(damage(), 1..4),
        0..policies.len(),
        any::<bool>(),
    );
    TestRunner::new_with_rng(config, seed)
        .run(&strategy, |(which, damages, policy, mark)| {
            let input = damaged(&inputs[which], &damages);
            let settings = Settings {
                mark,
                ..Settings::default()
            };
            invariants::render_with(&input, &policies[policy], &settings);
            Ok(())
        })
        .unwrap();
}
