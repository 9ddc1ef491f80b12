//! Tests of the whole: real inputs, real Helm, a real browser. What several of them share; nothing ships from here.
#![allow(
    clippy::unwrap_used,
    reason = "whatever fails here is a failed test, and says where"
)]

mod chart_repository;
mod cluster;
mod concept_forms;
mod helm;
mod manifests;
mod program;
pub mod rows;
mod runner_config;
mod streams;
mod yaml_events;

pub use chart_repository::{ChartRepository, serve_files};
pub use cluster::{ControlPlane, NO_ZONE, by_zone};
pub use concept_forms::{as_said, concept_forms};
pub use helm::{Helm, Plugins};
pub use manifests::{Manifests, assert_spread};
pub use program::{Ended, binary, named_by, run, run_with_input, say};
pub use runner_config::runner_knows;
pub use streams::{Stream, streams};
pub use yaml_events::{BROKEN, libyaml_events, own_events};

use std::path::{Path, PathBuf};

/// The folder of this crate.
pub fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The chart of our own with one of each kind of workload.
pub fn chart() -> PathBuf {
    folder().join("charts/mixed")
}
