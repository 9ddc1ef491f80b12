//! Where a key has its value from, what that hides, and what would be without it.

use super::text;
use evenkeel_core::keys::{Address, Place};
use evenkeel_core::secret;
use evenkeel_core::workspace::{Said, Standing, Workspace};
use evenkeel_protocol::Block;

pub(super) fn blocks(workspace: &Workspace, release: usize, key: &str) -> Vec<Block> {
    let Ok(address) = key.parse::<Address>() else {
        return vec![text(format!("{key} is not a key."))];
    };
    let said = workspace.why(release, &address);
    let mut blocks = Vec::new();
    if said.is_empty() {
        blocks.push(text("No open file sets it."));
    }
    blocks.extend(said.iter().map(|said| place(workspace, said)));
    if let Some(key) = address.key() {
        let (who, begins) = match key.place {
            Place::Values => ("the chart", "The chart"),
            Place::Config => ("the runner", "The runner"),
            Place::Helmfile => ("helmfile", "Helmfile"),
        };
        let default = key.default().or(key.unset());
        let default = default.filter(|default| !default.is_empty());
        blocks.push(text(match default {
            Some(default) if said.is_empty() => format!("{begins} uses {default}."),
            Some(default) => format!("If no file set it, {who} would use {default}."),
            None => format!("{begins} has no default for it."),
        }));
        if let Some(twin) = key.twin() {
            blocks.push(text(format!(
                "{twin} is the same setting in the other file."
            )));
        }
    }
    blocks
}

fn place(workspace: &Workspace, said: &Said) -> Block {
    let at = &said.reading.at;
    let hidden = workspace
        .files()
        .get(at.file)
        .map_or(&[] as &[_], |file| secret::ranges(file));
    let is_secret = hidden
        .iter()
        .any(|range| range.start < at.span.end && at.span.start < range.end);
    let mut lines = said.reading.text.lines();
    let shown = match (is_secret, lines.next(), lines.next()) {
        (true, ..) => secret::REDACTED.to_owned(),
        (false, None | Some(""), None) => "(empty)".to_owned(),
        (false, Some(first), Some(_)) => format!("{first} …"),
        (false, first, _) => first.unwrap_or_default().to_owned(),
    };
    let note = match said.standing {
        Standing::Wins => "counts",
        Standing::Merged => "merged below it",
        Standing::Hidden => "hidden by the one above",
    };
    let undecided = said.undecided.as_ref();
    let undecided = undecided.map(|reason| format!(", not worked out: {reason}"));
    Block::Place {
        file: at.file,
        line: at.line,
        text: shown,
        note: note.to_owned() + &undecided.unwrap_or_default(),
    }
}
