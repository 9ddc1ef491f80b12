//! `[runners.kubernetes.container_lifecycle]`.

use serde::Deserialize;

/// Both hooks.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ContainerLifecycle {
    post_start: LifecycleHandler,
    pre_stop: LifecycleHandler,
}

/// One hook.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LifecycleHandler {
    exec: LifecycleExec,
    http_get: LifecycleHttpGet,
    tcp_socket: LifecycleTcpSocket,
}

/// `exec`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LifecycleExec {
    command: Vec<String>,
}

/// `http_get`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LifecycleHttpGet {
    host: String,
    http_headers: Vec<LifecycleHttpHeader>,
    path: String,
    port: i64,
    scheme: String,
}

/// A header of it.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LifecycleHttpHeader {
    name: String,
    value: String,
}

/// `tcp_socket`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LifecycleTcpSocket {
    host: String,
    port: i64,
}
