//! Commands on files: read them, hand them to the core, write back what changed.

mod capacity;
mod check;
mod concept;
mod edit;
mod environment;
mod generate;
mod migrate;
mod permissions;
mod runner;
mod why;
mod zip;

pub(crate) use capacity::{CapacityArguments, capacity};
pub(crate) use check::{CheckArguments, check};
pub(crate) use concept::{ConceptArguments, concept};
pub(crate) use edit::{
    GetArguments, MoveArguments, SetArguments, UnsetArguments, get, move_element, set, unset,
};
pub(crate) use environment::{EnvironmentArguments, environment};
pub(crate) use generate::{GenerateArguments, generate};
pub(crate) use migrate::{MigrateArguments, migrate};
pub(crate) use permissions::{PermissionsArguments, permissions};
pub(crate) use runner::{RunnerArguments, runner};
pub(crate) use why::{WhyArguments, why};

use anyhow::{Context, Result, bail};
use clap::Args;
use evenkeel_core::keys::{Address, AddressError, Resolved, nearest};
use evenkeel_core::workspace::{File, Role, Workspace, may_hold};
use std::io::Write;
use std::path::Path;

/// Exit codes of every command: clean, findings or changes, could not run.
pub(crate) const CLEAN: u8 = 0;
pub(crate) const FOUND: u8 = 1;
pub(crate) const FAILED: u8 = 2;

/// The config file of `check`.
const CHECK_CONFIG: &str = ".evenkeel.yaml";

/// Opens files, folders and zips with everything in them that holds something of the runner's.
fn open(paths: &[String]) -> Result<Workspace> {
    let mut files = Vec::new();
    for path in paths {
        if Path::new(path).is_dir() {
            for found in in_folder(Path::new(path))? {
                let (path, text) = read(&found)?;
                // What is only passed by is not opened; named on the command line, it is.
                if File::new(&path, &text).role() != Role::Other {
                    files.push((path, text));
                }
            }
        } else if path.ends_with(".zip") {
            files.extend(zip::files(path)?);
        } else {
            files.push(read(path)?);
        }
    }
    if files.is_empty() {
        bail!("no YAML or TOML file to open in {}", paths.join(", "));
    }
    Ok(Workspace::open(files).0)
}

/// The same in one of helmfile's environments; what helmfile would work out and this cannot is said on standard error.
fn open_in(paths: &[String], environment: Option<&str>) -> Result<Workspace> {
    let mut workspace = open(paths)?;
    if let Some(environment) = environment {
        workspace.choose_environment(environment)?;
    }
    let mut said: Vec<String> = Vec::new();
    for release in workspace.releases() {
        for reason in &release.undecided {
            let line = format!("note: not worked out: {reason}");
            if !said.contains(&line) {
                said.push(line);
            }
        }
    }
    let is_missing = workspace
        .releases()
        .iter()
        .any(|own| !own.missing.is_empty());
    let known = workspace.environments();
    if environment.is_none() && !known.is_empty() && (is_missing || !said.is_empty()) {
        said.push(format!(
            "note: read as helmfile's environment default; --environment chooses one of: {}",
            known.join(", ")
        ));
    }
    let mut stderr = std::io::stderr().lock();
    for line in said {
        writeln!(stderr, "{line}")?;
    }
    Ok(workspace)
}

fn read(path: &str) -> Result<(String, String)> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {path}"))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        anyhow::anyhow!(
            "{path} is not UTF-8: byte {} is no character",
            error.utf8_error().valid_up_to()
        )
    })?;
    Ok((path.replace('\\', "/"), text))
}

/// The files of a folder and of the folders in it that may hold something, by name.
fn in_folder(folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let path = entry
            .with_context(|| format!("cannot read {}", folder.display()))?
            .path();
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        if path.is_dir() {
            if !name.starts_with('.') {
                found.extend(in_folder(&path)?);
            }
        } else if name == CHECK_CONFIG {
            // It is about the files, not one of them.
        } else if may_hold(&name) {
            found.push(path.to_string_lossy().into_owned());
        }
    }
    found.sort();
    Ok(found)
}

/// Writes the files whose text is another than before, each as a whole.
fn save(before: &Workspace, after: &Workspace) -> Result<Vec<String>> {
    let mut written = Vec::new();
    for (path, text) in after.bundle() {
        if before.file(&path).is_some_and(|file| file.text() == text) {
            continue;
        }
        zip::refuse(&path)?;
        write(Path::new(&path), &text)?;
        written.push(path);
    }
    Ok(written)
}

/// Writes a file through a neighbour and a rename, so that nobody ever sees half of it.
fn write(path: &Path, text: &str) -> Result<()> {
    let context = || format!("cannot write {}", path.display());
    // The rename would not ask.
    if std::fs::metadata(path).is_ok_and(|metadata| metadata.permissions().readonly()) {
        bail!("cannot write {}: it is read-only", path.display());
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(context)?;
    }
    let mut name = path.file_name().map(ToOwned::to_owned).unwrap_or_default();
    name.push(".evenkeel-new");
    let neighbour = path.with_file_name(name);
    std::fs::write(&neighbour, text).with_context(context)?;
    if let Ok(metadata) = std::fs::metadata(path) {
        std::fs::set_permissions(&neighbour, metadata.permissions()).with_context(context)?;
    }
    std::fs::rename(&neighbour, path).with_context(context)
}

/// What a command is about: a release in files.
#[derive(Args)]
struct About {
    /// Files, or folders with them
    #[arg(required = true)]
    files: Vec<String>,
    /// The release, by name or namespace/name, when there are several
    #[arg(long)]
    release: Option<String>,
    /// The environment, as helmfile takes it
    #[arg(long, short, value_name = "NAME")]
    environment: Option<String>,
}

impl About {
    fn open(&self) -> Result<(Workspace, usize)> {
        let workspace = open_in(&self.files, self.environment.as_deref())?;
        let release = release(&workspace, self.release.as_deref())?;
        Ok((workspace, release))
    }
}

/// The release a command is about.
fn release(workspace: &Workspace, name: Option<&str>) -> Result<usize> {
    if let Some(release) = workspace.find_release(name) {
        return Ok(release);
    }
    let names: Vec<String> = workspace
        .releases()
        .iter()
        .map(|release| {
            let name = release.name.as_deref().unwrap_or("(without a name)");
            release.namespace.as_deref().map_or_else(
                || name.to_owned(),
                |namespace| format!("{namespace}/{name}"),
            )
        })
        .collect();
    match (name, names.is_empty()) {
        (_, true) => {
            bail!("no values, config.toml or release of the gitlab-runner chart in these files")
        }
        (Some(name), _) => bail!(
            "there is no release {name}; there are: {}",
            names.join(", ")
        ),
        (None, _) => bail!(
            "several releases; choose one with --release: {}",
            names.join(", ")
        ),
    }
}

fn address(text: &str) -> Result<Address> {
    text.parse().map_err(|error| anyhow::anyhow!("{error}"))
}

/// `KEY=VALUE`; the key may hold a quoted `=`.
fn assignment(text: &str) -> Result<(Address, String)> {
    let mut is_quoted = false;
    let split = text.char_indices().find(|(_, c)| {
        is_quoted ^= *c == '"';
        *c == '=' && !is_quoted
    });
    let (at, _) = split.with_context(|| format!("`{text}` is no KEY=VALUE"))?;
    Ok((known(address(&text[..at])?)?, text[at + 1..].to_owned()))
}

/// An address that may be written. With the place in front any path is an address, so that a misspelt key can be read and
/// removed; writing one would do nothing, silently.
fn known(address: Address) -> Result<Address> {
    if !matches!(address.resolve(), Resolved::Unknown { .. }) {
        return Ok(address);
    }
    let meant = nearest(address.place, &address.segments).map(|nearest| nearest.meant.to_string());
    let text = address.to_string();
    Err(AddressError::Unknown { text, meant }.into())
}
