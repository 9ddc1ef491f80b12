//! What stands below `[runners.docker]`, as the Kubernetes executor has it.

use super::draft::Draft;
use super::{Leaf, Line, size};
use evenkeel_yaml::{Route, Step, Value};

/// Keys that are the same below `[runners.kubernetes]`, or have another name there; what is worth knowing.
const SAME: &[(&str, &str, &str)] = &[
    ("image", "image", ""),
    ("privileged", "privileged", ""),
    (
        "services_privileged",
        "service_container_security_context.privileged",
        "",
    ),
    (
        "cpus",
        "cpu_limit",
        "without a cpu_request the limit is requested too; a smaller request packs more jobs on a node",
    ),
    ("service_cpus", "service_cpu_limit", ""),
    ("pull_policy", "pull_policy", ""),
    ("allowed_images", "allowed_images", ""),
    ("allowed_services", "allowed_services", ""),
    ("allowed_pull_policies", "allowed_pull_policies", ""),
    (
        "allowed_users",
        "allowed_users",
        "ids only: names are refused",
    ),
    ("cap_add", "cap_add", ""),
    ("cap_drop", "cap_drop", ""),
    (
        "runtime",
        "runtime_class_name",
        "a RuntimeClass of this name must be in the cluster",
    ),
    (
        "helper_image",
        "helper_image",
        "must match the version of the manager",
    ),
    ("helper_image_flavor", "helper_image_flavor", ""),
    (
        "dns",
        "dns_config.nameservers",
        "asked beside the cluster's own; alone with config:runners.kubernetes.dns_policy = \"none\"",
    ),
    ("dns_search", "dns_config.searches", ""),
    ("container_labels", "pod_labels", ""),
];

/// Amounts of memory, and where they are.
const MEMORY: &[(&str, &str)] = &[
    ("memory", "memory_limit"),
    ("memory_reservation", "memory_request"),
    ("service_memory", "service_memory_limit"),
    ("service_memory_reservation", "service_memory_request"),
];

/// What a key below `[runners.docker]` becomes; none where nothing is known to take its place.
pub(super) fn take(draft: &mut Draft, leaf: &Leaf<'_>, path: &Route) -> Option<Line> {
    let (Some(Step::Key(first)), rest) = (path.0.first(), path.0.get(1..).unwrap_or_default())
    else {
        return None;
    };
    if let Some((_, to, text)) = SAME.iter().find(|(key, ..)| key == first) {
        let mut route: Route = to.parse().ok()?;
        route.0.extend(rest.iter().cloned());
        return Some(put(draft, leaf, &route, leaf.value(), text));
    }
    if let Some((_, to)) = MEMORY.iter().find(|(key, _)| key == first) {
        let amount = size::quantity(&leaf.text()?)?;
        return Some(put(
            draft,
            leaf,
            &Route::root().key(to),
            Value::Str(amount),
            "Docker counts in powers of 1024",
        ));
    }
    match first.as_str() {
        "services" => Some(put(draft, leaf, path, leaf.value(), "")),
        "volumes" => Some(volume(draft, leaf)),
        "extra_hosts" => host(draft, leaf),
        "tmpfs" => tmpfs(draft, leaf, rest),
        "shm_size" => Some(shm(draft, leaf)),
        "user" => user(draft, leaf),
        "disable_cache" | "cache_dir" | "volume_keep" => Some(leaf.moved(
            &[],
            "job pods keep nothing on the node; [runners.cache] is the cache between jobs",
        )),
        "tls_verify" | "disable_entrypoint_overwrite" | "oom_kill_disable" | "enable_ipv6"
            if leaf.found.token() == "false" =>
        {
            Some(leaf.moved(&[], "the default; nothing to do"))
        }
        "network_mtu" if leaf.found.token() == "0" => {
            Some(leaf.moved(&[], "the default; nothing to do"))
        }
        _ => None,
    }
}

fn put(draft: &mut Draft, leaf: &Leaf<'_>, below: &Route, value: Value, text: &str) -> Line {
    let mut path = Route::root().key("kubernetes");
    path.0.extend(below.0.iter().cloned());
    let to = draft.copy(&path, value);
    leaf.moved(&[&to], text)
}

/// Adds a table to a list below `[runners.kubernetes]`; the address of the new table.
fn add(draft: &mut Draft, list: &[&str], entries: Vec<(&str, Value)>) -> String {
    let mut names = vec!["kubernetes"];
    names.extend(list);
    let index = draft.config.count(&names);
    let route = names
        .iter()
        .fold(Route::root(), |route, name| route.key(name));
    let route = route.index(index);
    for (key, value) in entries {
        draft.config.set(&route.key(key).0, value);
    }
    format!("config:runners.{route}")
}

/// A volume: a path, `source:path`, `source:path:options`.
fn volume(draft: &mut Draft, leaf: &Leaf<'_>) -> Line {
    let text = leaf.text().unwrap_or_default();
    let mut parts = text.split(':');
    let (first, second, options) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    if text.contains('\\') || first.len() == 1 {
        return leaf.lost(
            "a path of Windows",
            "config:runners.kubernetes.volumes.empty_dir or host_path on Windows nodes",
        );
    }
    if first.ends_with("docker.sock") {
        return leaf.lost(
            "nodes run containers without Docker, and who holds its socket holds the node",
            "docker:dind as a service with config:runners.kubernetes.privileged; without privileges BuildKit rootless or buildah",
        );
    }
    let Some(target) = second else {
        let name = unused(draft, first);
        let to = add(
            draft,
            &["volumes", "empty_dir"],
            vec![
                ("name", Value::Str(name)),
                ("mount_path", Value::from(first)),
            ],
        );
        let text = "empty for each job; what should outlive jobs goes to [runners.cache] or a PersistentVolumeClaim (volumes.pvc)";
        return leaf.moved(&[&to], text);
    };
    let is_read_only =
        options.is_some_and(|options| options.split(',').any(|option| option == "ro"));
    let mut entries = vec![("mount_path", Value::from(target))];
    if is_read_only {
        entries.push(("read_only", Value::Bool(true)));
    }
    if first.starts_with(['/', '.', '~']) {
        entries.insert(0, ("name", Value::Str(unused(draft, target))));
        entries.push(("host_path", Value::from(first)));
        let to = add(draft, &["volumes", "host_path"], entries);
        let text = "a path of whichever node the job lands on: the files must be on every node; a PersistentVolumeClaim (volumes.pvc) is the same everywhere";
        return leaf.moved(&[&to], text);
    }
    entries.insert(0, ("name", Value::Str(name_of(first))));
    let to = add(draft, &["volumes", "pvc"], entries);
    let text = "a PersistentVolumeClaim of this name must be in the namespace of the jobs, ReadWriteMany where jobs run on several nodes";
    leaf.moved(&[&to], text)
}

/// A name for a volume after its path, that no other has.
fn unused(draft: &Draft, path: &str) -> String {
    let count: usize = ["empty_dir", "host_path", "pvc"]
        .iter()
        .map(|kind| draft.config.count(&["kubernetes", "volumes", kind]))
        .sum();
    let name = name_of(path);
    // Volumes of one path in two spellings would share a name.
    if name.is_empty() {
        format!("volume-{}", count + 1)
    } else {
        format!("{name}-{}", count + 1)
    }
}

/// A text as names of volumes may be.
fn name_of(text: &str) -> String {
    let is_good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let name: String = text
        .to_ascii_lowercase()
        .chars()
        .map(|c| if is_good(c) { c } else { '-' })
        .collect();
    let name: String = name.trim_matches('-').chars().take(50).collect();
    name.trim_matches('-').to_owned()
}

/// `name:address`; the address may have colons itself.
fn host(draft: &mut Draft, leaf: &Leaf<'_>) -> Option<Line> {
    let text = leaf.text()?;
    let (name, address) = text.split_once(':')?;
    if address == "host-gateway" {
        return Some(leaf.lost("a pod has no gateway to a Docker host", "the node's address through the downward API, status.hostIP, by config:runners.kubernetes.pod_spec"));
    }
    let entries = vec![
        ("ip", Value::from(address.trim_matches(['[', ']']))),
        ("hostnames", [name].into_iter().collect()),
    ];
    let to = add(draft, &["host_aliases"], entries);
    Some(leaf.moved(&[&to], ""))
}

fn tmpfs(draft: &mut Draft, leaf: &Leaf<'_>, rest: &[Step]) -> Option<Line> {
    let [Step::Key(path)] = rest else { return None };
    let name = unused(draft, path);
    let entries = vec![
        ("name", Value::Str(name)),
        ("mount_path", Value::from(path.as_str())),
        ("medium", Value::from("Memory")),
    ];
    let to = add(draft, &["volumes", "empty_dir"], entries);
    Some(leaf.moved(
        &[&to],
        "counts as the job's memory; options of the mount do not exist for pods",
    ))
}

fn shm(draft: &mut Draft, leaf: &Leaf<'_>) -> Line {
    let amount = leaf.text().as_deref().and_then(size::quantity);
    let Some(amount) = amount else {
        return leaf.moved(&[], "the default; nothing to do");
    };
    let entries = vec![
        ("name", Value::from("shm")),
        ("mount_path", Value::from("/dev/shm")),
        ("medium", Value::from("Memory")),
        ("size_limit", Value::Str(amount)),
    ];
    let to = add(draft, &["volumes", "empty_dir"], entries);
    leaf.moved(&[&to], "counts as the job's memory")
}

fn user(draft: &mut Draft, leaf: &Leaf<'_>) -> Option<Line> {
    let id: i64 = leaf.text()?.parse().ok()?;
    let route = Route::root()
        .key("build_container_security_context")
        .key("run_as_user");
    Some(put(draft, leaf, &route, Value::from(id), ""))
}
