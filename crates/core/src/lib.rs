//! What Evenkeel knows about GitLab Runner on Kubernetes, and the post-renderer, without any input or output.
#![warn(missing_docs)]

pub mod capacity;
pub mod carrier;
pub mod concepts;
pub mod config_toml;
mod elements;
pub mod keys;
pub mod migration;
pub mod permissions;
pub mod placement;
pub mod postrender;
pub mod presets;
pub mod quantity;
pub mod rules;
pub mod saving;
#[cfg(feature = "schema")]
pub mod schema;
pub mod secret;
pub mod words;
pub mod workspace;
