//! What a user sees when something is wrong: Helm fails, nothing is rendered, and a line that says why can be had.

use std::fs;

use evenkeel_tests::{Ended, Helm, Plugins, chart, run, run_with_input};

const WRONG: [&str; 4] = [
    "--post-renderer",
    "evenkeel",
    "--post-renderer-args=post-render",
    "--post-renderer-args=--policy-set=rules[0].nonsense=1",
];

#[track_caller]
fn assert_failed(ended: &Ended) {
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert_eq!(ended.text(), "");
}

/// The one line of `text` that starts with `start`, and no other line saying the same thing.
#[track_caller]
fn line<'a>(text: &'a str, start: &str) -> &'a str {
    let found: Vec<_> = text.lines().filter(|line| line.contains(start)).collect();
    assert_eq!(found.len(), 1, "{text}");
    found[0]
}

#[test]
fn helm_3_shows_the_reason() {
    let ended = Helm::three().template(&WRONG);
    assert_failed(&ended);
    assert!(
        line(&ended.stderr, "nonsense").contains("topologySpread"),
        "{}",
        ended.stderr
    );
}

#[test]
fn the_native_plugin_leaves_the_reason_in_helms_cache() {
    let helm = Helm::four(Plugins::Native);
    assert_failed(&helm.template(&WRONG));
    let kept = fs::read_to_string(helm.cache().join("evenkeel/last-error.txt")).unwrap();
    assert_eq!(kept.lines().count(), 1, "{kept}");
    assert!(kept.contains("nonsense"), "{kept}");
}

#[test]
fn the_module_says_the_reason_when_it_is_called_itself() {
    let helm = Helm::four(Plugins::Wasm);
    assert_failed(&helm.template(&WRONG));
    let ended = run_with_input(
        helm.command()
            .args(["evenkeel-wasm", "--policy-set=rules[0].nonsense=1"]),
        b"",
    );
    assert_failed(&ended);
    line(&ended.stderr, "nonsense");
}

#[test]
fn the_module_refuses_what_it_cannot_reach_in_one_line() {
    let helm = Helm::four(Plugins::Wasm);
    for (option, hint) in [
        ("--report=report.json", "explain"),
        ("--policy=evenkeel.yaml", "plugin.yaml"),
    ] {
        let ended = run_with_input(
            helm.command()
                .args(["evenkeel-wasm", "post-render", option]),
            b"a: 1\n",
        );
        assert_failed(&ended);
        assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
        assert!(ended.stderr.contains(hint), "{}", ended.stderr);
    }
    assert_failed(&helm.template(&[
        "--post-renderer",
        "evenkeel",
        "--post-renderer-args=--report=report.json",
    ]));
    let mut by_variable = helm.program("helm");
    by_variable.args(["template", "demo", "--post-renderer", "evenkeel"]);
    by_variable
        .arg(chart())
        .env("EVENKEEL_REPORT", "report.json");
    assert_failed(&run(&mut by_variable));
    run(by_variable.env("EVENKEEL_REPORT", "")).succeeded();
}

#[test]
fn explain_prints_one_line_per_decision() {
    let helm = Helm::four(Plugins::Wasm);
    let plain = helm.template(&[]).succeeded();
    let explained = run_with_input(
        helm.command().args(["evenkeel-wasm", "explain"]),
        &plain.stdout,
    )
    .succeeded();
    line(
        explained.text(),
        "Deployment demo-web: added spec.template.spec.topologySpreadConstraints",
    );
    line(explained.text(), "Job demo-migrate: skipped: hook");
    line(explained.text(), "documents changed");
}
