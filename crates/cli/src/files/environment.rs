//! `environment`: helmfile's environments, listed and added.

use super::{CLEAN, open, release, save};
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use std::io::Write;

/// Arguments of `environment`.
#[derive(Args)]
pub(crate) struct EnvironmentArguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List the environments that the helmfiles define
    List(ListArguments),
    /// Add one, with a values file of its own for each release
    Add(AddArguments),
}

#[derive(Args)]
struct ListArguments {
    /// Files, or folders with them
    #[arg(required = true)]
    files: Vec<String>,
}

#[derive(Args)]
struct AddArguments {
    /// The name of the environment
    name: String,
    /// Files, or folders with them
    #[arg(required = true)]
    files: Vec<String>,
    /// A release of the helmfile, by name or namespace/name, when there are several
    #[arg(long)]
    release: Option<String>,
}

pub(crate) fn environment(arguments: &EnvironmentArguments) -> Result<u8> {
    let mut out = std::io::stdout().lock();
    match &arguments.command {
        Command::List(arguments) => {
            for name in open(&arguments.files)?.environments() {
                writeln!(out, "{name}")?;
            }
        }
        Command::Add(arguments) => {
            let before = open(&arguments.files)?;
            let release = release(&before, arguments.release.as_deref())?;
            let mut after = before.clone();
            after
                .add_environment(release, &arguments.name)
                .with_context(|| format!("the environment {} was not added", arguments.name))?;
            for path in save(&before, &after)? {
                writeln!(out, "{path}")?;
            }
        }
    }
    Ok(CLEAN)
}
