//! What has no counterpart on Kubernetes, why, and what people do instead.

use super::{Leaf, Line};

/// Path below `[[runners]]`, or global with a leading dot; reason; what people do instead. The longest path counts.
const LOSSES: &[(&str, &str, &str)] = &[
    (
        ".user",
        "the manager runs as the user of its container",
        "values:podSecurityContext.runAsUser",
    ),
    (
        ".session_server",
        "the chart writes the session server's addresses itself",
        "values:sessionServer.enabled and values:sessionServer.publicIP; it needs exactly one replica",
    ),
    (
        ".machine",
        "only the docker+machine executor reads it",
        "nothing: Kubernetes ends job pods by their own grace period",
    ),
    (
        ".labels",
        "the chart writes no labels of the manager",
        "labels of job pods: config:runners.kubernetes.pod_labels",
    ),
    (
        ".experimental",
        "the chart has no value for it",
        "a config.toml of your own through values:runners.configPath",
    ),
    (
        "tls-cert-file",
        "it is a file of the old host",
        "a Secret mounted through values:volumes and values:volumeMounts, its path in config:runners.tls-cert-file",
    ),
    (
        "tls-key-file",
        "it is a file of the old host",
        "a Secret mounted through values:volumes and values:volumeMounts, its path in config:runners.tls-key-file",
    ),
    (
        "referees",
        "registration throws the section away",
        "metrics of the cluster",
    ),
    (
        "use_slot_cgroups",
        "pods have a cgroup each",
        "nothing to do",
    ),
    (
        "slot_cgroup_template",
        "pods have a cgroup each",
        "nothing to do",
    ),
    (
        "machine",
        "machines are made by the cluster, not by the runner",
        "a node pool with cluster autoscaler or Karpenter, and config:runners.kubernetes.poll_timeout longer than a node takes to start",
    ),
    (
        "machine.IdleCount",
        "machines are made by the cluster, not by the runner",
        "pause pods keep room: config:runners.kubernetes.autoscaler with a policy's idle_count, from runner 18.11",
    ),
    (
        "machine.IdleTime",
        "machines are made by the cluster, not by the runner",
        "the autoscaler's own time until an empty node goes",
    ),
    (
        "machine.MaxBuilds",
        "each job has a fresh pod",
        "nothing to do; a node's age is limited by the autoscaler",
    ),
    (
        "machine.MachineDriver",
        "machines are made by the cluster, not by the runner",
        "a node pool at the same provider",
    ),
    (
        "machine.MachineOptions",
        "machines are made by the cluster, not by the runner",
        "machine type, disk and spot are settings of the node pool; config:runners.kubernetes.node_selector and node_tolerations send jobs there",
    ),
    (
        "machine.autoscaling",
        "machines are made by the cluster, not by the runner",
        "pause pods by the clock: periods of a config:runners.kubernetes.autoscaler.policy, from runner 18.11",
    ),
    (
        "machine.OffPeakPeriods",
        "no executor reads it any more",
        "pause pods by the clock: periods of a config:runners.kubernetes.autoscaler.policy, from runner 18.11",
    ),
    (
        "autoscaler",
        "instances are made by the cluster, not by the runner",
        "a node pool with cluster autoscaler or Karpenter",
    ),
    (
        "autoscaler.policy",
        "instances are made by the cluster, not by the runner",
        "pause pods keep room: config:runners.kubernetes.autoscaler.policy, from runner 18.11",
    ),
    (
        "autoscaler.capacity_per_instance",
        "the scheduler decides how many jobs a node takes",
        "config:runners.kubernetes.cpu_request and memory_request",
    ),
    (
        "autoscaler.max_instances",
        "instances are made by the cluster, not by the runner",
        "the largest size of the node pool; values:concurrent for jobs",
    ),
    (
        "autoscaler.max_use_count",
        "each job has a fresh pod",
        "nothing to do",
    ),
    (
        "ssh",
        "jobs run in pods, not on a host that is reached by SSH",
        "an image with the tools of that host; jobs that need the host keep this runner, chosen by their tags",
    ),
    (
        "virtualbox",
        "jobs run in pods, not in virtual machines",
        "an image in place of the machine; for a kernel of its own config:runners.kubernetes.runtime_class_name with Kata Containers",
    ),
    (
        "parallels",
        "jobs run in pods, not in virtual machines, and no node runs macOS",
        "keep this runner for jobs that need macOS, chosen by their tags",
    ),
    (
        "custom",
        "the driver's programs are on the old host",
        "keep this runner for jobs that need the driver, chosen by their tags; what it prepares is often an image or a config:runners.kubernetes.pod_spec",
    ),
    (
        "instance",
        "jobs run in pods, not on instances",
        "keep this runner for jobs that need a whole machine, chosen by their tags",
    ),
    (
        "docker",
        "it is about the Docker daemon of the old host, and no pod has one",
        "most of it is a field of pods: config:runners.kubernetes.pod_spec, with FF_USE_ADVANCED_POD_SPEC_CONFIGURATION",
    ),
    (
        "docker.host",
        "no pod has a Docker daemon",
        "docker:dind as a service, or BuildKit or buildah for images",
    ),
    (
        "docker.tls_verify",
        "no pod has a Docker daemon",
        "nothing to do",
    ),
    (
        "docker.tls_cert_path",
        "no pod has a Docker daemon",
        "nothing to do",
    ),
    (
        "docker.hostname",
        "pods are named by the runner",
        "nothing to do",
    ),
    (
        "docker.memory_swap",
        "nodes have no swap for pods",
        "config:runners.kubernetes.memory_limit is all there is",
    ),
    (
        "docker.service_memory_swap",
        "nodes have no swap for pods",
        "config:runners.kubernetes.service_memory_limit is all there is",
    ),
    (
        "docker.cpu_shares",
        "weights follow from requests",
        "config:runners.kubernetes.cpu_request",
    ),
    (
        "docker.service_cpu_shares",
        "weights follow from requests",
        "config:runners.kubernetes.service_cpu_request",
    ),
    (
        "docker.cpuset_cpus",
        "the scheduler gives amounts of CPU, not CPUs",
        "whole CPUs as request and limit on nodes with the static CPU manager policy",
    ),
    (
        "docker.cpuset_mems",
        "the scheduler gives amounts of memory, not banks of it",
        "nodes with a topology manager policy",
    ),
    (
        "docker.disable_entrypoint_overwrite",
        "the Kubernetes executor has no such switch",
        "config:runners.kubernetes.allowed_images limits whose entrypoints run",
    ),
    (
        "docker.userns_mode",
        "user namespaces are a field of the pod",
        "hostUsers: false through config:runners.kubernetes.pod_spec",
    ),
    (
        "docker.oom_kill_disable",
        "a container above its limit is always ended",
        "a higher config:runners.kubernetes.memory_limit",
    ),
    (
        "docker.oom_score_adjust",
        "the kubelet computes it from requests",
        "memory_request equal to memory_limit ends last",
    ),
    (
        "docker.security_opt",
        "it is a field of the container",
        "config:runners.kubernetes.build_container_security_context: seccomp_profile, app_armor_profile or selinux_type",
    ),
    (
        "docker.services_security_opt",
        "it is a field of the container",
        "config:runners.kubernetes.service_container_security_context",
    ),
    (
        "docker.devices",
        "a device of the node is given out by a device plugin",
        "the plugin's resource as a limit through config:runners.kubernetes.pod_spec; as a last resort privileged with a host_path volume",
    ),
    (
        "docker.services_devices",
        "a device of the node is given out by a device plugin",
        "the plugin's resource as a limit through config:runners.kubernetes.pod_spec",
    ),
    (
        "docker.gpus",
        "GPUs are given out by a device plugin",
        "a limit such as nvidia.com/gpu through config:runners.kubernetes.pod_spec, and runtime_class_name where the driver needs it",
    ),
    (
        "docker.service_gpus",
        "GPUs are given out by a device plugin",
        "a limit such as nvidia.com/gpu through config:runners.kubernetes.pod_spec",
    ),
    (
        "docker.volume_driver",
        "volumes come from storage classes",
        "a PersistentVolumeClaim, named in config:runners.kubernetes.volumes.pvc",
    ),
    (
        "docker.volume_driver_ops",
        "volumes come from storage classes",
        "parameters of the StorageClass",
    ),
    (
        "docker.volumes_from",
        "containers of other pods have no volumes to give",
        "a PersistentVolumeClaim that both mount",
    ),
    (
        "docker.links",
        "containers of other pods are reached by their Service",
        "the Service's name; services of the job by their alias",
    ),
    (
        "docker.network_mode",
        "a pod has a network of its own, shared by the job and its services",
        "nothing to do for services; hostNetwork: true through config:runners.kubernetes.pod_spec where the node's network is meant",
    ),
    (
        "docker.pid_mode",
        "a pod's containers do not see those of others",
        "hostPID or shareProcessNamespace through config:runners.kubernetes.pod_spec",
    ),
    (
        "docker.ipcmode",
        "a pod's containers share their IPC with each other only",
        "hostIPC through config:runners.kubernetes.pod_spec",
    ),
    (
        "docker.mac_address",
        "the network plugin gives addresses",
        "nothing to do",
    ),
    (
        "docker.enable_ipv6",
        "the cluster decides on its networks",
        "a dual-stack cluster",
    ),
    (
        "docker.network_mtu",
        "the network plugin sets it",
        "the network plugin's own setting",
    ),
    (
        "docker.sysctls",
        "sysctls are a field of the pod, and most must be allowed by the kubelet",
        "securityContext.sysctls through config:runners.kubernetes.pod_spec",
    ),
    (
        "docker.ulimit",
        "Kubernetes has no ulimits",
        "limits of the node's container runtime",
    ),
    (
        "docker.isolation",
        "only Windows under Docker has it",
        "nothing to do",
    ),
    (
        "docker.services_limit",
        "the Kubernetes executor counts no services",
        "config:runners.kubernetes.allowed_services, and a ResourceQuota on the namespace",
    ),
    (
        "docker.wait_for_services_timeout",
        "services of a pod are waited for by their ports",
        "HEALTHCHECK_TCP_PORT in a service's environment",
    ),
    (
        "docker.log_options",
        "the kubelet keeps the logs",
        "output_limit caps the job's log",
    ),
    (
        "docker.cgroup_parent",
        "the kubelet makes the cgroups",
        "nothing to do",
    ),
    (
        "docker.service_cgroup_parent",
        "the kubelet makes the cgroups",
        "nothing to do",
    ),
    (
        "docker.allowed_privileged_images",
        "privileged is a setting of the whole runner",
        "a second runner with privileged and its own allowed_images",
    ),
    (
        "docker.allowed_privileged_services",
        "privileged is a setting of the whole runner",
        "a second runner with privileged and its own allowed_services",
    ),
];

/// The loss that a path is, if it is one.
pub(super) fn of(leaf: &Leaf<'_>, path: &str) -> Option<Line> {
    let path = if super::number_of(&leaf.path).is_some() {
        path.to_owned()
    } else {
        format!(".{path}")
    };
    let covers = |known: &str| {
        let rest = path.strip_prefix(known);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    let found = LOSSES
        .iter()
        .filter(|(known, ..)| covers(known))
        .max_by_key(|(known, ..)| known.len());
    found.map(|(_, reason, instead)| leaf.lost(reason, instead))
}
