//! `evenkeel plugin pack`: a pair with a policy inside, installed into a real Helm 4.
use std::fs;
use std::process::Command;

use evenkeel_tests::{Helm, Manifests, binary, named_by, run};

const POLICY: &str = "\
apiVersion: evenkeel.dev/v1alpha1
kind: PostRenderPolicy
rules:
- name: house # ours
  match: all
  resources:
    app:
      requests: {cpu: 90m}
";

#[test]
fn a_packed_pair_runs_its_policy_under_its_own_name() {
    let folder = tempfile::tempdir().unwrap();
    let policy = folder.path().join("evenkeel.yaml");
    fs::write(&policy, POLICY).unwrap();
    let version = env!("CARGO_PKG_VERSION");
    let shipped = named_by("EVENKEEL_DIST").join("wasm");
    let helm = Helm::four_bare();
    for module in [
        format!("evenkeel-wasm-{version}.tgz"),
        "plugin.wasm".to_owned(),
    ] {
        let mut pack = Command::new(binary());
        pack.args(["plugin", "pack", "--name", "acme", "--policy"])
            .arg(&policy);
        pack.arg("--module")
            .arg(shipped.join(module))
            .arg("--out")
            .arg(folder.path());
        let written = run(&mut pack).succeeded();
        assert_eq!(written.text().lines().count(), 2, "{}", written.text());
    }
    for name in ["acme-wasm", "acme"] {
        let tarball = folder.path().join(format!("{name}-{version}.tgz"));
        run(helm
            .command()
            .args(["plugin", "install", "--verify=false"])
            .arg(tarball))
        .succeeded();
    }
    let rendered = helm.template(&["--post-renderer", "acme"]).succeeded();
    let manifests = Manifests::parse(rendered.text());
    let spec = &manifests.get("Deployment", "demo-web")["spec"]["template"]["spec"];
    assert_eq!(spec["containers"][0]["resources"]["requests"]["cpu"], "90m");
    assert!(spec.get("topologySpreadConstraints").is_none());
}

#[test]
fn what_cannot_be_packed_is_said_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let (policy, broken) = (file("good.yaml", POLICY), file("broken.yaml", "rules: 1\n"));
    let text = file("text.wasm", "no module");
    for (policy, module, name, said) in [
        (&broken, &text, "acme", "broken.yaml: line 1, column "),
        (
            &policy,
            &text,
            "acme",
            "text.wasm is neither a module nor a plugin's tarball",
        ),
        (&policy, &text, "a b", "`a b` is no plugin name"),
    ] {
        let mut pack = Command::new(binary());
        pack.args(["plugin", "pack", "--name", name, "--policy"])
            .arg(policy)
            .arg("--module")
            .arg(module);
        let ended = run(pack.current_dir(folder.path()));
        assert_eq!((ended.code, ended.text()), (Some(2), ""));
        assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
        assert!(ended.stderr.contains(said), "{}", ended.stderr);
    }
}
