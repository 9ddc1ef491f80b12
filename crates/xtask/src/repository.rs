//! Where this repository is and what its files say about versions. Reads, never writes.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;

/// The checkout the command was built from.
pub(crate) struct Repository {
    /// Folder of the workspace's Cargo.toml.
    pub(crate) root: PathBuf,
    /// Cargo's target folder.
    pub(crate) target: PathBuf,
    /// The one version all crates share.
    pub(crate) version: &'static str,
}

#[derive(Deserialize)]
struct Lock {
    package: Vec<Locked>,
}

#[derive(Deserialize)]
struct Locked {
    name: String,
    version: String,
}

impl Repository {
    /// The repository of this source file, wherever the command is called from.
    pub(crate) fn locate() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .nth(2)
            .context("xtask is two folders below the root")?
            .to_owned();
        let target = match std::env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => root.join(folder),
            None => root.join("target"),
        };
        Ok(Self {
            root,
            target,
            version: env!("CARGO_PKG_VERSION"),
        })
    }

    /// Where everything that is shipped goes.
    pub(crate) fn dist(&self) -> PathBuf {
        self.target.join("dist")
    }

    /// The version Cargo.lock holds for `package`.
    pub(crate) fn locked_version(&self, package: &str) -> Result<String> {
        let path = self.root.join("Cargo.lock");
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        let lock: Lock =
            toml::from_str(&text).with_context(|| format!("cannot read {}", path.display()))?;
        lock.package
            .into_iter()
            .find(|locked| locked.name == package)
            .map(|locked| locked.version)
            .with_context(|| format!("Cargo.lock has no package {package}"))
    }
}
