//! The Helm plugins: the module and its bridge for any machine, those around the binary for this machine.
//!
//! Helm reads a local tarball only if its top folder is the file's name without the version, and loads nothing when two
//! plugins share a name. Those that take each other's place share one on purpose, so they lie in folders of their own:
//! `wasm` (the pair), `native`, `extism` (for the Helm that needs no bridge) and `helm3`. Helm 3 installs from a URL or a
//! folder, and wants no top folder in the tarball.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use evenkeel_tarball::{Entry, Kind};

use crate::command::Program;
use crate::repository::Repository;
use crate::step::step;
use crate::tools::{TARGET, Tools};

/// The folder of what is for Helm 3.
const HELM_3: &str = "helm3";

/// Builds the module and packs it and its bridge into `dist/wasm`, and it alone into `dist/extism`.
pub(crate) fn build_pair(repository: &Repository, tools: &Tools) -> Result<()> {
    let wasm_opt = tools.wasm_opt()?;
    let module = module(repository);
    step("build the Helm plugin's module", || {
        let built = build_module(
            repository,
            tools.wasm()?.apply_small(Program::new("cargo")),
            "wasm-release",
        )?;
        std::fs::create_dir_all(repository.dist().join("wasm"))?;
        Program::new(&wasm_opt)
            // Flat code and loops made anew give it two thousand bytes more to save, the second time another few hundred.
            .args(["--flatten", "--rereloop", "-Oz", "-Oz"])
            .args(["--strip-debug", "--strip-producers", "-o"])
            .arg(&module)
            .arg(built)
            .run()
    })?;
    let module = Entry {
        name: "plugin.wasm".into(),
        bytes: std::fs::read(&module)?,
        kind: Kind::Data,
    };
    let manifest = "plugin/wasm/plugin.yaml";
    pack(repository, "wasm/evenkeel-wasm", manifest, Some(&module))?;
    pack(
        repository,
        "wasm/evenkeel",
        "plugin/bridge/plugin.yaml",
        None,
    )?;
    let manifest = "plugin/extism/plugin.yaml";
    pack(repository, "extism/evenkeel", manifest, Some(&module))
}

/// Where the module that is shipped is, once it is built.
pub(crate) fn module(repository: &Repository) -> PathBuf {
    repository.dist().join("wasm/plugin.wasm")
}

/// Builds the module with a profile, by `cargo` as it is set up for that; gives where it is.
pub(crate) fn build_module(
    repository: &Repository,
    cargo: Program,
    profile: &str,
) -> Result<PathBuf> {
    cargo
        .args(["build", "--package", "evenkeel-plugin"])
        .args(["--profile", profile, "--target", TARGET])
        .env("CARGO_TARGET_DIR", &repository.target)
        .current_dir(&repository.root)
        .run()?;
    let folder = repository.target.join(TARGET).join(profile);
    Ok(folder.join("evenkeel_plugin.wasm"))
}

/// Builds the binary and packs it as plugins into `dist/native` and `dist/helm3`; gives the binary's path.
pub(crate) fn build_native(repository: &Repository) -> Result<PathBuf> {
    let name = format!("evenkeel{}", std::env::consts::EXE_SUFFIX);
    let target = static_target();
    let folder = repository
        .target
        .join(target.as_deref().unwrap_or_default());
    let binary = folder.join("release").join(&name);
    let what = match target {
        Some(_) => "build the binary, with all of its libraries in it",
        None => "build the binary",
    };
    step(what, || {
        let mut cargo = Program::new("cargo")
            .args(["build", "--quiet", "--release"])
            .args(["--package", "evenkeel-cli", "--bin", "evenkeel"]);
        if let Some(target) = &target {
            let variable = target.to_uppercase().replace('-', "_");
            cargo = cargo.args(["--target", target]).env(
                &format!("CARGO_TARGET_{variable}_RUSTFLAGS"),
                "-C target-feature=+crt-static",
            );
        }
        cargo
            .env("CARGO_TARGET_DIR", &repository.target)
            .current_dir(&repository.root)
            .run()
    })?;
    let program = Entry {
        name: format!("bin/{name}"),
        bytes: std::fs::read(&binary)?,
        kind: Kind::Program,
    };
    for (tarball, manifest) in [
        ("native/evenkeel", "plugin/native/plugin.yaml"),
        ("native/evenkeel-cli", "plugin/cli/plugin.yaml"),
        (&format!("{HELM_3}/evenkeel"), "plugin/helm3/plugin.yaml"),
    ] {
        pack(repository, tarball, manifest, Some(&program))?;
    }
    Ok(binary)
}

/// This machine's target, where a binary for it can have the C library in it. Such a binary runs in images that have
/// another one or none, as images with Helm often do, and starts sooner.
fn static_target() -> Option<String> {
    let is_known = cfg!(any(target_arch = "x86_64", target_arch = "aarch64"));
    if !cfg!(all(target_os = "linux", target_env = "gnu")) || !is_known {
        return None;
    }
    // The compiler prints a path where the archive is installed, else the bare name.
    let archive = Program::new("cc").arg("-print-file-name=libc.a").output();
    let is_installed = archive.is_ok_and(|path| Path::new(path.trim()).is_absolute());
    is_installed.then(|| format!("{}-unknown-linux-gnu", std::env::consts::ARCH))
}

/// Packs `manifest` and `content` into `tarball`, a path in the dist folder without version and suffix.
fn pack(
    repository: &Repository,
    tarball: &str,
    manifest: &str,
    content: Option<&Entry>,
) -> Result<()> {
    let manifest = read_manifest(&repository.root.join(manifest), repository.version)?;
    let path = repository.dist().join(tarball);
    let (folder, name) = tarball
        .rsplit_once('/')
        .with_context(|| format!("{tarball} names no folder"))?;
    std::fs::create_dir_all(repository.dist().join(folder))?;
    let licence = std::fs::read(repository.root.join("LICENSE"))?;
    let mut entries = vec![
        Entry {
            name: "plugin.yaml".into(),
            bytes: manifest,
            kind: Kind::Data,
        },
        Entry {
            name: "LICENSE".into(),
            bytes: licence,
            kind: Kind::Data,
        },
    ];
    entries.extend(content.cloned());
    let path = path.with_file_name(format!("{name}-{}.tgz", repository.version));
    evenkeel_tarball::write(&path, (folder != HELM_3).then_some(name), entries)
        .with_context(|| format!("cannot write {}", path.display()))?;
    println!("    {}", path.display());
    Ok(())
}

/// The manifest's bytes; refuses one that names another version than the crates have.
fn read_manifest(path: &Path, version: &str) -> Result<Vec<u8>> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    if !text
        .lines()
        .any(|line| line == format!("version: {version}"))
    {
        bail!("{} does not say `version: {version}`", path.display());
    }
    Ok(text.into_bytes())
}
