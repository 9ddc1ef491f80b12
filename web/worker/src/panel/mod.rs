//! What there is to say about a subject, as blocks that the page draws. Reads; changes nothing.

mod amount;
mod capacity;
mod nodes;
mod permissions;
mod version;
mod why;

pub(crate) use nodes::assumptions;
pub(crate) use version::{move_keys, pin};

use evenkeel_core::rules::Severity;
use evenkeel_core::workspace::Workspace;
use evenkeel_protocol::{Assumed, Block, Subject};

/// The blocks about a subject.
pub(crate) fn blocks(workspace: &Workspace, assumed: &Assumed, subject: &Subject) -> Vec<Block> {
    match subject {
        Subject::Why { release, key } => why::blocks(workspace, *release, key),
        Subject::Capacity { release } => capacity::blocks(workspace, *release, assumed),
        Subject::Permissions { release } => permissions::blocks(workspace, *release),
        Subject::Version { release, to } => version::blocks(workspace, *release, assumed, to),
    }
}

fn text(text: impl Into<String>) -> Block {
    Block::Text { text: text.into() }
}

fn heading(text: impl Into<String>) -> Block {
    Block::Heading { text: text.into() }
}

fn alert(severity: Severity, text: impl Into<String>) -> Block {
    Block::Alert {
        severity,
        text: text.into(),
    }
}

/// A text that begins as a sentence does.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests;
