//! What post-renderers really get: streams of real charts from Helm 3 and Helm 4, in the folder `EVENKEEL_STREAMS` names.
//! Without the variable these tests show as ignored. `EVENKEEL_BLESS=1` rewrites `cases/streams.expected`.
use std::collections::BTreeMap;
use std::path::Path;

use evenkeel_core::postrender::{OnBadDocument, Policy, post_render};
use serde_yaml::Value;

use super::invariants;

const EXPECTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/cases/streams.expected");

/// Name and text of every stream.
fn streams() -> BTreeMap<String, String> {
    let folder = std::env::var("EVENKEEL_STREAMS")
        .expect("the variable was there when the tests were built");
    let mut found = BTreeMap::new();
    for helm in ["helm3", "helm4"] {
        for entry in std::fs::read_dir(Path::new(&folder).join(helm))
            .expect("the folder has helm3 and helm4")
        {
            let path = entry.unwrap().path();
            if path
                .extension()
                .is_some_and(|extension| extension == "yaml")
            {
                let name = format!("{helm}/{}", path.file_stem().unwrap().display());
                found.insert(name, std::fs::read_to_string(path).unwrap());
            }
        }
    }
    assert!(
        found.len() >= 20,
        "only {} streams in {folder}",
        found.len()
    );
    found
}

#[test]
#[cfg_attr(
    not(has_streams),
    ignore = "EVENKEEL_STREAMS names no folder of streams"
)]
fn splitting_and_joining_gives_the_same_bytes() {
    for (name, text) in streams() {
        let joined: String = evenkeel_yaml::split(&text)
            .into_iter()
            .map(|piece| &text[piece.range])
            .collect();
        assert!(joined == text, "{name}");
    }
}

#[test]
#[cfg_attr(
    not(has_streams),
    ignore = "EVENKEEL_STREAMS names no folder of streams"
)]
fn every_workload_is_spread_and_sized_or_has_its_known_reason() {
    let policy = Policy::built_in();
    let (mut exceptions, mut workloads, mut containers, mut added) = (String::new(), 0, 0, 0);
    for (name, text) in streams() {
        let rendered = invariants::render(&text, &policy);
        added += rendered.report.summary.added;
        let output = rendered.manifests();
        for (index, piece) in evenkeel_yaml::split(&output).into_iter().enumerate() {
            let Ok(object) = serde_yaml::from_str::<Value>(&output[piece.body]) else {
                exceptions.push_str(&format!(
                    "{name} document {}: another reader refuses it\n",
                    index + 1
                ));
                continue;
            };
            let kind = object
                .get("kind")
                .and_then(Value::as_str)
                .unwrap_or_default();
            if !matches!(kind, "Deployment" | "StatefulSet") {
                continue;
            }
            workloads += 1;
            let who = format!(
                "{name} {kind} {}",
                object["metadata"]["name"].as_str().unwrap()
            );
            let reasons = |path: &str| {
                let decisions = rendered
                    .report
                    .decisions
                    .iter()
                    .filter(|one| one.document == index + 1);
                let codes: Vec<&str> = decisions
                    .filter(|one| one.path.as_deref().is_none_or(|whole| whole == path))
                    .map(|one| one.reason.code)
                    .collect();
                codes.join(", ")
            };
            let replicas = object["spec"]
                .get("replicas")
                .map_or(2, |replicas| replicas.as_u64().unwrap());
            if replicas >= 2 && !is_spread(&object) {
                let reasons = reasons("spec.template.spec.topologySpreadConstraints");
                exceptions.push_str(&format!("{who} is not spread: {reasons}\n"));
            }
            let pod = &object["spec"]["template"]["spec"];
            for list in ["containers", "initContainers"] {
                let items = pod
                    .get(list)
                    .and_then(Value::as_sequence)
                    .map_or(&[][..], Vec::as_slice);
                for (position, container) in items.iter().enumerate() {
                    containers += 1;
                    for resource in ["cpu", "memory"] {
                        let set = |side: &str| {
                            container
                                .get("resources")
                                .and_then(|all| all.get(side)?.get(resource))
                        };
                        if set("requests").or(set("limits")).is_none() {
                            let path = format!(
                                "spec.template.spec.{list}[{position}].resources.requests.{resource}"
                            );
                            exceptions.push_str(&format!(
                                "{who} {path} is missing: {}\n",
                                reasons(&path)
                            ));
                        }
                    }
                }
            }
        }
    }
    println!("{workloads} workloads, {containers} containers, {added} fields added");
    assert!(workloads >= 60, "only {workloads} workloads were looked at");
    if std::env::var_os("EVENKEEL_BLESS").is_some() {
        std::fs::write(EXPECTED, &exceptions).unwrap();
    }
    assert_eq!(
        exceptions,
        std::fs::read_to_string(EXPECTED).unwrap_or_default()
    );
}

#[test]
#[cfg_attr(
    not(has_streams),
    ignore = "EVENKEEL_STREAMS names no folder of streams"
)]
fn other_policies_and_strict_mode_keep_the_same_promises() {
    let head = "apiVersion: evenkeel.dev/v1alpha1\nkind: PostRenderPolicy\nrules:\n";
    let policies = [
        "- match: all\n  topologySpread: {preset: strict-zone, whenPresent: append, minReplicas: 0}\n",
        "- match: {kind: StatefulSet}\n  topologySpread: {preset: karpenter, whenReplicasUnknown: skip}\n",
        "- match: all\n  resources:\n    app: {requests: {cpu: 1, memory: 1Gi, ephemeral-storage: 1Gi}, limits: {memory: request, cpu: 1}, requestFromDefault: min, conflict: raise}\n    init: {limits: {memory: 64Mi}}\n",
    ];
    let built_in = Policy::built_in();
    for (name, text) in streams() {
        for policy in policies {
            invariants::render(
                &text,
                &Policy::parse(&format!("{head}{policy}"), &name).unwrap(),
            );
        }
        let idle = Policy::parse(&format!("{head} []\n"), "idle").unwrap();
        assert!(
            invariants::render(&text, &idle).manifests() == text,
            "{name} changed without a rule"
        );
        let strict = post_render(text.as_bytes(), &built_in, OnBadDocument::Fail).unwrap();
        let lenient = post_render(text.as_bytes(), &built_in, OnBadDocument::PassThrough).unwrap();
        assert!(
            strict.manifests() == lenient.manifests(),
            "{name} differs in strict mode"
        );
    }
}

/// Whether both built-in constraints are there and select what the workload selects.
fn is_spread(object: &Value) -> bool {
    let constraints = object["spec"]["template"]["spec"].get("topologySpreadConstraints");
    let constraints = constraints
        .and_then(Value::as_sequence)
        .map_or(&[][..], Vec::as_slice);
    ["topology.kubernetes.io/zone", "kubernetes.io/hostname"]
        .iter()
        .all(|key| {
            constraints.iter().any(|one| {
                one["topologyKey"] == **key
                    && one.get("labelSelector") == object["spec"].get("selector")
            })
        })
}
