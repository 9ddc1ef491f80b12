//! One chart and one helmfile give the same manifests under Helm 3 and under both kinds of plugin of Helm 4.

use std::fs;

use evenkeel_tests::{Helm, Manifests, Plugins, assert_spread, run};
use serde_yaml::Value;

const POST_RENDER: [&str; 3] = [
    "--post-renderer",
    "evenkeel",
    "--post-renderer-args=post-render",
];

/// A cluster that a context of its own names.
const CLUSTER: &str = "\
apiVersion: v1
kind: Config
clusters:
- {name: far, cluster: {server: \"https://127.0.0.1:1\"}}
contexts:
- {name: here, context: {cluster: far, user: me, namespace: mine}}
users:
- {name: me, user: {}}
";

/// The pod template's containers of `workload`, by the name of their list.
fn requests(workload: &Value, list: &str, index: usize) -> Value {
    workload["spec"]["template"]["spec"][list][index]["resources"].clone()
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).expect("the test itself writes YAML")
}

#[track_caller]
fn assert_injected(manifests: &Manifests, cpu: &str) {
    let web = manifests.get("Deployment", "demo-web");
    assert_spread(web, "pod-template-hash");
    assert_spread(
        manifests.get("StatefulSet", "demo-store"),
        "controller-revision-hash",
    );

    let default = yaml(&format!("requests: {{cpu: {cpu}, memory: 128Mi}}"));
    assert_eq!(requests(web, "containers", 0), default);
    assert_eq!(
        requests(manifests.get("StatefulSet", "demo-store"), "containers", 0),
        default
    );
    // A memory limit of its own is its request too; nothing is put beside it.
    let sized = yaml(&format!(
        "{{limits: {{memory: 64Mi}}, requests: {{cpu: {cpu}}}}}"
    ));
    assert_eq!(requests(web, "containers", 1), sized);
    assert_eq!(
        requests(web, "initContainers", 0),
        yaml("requests: {cpu: 100m, memory: 128Mi}")
    );
    // One pod on each node: requests, and nothing to spread.
    let agent = manifests.get("DaemonSet", "demo-agent");
    assert_eq!(requests(agent, "containers", 0), default);
    assert!(
        agent["spec"]["template"]["spec"]
            .get("topologySpreadConstraints")
            .is_none()
    );
}

/// Whatever is no workload of the release itself is as it was without the post-renderer.
#[track_caller]
fn assert_rest_untouched(rendered: &Manifests, plain: &Manifests) {
    assert_eq!(rendered.len(), plain.len());
    for (kind, name) in [
        ("Job", "demo-migrate"),
        ("Deployment", "demo-hooked"),
        ("ConfigMap", "demo-settings"),
    ] {
        assert_eq!(rendered.get(kind, name), plain.get(kind, name));
    }
}

#[test]
fn helm_3_template_injects_and_leaves_hooks_alone() {
    let helm = Helm::three();
    let plain = Manifests::parse(helm.template(&[]).succeeded().text());
    let rendered = Manifests::parse(helm.template(&POST_RENDER).succeeded().text());
    assert_injected(&rendered, "100m");
    assert_rest_untouched(&rendered, &plain);
}

#[test]
fn helm_4_template_is_the_same_by_native_plugin_and_by_wasm() {
    let native = Helm::four(Plugins::Native);
    let wasm = Helm::four(Plugins::Wasm);
    let plain = Manifests::parse(native.template(&[]).succeeded().text());
    let by_native = native.template(&POST_RENDER).succeeded();
    let by_wasm = wasm.template(&POST_RENDER).succeeded();
    assert_eq!(by_native.text(), by_wasm.text());

    let rendered = Manifests::parse(by_native.text());
    assert_injected(&rendered, "100m");
    assert_rest_untouched(&rendered, &plain);
}

#[test]
fn what_the_shell_says_to_helm_and_to_go_changes_nothing_in_the_pair() {
    let folder = tempfile::tempdir().unwrap();
    let cluster = folder.path().join("config");
    fs::write(&cluster, CLUSTER).unwrap();
    let render = |plugins| {
        let helm = Helm::four(plugins);
        let mut command = helm.command();
        command
            .args(["template", "demo"])
            .arg(evenkeel_tests::chart())
            .args(POST_RENDER)
            .env("KUBECONFIG", &cluster)
            .env("HELM_KUBECONTEXT", "here")
            .envs([("LC_ALL", "C"), ("GOGC", "50"), ("GOMEMLIMIT", "64MiB")])
            .env("GODEBUG", "memprofilerate=1");
        run(&mut command).succeeded()
    };
    let by_native = render(Plugins::Native);
    assert_injected(&Manifests::parse(by_native.text()), "100m");
    assert_eq!(by_native.text(), render(Plugins::Wasm).text());
}

#[test]
fn one_helmfile_gives_the_same_manifests_under_all_three() {
    let by_helm_3 = Helm::three().helmfile_template().succeeded();
    let by_native = Helm::four(Plugins::Native).helmfile_template().succeeded();
    let by_wasm = Helm::four(Plugins::Wasm).helmfile_template().succeeded();
    assert_eq!(by_native.text(), by_wasm.text());

    let rendered = Manifests::parse(by_native.text());
    assert_injected(&rendered, "250m");
    assert_eq!(Manifests::parse(by_helm_3.text()), rendered);
}

#[test]
fn the_leading_argument_is_optional_for_the_plugins() {
    for plugins in [Plugins::Native, Plugins::Wasm] {
        let helm = Helm::four(plugins);
        let with = helm.template(&POST_RENDER).succeeded();
        let without = helm.template(&["--post-renderer", "evenkeel"]).succeeded();
        assert_eq!(with.text(), without.text(), "{plugins:?}");
    }
}

#[test]
fn a_chart_that_renders_nothing_is_no_error() {
    let mut arguments = POST_RENDER.to_vec();
    arguments.extend(["--set", "empty=true"]);
    for helm in [
        Helm::three(),
        Helm::four(Plugins::Native),
        Helm::four(Plugins::Wasm),
    ] {
        let rendered = helm.template(&arguments).succeeded();
        assert_eq!(
            Manifests::parse(rendered.text()).len(),
            0,
            "{}",
            rendered.text()
        );
    }
}

#[test]
fn post_rendering_twice_changes_nothing_more() {
    let helm = Helm::four(Plugins::Wasm);
    let once = helm.template(&POST_RENDER).succeeded();
    let mut again = helm.command();
    let twice =
        evenkeel_tests::run_with_input(again.arg("evenkeel-wasm"), &once.stdout).succeeded();
    assert_eq!(twice.text(), once.text());
}
