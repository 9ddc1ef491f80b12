//! `get`, `set` and `unset`: single keys of files, in place.

use super::{CLEAN, FOUND, address, assignment, open, release, save};
use anyhow::{Context, Result};
use clap::Args;
use evenkeel_core::keys::Place;
use evenkeel_core::workspace::Input;
use std::io::Write;

/// Arguments of `get`.
#[derive(Args)]
pub(crate) struct GetArguments {
    /// The key, as in values:replicas or config:runners.kubernetes.image
    key: String,
    /// Files, or folders with them
    #[arg(required = true)]
    files: Vec<String>,
    /// The release, by name or namespace/name, when there are several
    #[arg(long)]
    release: Option<String>,
}

/// Arguments of `set`.
#[derive(Args)]
pub(crate) struct SetArguments {
    /// The key and its value, as in values:replicas=3
    #[arg(value_name = "KEY=VALUE")]
    assignment: String,
    /// Files, or folders with them
    #[arg(required = true)]
    files: Vec<String>,
    /// The release, by name or namespace/name, when there are several
    #[arg(long)]
    release: Option<String>,
}

/// Arguments of `unset`.
#[derive(Args)]
pub(crate) struct UnsetArguments {
    /// The key
    key: String,
    /// Files, or folders with them
    #[arg(required = true)]
    files: Vec<String>,
    /// The release, by name or namespace/name, when there are several
    #[arg(long)]
    release: Option<String>,
}

/// Prints what a key holds; exit code 1 when it is not set.
pub(crate) fn get(arguments: &GetArguments) -> Result<u8> {
    let workspace = open(&arguments.files)?;
    let release = release(&workspace, arguments.release.as_deref())?;
    match workspace.read(release, &address(&arguments.key)?) {
        Some(reading) => {
            writeln!(std::io::stdout().lock(), "{}", reading.text)?;
            Ok(CLEAN)
        }
        None => Ok(FOUND),
    }
}

/// Writes a key and saves the files that changed.
pub(crate) fn set(arguments: &SetArguments) -> Result<u8> {
    let before = open(&arguments.files)?;
    let (address, value) = assignment(&arguments.assignment)?;
    let release = release(&before, arguments.release.as_deref())?;
    let mut after = before.clone();
    let applied = after
        .write(release, &address, &Input::Text(value))
        .with_context(|| format!("{address} was not set"))?;
    let others = before.shared_with(release, applied.file);
    if !others.is_empty() && address.place != Place::Helmfile {
        let mut stderr = std::io::stderr().lock();
        writeln!(
            stderr,
            "note: the file is shared with {}",
            others.join(", ")
        )?;
    }
    report(&save(&before, &after)?)
}

/// Removes a key and saves the files that changed.
pub(crate) fn unset(arguments: &UnsetArguments) -> Result<u8> {
    let before = open(&arguments.files)?;
    let address = address(&arguments.key)?;
    let release = release(&before, arguments.release.as_deref())?;
    let mut after = before.clone();
    after
        .remove(release, &address)
        .with_context(|| format!("{address} was not removed"))?;
    report(&save(&before, &after)?)
}

fn report(written: &[String]) -> Result<u8> {
    let mut out = std::io::stdout().lock();
    for path in written {
        writeln!(out, "{path}")?;
    }
    Ok(CLEAN)
}
