//! The site by Trunk: served while working, built for shipping.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;

use anyhow::{Context, Result};
use evenkeel_core::concepts::ENTRIES;
use evenkeel_core::keys::texts_file;
use evenkeel_core::presets::PRESETS;
use evenkeel_protocol::{Help, Preset, encode};

use crate::command::Program;
use crate::plugin;
use crate::repository::Repository;
use crate::step::step;
use crate::tools::Tools;

/// Builds and serves until interrupted.
pub(crate) fn serve(repository: &Repository, tools: &Tools, port: u16, open: bool) -> Result<()> {
    drop(
        TcpListener::bind((Ipv4Addr::LOCALHOST, port)).with_context(|| {
            format!("port {port} is taken: end what listens there, or give another with --port")
        })?,
    );
    let wasm = tools.wasm()?;
    // Of the plugin's module, too, the quick build is enough here.
    let cargo = wasm.apply(Program::new("cargo"));
    let module = step("build the plugin's module, which the site packs", || {
        plugin::build_module(repository, cargo, "wasm-dev")
    })?;
    let trunk = wasm
        .apply(trunk(repository, tools, &module)?)
        .args([
            "serve",
            "--cargo-profile",
            "wasm-dev",
            "--port",
            &port.to_string(),
            "--dist",
        ])
        .arg(repository.target.join("serve"));
    println!(
        "==> serving on http://127.0.0.1:{port}/ as soon as the build below is done; end with Ctrl+C"
    );
    if open { trunk.arg("--open") } else { trunk }.replace()
}

/// Builds what is shipped into `dist/site`; the plugin's module is built before.
pub(crate) fn build(repository: &Repository, tools: &Tools) -> Result<()> {
    let wasm = tools.wasm()?;
    let module = plugin::module(repository);
    let trunk = wasm.apply_small(trunk(repository, tools, &module)?);
    tools.wasm_opt()?;
    step("build the site", || {
        let folder = repository.dist().join("site");
        std::fs::create_dir_all(&folder)?;
        trunk
            .args([
                "build",
                "--release",
                "--cargo-profile",
                "wasm-release",
                "--dist",
            ])
            .arg(folder)
            .run()
    })
}

/// Writes what Trunk copies beside the modules, which are built without it: the texts of the table of keys, the files of
/// every preset, and the pages about concepts.
fn write_texts(repository: &Repository) -> Result<()> {
    let folder = repository.root.join("web/generated");
    std::fs::create_dir_all(&folder)?;
    let presets = PRESETS.iter().map(|preset| {
        Ok(Preset {
            id: preset.id.to_owned(),
            title: preset.title.to_owned(),
            about: preset.about.to_owned(),
            files: preset.workspace()?.bundle(),
        })
    });
    let presets = encode(&presets.collect::<Result<Vec<_>>>()?);
    let concepts = ENTRIES.iter().map(|entry| Help {
        page: entry.about.help.to_owned(),
        options: entry
            .options
            .iter()
            .map(|option| option.about.to_owned())
            .collect(),
    });
    let concepts = encode(&concepts.collect::<Vec<_>>());
    for (name, text) in [
        ("keys.txt", texts_file()),
        ("presets.txt", &presets),
        ("concepts.txt", &concepts),
    ] {
        let path = folder.join(name);
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// Trunk with its own tools in front of `PATH`: it would fetch others from a release page.
fn trunk(repository: &Repository, tools: &Tools, module: &Path) -> Result<Program> {
    write_texts(repository)?;
    let beside = repository.root.join("web/generated/plugin.wasm");
    std::fs::copy(module, &beside).with_context(|| format!("cannot write {}", beside.display()))?;
    let (trunk, bindgen, opt) = (tools.trunk()?, tools.wasm_bindgen()?, tools.wasm_opt()?);
    Ok(Program::new(&trunk)
        .env("PATH", Tools::path_with(&[&bindgen, &opt])?)
        // Trunk reads any value but `true` and `false` as a mistake, and others set it to `1`.
        .env("NO_COLOR", "true")
        .env("CARGO_TARGET_DIR", &repository.target)
        .current_dir(&repository.root))
}
