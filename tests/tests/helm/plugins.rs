//! Every tarball that is shipped, installed by the Helm it is for: what each plugin is called by, and what happens when two
//! that take each other's place meet.

use std::fs;
use std::path::PathBuf;

use evenkeel_tests::{Ended, Helm, Plugins, binary, named_by, run, run_with_input, serve_files};

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What Helm says about manifests that its user explains.
const EXPLAINED: &str = "Deployment demo-web: added spec.template.spec.topologySpreadConstraints";

fn tarball(name: &str) -> PathBuf {
    named_by("EVENKEEL_DIST").join(format!("{name}-{VERSION}.tgz"))
}

fn three() -> Helm {
    let [(_, helm), _] = Helm::both();
    helm
}

fn four() -> Helm {
    let [_, (_, helm)] = Helm::both();
    helm
}

/// As `helm plugin install` does: Helm 4 by the tarball itself, Helm 3, which cannot, by its address.
fn install(helm: &Helm, name: &str) -> Ended {
    let tarball = tarball(name);
    let mut command = helm.command();
    command.args(["plugin", "install"]);
    if helm.version() == 3 {
        let file = tarball.file_name().unwrap().to_str().unwrap();
        command.arg(format!("{}/{file}", serve_files(tarball.parent().unwrap())));
    } else {
        // It asks for a signature otherwise.
        command.arg(tarball).arg("--verify=false");
    }
    run(&mut command)
}

#[track_caller]
fn assert_explains(helm: &Helm, command: &str) {
    let plain = helm.template(&[]).succeeded();
    let explained =
        run_with_input(helm.command().args([command, "explain"]), &plain.stdout).succeeded();
    assert!(explained.text().contains(EXPLAINED), "{}", explained.text());
}

fn listed(helm: &Helm) -> Vec<String> {
    let list = run(helm.command().args(["plugin", "list"])).succeeded();
    let name = |line: &str| line.split_whitespace().next().map(str::to_owned);
    list.text().lines().skip(1).filter_map(name).collect()
}

#[test]
fn helm_3_has_the_command_line_and_the_post_renderer_of_one_tarball() {
    let helm = three();
    install(&helm, "helm3/evenkeel").succeeded();
    assert_eq!(listed(&helm), ["evenkeel"]);
    assert_explains(&helm, "evenkeel");

    // What README tells the user of Helm 3.
    let renderer = helm
        .plugin("evenkeel")
        .join("bin")
        .join(binary().file_name().unwrap());
    let by_plugin = helm
        .template(&[
            "--post-renderer",
            renderer.to_str().unwrap(),
            "--post-renderer-args=post-render",
        ])
        .succeeded();
    let by_binary = Helm::three()
        .template(&[
            "--post-renderer",
            "evenkeel",
            "--post-renderer-args=post-render",
        ])
        .succeeded();
    assert_eq!(by_plugin.text(), by_binary.text());
}

#[test]
fn helm_4_has_the_command_line_beside_either_post_renderer() {
    for plugins in [Plugins::Native, Plugins::Wasm] {
        let helm = Helm::four(plugins);
        install(&helm, "native/evenkeel-cli").succeeded();
        assert_explains(&helm, "evenkeel-cli");
        let rendered = helm.template(&["--post-renderer", "evenkeel"]).succeeded();
        assert!(rendered.text().contains("topologySpreadConstraints"));
    }
}

#[test]
fn the_command_lines_options_are_not_taken_for_helms() {
    let helm = four();
    install(&helm, "native/evenkeel-cli").succeeded();
    let folder = tempfile::tempdir().unwrap();
    let policy = folder.path().join("policy.yaml");
    fs::write(&policy, "not: a policy\n").unwrap();
    let arguments = ["evenkeel-cli", "explain", "-f"];
    let ended = run(helm.command().args(arguments).arg(&policy));
    // The binary's own code, which stands for a policy it has read and refused.
    assert_eq!(ended.code, Some(2), "{}", ended.stderr);
    assert!(ended.stderr.contains("policy.yaml"), "{}", ended.stderr);
}

#[test]
fn a_second_post_renderer_is_refused_and_the_first_still_works() {
    for [first, second] in [
        ["native/evenkeel", "wasm/evenkeel"],
        ["wasm/evenkeel", "native/evenkeel"],
        ["native/evenkeel", "extism/evenkeel"],
    ] {
        let helm = four();
        install(&helm, "wasm/evenkeel-wasm").succeeded();
        install(&helm, first).succeeded();
        let refused = install(&helm, second);
        assert_eq!(refused.code, Some(1), "{first} {second}");
        assert!(
            refused.stderr.contains("already exists"),
            "{}",
            refused.stderr
        );
        helm.template(&["--post-renderer", "evenkeel"]).succeeded();
    }
}

#[test]
fn the_module_alone_says_what_helm_does_not_hand_over() {
    let helm = four();
    install(&helm, "extism/evenkeel").succeeded();
    let ended = helm.template(&["--post-renderer", "evenkeel"]);
    assert_eq!((ended.code, ended.text()), (Some(1), ""));
    let said: Vec<_> = ended
        .stderr
        .lines()
        .filter(|line| line.contains("plugin error: "))
        .collect();
    assert_eq!(said.len(), 1, "{}", ended.stderr);
    for word in ["helm/helm#31832", "evenkeel-wasm"] {
        assert!(said[0].contains(word), "{}", ended.stderr);
    }
}
