//! Rules about the cache of jobs.

pub(super) mod incomplete;
pub(super) mod key_in_clear;
pub(super) mod secret_unused;
