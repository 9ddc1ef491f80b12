//! `[runners.kubernetes.volumes]`.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Volumes of every kind.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Volumes {
    host_path: Vec<HostPath>,
    pvc: Vec<Pvc>,
    config_map: Vec<Mounted>,
    secret: Vec<Mounted>,
    empty_dir: Vec<EmptyDir>,
    csi: Vec<Csi>,
    nfs: Vec<Nfs>,
}

/// `host_path`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct HostPath {
    name: String,
    mount_path: String,
    sub_path: String,
    read_only: bool,
    host_path: String,
    mount_propagation: String,
}

/// `pvc`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Pvc {
    name: String,
    mount_path: String,
    sub_path: String,
    read_only: bool,
    mount_propagation: String,
}

/// `config_map`, and `secret`, which has the same fields.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Mounted {
    name: String,
    mount_path: String,
    sub_path: String,
    read_only: bool,
    items: BTreeMap<String, String>,
}

/// `empty_dir`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct EmptyDir {
    name: String,
    mount_path: String,
    sub_path: String,
    medium: String,
    size_limit: String,
    mount_propagation: String,
}

/// `csi`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Csi {
    name: String,
    mount_path: String,
    sub_path: String,
    driver: String,
    fs_type: String,
    read_only: bool,
    volume_attributes: BTreeMap<String, String>,
}

/// `nfs`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Nfs {
    name: String,
    mount_path: String,
    sub_path: String,
    server: String,
    path: String,
    read_only: bool,
}
