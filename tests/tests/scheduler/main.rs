//! Placement and manifests beside Kubernetes' own code: the scheduler's plugins and the API server's validation, in the
//! program below `peers/scheduler`.
#![allow(clippy::unwrap_used, reason = "in a test the panic is the message")]

mod as_json;
mod cases;
mod dice;
mod manager;
mod placement;
mod validation;

use std::path::PathBuf;
use std::process::Command;

use evenkeel_tests::{named_by, run_with_input};
use serde_json::Value;

/// What the program answers to a mode and an input, line by line.
#[track_caller]
fn answers(mode: &str, input: &[u8]) -> Vec<Value> {
    let program: PathBuf = named_by("EVENKEEL_SCHEDULER");
    let ended = run_with_input(Command::new(program).arg(mode), input).succeeded();
    let lines = ended.text().lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}
