//! The tests in layers, each with the tools it needs. A layer that cannot run has failed; only `--skip` leaves one
//! out, and then the end says so.

mod layer;
mod lint;
mod sabotage;
mod tally;

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use clap::Args;

use crate::dist::Dist;
use crate::repository::Repository;
use crate::tools::Tools;

pub(crate) use layer::Layer;
pub(crate) use lint::{Check, lint};
pub(crate) use tally::Tally;

/// Which layers to run.
#[derive(Args)]
pub(crate) struct Selection {
    /// Run only this layer; may be given several times
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Layer>,
    /// Leave this layer out; may be given several times
    #[arg(long, value_enum, value_delimiter = ',')]
    skip: Vec<Layer>,
}

impl Selection {
    fn includes(&self, layer: Layer) -> bool {
        let named = if self.only.is_empty() {
            layer.by_default()
        } else {
            self.only.contains(&layer)
        };
        named && !self.skip.contains(&layer)
    }
}

/// Runs the selected layers; the last line is `N passed, N failed`.
pub(crate) fn run(
    repository: &Repository,
    tools: &Tools,
    selection: &Selection,
) -> Result<ExitCode> {
    let dist = Dist::new(repository, tools);
    let (selected, left_out): (Vec<_>, Vec<_>) = Layer::ALL
        .into_iter()
        .partition(|layer| selection.includes(*layer));
    let mut total = Tally::default();
    let mut lines = Vec::new();
    for layer in selected {
        println!("==> {layer} tests");
        let start = Instant::now();
        let tally = layer.run(repository, tools, &dist).unwrap_or_else(|error| {
            let line = format!("{layer}: could not run: {error:#}");
            println!("{line}");
            lines.push(line);
            Tally::of(false)
        });
        lines.push(format!("{layer}: {tally}, {} s", start.elapsed().as_secs()));
        total.add(tally);
    }
    println!();
    for line in lines {
        println!("{line}");
    }
    for layer in left_out {
        if layer.by_default() || selection.skip.contains(&layer) {
            println!("{layer}: NOT TESTED, left out on the command line");
        } else if selection.only.is_empty() {
            println!("{layer}: NOT TESTED, runs by `cargo xtask test --only {layer}`");
        }
    }
    println!("{total}");
    Ok(if total.is_clean() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
