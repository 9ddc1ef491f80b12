//! Security contexts below `[runners.kubernetes]`.

use serde::Deserialize;

/// `pod_security_context`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct PodSecurityContext {
    fs_group: i64,
    run_as_group: i64,
    run_as_non_root: bool,
    run_as_user: i64,
    supplemental_groups: Vec<i64>,
    selinux_type: String,
    seccomp_profile: SeccompProfile,
    app_armor_profile: AppArmorProfile,
}

/// The security context of one kind of container.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ContainerSecurityContext {
    capabilities: Capabilities,
    privileged: bool,
    run_as_user: i64,
    run_as_group: i64,
    run_as_non_root: bool,
    read_only_root_filesystem: bool,
    allow_privilege_escalation: bool,
    selinux_type: String,
    proc_mount: String,
    seccomp_profile: SeccompProfile,
    app_armor_profile: AppArmorProfile,
}

/// Its capabilities.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Capabilities {
    add: Vec<String>,
    drop: Vec<String>,
}

/// `seccomp_profile`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct SeccompProfile {
    r#type: String,
    localhost_profile: String,
}

/// `app_armor_profile`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct AppArmorProfile {
    r#type: String,
    localhost_profile: String,
}
