//! `generate`: the files of a preset, with some keys set.

use super::{CLEAN, assignment, write};
use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use evenkeel_core::presets;
use evenkeel_core::saving::{Format, save_as};
use evenkeel_core::workspace::Input;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Arguments of `generate`.
#[derive(Args)]
pub(crate) struct GenerateArguments {
    /// The preset to start from; --list names them
    #[arg(long, default_value = "minimal")]
    preset: String,
    /// Set a key, as in `config:runners.kubernetes.cpu_request=250m`
    #[arg(long = "set", value_name = "KEY=VALUE")]
    sets: Vec<String>,
    /// Add an environment of helmfile, with a values file of its own; may be repeated
    #[arg(long = "environment", short, value_name = "NAME")]
    environments: Vec<String>,
    /// What the stack is written as
    #[arg(long, value_enum, default_value_t = As::Helmfile)]
    format: As,
    /// The folder to write to
    #[arg(long, value_name = "DIR", required_unless_present = "list")]
    out: Option<PathBuf>,
    /// Replace files that are there already
    #[arg(long)]
    force: bool,
    /// List the presets and what each decides, and write nothing
    #[arg(long, conflicts_with_all = ["out", "sets", "force"])]
    list: bool,
}

/// What a stack is written as.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum As {
    /// A helmfile and its values
    Helmfile,
    /// What Flux reads: a release and the repository of its chart
    Flux,
    /// What Argo CD reads: an application
    ArgoCd,
    /// A script that calls helm upgrade --install, and its values
    Helm,
}

impl As {
    const fn format(self) -> Format {
        match self {
            Self::Helmfile => Format::Helmfile,
            Self::Flux => Format::Flux,
            Self::ArgoCd => Format::ArgoCd,
            Self::Helm => Format::Helm,
        }
    }
}

pub(crate) fn generate(arguments: &GenerateArguments) -> Result<u8> {
    let mut out = std::io::stdout().lock();
    let Some(folder) = arguments.out.as_deref().filter(|_| !arguments.list) else {
        for preset in presets::PRESETS {
            writeln!(out, "{} - {}", preset.id, preset.title)?;
            writeln!(out, "{}\n", wrapped(preset.help))?;
        }
        return Ok(CLEAN);
    };
    let mut workspace = presets::find(&arguments.preset)?.workspace()?;
    for set in &arguments.sets {
        let (address, value) = assignment(set)?;
        workspace.write(0, &address, &Input::Text(value))?;
    }
    for environment in &arguments.environments {
        if arguments.format != As::Helmfile {
            anyhow::bail!("environments are helmfile's; --format helmfile has them");
        }
        workspace
            .add_environment(0, environment)
            .with_context(|| format!("the environment {environment} was not added"))?;
    }
    let files = save_as(&workspace, arguments.format.format())?;
    let taken = files.iter().find(|(path, _)| folder.join(path).exists());
    if let (Some((path, _)), false) = (taken, arguments.force) {
        anyhow::bail!(
            "{} is there already; --force replaces it",
            folder.join(path).display()
        );
    }
    for (path, text) in files {
        let path = folder.join(path);
        write(&path, &text)?;
        if path.extension().is_some_and(|extension| extension == "sh") {
            make_executable(&path)?;
        }
        writeln!(out, "{}", path.display())?;
    }
    Ok(CLEAN)
}

/// Lets a script be called by its name, where that is how it goes.
fn make_executable(path: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(path, mode)
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// A paragraph in lines of a terminal's width, indented.
pub(super) fn wrapped(paragraph: &str) -> String {
    const WIDTH: usize = 78;
    let mut lines = vec![String::new()];
    for word in paragraph.split_whitespace() {
        let is_full = |line: &String| !line.is_empty() && line.len() + 1 + word.len() > WIDTH;
        if lines.last().is_none_or(is_full) {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(if line.is_empty() { "  " } else { " " });
            line.push_str(word);
        }
    }
    lines.join("\n")
}
