//! `migrate`: a `config.toml` of another executor becomes files for a runner on Kubernetes, and a report.

use super::{CLEAN, FOUND, read, write};
use anyhow::{Context, Result, bail};
use clap::Args;
use evenkeel_core::migration::{Part, migrate as run};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Arguments of `migrate`.
#[derive(Args)]
pub(crate) struct MigrateArguments {
    /// A config.toml of the docker, docker+machine, docker-autoscaler, shell or any other executor, or manifests that Helm rendered
    #[arg(required = true)]
    files: Vec<String>,
    /// The folder to write to; of several files each gets a folder of its own in it
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Write the report to this file too: JSON where it ends in .json, else text
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Replace files that are there already
    #[arg(long)]
    force: bool,
}

/// Writes the new files and prints the report; exit code 1 when something was not possible.
pub(crate) fn migrate(arguments: &MigrateArguments) -> Result<u8> {
    if arguments.files.len() > 1 && arguments.report.is_some() {
        bail!("--report takes one file at a time");
    }
    let mut migrations = Vec::new();
    for (number, path) in arguments.files.iter().enumerate() {
        let (path, text) = read(path)?;
        let migration = run(&path, &text).with_context(|| format!("{path} was not migrated"))?;
        let folder = if arguments.files.len() > 1 {
            arguments.out.join(folder_of(&path, number))
        } else {
            arguments.out.clone()
        };
        migrations.push((folder, migration));
    }
    let mut files = Vec::new();
    for (folder, migration) in &migrations {
        let own = migration.files.iter();
        files.extend(own.map(|(path, text)| (folder.join(path), text.clone())));
        if let Some(path) = &arguments.report {
            let report = &migration.report;
            let is_json = path
                .extension()
                .is_some_and(|extension| extension == "json");
            let text = if is_json {
                report.to_json()
            } else {
                report.to_string()
            };
            files.push((path.clone(), text));
        }
    }
    let taken = files.iter().find(|(path, _)| path.exists());
    if let (Some((path, _)), false) = (taken, arguments.force) {
        bail!("{} is there already; --force replaces it", path.display());
    }
    for (path, text) in &files {
        write(path, text)?;
    }
    let mut out = std::io::stdout().lock();
    let mut is_whole = true;
    for (number, (_, migration)) in migrations.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        write!(out, "{}", migration.report)?;
        is_whole &= migration.report.part(Part::NotPossible).next().is_none();
    }
    Ok(if is_whole { CLEAN } else { FOUND })
}

/// A folder named after a file, by its number where the name says nothing.
fn folder_of(path: &str, number: usize) -> String {
    let path = Path::new(path);
    let name = |path: Option<&Path>| {
        path.and_then(Path::file_stem)
            .map(|stem| stem.to_string_lossy().into_owned())
    };
    let stem = name(Some(path)).unwrap_or_default();
    let parent = name(path.parent()).filter(|parent| !parent.is_empty());
    // Files of several hosts all have the same name; the folders they came in differ.
    let stem = match parent {
        Some(parent) if stem == "config" => parent,
        _ => stem,
    };
    format!("{:02}-{stem}", number + 1)
}
