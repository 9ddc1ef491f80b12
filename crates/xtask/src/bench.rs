//! The benchmarks, with the release binary and the peers it is compared with. Measures; never passes or fails by time.

use anyhow::Result;

use crate::command::Program;
use crate::dist::Dist;
use crate::repository::Repository;
use crate::tools::Tools;

/// Runs all benchmarks.
pub(crate) fn run(repository: &Repository, tools: &Tools) -> Result<()> {
    Program::new("cargo")
        .args(["bench", "--quiet", "--package", "evenkeel-tests"])
        .args(["--", "--quiet"])
        .env("CARGO_TARGET_DIR", &repository.target)
        .env("EVENKEEL_BIN", Dist::new(repository, tools).native()?)
        .env("EVENKEEL_YQ", tools.yq()?)
        .current_dir(&repository.root)
        .run()
}
