//! The command as a shell sees it.

use evenkeel_tests::{Ended, binary, run};
use std::fs;
use std::path::Path;
use std::process::Command;

fn evenkeel(folder: &Path, arguments: &[&str]) -> Ended {
    run(Command::new(binary()).args(arguments).current_dir(folder))
}

fn copy(folder: &Path, names: &[&str]) {
    for name in names {
        let from = evenkeel_tests::folder().join("corpus/config").join(name);
        fs::copy(from, folder.join(name)).unwrap();
    }
}

#[test]
fn files_and_report_are_written_once() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    copy(folder, &["docker-dind.toml"]);
    let arguments = [
        "migrate",
        "docker-dind.toml",
        "--out",
        "new",
        "--report",
        "report.json",
    ];
    let ended = evenkeel(folder, &arguments);
    // Not all of it is possible.
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(1), ""));
    assert!(ended.text().contains("\nNot possible (") && ended.text().contains("docker.sock"));
    assert!(folder.join("new/helmfile.d/gitlab-runner.yaml").exists());
    let report: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.join("report.json")).unwrap()).unwrap();
    assert_eq!(report["apiVersion"], "evenkeel.dev/v1alpha1");
    assert_eq!(report["kind"], "MigrationReport");
    let ended = evenkeel(
        folder,
        &["get", "config:runners.kubernetes.privileged", "new"],
    );
    assert_eq!(ended.text(), "true\n");
    // Nothing is replaced unasked.
    let ended = evenkeel(folder, &arguments);
    assert_eq!((ended.code, ended.text()), (Some(2), ""));
    assert!(
        ended.stderr.contains("is there already"),
        "{}",
        ended.stderr
    );
}

#[test]
fn several_inputs_get_a_folder_each() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    copy(folder, &["shell.toml", "several.toml"]);
    let ended = evenkeel(
        folder,
        &["migrate", "shell.toml", "several.toml", "--out", "new"],
    );
    assert_eq!(ended.stderr, "");
    for path in [
        "01-shell/values/gitlab-runner.yaml",
        "02-several/values/docker-large.yaml",
    ] {
        assert!(folder.join("new").join(path).exists(), "{path}");
    }
}

#[test]
fn what_cannot_be_read_touches_nothing() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("bad.toml"), "[[runners]\n").unwrap();
    let ended = evenkeel(folder.path(), &["migrate", "bad.toml", "--out", "new"]);
    assert_eq!((ended.code, ended.text()), (Some(2), ""));
    assert!(
        ended.stderr.contains("bad.toml was not migrated: line 1"),
        "{}",
        ended.stderr
    );
    assert!(!folder.path().join("new").exists());
}
