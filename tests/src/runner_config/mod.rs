//! The runner's `config.toml` as types, written after the runner's own structs (19.4, `common/config.go` and what it
//! uses) and not after the table of keys: whatever is no field of theirs, or of another type, is refused.
//!
//! The runner itself is more forgiving: it passes over names that it does not know and reads them in any case.
#![allow(
    dead_code,
    reason = "that a text can be read into these types is all that is asked"
)]

mod affinity;
mod autoscaler;
mod cache;
mod docker;
mod executors;
mod kubernetes;
mod lifecycle;
mod runner;
mod security;
mod values;
mod volumes;

use std::collections::BTreeMap;

use serde::Deserialize;

use runner::Runner;
use values::GoDuration;

/// Nothing, if the runner has a field of the right type for everything in `text`, a `config.toml` or a template of one.
pub fn runner_knows(text: &str) -> Result<(), toml::de::Error> {
    toml::from_str::<Config>(text).map(drop)
}

/// A whole file.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Config {
    listen_address: String,
    session_server: SessionServer,
    labels: BTreeMap<String, String>,
    concurrent: i64,
    check_interval: i64,
    log_level: String,
    log_format: String,
    log_field_schema_version: i64,
    log_field_dual_emit_target: i64,
    user: String,
    runners: Vec<Runner>,
    sentry_dsn: String,
    connection_max_age: GoDuration,
    machine: GlobalMachine,
    experimental: Experimental,
    shutdown_timeout: i64,
}

/// `[session_server]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct SessionServer {
    listen_address: String,
    advertise_address: String,
    session_timeout: i64,
}

/// `[machine]`, beside the runners.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct GlobalMachine {
    shutdown_drain: ShutdownDrain,
    heartbeat: MachineHeartbeat,
}

/// `[machine.shutdown_drain]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ShutdownDrain {
    enabled: bool,
    concurrency: i64,
    max_retries: i64,
    retry_backoff: GoDuration,
}

/// `[machine.heartbeat]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct MachineHeartbeat {
    concurrency: i64,
}

/// `[experimental]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Experimental {
    usage_logger: UsageLogger,
}

/// `[experimental.usage_logger]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct UsageLogger {
    enabled: bool,
    writers: Vec<String>,
    logrotate: Logrotate,
    snowplow_billing: Snowplow,
    log_dir: String,
    max_backup_files: i64,
    max_rotation_age: GoDuration,
    labels: BTreeMap<String, String>,
}

/// `[experimental.usage_logger.logrotate]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Logrotate {
    log_dir: String,
    max_backup_files: i64,
    max_rotation_age: GoDuration,
    labels: BTreeMap<String, String>,
}

/// `[experimental.usage_logger.snowplow_billing]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Snowplow {
    collector_uri: String,
    app_id: String,
    category: String,
    realm: String,
    deployment_type: String,
    metadata: BTreeMap<String, String>,
    enable_oidc: bool,
    batch_delivery_duration_buckets: Vec<f64>,
    skip_oidc_if_unsupported_cloud: bool,
    skip_runner_system_failure: bool,
}
