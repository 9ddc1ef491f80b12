//! `[runners.kubernetes]`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::affinity::Affinity;
use super::autoscaler::Policy;
use super::docker::Service;
use super::lifecycle::ContainerLifecycle;
use super::security::ContainerSecurityContext;
use super::security::PodSecurityContext;
use super::values::GoDuration;
use super::values::OneOrMany;
use super::volumes::Volumes;

/// The Kubernetes executor.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Kubernetes {
    host: String,
    context: String,
    cert_file: String,
    key_file: String,
    ca_file: String,
    bearer_token_overwrite_allowed: bool,
    bearer_token: String,
    image: String,
    namespace: String,
    namespace_overwrite_allowed: String,
    namespace_per_job: bool,
    privileged: bool,
    runtime_class_name: String,
    allow_privilege_escalation: bool,
    cpu_limit: String,
    cpu_limit_overwrite_max_allowed: String,
    cpu_request: String,
    cpu_request_overwrite_max_allowed: String,
    memory_limit: String,
    memory_limit_overwrite_max_allowed: String,
    memory_request: String,
    memory_request_overwrite_max_allowed: String,
    ephemeral_storage_limit: String,
    ephemeral_storage_limit_overwrite_max_allowed: String,
    ephemeral_storage_request: String,
    ephemeral_storage_request_overwrite_max_allowed: String,
    service_cpu_limit: String,
    service_cpu_limit_overwrite_max_allowed: String,
    service_cpu_request: String,
    service_cpu_request_overwrite_max_allowed: String,
    service_memory_limit: String,
    service_memory_limit_overwrite_max_allowed: String,
    service_memory_request: String,
    service_memory_request_overwrite_max_allowed: String,
    service_ephemeral_storage_limit: String,
    service_ephemeral_storage_limit_overwrite_max_allowed: String,
    service_ephemeral_storage_request: String,
    service_ephemeral_storage_request_overwrite_max_allowed: String,
    helper_cpu_limit: String,
    helper_cpu_limit_overwrite_max_allowed: String,
    helper_cpu_request: String,
    helper_cpu_request_overwrite_max_allowed: String,
    helper_memory_limit: String,
    helper_memory_limit_overwrite_max_allowed: String,
    helper_memory_request: String,
    helper_memory_request_overwrite_max_allowed: String,
    helper_ephemeral_storage_limit: String,
    helper_ephemeral_storage_limit_overwrite_max_allowed: String,
    helper_ephemeral_storage_request: String,
    helper_ephemeral_storage_request_overwrite_max_allowed: String,
    pod_cpu_limit: String,
    pod_cpu_limit_overwrite_max_allowed: String,
    pod_cpu_request: String,
    pod_cpu_request_overwrite_max_allowed: String,
    pod_memory_limit: String,
    pod_memory_limit_overwrite_max_allowed: String,
    pod_memory_request: String,
    pod_memory_request_overwrite_max_allowed: String,
    allowed_images: Vec<String>,
    allowed_pull_policies: Vec<String>,
    allowed_services: Vec<String>,
    allowed_users: Vec<String>,
    allowed_groups: Vec<String>,
    pull_policy: OneOrMany,
    node_selector: BTreeMap<String, String>,
    node_selector_overwrite_allowed: String,
    node_tolerations: BTreeMap<String, String>,
    node_tolerations_overwrite_allowed: String,
    affinity: Affinity,
    image_pull_secrets: Vec<String>,
    use_service_account_image_pull_secrets: bool,
    helper_image: String,
    helper_image_flavor: String,
    helper_image_autoset_arch_and_os: bool,
    pod_termination_grace_period_seconds: i64,
    cleanup_grace_period_seconds: i64,
    cleanup_resources_timeout: GoDuration,
    poll_interval: i64,
    poll_timeout: i64,
    resource_availability_check_max_attempts: i64,
    retry_limit: i64,
    retry_backoff_max: i64,
    retry_limits: BTreeMap<String, i64>,
    pod_labels: BTreeMap<String, String>,
    pod_labels_overwrite_allowed: String,
    scheduler_name: String,
    service_account: String,
    service_account_overwrite_allowed: String,
    automount_service_account_token: bool,
    pod_annotations: BTreeMap<String, String>,
    pod_annotations_overwrite_allowed: String,
    pod_security_context: PodSecurityContext,
    init_permissions_container_security_context: ContainerSecurityContext,
    build_container_security_context: ContainerSecurityContext,
    helper_container_security_context: ContainerSecurityContext,
    service_container_security_context: ContainerSecurityContext,
    volumes: Volumes,
    host_aliases: Vec<HostAlias>,
    services: Vec<Service>,
    cap_add: Vec<String>,
    cap_drop: Vec<String>,
    suspend_pvc_size: String,
    suspend_pvc_storage_class: String,
    dns_policy: String,
    dns_config: DnsConfig,
    container_lifecycle: ContainerLifecycle,
    priority_class_name: String,
    pod_spec: Vec<PodSpec>,
    logs_base_dir: String,
    scripts_base_dir: String,
    print_pod_warning_events: bool,
    pod_disruption_budget: bool,
    autoscaler: PausePods,
}

/// One of `[[runners.kubernetes.host_aliases]]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct HostAlias {
    ip: String,
    hostnames: Vec<String>,
}

/// `[runners.kubernetes.dns_config]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct DnsConfig {
    nameservers: Vec<String>,
    options: Vec<DnsConfigOption>,
    searches: Vec<String>,
}

/// One of its options.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct DnsConfigOption {
    name: String,
    value: String,
}

/// One of `[[runners.kubernetes.pod_spec]]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct PodSpec {
    name: String,
    patch_path: String,
    patch: String,
    patch_type: String,
}

/// `[runners.kubernetes.autoscaler]`: pause pods.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct PausePods {
    max_pause_pods: i64,
    pause_pod_image: String,
    pause_pod_priority_class_name: String,
    policy: Vec<Policy>,
    pause_pod_image_pull_secrets: Vec<String>,
}
