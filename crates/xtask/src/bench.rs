//! The benchmarks: our own code alone, or the release binary beside the peers it is compared with. Measures; never passes
//! or fails by time.

use anyhow::Result;

use crate::command::Program;
use crate::dist::Dist;
use crate::repository::Repository;
use crate::tools::Tools;

/// Runs what a keystroke costs.
pub(crate) fn run(repository: &Repository) -> Result<()> {
    cargo_bench(repository, "keystroke")
        .args(["--", "--quiet"])
        .run()
}

/// Runs what a keystroke on ten runners costs natively, and right after it in the engine that the site ships.
pub(crate) fn site(repository: &Repository, tools: &Tools) -> Result<()> {
    let chromium = tools.chromium()?;
    tools.browser_modules()?;
    Dist::new(repository, tools).site()?;
    cargo_bench(repository, "keystroke")
        .args(["--", "--quiet", "ten runners"])
        .run()?;
    Program::new("node")
        .arg("bench.mjs")
        .env("EVENKEEL_CHROMIUM", chromium)
        .env("EVENKEEL_SITE", repository.dist().join("site"))
        .current_dir(repository.root.join("tests/e2e"))
        .run()
}

/// Prints the tables that compare post-rendering with yq and kustomize, with itself at other sizes, and under Helm 4.
pub(crate) fn peers(repository: &Repository, tools: &Tools) -> Result<()> {
    let dist = Dist::new(repository, tools);
    dist.pair()?;
    cargo_bench(repository, "peers")
        .env("EVENKEEL_BIN", dist.native()?)
        .env("EVENKEEL_DIST", repository.dist())
        .env("EVENKEEL_HELM4", tools.helm4()?)
        .env("EVENKEEL_YQ", tools.yq()?)
        .env("EVENKEEL_KUSTOMIZE", tools.kustomize()?)
        .run()
}

fn cargo_bench(repository: &Repository, name: &str) -> Program {
    Program::new("cargo")
        .args(["bench", "--quiet", "--package", "evenkeel-tests"])
        .args(["--bench", name])
        .env("CARGO_TARGET_DIR", &repository.target)
        .current_dir(&repository.root)
}
