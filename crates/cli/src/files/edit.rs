//! `get`, `set`, `unset` and `move`: single keys of files, in place.

use super::{About, CLEAN, FOUND, address, assignment, save};
use anyhow::{Context, Result};
use clap::Args;
use evenkeel_core::keys::{Address, Place};
use evenkeel_core::workspace::{Applied, Input, Workspace};
use std::io::Write;

/// Arguments of `get`.
#[derive(Args)]
pub(crate) struct GetArguments {
    /// The key, as in values:replicas or config:runners.kubernetes.image
    key: String,
    #[command(flatten)]
    about: About,
}

/// Arguments of `set`.
#[derive(Args)]
pub(crate) struct SetArguments {
    /// The key and its value, as in values:replicas=3
    #[arg(value_name = "KEY=VALUE")]
    assignment: String,
    #[command(flatten)]
    about: About,
    /// Braces in the value mean themselves: write them so that neither Helm nor helmfile takes them for a template
    #[arg(long)]
    literal: bool,
}

/// Arguments of `unset`.
#[derive(Args)]
pub(crate) struct UnsetArguments {
    /// The key
    key: String,
    #[command(flatten)]
    about: About,
}

/// Arguments of `move`.
#[derive(Args)]
pub(crate) struct MoveArguments {
    /// The element of a list, as in values:tolerations[2]
    element: String,
    #[command(flatten)]
    about: About,
    /// The place it moves to; the first is 0
    #[arg(long, value_name = "PLACE")]
    to: usize,
}

/// Prints what a key holds; exit code 1 when it is not set.
pub(crate) fn get(arguments: &GetArguments) -> Result<u8> {
    let (workspace, release) = arguments.about.open()?;
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
    let edit = |workspace: &mut Workspace, release| {
        let (address, value) = assignment(&arguments.assignment)?;
        let applied = if arguments.literal {
            workspace.write_literal(release, &address, &value)
        } else {
            workspace.write(release, &address, &Input::Text(value))
        };
        let applied = applied.with_context(|| format!("{address} was not set"))?;
        Ok((address, applied))
    };
    in_place(&arguments.about, edit)
}

/// Removes a key and saves the files that changed.
pub(crate) fn unset(arguments: &UnsetArguments) -> Result<u8> {
    let edit = |workspace: &mut Workspace, release| {
        let address = address(&arguments.key)?;
        let applied = workspace
            .remove(release, &address)
            .with_context(|| format!("{address} was not removed"))?;
        Ok((address, applied))
    };
    in_place(&arguments.about, edit)
}

/// Moves an element of a list and saves the file.
pub(crate) fn move_element(arguments: &MoveArguments) -> Result<u8> {
    let edit = |workspace: &mut Workspace, release| {
        let address = address(&arguments.element)?;
        let applied = workspace
            .move_element(release, &address, arguments.to)
            .with_context(|| format!("{address} was not moved"))?;
        Ok((address, applied))
    };
    in_place(&arguments.about, edit)
}

/// Makes one edit of the files, saves what changed, and says who else reads the file.
fn in_place(
    about: &About,
    edit: impl FnOnce(&mut Workspace, usize) -> Result<(Address, Applied)>,
) -> Result<u8> {
    let (before, release) = about.open()?;
    let mut after = before.clone();
    let (address, applied) = edit(&mut after, release)?;
    if address.place != Place::Helmfile {
        say_shared(
            &before,
            (release, applied.file),
            about.environment.is_some(),
        )?;
    }
    report(&save(&before, &after)?)
}

/// Says which other releases, and of a chosen environment which others, a written file belongs to.
fn say_shared(
    workspace: &Workspace,
    (release, file): (usize, usize),
    is_chosen: bool,
) -> Result<()> {
    let mut others = workspace.shared_with(release, file);
    if is_chosen {
        let environments = workspace.in_environments(file).into_iter();
        others.extend(environments.map(|name| format!("the environment {name}")));
    }
    if !others.is_empty() {
        let mut stderr = std::io::stderr().lock();
        let others = others.join(", ");
        writeln!(stderr, "note: the file is shared with {others}")?;
    }
    Ok(())
}

fn report(written: &[String]) -> Result<u8> {
    let mut out = std::io::stdout().lock();
    for path in written {
        writeln!(out, "{path}")?;
    }
    Ok(CLEAN)
}
