//! `generate`: the files of a preset, with some keys set.

use super::{CLEAN, assignment, write};
use anyhow::Result;
use clap::Args;
use evenkeel_core::presets;
use evenkeel_core::workspace::Input;
use std::io::Write;
use std::path::PathBuf;

/// Arguments of `generate`.
#[derive(Args)]
pub(crate) struct GenerateArguments {
    /// The preset to start from: minimal, article
    #[arg(long, default_value = "minimal")]
    preset: String,
    /// Set a key, as in `config:runners.kubernetes.cpu_request=250m`
    #[arg(long = "set", value_name = "KEY=VALUE")]
    sets: Vec<String>,
    /// The folder to write to
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Replace files that are there already
    #[arg(long)]
    force: bool,
}

pub(crate) fn generate(arguments: &GenerateArguments) -> Result<u8> {
    let mut workspace = presets::find(&arguments.preset)?.workspace()?;
    for set in &arguments.sets {
        let (address, value) = assignment(set)?;
        workspace.write(0, &address, &Input::Text(value))?;
    }
    let files = workspace.bundle();
    let taken = files
        .iter()
        .find(|(path, _)| arguments.out.join(path).exists());
    if let (Some((path, _)), false) = (taken, arguments.force) {
        anyhow::bail!(
            "{} is there already; --force replaces it",
            arguments.out.join(path).display()
        );
    }
    let mut out = std::io::stdout().lock();
    for (path, text) in files {
        let path = arguments.out.join(path);
        write(&path, &text)?;
        writeln!(out, "{}", path.display())?;
    }
    Ok(CLEAN)
}
