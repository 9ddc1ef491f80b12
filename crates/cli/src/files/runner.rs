//! `runner`: the runners of a helmfile, one more of them, and several of one text made into releases of their own.

use super::{CLEAN, open_in, release, save};
use anyhow::{Context, Result};
use clap::{Args, Subcommand, ValueEnum};
use evenkeel_core::workspace::{LayerKind, Workspace};
use serde_json::{Value, json};
use std::io::Write;

/// The version of the JSON format.
const VERSION: &str = "evenkeel.dev/v1alpha1";

/// Arguments of `runner`.
#[derive(Args)]
pub(crate) struct RunnerArguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List the runners and the files their values are in, the weakest first
    List(ListArguments),
    /// Add a runner with the values of another one, and a file for what differs
    Add(AddArguments),
    /// Give each further [[runners]] of a runners.config a release of its own
    Split(SplitArguments),
}

#[derive(Args)]
struct ListArguments {
    #[command(flatten)]
    about: About,
    /// For people or for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Args)]
struct AddArguments {
    /// The name of the new release
    name: String,
    #[command(flatten)]
    about: About,
    /// The release it is like, by name or namespace/name, when there are several
    #[arg(long, value_name = "RELEASE")]
    like: Option<String>,
}

#[derive(Args)]
struct SplitArguments {
    #[command(flatten)]
    about: About,
    /// The release, by name or namespace/name, when there are several
    #[arg(long)]
    release: Option<String>,
}

/// What a command is about.
#[derive(Args)]
struct About {
    /// Files, or folders with them
    #[arg(required = true)]
    files: Vec<String>,
    /// The environment, as helmfile takes it
    #[arg(long, short, value_name = "NAME")]
    environment: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl About {
    fn open(&self) -> Result<Workspace> {
        open_in(&self.files, self.environment.as_deref())
    }
}

pub(crate) fn runner(arguments: &RunnerArguments) -> Result<u8> {
    match &arguments.command {
        Command::List(arguments) => list(arguments),
        Command::Add(arguments) => {
            let before = arguments.about.open()?;
            let like = release(&before, arguments.like.as_deref())?;
            let mut after = before.clone();
            let added = after.add_runner_like(like, &arguments.name);
            added.with_context(|| format!("{} was not added", arguments.name))?;
            report(&save(&before, &after)?)
        }
        Command::Split(arguments) => {
            let before = arguments.about.open()?;
            let chosen = release(&before, arguments.release.as_deref())?;
            let mut after = before.clone();
            after
                .split_runners(chosen)
                .context("the runners were not split")?;
            report(&save(&before, &after)?)
        }
    }
}

fn list(arguments: &ListArguments) -> Result<u8> {
    let workspace = arguments.about.open()?;
    let mut out = std::io::stdout().lock();
    let path = |file: usize| workspace.files().get(file).map_or("", |file| file.path());
    if arguments.format == Format::Json {
        let runners = workspace.releases().iter().map(|release| {
            let layers = release.layers.iter().map(|layer| {
                let kind = match layer.kind {
                    LayerKind::File => "file",
                    LayerKind::Inline => "inline",
                    LayerKind::Set => "set",
                };
                json!({"kind": kind, "path": path(layer.file)})
            });
            json!({
                "name": release.name,
                "namespace": release.namespace,
                "chart": release.chart,
                "version": release.version,
                "carrier": release.carrier,
                "layers": layers.collect::<Vec<_>>(),
                "missing": release.missing,
            })
        });
        let runners: Vec<Value> = runners.collect();
        let document = json!({"apiVersion": VERSION, "kind": "RunnerList", "runners": runners});
        writeln!(out, "{document:#}")?;
        return Ok(CLEAN);
    }
    for release in workspace.releases() {
        let name = release.name.as_deref().unwrap_or("(without a name)");
        let space = release.namespace.as_deref();
        let space = space.map_or_else(String::new, |space| format!("{space}/"));
        let version = release.version.as_deref();
        let version = version.map_or_else(String::new, |version| format!(" {version}"));
        writeln!(out, "{space}{name}{version}")?;
        for layer in &release.layers {
            let what = match layer.kind {
                LayerKind::File => "",
                LayerKind::Inline => " (in it)",
                LayerKind::Set => " (its set list)",
            };
            writeln!(out, "  {}{what}", path(layer.file))?;
        }
        for missing in &release.missing {
            writeln!(out, "  {missing} (not open)")?;
        }
    }
    Ok(CLEAN)
}

fn report(written: &[String]) -> Result<u8> {
    let mut out = std::io::stdout().lock();
    for path in written {
        writeln!(out, "{path}")?;
    }
    Ok(CLEAN)
}
