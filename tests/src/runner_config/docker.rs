//! `[runners.docker]` and `[runners.machine]`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::values::GoDuration;
use super::values::OneOrMany;

/// `[runners.docker]`; the daemon's credentials are an embedded struct in the source.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Docker {
    host: String,
    tls_cert_path: String,
    tls_verify: bool,
    hostname: String,
    image: String,
    runtime: String,
    memory: String,
    memory_swap: String,
    memory_reservation: String,
    cgroup_parent: String,
    cpuset_cpus: String,
    cpuset_mems: String,
    cpus: String,
    cpu_shares: i64,
    dns: Vec<String>,
    dns_search: Vec<String>,
    privileged: bool,
    services_privileged: bool,
    disable_entrypoint_overwrite: bool,
    user: String,
    allowed_users: Vec<String>,
    group_add: Vec<String>,
    userns_mode: String,
    cap_add: Vec<String>,
    cap_drop: Vec<String>,
    oom_kill_disable: bool,
    oom_score_adjust: i64,
    security_opt: Vec<String>,
    services_security_opt: Vec<String>,
    devices: Vec<String>,
    device_cgroup_rules: Vec<String>,
    gpus: String,
    services_devices: BTreeMap<String, Vec<String>>,
    disable_cache: bool,
    volumes: Vec<String>,
    volume_keep: bool,
    volume_driver: String,
    volume_driver_ops: BTreeMap<String, String>,
    cache_dir: String,
    extra_hosts: Vec<String>,
    volumes_from: Vec<String>,
    network_mode: String,
    pid_mode: String,
    ipcmode: String,
    mac_address: String,
    links: Vec<String>,
    services: Vec<Service>,
    services_limit: i64,
    service_memory: String,
    service_memory_swap: String,
    service_memory_reservation: String,
    service_cgroup_parent: String,
    service_slot_cgroup_template: String,
    service_cpuset_cpus: String,
    service_cpus: String,
    service_cpu_shares: i64,
    service_gpus: String,
    wait_for_services_timeout: i64,
    allowed_images: Vec<String>,
    allowed_privileged_images: Vec<String>,
    allowed_privileged_services: Vec<String>,
    allowed_pull_policies: Vec<String>,
    allowed_services: Vec<String>,
    pull_policy: OneOrMany,
    isolation: String,
    shm_size: i64,
    tmpfs: BTreeMap<String, String>,
    services_tmpfs: BTreeMap<String, String>,
    sysctls: BTreeMap<String, String>,
    helper_image: String,
    helper_image_flavor: String,
    container_labels: BTreeMap<String, String>,
    enable_ipv6: bool,
    ulimit: BTreeMap<String, String>,
    network_mtu: i64,
    log_options: BTreeMap<String, String>,
}

/// One of the services, of either executor.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Service {
    name: String,
    alias: String,
    command: Vec<String>,
    entrypoint: Vec<String>,
    environment: Vec<String>,
    suspend_data_path: String,
}

/// `[runners.machine]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "PascalCase")]
pub(super) struct Machine {
    max_growth_rate: i64,
    idle_count: i64,
    idle_scale_factor: f64,
    idle_count_min: i64,
    idle_time: i64,
    max_builds: i64,
    machine_driver: String,
    machine_name: String,
    machine_options: Vec<String>,
    machine_options_with_name: Vec<String>,
    max_removal_attempts: i64,
    heartbeat_interval: GoDuration,
    off_peak_periods: Vec<String>,
    off_peak_timezone: String,
    off_peak_idle_count: i64,
    off_peak_idle_time: i64,
    #[serde(rename = "autoscaling")]
    autoscaling: Vec<MachineAutoscaling>,
}

/// One of `[[runners.machine.autoscaling]]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "PascalCase")]
pub(super) struct MachineAutoscaling {
    periods: Vec<String>,
    timezone: String,
    idle_count: i64,
    idle_scale_factor: f64,
    idle_count_min: i64,
    idle_time: i64,
}
