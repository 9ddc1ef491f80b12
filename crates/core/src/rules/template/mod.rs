//! Rules about `runners.config` as the template a manager registers with.

pub(super) mod global_key;
pub(super) mod job_namespace;
pub(super) mod key_after_sub_table;
pub(super) mod runner_count;
pub(super) mod runner_name;
