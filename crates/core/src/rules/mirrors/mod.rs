//! Rules about registry mirrors and variables that jobs should see.

pub(super) mod env_var_for_jobs;
pub(super) mod mirror_host;
pub(super) mod mirror_scheme;
