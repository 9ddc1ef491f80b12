//! `[runners.autoscaler]`.

use serde::Deserialize;

use super::values::GoDuration;

/// The autoscaler of instances.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Autoscaler {
    capacity_per_instance: i64,
    max_use_count: i64,
    max_instances: i64,
    plugin: String,
    plugin_config: toml::Table,
    connector_config: Connector,
    policy: Vec<Policy>,
    instance_ready_command: String,
    instance_acquire_timeout: GoDuration,
    update_interval: GoDuration,
    update_interval_when_expecting: GoDuration,
    deletion_retry_interval: GoDuration,
    shutdown_deletion_interval: GoDuration,
    shutdown_deletion_retries: i64,
    failure_threshold: i64,
    scale_throttle: ScaleThrottle,
    reservation_throttling: bool,
    log_internal_ip: bool,
    log_external_ip: bool,
    delete_instances_on_shutdown: bool,
    vm_isolation: VmIsolation,
    state_storage: StateStorage,
    instance_operation_time_buckets: Vec<f64>,
    instance_creation_time_buckets: Vec<f64>,
    instance_is_running_time_buckets: Vec<f64>,
    instance_deletion_time_buckets: Vec<f64>,
    instance_readiness_time_buckets: Vec<f64>,
    instance_life_duration_buckets: Vec<f64>,
}

/// `[runners.autoscaler.connector_config]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Connector {
    os: String,
    arch: String,
    protocol: String,
    protocol_port: i64,
    username: String,
    password: String,
    key_path: String,
    use_static_credentials: bool,
    keepalive: GoDuration,
    timeout: GoDuration,
    use_external_addr: bool,
}

/// One policy, of instances or of pause pods.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Policy {
    periods: Vec<String>,
    timezone: String,
    idle_count: i64,
    idle_time: GoDuration,
    scale_factor: f64,
    scale_factor_limit: i64,
    preemptive_mode: bool,
}

/// `[runners.autoscaler.scale_throttle]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ScaleThrottle {
    limit: i64,
    burst: i64,
}

/// `[runners.autoscaler.vm_isolation]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct VmIsolation {
    enabled: bool,
    nesting_host: String,
    nesting_config: toml::Table,
    image: String,
    connector_config: Connector,
}

/// `[runners.autoscaler.state_storage]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct StateStorage {
    enabled: bool,
    dir: String,
    keep_instance_with_acquisitions: bool,
}
