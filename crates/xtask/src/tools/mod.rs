//! The programs this repository is built and tested with: found where they are, else installed.
//!
//! A program of the right version in `PATH` is used as it is. What has to be installed goes into one cache folder
//! (`EVENKEEL_TOOLS`, else `~/.cache/evenkeel/bin`), except distribution packages and the compiler's own targets.

mod cargo;
mod control_plane;
mod debian;
mod go;
mod node;
mod toolchain;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::command::Program;
use crate::repository::Repository;

pub(crate) use toolchain::TARGET;

/// Finds and installs programs.
pub(crate) struct Tools {
    cache: PathBuf,
    root: PathBuf,
    wasm_bindgen: String,
}

impl Tools {
    /// Tools for this repository: versions from Cargo.lock where a crate and a program must agree.
    pub(crate) fn new(repository: &Repository) -> Result<Self> {
        let cache = match std::env::var_os("EVENKEEL_TOOLS") {
            Some(folder) if !folder.is_empty() => repository.root.join(folder),
            _ => {
                let home = std::env::home_dir()
                    .context("no home folder: set EVENKEEL_TOOLS to a folder for tools")?;
                home.join(".cache/evenkeel/bin")
            }
        };
        std::fs::create_dir_all(&cache)
            .with_context(|| format!("cannot make {}", cache.display()))?;
        Ok(Self {
            cache,
            root: repository.root.clone(),
            wasm_bindgen: repository.locked_version("wasm-bindgen")?,
        })
    }

    /// Installs everything and prints where it is.
    pub(crate) fn install_all(&self) -> Result<()> {
        let wasm = self.wasm()?;
        println!("wasm32-unknown-unknown: {wasm}");
        for (name, path) in [
            ("trunk", self.trunk()?),
            ("wasm-bindgen", self.wasm_bindgen()?),
            ("wasm-opt", self.wasm_opt()?),
            ("helm 3", self.helm3()?),
            ("helm 4", self.helm4()?),
            ("helmfile", self.helmfile()?),
            ("yq", self.yq()?),
            ("yaml test suite", self.yaml_suite()?),
            ("scheduler's plugins", self.scheduler()?),
            ("kustomize", self.kustomize()?),
            ("etcd", self.etcd()?),
            ("API server", self.kubernetes("kube-apiserver")?),
            ("scheduler", self.kubernetes("kube-scheduler")?),
            (
                "controller manager",
                self.kubernetes("kube-controller-manager")?,
            ),
            ("kubectl", self.kubernetes("kubectl")?),
            ("chromium", self.chromium()?),
            ("node modules", self.browser_modules()?),
            ("editors' servers", self.editors()?),
        ] {
            println!("{name}: {}", path.display());
        }
        Ok(())
    }

    /// `PATH` with the folders of `programs` in front.
    pub(crate) fn path_with(programs: &[&Path]) -> Result<std::ffi::OsString> {
        let old = std::env::var_os("PATH").unwrap_or_default();
        let folders = programs
            .iter()
            .filter_map(|program| program.parent())
            .map(Path::to_owned);
        std::env::join_paths(folders.chain(std::env::split_paths(&old)))
            .context("a folder in PATH has a separator in its name")
    }
}

/// Where `PATH` has a program called `name`.
fn in_path(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(&file))
        .find(|candidate| candidate.is_file())
}

/// Whether `program`, asked for its version with `arguments`, says `expected`.
fn says(program: &Path, arguments: &[&str], expected: &str) -> bool {
    Program::new(program)
        .args(arguments)
        .output()
        .is_ok_and(|text| text.contains(expected))
}
