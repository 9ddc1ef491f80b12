//! The recipes in `docs/recipes`, run as far as they go without a cluster.
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use evenkeel_tests::{Helm, Manifests, assert_spread, chart, folder, named_by, run};
use serde_yaml::Value;

fn recipes() -> PathBuf {
    folder().join("../docs/recipes")
}

fn copied(from: &Path) -> tempfile::TempDir {
    let to = tempfile::tempdir().unwrap();
    run(Command::new("cp")
        .arg("-r")
        .arg(from.join("."))
        .arg(to.path()))
    .succeeded();
    to
}

#[test]
fn argo_cd_runs_the_plugins_command_in_the_charts_folder() {
    let plugin = fs::read_to_string(recipes().join("argocd-plugin.yaml")).unwrap();
    let plugin: Value = serde_yaml::from_str(&plugin).unwrap();
    let generate = &plugin["spec"]["generate"];
    let words = ["command", "args"].map(|key| generate[key].as_sequence().unwrap().clone());
    let words: Vec<String> = words
        .concat()
        .iter()
        .map(|word| word.as_str().unwrap().to_owned())
        .collect();
    let application = copied(&chart());
    let helm = Helm::three();
    let call = || {
        let mut command = helm.program(&words[0]);
        command.args(&words[1..]).current_dir(application.path());
        command
            .env("ARGOCD_APP_NAME", "demo")
            .env("ARGOCD_APP_NAMESPACE", "shop")
            .env("KUBE_VERSION", "1.34");
        Manifests::parse(run(&mut command).succeeded().text())
    };
    let manifests = call();
    assert_spread(manifests.get("Deployment", "demo-web"), "pod-template-hash");

    let policy = "apiVersion: evenkeel.dev/v1alpha1\nkind: PostRenderPolicy\nrules:\n- match: {namespace: shop, kind: StatefulSet}\n  expect: 1\n  resources: {app: {requests: {cpu: 9m}}}\n";
    fs::write(application.path().join("evenkeel.yaml"), policy).unwrap();
    let manifests = call();
    let container =
        |kind, name| manifests.get(kind, name)["spec"]["template"]["spec"]["containers"][0].clone();
    assert_eq!(
        container("StatefulSet", "demo-store")["resources"]["requests"]["cpu"],
        "9m"
    );
    assert_eq!(
        container("Deployment", "demo-web")["resources"],
        Value::Null
    );
}

#[test]
fn a_job_renders_and_post_renders_for_controllers_that_take_manifests() {
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().join("rendered");
    let helm = Helm::three();
    let mut command = helm.program(recipes().join("render.sh"));
    command.arg("demo").arg(chart()).arg("shop").arg(&folder);
    let ended = run(&mut command).succeeded();
    assert!(
        ended.stderr.contains("start their pods anew"),
        "{}",
        ended.stderr
    );
    let manifests = Manifests::parse(&fs::read_to_string(folder.join("manifests.yaml")).unwrap());
    assert_spread(manifests.get("Deployment", "demo-web"), "pod-template-hash");
    let mut written: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    written.sort();
    assert_eq!(written, ["manifests.yaml", "report.json"]);
}

#[test]
fn kustomize_runs_the_function() {
    let built = copied(&recipes().join("kustomize"));
    let helm = Helm::three();
    let mut kustomize = helm.program(named_by("EVENKEEL_KUSTOMIZE"));
    kustomize
        .args(["build", "--enable-alpha-plugins", "--enable-exec"])
        .arg(built.path());
    let manifests = Manifests::parse(run(&mut kustomize).succeeded().text());
    let web = manifests.get("Deployment", "web");
    assert_spread(web, "pod-template-hash");
    assert_eq!(
        web["spec"]["template"]["spec"]["containers"][0]["resources"]["requests"]["cpu"],
        "100m"
    );

    let policy = built.path().join("evenkeel.yaml");
    let text = fs::read_to_string(&policy)
        .unwrap()
        .replace("topologySpread", "topologySprea");
    fs::write(&policy, text).unwrap();
    let ended = run(&mut kustomize);
    assert_ne!(ended.code, Some(0));
    assert!(
        ended.stderr.contains("unknown field `topologySprea`"),
        "{}",
        ended.stderr
    );
}
