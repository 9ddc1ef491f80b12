//! What there is to say about a subject, as blocks that the page draws, and what of it can be done.

mod amount;
mod capacity;
mod concepts;
mod nodes;
mod permissions;
mod post_renderer;
mod version;
mod why;

pub(crate) use nodes::assumptions;

use crate::session::Step;
use evenkeel_core::rules::Assumptions;
use evenkeel_core::workspace::Workspace;
use evenkeel_protocol::blocks::{alert, heading, text};
use evenkeel_protocol::{Assumed, Block, Help, KEY, Subject, Topic};

/// What is spoken of.
#[derive(Clone, Copy)]
pub(crate) struct About<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) assumed: &'a Assumed,
    /// Of every concept, in the order of their table; empty where it could not be had.
    pub(crate) help: &'a [Help],
}

/// The blocks about a subject. Changes nothing.
pub(crate) fn blocks(about: &About<'_>, subject: &Subject) -> Vec<Block> {
    let About {
        workspace, assumed, ..
    } = *about;
    let release = subject.release;
    match subject.topic {
        Topic::Why => why::blocks(workspace, release, subject.input(KEY).unwrap_or_default()),
        Topic::Capacity => capacity::blocks(workspace, release, assumed),
        Topic::Permissions => permissions::blocks(workspace, release),
        Topic::Version => version::blocks(workspace, release, assumed, subject),
        Topic::Concepts => concepts::blocks(about, subject),
        Topic::PostRenderer => post_renderer::blocks(),
    }
}

/// Does what the blocks about a subject offered.
pub(crate) fn act(
    workspace: &mut Workspace,
    assumptions: &Assumptions,
    subject: &Subject,
    act: &str,
) -> Result<Step, String> {
    match subject.topic {
        Topic::Permissions => permissions::act(workspace, subject),
        Topic::Version => version::act(workspace, assumptions, subject, act),
        Topic::Concepts => concepts::act(workspace, subject, act),
        Topic::PostRenderer => post_renderer::act(),
        Topic::Why | Topic::Capacity => Err(format!("there is no {act} here")),
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
