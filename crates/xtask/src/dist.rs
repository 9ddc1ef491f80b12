//! Everything that is shipped, each part built at most once per run.

use std::cell::OnceCell;
use std::path::PathBuf;

use anyhow::Result;

use crate::repository::Repository;
use crate::tools::Tools;
use crate::{plugin, site};

/// Builds all parts.
pub(crate) fn build(repository: &Repository, tools: &Tools) -> Result<()> {
    let dist = Dist::new(repository, tools);
    dist.site()?;
    dist.pair()?;
    dist.native()?;
    println!("all of it is in {}", repository.dist().display());
    Ok(())
}

/// Parts of the dist folder, built on first use: several layers of tests need the same ones.
pub(crate) struct Dist<'a> {
    repository: &'a Repository,
    tools: &'a Tools,
    site: OnceCell<()>,
    pair: OnceCell<()>,
    native: OnceCell<PathBuf>,
}

impl<'a> Dist<'a> {
    /// Nothing built yet.
    pub(crate) fn new(repository: &'a Repository, tools: &'a Tools) -> Self {
        Self {
            repository,
            tools,
            site: OnceCell::new(),
            pair: OnceCell::new(),
            native: OnceCell::new(),
        }
    }

    /// The static site, with the plugin's module beside it.
    pub(crate) fn site(&self) -> Result<()> {
        self.pair()?;
        once(&self.site, || site::build(self.repository, self.tools)).map(drop)
    }

    /// The module for Helm 4 and its bridge.
    pub(crate) fn pair(&self) -> Result<()> {
        once(&self.pair, || {
            plugin::build_pair(self.repository, self.tools)
        })
        .map(drop)
    }

    /// The native plugin; gives the binary inside it.
    pub(crate) fn native(&self) -> Result<PathBuf> {
        once(&self.native, || plugin::build_native(self.repository)).cloned()
    }
}

fn once<T>(cell: &OnceCell<T>, build: impl FnOnce() -> Result<T>) -> Result<&T> {
    if let Some(built) = cell.get() {
        return Ok(built);
    }
    let built = build()?;
    Ok(cell.get_or_init(|| built))
}
