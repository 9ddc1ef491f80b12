//! Sizes of what is shipped against the one file that says how large it may be, `tests/budgets.toml`.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use flate2::{Compression, write::GzEncoder};
use serde::Deserialize;

use crate::repository::Repository;
use crate::test::Tally;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Budgets {
    site: Limit,
    worker: Limit,
    post_renderer: Limit,
    plugin: Limit,
}

/// Upper bounds in bytes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Limit {
    wasm: usize,
    wasm_gzip: Option<usize>,
}

/// What was measured, one line each.
pub(crate) struct Measured {
    lines: Vec<String>,
    tally: Tally,
}

impl Measured {
    /// Prints the lines; gives how many were within their budget and how many were not.
    pub(crate) fn print(&self) -> Tally {
        for line in &self.lines {
            println!("{line}");
        }
        self.tally
    }

    fn compare(&mut self, what: &str, size: usize, limit: usize) {
        let within = size <= limit;
        let verdict = if within { "ok" } else { "TOO LARGE" };
        self.lines.push(format!(
            "size of {what}: {size} of {limit} bytes ... {verdict}"
        ));
        self.tally.add(Tally::of(within));
    }
}

/// Measures everything in the dist folder that has a budget.
pub(crate) fn check(repository: &Repository) -> Result<Measured> {
    let path = repository.root.join("tests/budgets.toml");
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read {}", path.display()))?;
    let budgets: Budgets =
        toml::from_str(&text).with_context(|| format!("cannot read {}", path.display()))?;
    let mut measured = Measured {
        lines: Vec::new(),
        tally: Tally::default(),
    };
    for (what, folder, name, limit) in [
        (
            "the site's first module",
            "site",
            "evenkeel-web",
            budgets.site,
        ),
        (
            "the site's worker",
            "site",
            "evenkeel-worker",
            budgets.worker,
        ),
        (
            "the site's post-renderer",
            "site",
            "evenkeel-post-renderer",
            budgets.post_renderer,
        ),
        ("the plugin's module", "wasm", "", budgets.plugin),
    ] {
        let bytes = std::fs::read(only_module(&repository.dist().join(folder), name)?)?;
        measured.compare(what, bytes.len(), limit.wasm);
        if let Some(limit) = limit.wasm_gzip {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
            encoder.write_all(&bytes)?;
            measured.compare(&format!("{what}, gzipped"), encoder.finish()?.len(), limit);
        }
    }
    Ok(measured)
}

/// The one wasm file of a folder whose name begins so; two would mean that an old build was left there.
fn only_module(folder: &Path, name: &str) -> Result<PathBuf> {
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let paths = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    let mut modules = paths.into_iter().filter(|path| {
        let file = path.file_name().and_then(|file| file.to_str());
        file.is_some_and(|file| file.starts_with(name) && file.ends_with(".wasm"))
    });
    match (modules.next(), modules.next()) {
        (Some(module), None) => Ok(module),
        (None, _) => bail!("{} has no wasm file {name}*", folder.display()),
        (Some(_), Some(_)) => bail!("{} has more than one wasm file {name}*", folder.display()),
    }
}
