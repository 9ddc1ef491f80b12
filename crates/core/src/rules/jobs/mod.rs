//! Rules about job pods.

pub(super) mod fastzip_flag;
pub(super) mod fresh_node;
pub(super) mod helper_architecture;
pub(super) mod helper_limit_low;
pub(super) mod helper_limit_missing;
pub(super) mod helper_request;
pub(super) mod job_eviction;
pub(super) mod job_memory_request;
pub(super) mod job_request;
pub(super) mod limit_below_concurrent;
pub(super) mod limit_below_request;
pub(super) mod memory_above_node;
pub(super) mod overwrite_above_node;
pub(super) mod overwrite_without_request;
pub(super) mod pod_spec_flag;
pub(super) mod poll_timeout_short;
pub(super) mod privileged_jobs;
pub(super) mod pull_policy_not_allowed;
pub(super) mod request_concurrency_high;
pub(super) mod request_concurrency_low;
pub(super) mod stale_image;
pub(super) mod unanchored_overwrite;

use super::Context;

/// Where the settings of each runner with the kubernetes executor are: `config:runners[0].kubernetes`.
pub(super) fn tables(context: &Context<'_>) -> Vec<String> {
    (0..context.runners())
        .filter(|runner| context.executor(*runner) == "kubernetes")
        .map(|runner| format!("config:runners[{runner}].kubernetes"))
        .collect()
}

/// Whether any of some keys of a table is set.
fn has_any(context: &Context<'_>, table: &str, names: &[&str]) -> bool {
    names
        .iter()
        .any(|name| context.is_there(&format!("{table}.{name}")))
}
