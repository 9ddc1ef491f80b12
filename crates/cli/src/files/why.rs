//! `why`: which file and line a key has its value from, what that hides, and what would be without it.

use super::{About, CLEAN, FOUND, address};
use anyhow::Result;
use clap::Args;
use evenkeel_core::keys::Place;
use evenkeel_core::secret;
use evenkeel_core::workspace::Standing;
use std::io::Write;

/// Arguments of `why`.
#[derive(Args)]
pub(crate) struct WhyArguments {
    /// The key, as in values:replicas or config:runners.kubernetes.image
    key: String,
    #[command(flatten)]
    about: About,
}

/// Prints every layer's word on a key; exit code 1 when none has one.
pub(crate) fn why(arguments: &WhyArguments) -> Result<u8> {
    let (workspace, release) = arguments.about.open()?;
    let address = address(&arguments.key)?;
    let said = workspace.why(release, &address);
    let mut out = std::io::stdout().lock();
    for one in &said {
        let what = match one.standing {
            Standing::Wins => "counts",
            Standing::Merged => "merged below it",
            Standing::Hidden => "hidden",
        };
        let file = workspace.files().get(one.reading.at.file);
        let path = file.map_or("", |file| file.path());
        let at = &one.reading.at.span;
        let hidden = file.map_or(&[] as &[_], |file| secret::ranges(file));
        let is_secret = hidden
            .iter()
            .any(|range| range.start < at.end && at.start < range.end);
        let text = if is_secret {
            secret::REDACTED
        } else {
            one.reading.text.lines().next().unwrap_or("(empty)")
        };
        let undecided = one
            .undecided
            .as_ref()
            .map(|reason| format!(", not worked out: {reason}"));
        let undecided = undecided.unwrap_or_default();
        writeln!(
            out,
            "{path}:{}: {text} ({what}{undecided})",
            one.reading.at.line
        )?;
    }
    if let Some(key) = address.key() {
        let who = match key.place {
            Place::Values => "the chart",
            Place::Config => "the runner",
            Place::Helmfile => "helmfile",
        };
        let default = key.default().or(key.unset()).unwrap_or("nothing");
        writeln!(out, "{who}: {default} (when nothing is set)")?;
        if let Some(twin) = key.twin() {
            writeln!(
                out,
                "see also {twin}, which is the same setting in the other file"
            )?;
        }
    }
    Ok(if said.is_empty() { FOUND } else { CLEAN })
}
