//! Rules about job pods.

pub(super) mod fastzip_flag;
pub(super) mod helper_request;
pub(super) mod job_memory_request;
pub(super) mod job_request;
pub(super) mod overwrite_above_node;
pub(super) mod privileged_jobs;
pub(super) mod unanchored_overwrite;

use super::Context;

/// Where the settings of each runner with the kubernetes executor are: `config:runners[0].kubernetes`.
fn tables(context: &Context<'_>) -> Vec<String> {
    (0..context.runners())
        .filter(|runner| context.executor(*runner) == "kubernetes")
        .map(|runner| format!("config:runners[{runner}].kubernetes"))
        .collect()
}

/// Whether any of some keys of a table is set.
fn has_any(context: &Context<'_>, table: &str, names: &[&str]) -> bool {
    names
        .iter()
        .any(|name| context.read(&format!("{table}.{name}")).is_some())
}
