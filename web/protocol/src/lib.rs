//! What the page and its worker say to each other, as text: the page draws, the worker has the documents.
//!
//! Plain data only. It knows no browser and decides nothing; whatever does not read back as a whole is refused.
#![warn(missing_docs)]

pub mod blocks;
mod edit;
mod message;
mod picture;
pub mod post_renderer;
mod wire;

pub use edit::Edit;
pub use message::{
    Answer, Ask, Assumed, Block, Change, Finding, Fix, Help, KEY, Nodes, Preset, Subject, TextFile,
    Topic,
};
pub use picture::{Draft, Entry, FilePicture, FileText, Picture, ReleasePicture, Value};
pub use wire::{Reader, Wire, decode, encode};
