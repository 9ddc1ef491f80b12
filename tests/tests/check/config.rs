//! `.evenkeel.yaml`, and comments that allow.

use super::{Stack, VALUES};
use std::fs;

const HEADER: &str = "apiVersion: evenkeel.dev/v1alpha1\nkind: CheckConfig\n";

#[test]
fn severities_and_the_failing_level_are_set() {
    let stack = Stack::new(VALUES);
    let all = ["total-jobs", "liveness-cuts-jobs", "unknown-key"];
    assert_eq!(stack.rules(&[]), all);
    stack.write(".evenkeel.yaml", &format!("{HEADER}failOn: error\nseverities:\n  liveness-cuts-jobs: info\n  unknown-key: off # not here\n"));
    assert_eq!(stack.rules(&[]), all[..2]);
    let told = stack.check(&[]);
    assert_eq!(told.code, Some(0), "{}", told.text());
    assert!(
        told.text().contains("0 errors, 0 warnings, 2 notes"),
        "{}",
        told.text()
    );
    // The command line is asked last.
    assert_eq!(stack.check(&["--fail-on", "info"]).code, Some(1));
    // What is off is not mended either.
    stack.check(&["--fix"]).succeeded();
    assert!(stack.text("values.yaml").contains("unregisterRunner:"));
    assert!(
        !stack
            .text("values.yaml")
            .contains("terminationGracePeriodSeconds")
    );
}

#[test]
fn it_is_found_above_the_files_and_not_above_the_repository() {
    let stack = Stack::new("");
    stack.write("a/b/helmfile.yaml", super::HELMFILE);
    stack.write("a/b/values.yaml", VALUES);
    let rules = |stack: &Stack| {
        stack
            .rules(&["a/b", "--fail-on", "error"])
            .iter()
            .any(|rule| rule == "unknown-key")
    };
    stack.write("helmfile.yaml", "releases: []\n");
    fs::remove_file(stack.path().join("values.yaml")).unwrap();
    assert!(rules(&stack));
    stack.write(
        "a/.evenkeel.yaml",
        &format!("{HEADER}severities: {{unknown-key: \"off\"}}\n"),
    );
    let inside = |stack: &Stack| {
        let told = evenkeel_tests::run(
            std::process::Command::new(evenkeel_tests::binary())
                .args(["check", "a/b"])
                .current_dir(stack.path()),
        );
        told.text().contains("[unknown-key]")
    };
    assert!(!inside(&stack));
    fs::create_dir(stack.path().join("a/b/.git")).unwrap();
    assert!(inside(&stack));
}

#[test]
fn assumptions_reach_the_rules() {
    let values = "gitlabUrl: https://gitlab.example.com\nserviceAccount: {name: ci}\nrunners:\n  secret: a\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        cpu_request = \"3\"\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n";
    let stack = Stack::new(values);
    assert_eq!(stack.rules(&[]), [""; 0]);
    stack.write(
        "elsewhere.config",
        &format!("{HEADER}assumptions:\n  nodeCpu: 1900m\n"),
    );
    assert_eq!(
        stack.rules(&["--config", "elsewhere.config"]),
        ["overwrite-above-node"]
    );
}

#[test]
fn what_is_wrong_with_it_is_one_line_with_a_place() {
    for (text, place) in [
        ("a: [\n", "line 1, column 4: "),
        (
            "kind: CheckConfig\n",
            "line 1, column 1: a config file has apiVersion",
        ),
        (
            &format!("{HEADER}severity: {{}}\n"),
            "line 3, column 1: there is no severity; there are: ",
        ),
        (
            &format!("{HEADER}severities:\n  privileged: off\n"),
            "line 4, column 3: there is no rule privileged",
        ),
        (
            &format!("{HEADER}severities:\n  unknown-key: fatal\n"),
            "line 4, column 16: a severity is one of",
        ),
        (
            &format!("{HEADER}severities:\n  - unknown-key\n"),
            "line 4, column 3: a map belongs here",
        ),
        (
            &format!("{HEADER}failOn: off\n"),
            "line 3, column 9: failOn is one of",
        ),
        (
            &format!("{HEADER}failOn: info\nfailOn: info\n"),
            "line 4, column 1: failOn stands twice",
        ),
        (
            &format!("{HEADER}assumptions: {{nodes: 3}}\n"),
            "line 3, column 15: there is no assumption nodes",
        ),
        (
            &format!("{HEADER}assumptions:\n  nodeCpu: many\n"),
            "line 4, column 12: this is what a node has",
        ),
        (
            &format!("{HEADER}assumptions:\n  nodeStart: 5d\n"),
            "line 4, column 14: this is a duration",
        ),
        (
            &format!("{HEADER}assumptions:\n  nodeLabels: zone\n"),
            "line 4, column 15: this is a list",
        ),
        (
            &format!("{HEADER}assumptions:\n  podSecurity: strict\n"),
            "line 4, column 16: this is one of",
        ),
    ] {
        let stack = Stack::new(VALUES);
        stack.write(".evenkeel.yaml", text);
        let told = stack.check(&[]);
        assert_eq!((told.code, told.text()), (Some(2), ""), "{text}");
        assert_eq!(told.stderr.lines().count(), 1, "{}", told.stderr);
        assert!(
            told.stderr.starts_with("error: .evenkeel.yaml: "),
            "{}",
            told.stderr
        );
        assert!(told.stderr.contains(place), "{place}: {}", told.stderr);
    }
    let missing = Stack::new(VALUES).check(&["--config", "none.yaml"]);
    assert_eq!((missing.code, missing.text()), (Some(2), ""));
}

#[test]
fn two_that_apply_are_a_question() {
    let stack = Stack::new(VALUES);
    stack.write(".evenkeel.yaml", HEADER);
    stack.write("a/values.yaml", VALUES);
    stack.write("a/.evenkeel.yaml", HEADER);
    let told = stack.check(&["a/values.yaml"]);
    assert_eq!(told.code, Some(2));
    assert!(
        told.stderr.contains("choose one with --config"),
        "{}",
        told.stderr
    );
    assert!(
        stack
            .check(&["a/values.yaml", "--config", ".evenkeel.yaml"])
            .code
            < Some(2)
    );
}

#[test]
fn a_comment_allows_one_finding() {
    let values = VALUES.replace(
        "# 単数",
        "# evenkeel: allow unknown-key a fork of the chart reads it",
    );
    let stack = Stack::new(&values);
    assert_eq!(stack.rules(&[]), ["total-jobs", "liveness-cuts-jobs"]);
    stack.check(&["--fix"]).succeeded();
    assert!(
        stack
            .text("values.yaml")
            .contains("unregisterRunner: true # evenkeel")
    );
    let stack = Stack::new(&VALUES.replace("# 単数", "# evenkeel: allow unknown-key"));
    assert_eq!(
        stack.rules(&[]),
        ["total-jobs", "liveness-cuts-jobs", "allow-without-reason"]
    );
}
