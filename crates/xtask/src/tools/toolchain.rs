//! A compiler for wasm32-unknown-unknown that has the sources of the standard library, by a ladder: there already, by
//! rustup, by distribution packages, or one line that says what to install. Everything native stays on the ordinary
//! toolchain.
//!
//! The standard library for wasm32 is never downloaded: cargo builds it with our own profile, once per target folder.
//! That makes it a third smaller than the one that is distributed, and the same whichever step of the ladder it was.

use std::fmt::{self, Display};
use std::path::Path;

use anyhow::{Result, bail};

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
    /// The toolchain in use has the sources.
    Ordinary,
    /// The distribution's compiler, linked into rustup.
    Linked,
}

impl Wasm {
    /// `program` set up to build for wasm32, as it is for work at the desk: a panic says where it came from.
    pub(crate) fn apply(self, program: Program) -> Program {
        self.toolchain(program)
            // Building the standard library is not a stable feature of cargo; what it builds is stable Rust.
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
    }

    /// `program` set up to build what is shipped: a panic stops the module at once, without a message, and so none of
    /// the text and the formatting of such messages is in it.
    pub(crate) fn apply_small(self, program: Program) -> Program {
        self.apply(program)
            .env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size")
            .env(
                "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
                "-Zunstable-options -Cpanic=immediate-abort",
            )
    }

    fn toolchain(self, program: Program) -> Program {
        match self {
            Self::Ordinary => program,
            Self::Linked => program.env("RUSTUP_TOOLCHAIN", LINKED),
        }
    }

    fn is_ready(self) -> bool {
        let print = self
            .toolchain(Program::new("rustc"))
            .args(["--print", "sysroot"]);
        print.output().is_ok_and(|sysroot| {
            Path::new(sysroot.trim())
                .join("lib/rustlib/src/rust/library/std/Cargo.toml")
                .is_file()
        })
    }
}

impl Display for Wasm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ordinary => f.write_str("the ordinary toolchain has the library's sources"),
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
            rustup.args(["component", "add", "rust-src"]).output()
        };
        match step("rustup component add rust-src", add) {
            Ok(_) if Wasm::Ordinary.is_ready() => return Ok(Wasm::Ordinary),
            _ => println!("    rustup cannot add it here; trying distribution packages"),
        }
        if !debian::can_install() {
            bail!(
                "the standard library's sources, which {TARGET} is built from, are missing: run `rustup component add rust-src`, or as root `apt-get install {}` and this again",
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
        if !Wasm::Linked.is_ready() {
            bail!(
                "{TARGET} cannot be built although its packages were installed; see the lines above"
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
}
