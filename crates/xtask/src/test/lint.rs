//! Format and lints, warnings as errors, on the host and on wasm32.

use anyhow::Result;
use clap::ValueEnum;

use crate::command::Program;
use crate::repository::Repository;
use crate::step::step;
use crate::tools::{TARGET, Tools};

/// One of the checks that read the source and run nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Check {
    /// rustfmt
    Format,
    /// Clippy on everything, for this machine
    Host,
    /// Clippy on what becomes wasm
    Wasm,
}

/// Runs one check.
pub(crate) fn lint(repository: &Repository, tools: &Tools, check: Check) -> Result<()> {
    let cargo = || {
        Program::new("cargo")
            .env("CARGO_TARGET_DIR", &repository.target)
            .current_dir(&repository.root)
    };
    match check {
        Check::Format => step("check the format", || {
            cargo().args(["fmt", "--all", "--check"]).run()
        }),
        Check::Host => step("lint for this machine", || {
            cargo()
                .args([
                    "clippy",
                    "--quiet",
                    "--workspace",
                    "--all-targets",
                    "--all-features",
                    "--",
                    "--deny=warnings",
                ])
                .run()
        }),
        Check::Wasm => {
            let wasm = tools.wasm_clippy()?;
            let packages = [
                "evenkeel-yaml",
                "evenkeel-core",
                "evenkeel-protocol",
                "evenkeel-web",
                "evenkeel-worker",
                "evenkeel-post-renderer",
                "evenkeel-plugin",
            ];
            step(format_args!("lint for {TARGET}"), || {
                wasm.apply(cargo())
                    .args(["clippy", "--quiet", "--target", TARGET])
                    .args(packages.iter().flat_map(|package| ["--package", package]))
                    .args(["--", "--deny=warnings"])
                    .run()
            })
        }
    }
}
