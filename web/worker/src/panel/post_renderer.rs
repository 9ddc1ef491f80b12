//! The post-renderer's panel, where the module that fills it is not to be had.

use super::{Step, alert};
use evenkeel_core::rules::Severity;
use evenkeel_protocol::Block;

const MISSING: &str = "What fills this panel could not be loaded, or broke. The rest goes on; open the panel again for another try.";

pub(super) fn blocks() -> Vec<Block> {
    vec![alert(Severity::Error, MISSING)]
}

pub(super) fn act() -> Result<Step, String> {
    Err(MISSING.to_owned())
}
