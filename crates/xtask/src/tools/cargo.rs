//! Programs from the Rust registry: Trunk, and wasm-bindgen of exactly the version that Cargo.lock holds.

use std::path::PathBuf;

use anyhow::{Context, Result};

use super::{Tools, in_path, says};
use crate::command::Program;
use crate::step::step;

const TRUNK: &str = "0.21.14";

impl Tools {
    /// Trunk, which builds and serves the site.
    pub(crate) fn trunk(&self) -> Result<PathBuf> {
        // The development profile builds in a third of the time, and Trunk's own work is not what takes long.
        self.cargo_install(
            "trunk",
            "trunk",
            TRUNK,
            &["--locked", "--no-default-features", "--profile", "dev"],
        )
    }

    /// wasm-bindgen, whose output only fits a crate of the same version.
    pub(crate) fn wasm_bindgen(&self) -> Result<PathBuf> {
        self.cargo_install("wasm-bindgen", "wasm-bindgen-cli", &self.wasm_bindgen, &[])
    }

    fn cargo_install(
        &self,
        program: &str,
        package: &str,
        version: &str,
        options: &[&str],
    ) -> Result<PathBuf> {
        let folder = self.cache.join("cargo");
        let installed = folder
            .join("bin")
            .join(format!("{program}{}", std::env::consts::EXE_SUFFIX));
        let expected = format!("{program} {version}");
        for candidate in in_path(program).into_iter().chain([installed.clone()]) {
            if says(&candidate, &["--version"], &expected) {
                return Ok(candidate);
            }
        }
        step(
            format_args!("install {package} {version} (some minutes, once)"),
            || {
                Program::new("cargo")
                    .args([
                        "install",
                        "--quiet",
                        package,
                        "--version",
                        version,
                        "--force",
                        "--root",
                    ])
                    .arg(&folder)
                    .args(options)
                    .env("CARGO_PROFILE_DEV_DEBUG", "0")
                    .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
                    // A target folder named for this repository is not the place to build somebody else's program in.
                    .env("CARGO_TARGET_DIR", self.cache.join("cargo/target"))
                    .run()
            },
        )
        .with_context(|| {
            format!("{program} {version} is missing: `cargo install {package} --version {version}`")
        })?;
        std::fs::remove_dir_all(self.cache.join("cargo/target")).ok();
        Ok(installed)
    }
}
