//! Where a policy comes from under Helm: a file for the native plugin, the plugin's own configuration for the module,
//! single values for both.

use std::fs;

use evenkeel_tests::{Helm, Manifests, Plugins, chart, run};
use serde_yaml::Value;

const POLICY: &str = "\
apiVersion: evenkeel.dev/v1alpha1
kind: PostRenderPolicy
rules:
- name: stores only
  match:
    kind: StatefulSet
  resources:
    app:
      requests: {cpu: 70m}
";

#[track_caller]
fn assert_stores_only(text: &str, cpu: &str) {
    let manifests = Manifests::parse(text);
    let container =
        |kind, name| manifests.get(kind, name)["spec"]["template"]["spec"]["containers"][0].clone();
    assert_eq!(
        container("StatefulSet", "demo-store")["resources"]["requests"]["cpu"],
        Value::from(cpu)
    );
    assert_eq!(
        container("Deployment", "demo-web")["resources"],
        Value::Null
    );
}

#[test]
fn a_policy_file_is_read_by_the_native_plugin_and_by_helm_3() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("evenkeel.yaml");
    fs::write(&file, POLICY).unwrap();
    let file = format!("--post-renderer-args=--policy={}", file.display());
    for helm in [Helm::three(), Helm::four(Plugins::Native)] {
        let arguments = [
            "--post-renderer",
            "evenkeel",
            "--post-renderer-args=post-render",
            &file,
        ];
        assert_stores_only(helm.template(&arguments).succeeded().text(), "70m");
    }
}

#[test]
fn a_policy_travels_in_the_modules_plugin_yaml() {
    let helm = Helm::four(Plugins::Wasm);
    let manifest = helm.plugin("evenkeel-wasm").join("plugin.yaml");
    let text = fs::read_to_string(&manifest).unwrap();
    let indented = POLICY
        .lines()
        .map(|line| format!("      {line}\n"))
        .collect::<String>();
    let configured = text.replace(
        "  config: {}\n",
        &format!("  config:\n    policy: |\n{indented}"),
    );
    assert_ne!(configured, text);
    fs::write(&manifest, configured).unwrap();

    assert_stores_only(
        helm.template(&["--post-renderer", "evenkeel"])
            .succeeded()
            .text(),
        "70m",
    );
    let over = [
        "--post-renderer",
        "evenkeel",
        "--post-renderer-args=--policy-set=rules[0].resources.app.requests.cpu=80m",
    ];
    assert_stores_only(helm.template(&over).succeeded().text(), "80m");
}

#[test]
fn a_rule_by_namespace_holds_where_the_post_renderer_is_told_it() {
    const IN_SHOP: &str = "--post-renderer-args=--policy-set=rules[0].match={namespace: shop}";
    for plugins in [Plugins::Native, Plugins::Wasm] {
        let helm = Helm::four(plugins);
        let is_met = |variable: &str, more: &[&str]| {
            let mut command = helm.command();
            command
                .args(["template", "demo"])
                .arg(chart())
                .args(["--post-renderer", "evenkeel", IN_SHOP])
                .args(more);
            if !variable.is_empty() {
                command.env("HELM_NAMESPACE", variable);
            }
            let rendered = run(&mut command).succeeded();
            rendered.text().contains("topologySpreadConstraints")
        };
        let by_option = |namespace| format!("--post-renderer-args=--namespace={namespace}");
        let (shop, other) = (by_option("shop"), by_option("other"));
        assert!(is_met("", &[&shop]), "{plugins:?}");
        assert!(is_met("shop", &[]), "{plugins:?}");
        assert!(is_met("other", &[&shop]), "{plugins:?}");
        for (variable, more) in [
            ("", vec![]),
            ("", vec![other.as_str()]),
            ("other", vec![]),
            // Helm says this to itself alone.
            ("", vec!["--namespace=shop"]),
        ] {
            assert!(!is_met(variable, &more), "{plugins:?} {variable} {more:?}");
        }
    }
}
