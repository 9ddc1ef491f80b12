//! Every stream of a real chart before and after post-rendering, tried on the API server: what it accepted it still
//! accepts. Nothing is stored.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use evenkeel_tests::{ControlPlane, Stream, binary, run_with_input, say, streams};
use serde::Deserialize as _;
use serde_yaml::Value;

/// The built-in policy, and one that adds as much as it can.
const POLICIES: [(&str, Option<&str>); 2] = [
    ("built-in", None),
    (
        "strict",
        Some(
            "\
apiVersion: evenkeel.dev/v1alpha1
kind: PostRenderPolicy
rules:
- match: all
  topologySpread: {preset: strict-zone, whenPresent: append, minReplicas: 1, whenReplicasUnknown: inject}
  resources:
    app: {requests: {cpu: 100m, memory: 128Mi, ephemeral-storage: 1Gi}, limits: {memory: request}}
    sidecar: {requests: {cpu: 20m, memory: 32Mi}, limits: {memory: request}}
    init: {requests: {cpu: 10m, memory: 16Mi}, limits: {memory: request}}
",
        ),
    ),
];

/// Both ways in which `kubectl apply` sends an object: whole, or with a list of the fields that it owns, which the server
/// checks against their schema and which is the only way for an object of more than 256 KiB.
const WAYS: [&[&str]; 2] = [&[], &["--server-side"]];

const WORKLOADS: [(&str, &str); 3] = [
    ("Deployment", "deployment.apps"),
    ("StatefulSet", "statefulset.apps"),
    ("DaemonSet", "daemonset.apps"),
];

/// What the API server said about a stream.
struct Verdict {
    /// `kind.group/name` and how many of it.
    accepted: BTreeMap<String, usize>,
    refusals: String,
}

impl Verdict {
    fn of(plane: &ControlPlane, way: &[&str], manifests: &[u8]) -> Self {
        let mut kubectl = plane.kubectl();
        kubectl
            .args(["apply", "--dry-run=server", "--output=name"])
            .args(way)
            .args(["--filename", "-"]);
        let ended = run_with_input(&mut kubectl, manifests);
        let mut accepted = BTreeMap::new();
        for name in ended.text().lines() {
            *accepted.entry(name.to_owned()).or_default() += 1;
        }
        Self {
            accepted,
            refusals: ended.stderr,
        }
    }

    fn count(&self) -> usize {
        self.accepted.values().sum()
    }

    /// What is here and not, or not as often, in `other`.
    fn missing_in(&self, other: &Self) -> Vec<&str> {
        let missing = |(name, count): &(&String, &usize)| {
            other.accepted.get(*name).copied().unwrap_or_default() < **count
        };
        self.accepted
            .iter()
            .filter(missing)
            .map(|(name, _)| name.as_str())
            .collect()
    }
}

/// The documents of a stream as an independent reader has them.
fn documents(stream: &Stream) -> Vec<Value> {
    let text = std::str::from_utf8(&stream.bytes).unwrap();
    serde_yaml::Deserializer::from_str(text)
        .map(|document| Value::deserialize(document).unwrap())
        .filter(|value| !value.is_null())
        .collect()
}

fn namespaces(documents: &[Value]) -> BTreeSet<String> {
    let named = |document: &Value| {
        document["metadata"]["namespace"]
            .as_str()
            .map(str::to_owned)
    };
    documents.iter().filter_map(named).collect()
}

/// As `kubectl` names them.
fn workloads(documents: &[Value]) -> Vec<String> {
    let name = |document: &Value| {
        let (_, kind) = WORKLOADS
            .into_iter()
            .find(|(kind, _)| document["kind"].as_str() == Some(kind))?;
        Some(format!("{kind}/{}", document["metadata"]["name"].as_str()?))
    };
    documents.iter().filter_map(name).collect()
}

/// Gives how many of the policies changed the stream.
#[track_caller]
fn assert_still_accepted(plane: &ControlPlane, stream: &Stream) -> usize {
    let documents = documents(stream);
    let workloads = workloads(&documents);
    let before = WAYS.map(|way| Verdict::of(plane, way, &stream.bytes));
    for verdict in &before {
        for workload in &workloads {
            assert!(
                verdict.accepted.contains_key(workload),
                "{}: {workload} was refused before:\n{}",
                stream.name,
                verdict.refusals
            );
        }
    }
    let mut said = format!(
        "{}: of {} documents {} accepted before",
        stream.name,
        documents.len(),
        before
            .each_ref()
            .map(Verdict::count)
            .map(|n| n.to_string())
            .join(" and "),
    );
    let folder = tempfile::tempdir().unwrap();
    let mut changed = 0;
    for (name, policy) in POLICIES {
        let mut command = Command::new(binary());
        command.args(["post-render", "--strict"]);
        if let Some(policy) = policy {
            let file = folder.path().join("policy.yaml");
            fs::write(&file, policy).unwrap();
            command.arg("--policy").arg(file);
        }
        let rendered = run_with_input(&mut command, &stream.bytes).succeeded();
        if rendered.stdout == stream.bytes {
            said += &format!(", nothing to add by {name}");
            continue;
        }
        changed += 1;
        let after = WAYS.map(|way| Verdict::of(plane, way, &rendered.stdout));
        for (before, after) in before.iter().zip(&after) {
            let refused = before.missing_in(after);
            assert!(
                refused.is_empty(),
                "{}: {refused:?} refused after post-rendering by {name}:\n{}",
                stream.name,
                after.refusals
            );
        }
        said += &format!(
            ", {} after {name}",
            after
                .each_ref()
                .map(Verdict::count)
                .map(|n| n.to_string())
                .join(" and ")
        );
    }
    say(&format!("{said}; workloads: {}", workloads.len()));
    changed
}

#[test]
#[cfg_attr(not(has_streams), ignore = "EVENKEEL_STREAMS names no folder")]
fn nothing_is_refused_that_was_accepted_before() {
    let plane = ControlPlane::shared();
    let streams = streams("cluster");
    let needed: BTreeSet<_> = streams
        .iter()
        .flat_map(|stream| namespaces(&documents(stream)))
        .collect();
    plane.namespaces(needed.iter().map(String::as_str));
    let changed: usize = streams
        .iter()
        .map(|stream| assert_still_accepted(&plane, stream))
        .sum();
    // Otherwise nothing would have been compared.
    assert!(
        changed >= streams.len(),
        "only {changed} streams were changed"
    );
}

/// The check above can fail: a server that took anything would prove nothing.
#[test]
fn the_api_server_refuses_what_is_wrong() {
    let plane = ControlPlane::shared();
    let pod = |field: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: tried, namespace: default}}\nspec:\n  containers: [{{name: c, image: i}}]\n{field}"
        )
    };
    let constraint = |skew: u8| {
        format!(
            "  topologySpreadConstraints: [{{topologyKey: zone, maxSkew: {skew}, whenUnsatisfiable: DoNotSchedule}}]\n"
        )
    };
    let twice = constraint(1).replace(
        "}]",
        "}, {topologyKey: zone, maxSkew: 2, whenUnsatisfiable: DoNotSchedule}]",
    );
    for way in WAYS {
        let verdict = |field: &str| Verdict::of(&plane, way, pod(field).as_bytes());
        assert_eq!(verdict(&constraint(1)).count(), 1, "{way:?}");
        for (field, reason) in [
            (constraint(0), "maxSkew"),
            (twice.clone(), "zone"),
            ("  noSuchField: 1\n".to_owned(), "noSuchField"),
        ] {
            let verdict = verdict(&field);
            assert_eq!(verdict.count(), 0, "{way:?} {field}");
            assert!(verdict.refusals.contains(reason), "{}", verdict.refusals);
        }
    }
}
