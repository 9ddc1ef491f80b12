//! `explain`, `diff` and `fn`: the same decisions in the forms that people, editors, workflows and kustomize read.
use std::fs;
use std::process::Command;

use evenkeel_tests::{Ended, binary, run_with_input};

use super::{DEPLOYMENT, assert_refused, post_render};

fn call(arguments: &[&str], input: &str) -> Ended {
    run_with_input(Command::new(binary()).args(arguments), input.as_bytes())
}

#[test]
fn explain_speaks_json_and_workflow_commands() {
    let input = format!("# Source: c/templates/a,b.yaml\n{DEPLOYMENT}");
    let json = call(&["explain", "--format", "json"], &input).succeeded();
    let report: serde_json::Value = serde_json::from_str(json.text()).unwrap();
    assert_eq!(report["summary"]["added"], 3);
    assert_eq!(report["workloads"][0]["replicas"], 3);
    let github = call(&["explain", "--format", "github"], &input).succeeded();
    let lines: Vec<&str> = github.text().lines().collect();
    assert_eq!(lines.len(), 3, "{lines:?}");
    for line in lines {
        let head = "::notice file=c/templates/a%2Cb.yaml,title=built-in::document 1, line ";
        assert!(line.starts_with(head), "{line}");
    }
    let broken = call(&["explain", "--format", "github"], "containers: [\n").succeeded();
    assert!(
        broken.text().starts_with("::warning title=unreadable::"),
        "{}",
        broken.text()
    );
}

#[test]
fn a_summary_says_what_an_adoption_means() {
    let job = "---\napiVersion: batch/v1\nkind: Job\nmetadata: {name: migrate, namespace: ops}\nspec:\n  template:\n    spec:\n      containers:\n      - name: one\n";
    let daemon = "---\napiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent}\nspec:\n  template:\n    spec:\n      containers:\n      - name: one\n";
    let sets = [
        "--policy-set",
        "rules[0].match={kind: [Deployment, Job, DaemonSet]}",
    ];
    let summary = call(
        &[&["explain", "--summary"][..], &sets].concat(),
        &format!("{DEPLOYMENT}{job}{daemon}"),
    );
    let expected = "\
2 workloads start their pods anew
  Deployment web: 3 pods, +100m cpu, +128Mi memory each
  DaemonSet agent, +100m cpu, +128Mi memory each
1 workload cannot be changed once it exists, so an upgrade of its release fails
  Job ops/migrate: 1 pod, +100m cpu, +128Mi memory each
requests added
  ops: +100m cpu, +128Mi memory
  the release's namespace: +300m cpu, +384Mi memory
  in total: +400m cpu, +512Mi memory
  and what is listed per pod where the stream does not say how many there are
";
    assert_eq!(summary.succeeded().text(), expected);
    let refused = call(&["explain", "--summary", "--format", "json"], "");
    assert_refused(&refused, "--summary is text");
}

#[test]
fn a_diff_is_one_that_patch_takes() {
    let diff = call(&["diff"], DEPLOYMENT).succeeded();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("stream.yaml"), DEPLOYMENT).unwrap();
    let patched = run_with_input(
        Command::new("patch")
            .args(["--silent", "stream.yaml"])
            .current_dir(folder.path()),
        &diff.stdout,
    );
    patched.succeeded();
    let expected = post_render(&[], DEPLOYMENT.as_bytes()).succeeded();
    assert_eq!(
        fs::read_to_string(folder.path().join("stream.yaml")).unwrap(),
        expected.text()
    );
    assert!(!diff.text().contains('\u{1b}'));
    let coloured = call(&["diff", "--color", "always"], DEPLOYMENT).succeeded();
    assert!(
        coloured.text().contains("\u{1b}[32m+"),
        "{}",
        coloured.text()
    );
}

#[test]
fn a_diff_tells_by_its_exit_code_whether_anything_would_change() {
    let once = post_render(&[], DEPLOYMENT.as_bytes()).succeeded();
    assert_eq!(call(&["diff", "--exit-code"], DEPLOYMENT).code, Some(1));
    let twice = call(&["diff", "--exit-code"], once.text()).succeeded();
    assert_eq!(twice.text(), "");
    assert_eq!(
        call(&["diff", "--exit-code", "--colour"], DEPLOYMENT).code,
        Some(2)
    );
}

fn list(configuration: &str) -> String {
    let item = DEPLOYMENT
        .lines()
        .map(|line| format!("  {line}\n"))
        .collect::<String>();
    let item = item.replacen("  apiVersion", "- apiVersion", 1);
    format!(
        "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: # kept\n{item}{configuration}"
    )
}

#[test]
fn a_function_takes_its_policy_from_the_list() {
    let rules = "rules:\n  - match: all\n    resources: {app: {requests: {cpu: 7m}}}\n";
    let policy = format!(
        "apiVersion: evenkeel.dev/v1alpha1\n  kind: PostRenderPolicy\n  metadata: {{name: ours}}\n  {rules}"
    );
    let as_map = format!(
        "apiVersion: v1\n  kind: ConfigMap\n  metadata: {{name: ours}}\n  data:\n    policy: |\n      apiVersion: evenkeel.dev/v1alpha1\n      kind: PostRenderPolicy\n      {}",
        rules.replace("\n  ", "\n      ")
    );
    for configuration in [policy, as_map] {
        let input = list(&format!("functionConfig:\n  {configuration}"));
        let output = call(&["fn"], &input).succeeded();
        let answer: serde_yaml::Value = serde_yaml::from_str(output.text()).unwrap();
        let container = &answer["items"][0]["spec"]["template"]["spec"]["containers"][0];
        assert_eq!(
            container["resources"]["requests"]["cpu"],
            "7m",
            "{}",
            output.text()
        );
        assert_eq!(answer["results"][0]["severity"], "info");
        assert_eq!(answer["results"][0]["resourceRef"]["name"], "web");
        let without = output.text().replace(
            "          resources:\n            requests:\n              cpu: 7m\n",
            "",
        );
        assert!(without.starts_with(&input), "{without}");
    }
}

#[test]
fn a_function_says_what_is_wrong_with_its_list() {
    assert_refused(
        &call(&["fn"], "kind: List\n"),
        "no KRM ResourceList: its kind is another",
    );
    assert_refused(&call(&["fn"], ""), "no KRM ResourceList: it is empty");
    assert_refused(&call(&["fn"], "a: ["), "no KRM ResourceList: ");
    let wrong = list(
        "functionConfig:\n  apiVersion: evenkeel.dev/v1alpha1\n  kind: PostRenderPolicy\n  rulez: []\n",
    );
    assert_refused(&call(&["fn"], &wrong), "unknown field `rulez`");
}
