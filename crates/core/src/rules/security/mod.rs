//! Rules about what pods may do, and about secrets in the wrong place.

pub(super) mod container_user;
pub(super) mod dind_unprivileged;
pub(super) mod docker_socket;
pub(super) mod docker_tls;
pub(super) mod escalation_contradiction;
pub(super) mod manager_seccomp;
pub(super) mod read_only_root;
pub(super) mod refused_pods;
pub(super) mod root_against_non_root;
pub(super) mod secret_in_environment;
pub(super) mod token_elsewhere;
pub(super) mod ubuntu_user;
pub(super) mod unsafe_variable;
