//! `[[runners]]`, and what is below it for every executor.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::autoscaler::Autoscaler;
use super::cache::Cache;
use super::docker::Docker;
use super::docker::Machine;
use super::executors::Custom;
use super::executors::Instance;
use super::executors::Parallels;
use super::executors::Ssh;
use super::executors::VirtualBox;
use super::kubernetes::Kubernetes;
use super::values::GoDuration;

/// One of `[[runners]]`; its credentials and settings are embedded structs in the source.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Runner {
    name: String,
    limit: i64,
    output_limit: i64,
    request_concurrency: i64,
    strict_check_interval: bool,
    unhealthy_requests_limit: i64,
    unhealthy_interval: GoDuration,
    job_status_final_update_retry_limit: i64,
    experimental: RunnerExperimental,
    url: String,
    id: i64,
    token: String,
    token_obtained_at: Option<toml::value::Datetime>,
    token_expires_at: Option<toml::value::Datetime>,
    #[serde(rename = "tls-ca-file")]
    tls_ca_file: String,
    #[serde(rename = "tls-cert-file")]
    tls_cert_file: String,
    #[serde(rename = "tls-key-file")]
    tls_key_file: String,
    labels: BTreeMap<String, String>,
    executor: String,
    builds_dir: String,
    cache_dir: String,
    clone_url: String,
    environment: Vec<String>,
    proxy_exec: bool,
    pre_get_sources_script: String,
    post_get_sources_script: String,
    pre_build_script: String,
    post_build_script: String,
    prepare_timeout: GoDuration,
    get_sources_timeout: GoDuration,
    debug_trace_disabled: bool,
    safe_directory_checkout: bool,
    clean_git_config: bool,
    shell: String,
    custom_build_dir: CustomBuildDir,
    referees: Referees,
    cache: Cache,
    artifact: Artifact,
    feature_flags: BTreeMap<String, bool>,
    monitoring: Monitoring,
    use_slot_cgroups: bool,
    slot_cgroup_template: String,
    instance: Instance,
    ssh: Ssh,
    docker: Docker,
    parallels: Parallels,
    virtualbox: VirtualBox,
    machine: Machine,
    kubernetes: Kubernetes,
    custom: Custom,
    autoscaler: Autoscaler,
    step_runner_image: String,
}

/// `[runners.experimental]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RunnerExperimental {
    boot_verify: BootVerify,
}

/// `[runners.experimental.boot_verify]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct BootVerify {
    enabled: bool,
    verify_auth: bool,
    verify_server_url: bool,
    verify_server_url_insecure: bool,
    verify_cache: bool,
    verify_commands: Vec<String>,
    verify_helper_version: bool,
    timeout: GoDuration,
    acquire_min_backoff: GoDuration,
    acquire_max_backoff: GoDuration,
}

/// `[runners.custom_build_dir]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct CustomBuildDir {
    enabled: bool,
}

/// `[runners.artifact]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Artifact {
    upload_timeout: GoDuration,
    response_header_timeout: GoDuration,
}

/// `[runners.monitoring]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Monitoring {
    job_queuing_durations: Vec<JobQueuingDuration>,
}

/// One of `[[runners.monitoring.job_queuing_durations]]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct JobQueuingDuration {
    periods: Vec<String>,
    timezone: String,
    threshold: GoDuration,
    jobs_running_for_project: String,
}

/// `[runners.referees]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Referees {
    metrics: MetricsReferee,
}

/// `[runners.referees.metrics]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct MetricsReferee {
    prometheus_address: String,
    query_interval: i64,
    queries: Vec<String>,
}
