//! Releases of a chart in a real API server, by each way in which Helm post-renders: what is injected is in the objects, a
//! second upgrade changes none of them, and a policy that is wrong leaves the release as it was.

use std::fs;
use std::path::Path;
use std::process::Command;

use evenkeel_tests::{ControlPlane, Ended, Helm, Plugins, chart, run};
use serde_json::{Value, json};

/// The workloads of the chart, its hooks left out.
const WORKLOADS: [&str; 3] = [
    "deployment/demo-web",
    "statefulset/demo-store",
    "daemonset/demo-agent",
];
const REVISION_LABELS: [(&str, &str); 2] = [
    ("deployment/demo-web", "pod-template-hash"),
    ("statefulset/demo-store", "controller-revision-hash"),
];
/// An amount that neither the chart nor the built-in policy names.
const CPU: &str = "230m";

/// Something that installs and upgrades the release `demo` of our chart.
trait Release {
    /// Installs or upgrades it with one value of the policy changed.
    fn upgrade(&self, policy_set: &str) -> Ended;
    /// What its Helm says about it with `arguments`.
    fn helm(&self, arguments: &[&str]) -> Ended;
}

/// `helm upgrade --install`.
struct ByHelm<'a> {
    helm: Helm,
    plane: &'a ControlPlane,
    namespace: &'static str,
}

impl ByHelm<'_> {
    fn command(&self) -> Command {
        let mut helm = self.helm.command();
        helm.env("KUBECONFIG", self.plane.kubeconfig())
            .args(["--namespace", self.namespace]);
        helm
    }
}

impl Release for ByHelm<'_> {
    fn upgrade(&self, policy_set: &str) -> Ended {
        run(self
            .command()
            .args(["upgrade", "--install", "--create-namespace", "--no-hooks"])
            .arg("demo")
            .arg(chart())
            .args(["--post-renderer", "evenkeel"])
            .arg("--post-renderer-args=post-render")
            .arg(format!("--post-renderer-args=--policy-set={policy_set}")))
    }

    fn helm(&self, arguments: &[&str]) -> Ended {
        run(self.command().args(arguments))
    }
}

/// `helmfile sync`, by the Helm inside.
struct ByHelmfile<'a>(ByHelm<'a>);

impl Release for ByHelmfile<'_> {
    fn upgrade(&self, policy_set: &str) -> Ended {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("helmfile.yaml");
        fs::write(&file, helmfile(&chart(), self.0.namespace, policy_set)).unwrap();
        run(self
            .0
            .helm
            .helmfile(&file)
            .env("KUBECONFIG", self.0.plane.kubeconfig())
            .args(["sync", "--skip-deps"]))
    }

    fn helm(&self, arguments: &[&str]) -> Ended {
        self.0.helm(arguments)
    }
}

fn helmfile(chart: &Path, namespace: &str, policy_set: &str) -> String {
    format!(
        "helmDefaults:
  syncArgs: [--no-hooks]
releases:
- name: demo
  namespace: {namespace}
  chart: {}
  postRenderer: evenkeel
  postRendererArgs:
  - post-render
  - --policy-set
  - {policy_set}
",
        json!(chart)
    )
}

/// The workloads as the API server has them, without what controllers write.
#[track_caller]
fn specs(plane: &ControlPlane, namespace: &str) -> Vec<(Value, Value)> {
    WORKLOADS
        .map(|name| plane.get(name, namespace))
        .map(|object| {
            (
                object["metadata"]["generation"].clone(),
                object["spec"].clone(),
            )
        })
        .to_vec()
}

#[track_caller]
fn assert_injected(plane: &ControlPlane, namespace: &str) {
    for (name, revision_label) in REVISION_LABELS {
        let workload = plane.get(name, namespace);
        let pod = &workload["spec"]["template"]["spec"];
        let constraints = pod["topologySpreadConstraints"].as_array();
        let constraints = constraints.unwrap_or_else(|| panic!("no constraints in {workload}"));
        assert_eq!(constraints.len(), 2, "{name}");
        for constraint in constraints {
            assert_eq!(constraint["labelSelector"], workload["spec"]["selector"]);
            assert_eq!(constraint["matchLabelKeys"], json!([revision_label]));
        }
        let resources = &pod["containers"][0]["resources"];
        assert_eq!(
            *resources,
            json!({"requests": {"cpu": CPU, "memory": "128Mi"}}),
            "{name}"
        );
    }
}

#[track_caller]
fn assert_released(plane: &ControlPlane, namespace: &str, release: &impl Release) {
    let right = format!("rules[0].resources.app.requests.cpu={CPU}");
    release.upgrade(&right).succeeded();
    assert_injected(plane, namespace);
    let installed = specs(plane, namespace);

    release.upgrade(&right).succeeded();
    assert_eq!(specs(plane, namespace), installed, "by a second upgrade");
    let history = release
        .helm(&["history", "demo", "--output", "json"])
        .succeeded();
    assert_eq!(
        history.text().matches("\"revision\"").count(),
        2,
        "{}",
        history.text()
    );

    let manifest = release.helm(&["get", "manifest", "demo"]).succeeded();
    assert!(manifest.text().contains(CPU), "{}", manifest.text());
    let failed = release.upgrade("rules[0].nonsense=1");
    assert_ne!(failed.code, Some(0), "{failed:?}");
    let history_after = release
        .helm(&["history", "demo", "--output", "json"])
        .succeeded();
    assert_eq!(history_after.text(), history.text());
    let manifest_after = release.helm(&["get", "manifest", "demo"]).succeeded();
    assert_eq!(manifest_after.text(), manifest.text());
    assert_eq!(
        specs(plane, namespace),
        installed,
        "by an upgrade that failed"
    );
}

fn by_helm<'a>(helm: Helm, plane: &'a ControlPlane, namespace: &'static str) -> ByHelm<'a> {
    ByHelm {
        helm,
        plane,
        namespace,
    }
}

#[test]
fn by_helm_3_and_the_binary() {
    let plane = ControlPlane::shared();
    let release = by_helm(Helm::three(), &plane, "by-helm-3");
    assert_released(&plane, "by-helm-3", &release);
}

#[test]
fn by_helm_4_and_the_native_plugin() {
    let plane = ControlPlane::shared();
    let release = by_helm(Helm::four(Plugins::Native), &plane, "by-native");
    assert_released(&plane, "by-native", &release);
}

#[test]
fn by_helm_4_and_the_wasm_pair() {
    let plane = ControlPlane::shared();
    let release = by_helm(Helm::four(Plugins::Wasm), &plane, "by-wasm");
    assert_released(&plane, "by-wasm", &release);
}

#[test]
fn by_helmfile_with_helm_3() {
    let plane = ControlPlane::shared();
    let release = ByHelmfile(by_helm(Helm::three(), &plane, "by-helmfile-3"));
    assert_released(&plane, "by-helmfile-3", &release);
}

#[test]
fn by_helmfile_with_helm_4() {
    let plane = ControlPlane::shared();
    let release = ByHelmfile(by_helm(Helm::four(Plugins::Wasm), &plane, "by-helmfile-4"));
    assert_released(&plane, "by-helmfile-4", &release);
}
