//! `--environment`: the commands in one of helmfile's environments.
use super::Files;

const HELMFILE: &[u8] = b"environments:
  dev:
  prod:
---
releases:
- name: runner
  chart: gitlab/gitlab-runner
  version: 0.86.0
  values: [common.yaml, '{{ .Environment.Name }}.yaml', '{{ env \"X\" }}.yaml']
";
const COMMON: &[u8] = b"gitlabUrl: https://gitlab.example.com\nconcurrent: 4\n";

fn stack() -> Files {
    Files::new(&[
        ("helmfile.yaml", HELMFILE),
        ("common.yaml", COMMON),
        ("dev.yaml", b"logLevel: loud\n"),
        ("prod.yaml", b"concurrent: 40\n"),
    ])
}

#[test]
fn every_command_reads_the_environment_it_is_asked_for() {
    let files = stack();
    let prod = files.run(&["get", "values:concurrent", ".", "--environment", "prod"]);
    assert_eq!(prod.succeeded().text(), "40\n");
    let dev = files
        .run(&["why", "values:concurrent", ".", "-e", "dev"])
        .succeeded();
    assert!(
        dev.text().starts_with("./common.yaml:2: 4 (counts)\n"),
        "{}",
        dev.text()
    );
    assert_eq!(
        dev.stderr,
        "note: not worked out: {{ env \"X\" }}: it asks the machine that it runs on\n"
    );
    // Without one, all of them are checked.
    for (arguments, expected) in [
        (&["check", "."][..], true),
        (&["check", ".", "-e", "dev"], true),
        (&["check", ".", "-e", "prod"], false),
    ] {
        let checked = files.run(arguments);
        let found = checked.text().matches("\"loud\"").count();
        assert_eq!(found, usize::from(expected), "{}", checked.text());
    }
}

#[test]
fn a_write_says_whom_it_reaches() {
    let files = stack();
    let own = files.run(&["set", "values:logLevel=warn", ".", "-e", "prod"]);
    assert_eq!(own.succeeded().text(), "./prod.yaml\n");
    files
        .run(&["unset", "values:logLevel", ".", "-e", "prod"])
        .succeeded();
    assert_eq!(files.bytes("prod.yaml"), b"concurrent: 40\n");
    let shared = files
        .run(&["unset", "values:gitlabUrl", ".", "-e", "prod"])
        .succeeded();
    assert_eq!(shared.text(), "./common.yaml\n");
    assert!(
        shared
            .stderr
            .ends_with("note: the file is shared with the environment dev\n"),
        "{}",
        shared.stderr
    );
}

#[test]
fn an_unknown_environment_is_one_line_with_the_known_ones() {
    let files = stack();
    for arguments in [
        &["get", "values:concurrent"][..],
        &["why", "values:concurrent"],
        &["set", "values:concurrent=1"],
        &["unset", "values:concurrent"],
        &["check"],
        &["permissions"],
    ] {
        let arguments = [arguments, &[".", "--environment", "stage"]].concat();
        let ended = files.run(&arguments);
        assert_eq!(ended.code, Some(2), "{arguments:?}");
        assert_eq!(
            ended.stderr,
            "error: there is no environment stage; there are: default, dev, prod\n"
        );
    }
    let ended = files.run(&["get", "values:concurrent", "."]);
    assert!(
        ended
            .stderr
            .ends_with("--environment chooses one of: dev, prod\n"),
        "{}",
        ended.stderr
    );
}
