//! The runner's chart under real Helm 3 and Helm 4: does it read what the table of keys says, and does it render what
//! Evenkeel writes? On a chart of our own that reads the same values; on GitLab's own packages where there are some.
#![allow(
    clippy::unwrap_used,
    reason = "whatever fails here is a failed test, and says where"
)]

mod charts;
mod concepts;
mod config_rows;
mod environments;
mod globals;
mod helmfiles;
mod migrations;
mod null_parents;
mod presets;
mod probes;
mod rows;
mod saving;
mod several;
