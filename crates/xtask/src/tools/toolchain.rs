//! A compiler for wasm32-unknown-unknown, by a ladder: there already, by rustup, by distribution packages, or one
//! line that says what to install. Everything native stays on the ordinary toolchain.

use std::fmt::{self, Display};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::{Tools, debian};
use crate::command::Program;
use crate::step::step;

/// The target triple of everything that runs in a browser or inside Helm.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";
/// The name under which rustup knows the distribution's compiler.
const LINKED: &str = "wasm";
const PACKAGES: [&str; 5] = [
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-llvm",
    "lld-22",
];

/// How to call cargo so that it can build for wasm32.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wasm {
    /// The toolchain in use has the target.
    Ordinary,
    /// The distribution's compiler, linked into rustup.
    Linked,
}

impl Wasm {
    /// `program` set up to build for wasm32.
    pub(crate) fn apply(self, program: Program) -> Program {
        match self {
            Self::Ordinary => program,
            Self::Linked => program.env("RUSTUP_TOOLCHAIN", LINKED),
        }
    }

    fn is_ready(self) -> bool {
        self.library_folder()
            .is_ok_and(|folder| has_library(&folder, "core") && has_library(&folder, "std"))
    }

    fn library_folder(self) -> Result<PathBuf> {
        let print = self.apply(Program::new("rustc")).args([
            "--print",
            "target-libdir",
            "--target",
            TARGET,
        ]);
        Ok(PathBuf::from(print.output()?.trim()))
    }
}

impl Display for Wasm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ordinary => f.write_str("the ordinary toolchain has it"),
            Self::Linked => write!(
                f,
                "by the distribution's compiler, RUSTUP_TOOLCHAIN={LINKED}"
            ),
        }
    }
}

impl Tools {
    /// A compiler for wasm32, installed if need be.
    pub(crate) fn wasm(&self) -> Result<Wasm> {
        for found in [Wasm::Ordinary, Wasm::Linked] {
            if found.is_ready() {
                return Ok(found);
            }
        }
        let add = || {
            // In silence, for a failure here only leads to the next step.
            let rustup = Program::new("rustup").env("RUST_BACKTRACE", "0");
            rustup.args(["target", "add", TARGET]).output()
        };
        match step(format_args!("rustup target add {TARGET}"), add) {
            Ok(_) if Wasm::Ordinary.is_ready() => return Ok(Wasm::Ordinary),
            _ => println!("    rustup cannot add it here; trying distribution packages"),
        }
        if !debian::can_install() {
            bail!(
                "{TARGET} is missing: run `rustup target add {TARGET}`, or as root `apt-get install {}` and this again",
                PACKAGES.join(" ")
            );
        }
        step(
            "install a compiler with wasm32 from distribution packages",
            || debian::install(&PACKAGES),
        )?;
        step("link it into rustup", || {
            Program::new("rustup")
                .args(["toolchain", "link", LINKED, "/usr"])
                .run()
        })?;
        step(
            format_args!("build the standard library for {TARGET}"),
            || self.build_standard_library(),
        )?;
        if !Wasm::Linked.is_ready() {
            bail!(
                "{TARGET} is missing although its standard library was built; see the lines above"
            );
        }
        Ok(Wasm::Linked)
    }

    /// Clippy for wasm32 too; the distribution has it in a package of its own.
    pub(crate) fn wasm_clippy(&self) -> Result<Wasm> {
        let wasm = self.wasm()?;
        let has_clippy = || {
            wasm.apply(Program::new("cargo"))
                .args(["clippy", "--version"])
                .output()
                .is_ok()
        };
        if !has_clippy() && wasm == Wasm::Linked {
            step("install Clippy for that compiler", || {
                debian::install(&["rust-web-clippy"])
            })?;
        }
        if !has_clippy() {
            bail!(
                "Clippy is missing for {TARGET}: `rustup component add clippy`, or the package rust-web-clippy"
            );
        }
        Ok(wasm)
    }

    fn build_standard_library(&self) -> Result<()> {
        let folder = self.cache.join("wasm-std");
        std::fs::remove_dir_all(&folder).ok();
        std::fs::create_dir_all(folder.join("src"))?;
        std::fs::write(folder.join("src/lib.rs"), "")?;
        std::fs::write(
            folder.join("Cargo.toml"),
            "[package]\nname = \"nothing\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n",
        )?;
        Wasm::Linked
            .apply(Program::new("cargo"))
            .args(["build", "--quiet", "--release", "--target", TARGET])
            .arg("-Zbuild-std=core,alloc,std,panic_abort,panic_unwind,proc_macro")
            // Without it a later build with link-time optimisation finds no bitcode in these libraries.
            .env("CARGO_ENCODED_RUSTFLAGS", "-Cembed-bitcode=yes")
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_TARGET_DIR", folder.join("target"))
            .current_dir(&folder)
            .run()?;
        let libraries = Wasm::Linked.library_folder()?;
        std::fs::create_dir_all(&libraries)?;
        copy_libraries(
            &folder.join("target").join(TARGET).join("release/deps"),
            &libraries,
        )?;
        std::fs::remove_dir_all(&folder)?;
        Ok(())
    }
}

/// Libraries of an older build in the same folder would be two candidates for one crate, so they go first.
fn copy_libraries(from: &Path, to: &Path) -> Result<()> {
    for path in libraries(to)? {
        std::fs::remove_file(path)?;
    }
    for path in libraries(from)? {
        let name = path.file_name().context("a listed file has a name")?;
        if !name.to_string_lossy().starts_with("libnothing-") {
            std::fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}

fn libraries(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let paths = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    Ok(paths
        .into_iter()
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "rlib")
        })
        .collect())
}

fn has_library(folder: &Path, name: &str) -> bool {
    let start = format!("lib{name}-");
    libraries(folder).is_ok_and(|paths| {
        paths
            .iter()
            .filter_map(|path| path.file_name())
            .any(|file| file.to_string_lossy().starts_with(&start))
    })
}
