//! What the page and its worker say to each other, as text: the page edits, the worker advises.
//!
//! Plain data only. It knows no browser and decides nothing; whatever does not read back as a whole is refused.
#![warn(missing_docs)]

pub mod blocks;
mod message;
pub mod post_renderer;
mod wire;

pub use message::{
    Answer, Ask, Assumed, Block, Change, Finding, Fix, Help, KEY, Nodes, Preset, Request, Subject,
    TextFile, Topic,
};
pub use wire::{Reader, Wire, decode, encode};
