//! The executors with few keys.

use serde::Deserialize;

/// `[runners.ssh]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Ssh {
    user: String,
    password: String,
    host: String,
    port: String,
    identity_file: String,
    disable_strict_host_key_checking: bool,
    known_hosts_file: String,
}

/// `[runners.parallels]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Parallels {
    base_name: String,
    template_name: String,
    disable_snapshots: bool,
    time_server: String,
    allowed_images: Vec<String>,
}

/// `[runners.virtualbox]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct VirtualBox {
    base_name: String,
    base_snapshot: String,
    base_folder: String,
    disable_snapshots: bool,
    allowed_images: Vec<String>,
    start_type: String,
}

/// `[runners.custom]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Custom {
    config_exec: String,
    config_args: Vec<String>,
    config_exec_timeout: i64,
    prepare_exec: String,
    prepare_args: Vec<String>,
    prepare_exec_timeout: i64,
    run_exec: String,
    run_args: Vec<String>,
    cleanup_exec: String,
    cleanup_args: Vec<String>,
    cleanup_exec_timeout: i64,
    graceful_kill_timeout: i64,
    force_kill_timeout: i64,
}

/// `[runners.instance]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Instance {
    allowed_images: Vec<String>,
    use_common_build_dir: bool,
}
