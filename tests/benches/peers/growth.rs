//! Cost against the size of the input, in whole processes: what doubles must cost double.

use evenkeel_tests::named_by;

use crate::inputs::{self, Inputs};
use crate::measured::{measure, megabytes, milliseconds, nowhere};

/// For inputs of up to a megabyte; larger ones have one.
const TURNS: usize = 5;

pub(crate) fn print() {
    println!("\nCost against size, whole processes; time and speed are those of the processor");
    for size in [10_000, 100_000, 1_000_000, 10_000_000, 100_000_000] {
        let name = format!("Deployments, {} KB", size / 1000);
        // What the program itself needs is more than a small stream.
        let wanted = if size < 1_000_000 { "" } else { "<= 8 x input" };
        row(&name, &inputs::deployments(size), wanted);
    }
    if let Some(workloads) = inputs::workloads() {
        for size in [1_000_000, 10_000_000] {
            let name = format!("workloads, {} KB", size / 1000);
            let text = workloads.repeat(size / workloads.len() + 1);
            row(&name, &text, "<= 8 x input");
        }
    }
    row("100 000 documents", &inputs::documents(100_000), "");
    row(
        "one document of 20 MB",
        &inputs::one_deployment(20_000_000),
        "",
    );
    if let Some(stream) = inputs::real("helm3/rook-ceph.yaml") {
        let stream = String::from_utf8(stream).unwrap();
        row(
            "rook-ceph ten times",
            &stream.repeat(10),
            "<= 2 x input + 4 MB",
        );
    }
}

fn row(name: &str, text: &str, wanted: &str) {
    let inputs = Inputs::new();
    let file = inputs.file(text.as_bytes());
    let evenkeel = named_by("EVENKEEL_BIN");
    let turns = if text.len() > 1_100_000 { 1 } else { TURNS };
    let turns: Vec<_> = (0..turns)
        .map(|_| measure(&evenkeel, &["post-render"], &file, nowhere()))
        .collect();
    let time = turns.iter().map(|needed| needed.processor).min().unwrap();
    let memory = turns.iter().map(|needed| needed.memory).max().unwrap();
    let wanted = if wanted.is_empty() {
        String::new()
    } else {
        format!("; wanted: {wanted}")
    };
    println!(
        "  {name:<24}{:>10.2} ms {:>8.1} MB/s {:>8.1} MB at most, {:>5.1} x input{wanted}",
        milliseconds(time),
        text.len() as f64 / 1e6 / time.as_secs_f64(),
        megabytes(memory),
        memory as f64 / text.len() as f64,
    );
}
