//! Whole processes on streams of real charts, each beside yq and kustomize.

use std::fs;
use std::path::{Path, PathBuf};

use evenkeel_tests::{named_by, run};

use crate::inputs::{self, Inputs};
use crate::measured::{Turns, measure, megabytes, milliseconds, nowhere};

const ROUNDS: usize = 11;

/// A stream and what is wanted of it.
struct Row {
    name: &'static str,
    bar: &'static str,
}

const ROWS: [Row; 3] = [
    Row {
        name: "helm3/rook-ceph.yaml",
        bar: ">= 60 x yq, >= 250 x kustomize, <= 6 ms, <= 2 x input + 4 MB",
    },
    Row {
        name: "helm3/argo-rollouts.yaml",
        bar: ">= 40 x yq",
    },
    Row {
        name: "helm3/gitlab-runner.yaml",
        bar: "<= 2 ms",
    },
];

/// The same defaults as the built-in policy's, without its topology spread.
const YQ: &str = r#"with(
  select(.kind == "Deployment" or .kind == "StatefulSet").spec.template.spec.containers[].resources;
  .requests.cpu = (.requests.cpu // "100m") | .requests.memory = (.requests.memory // "128Mi")
)"#;

/// The nearest that a patch can say: the first container's requests, whatever it had.
const KUSTOMIZATION: &str = r#"resources: [all.yaml]
patches:
  - target: {kind: Deployment}
    patch: |-
      - op: add
        path: /spec/template/spec/containers/0/resources
        value: {requests: {cpu: 100m, memory: 128Mi}}
"#;

pub(crate) fn print() {
    let evenkeel = named_by("EVENKEEL_BIN");
    let yq = named_by("EVENKEEL_YQ");
    let kustomize = named_by("EVENKEEL_KUSTOMIZE");
    println!("\nWhole processes, median of {ROUNDS} in turns; memory at its peak");
    for (name, program, argument) in [
        ("evenkeel", &evenkeel, "--version"),
        ("yq", &yq, "--version"),
        ("kustomize", &kustomize, "version"),
    ] {
        let said = run(std::process::Command::new(program).arg(argument)).succeeded();
        println!("  {name}: {}", said.text().trim());
    }
    for row in ROWS {
        if let Some(stream) = inputs::real(row.name) {
            compare(&row, &stream, &evenkeel, &yq, &kustomize);
        }
    }
}

fn compare(row: &Row, stream: &[u8], evenkeel: &Path, yq: &Path, kustomize: &Path) {
    let inputs = Inputs::new();
    let all = inputs.path("all.yaml");
    fs::write(&all, stream).unwrap();
    fs::write(inputs.path("kustomization.yaml"), KUSTOMIZATION).unwrap();
    let folder = all.parent().unwrap();
    let folder = folder.to_str().unwrap();
    let programs: [(&str, &Path, Vec<&str>); 3] = [
        ("evenkeel post-render", evenkeel, vec!["post-render"]),
        ("yq", yq, vec![YQ]),
        ("kustomize build", kustomize, vec!["build", folder]),
    ];
    // A program that gives up early would look fast.
    for (name, program, arguments) in &programs {
        let written: PathBuf = inputs.path("written");
        measure(program, arguments, &all, &written);
        let size = fs::metadata(&written).unwrap().len();
        assert!(
            size > stream.len() as u64 / 2,
            "{name} wrote only {size} bytes"
        );
    }
    let [mut own, mut by_yq, mut by_kustomize] = programs
        .each_ref()
        .map(|(_, program, arguments)| || measure(program, arguments, &all, nowhere()));
    let turns = Turns::of(ROUNDS, [&mut own, &mut by_yq, &mut by_kustomize]);
    println!(
        "{}, {} KB; wanted: {}",
        row.name,
        stream.len() / 1024,
        row.bar
    );
    let [own, ..] = &turns;
    for ((name, ..), turns) in programs.iter().zip(&turns) {
        println!(
            "  {name:<21}{:>9.2} ms {:>6.1} x | least {:>8.2} ms {:>6.1} x | processors {:>8.2} ms {:>6.1} x | {:>6.1} MB, {:>5.1} x input",
            milliseconds(turns.median()),
            turns.median().as_secs_f64() / own.median().as_secs_f64(),
            milliseconds(turns.least()),
            turns.least().as_secs_f64() / own.least().as_secs_f64(),
            milliseconds(turns.processor()),
            turns.processor().as_secs_f64() / own.processor().as_secs_f64(),
            megabytes(turns.memory()),
            turns.memory() as f64 / stream.len() as f64,
        );
    }
}
