//! The binary's `post-render` and its relatives as a shell sees them: exit code, standard output, what is said and written.
#![allow(clippy::unwrap_used, reason = "in a test the panic is the message")]

mod bounded;
mod explaining;
mod policies;

use std::fs;
use std::process::{Command, Stdio};

use evenkeel_tests::{Ended, assert_spread, binary, run, run_with_input};

const DEPLOYMENT: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: web
        image: example.invalid/web:1
";

fn post_render(arguments: &[&str], input: &[u8]) -> Ended {
    run_with_input(
        Command::new(binary()).arg("post-render").args(arguments),
        input,
    )
}

#[track_caller]
fn assert_refused(ended: &Ended, expected: &str) {
    assert_eq!(
        (ended.code, ended.text()),
        (Some(2), ""),
        "{}",
        ended.stderr
    );
    assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
    assert!(ended.stderr.starts_with("error: "), "{}", ended.stderr);
    assert!(ended.stderr.contains(expected), "{}", ended.stderr);
}

#[test]
fn a_large_file_on_standard_input_is_taken_from_where_it_stands() {
    use std::io::{Seek, SeekFrom};

    let config = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\n".repeat(20_000);
    let skipped = "not: for us\n---\n";
    let path = tempfile::tempdir().unwrap();
    let path = path.path().join("manifests.yaml");
    fs::write(&path, format!("{skipped}{config}{DEPLOYMENT}")).unwrap();
    let mut file = fs::File::open(&path).unwrap();
    file.seek(SeekFrom::Start(skipped.len() as u64)).unwrap();
    let mut command = Command::new(binary());
    let from_file = command.arg("post-render").stdin(file).output().unwrap();
    let from_file = String::from_utf8(from_file.stdout).unwrap();
    let from_pipe = post_render(&[], format!("{config}{DEPLOYMENT}").as_bytes()).succeeded();
    assert!(from_file.starts_with(&config));
    assert!(from_file == from_pipe.text());
}

#[test]
fn injects_and_says_so_on_standard_error() {
    let ended = post_render(&[], DEPLOYMENT.as_bytes()).succeeded();
    assert_spread(
        &serde_yaml::from_str(ended.text()).unwrap(),
        "pod-template-hash",
    );
    assert!(
        ended
            .stderr
            .ends_with("1 of 1 documents changed, 0 unreadable: 3 added, 0 clamped, 0 skipped\n"),
        "{}",
        ended.stderr
    );
}

#[test]
fn explain_prints_what_post_render_says() {
    let explained =
        run_with_input(Command::new(binary()).arg("explain"), DEPLOYMENT.as_bytes()).succeeded();
    assert_eq!(
        explained.text(),
        post_render(&[], DEPLOYMENT.as_bytes()).stderr
    );
    assert_eq!(explained.stderr, "");
}

#[test]
fn a_second_subcommand_name_is_ignored() {
    let once = post_render(&[], DEPLOYMENT.as_bytes()).succeeded();
    let twice = post_render(&["post-render"], DEPLOYMENT.as_bytes()).succeeded();
    assert_eq!(once.text(), twice.text());
}

#[test]
fn the_report_file_is_versioned_json() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.json");
    post_render(&["--report", file.to_str().unwrap()], DEPLOYMENT.as_bytes()).succeeded();
    let report: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(report["apiVersion"], "evenkeel.dev/v1alpha1");
    assert_eq!(report["kind"], "PostRenderReport");
    assert_eq!(report["summary"]["added"], 3);
}

#[test]
fn a_report_that_cannot_be_written_is_known_before_anything_is_rendered() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("no/such/folder/report.json");
    assert_refused(
        &post_render(
            &["--report", missing.to_str().unwrap()],
            DEPLOYMENT.as_bytes(),
        ),
        "cannot write the report",
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_report_that_finds_the_disk_full_leaves_nothing_on_standard_output() {
    assert_refused(
        &post_render(&["--report", "/dev/full"], DEPLOYMENT.as_bytes()),
        "cannot write the report /dev/full",
    );
}

#[test]
#[cfg(unix)]
fn a_closed_standard_input_is_a_stream_without_manifests() {
    let script = "exec \"$0\" post-render <&-";
    let ended = run(Command::new("sh").args(["-c", script]).arg(binary())).succeeded();
    assert_eq!(ended.text(), "# no manifests\n");
}

#[test]
fn what_is_wrong_is_said_in_one_line() {
    assert_refused(&post_render(&["--no-such-option"], b""), "--no-such-option");
    assert_refused(
        &post_render(&["-f", "no-such-file.yaml"], b""),
        "no-such-file.yaml",
    );
    assert_refused(
        &post_render(&["--policy-set", "rules[0].nonsense=1"], b""),
        "nonsense",
    );
    assert_refused(&post_render(&[], b"kind: \xff\n"), "UTF-8");
    assert_refused(&post_render(&["--strict"], b"a: [1\n"), "line");
}

#[test]
fn what_is_no_yaml_goes_through_as_it_is() {
    for input in [
        "a: [1\n",
        "a:\n\t- b\n",
        "just text",
        "---\n---\n",
        "kind: Deployment\nspec: {",
    ] {
        let ended = post_render(&[], input.as_bytes()).succeeded();
        assert_eq!(ended.text(), input);
    }
}

#[test]
fn nothing_in_gives_a_comment_out() {
    for input in ["", "\n", "  \n\n"] {
        assert_eq!(
            post_render(&[], input.as_bytes()).succeeded().text(),
            "# no manifests\n",
            "{input:?}"
        );
    }
}

#[test]
fn help_is_no_error() {
    let ended = post_render(&["--help"], b"").succeeded();
    assert!(ended.text().contains("--policy-set"), "{}", ended.text());
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let mut child = Command::new(binary())
        .arg("post-render")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().unwrap();
    std::io::Write::write_all(
        &mut stdin,
        DEPLOYMENT
            .repeat(100)
            .replace("apiVersion", "---\napiVersion")
            .as_bytes(),
    )
    .unwrap();
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn the_last_error_is_kept_only_when_helm_4_calls() {
    for (plugin, kept) in [
        (Some("evenkeel"), true),
        (Some("diff"), false),
        (None, false),
    ] {
        let cache = tempfile::tempdir().unwrap();
        let mut command = Command::new(binary());
        command
            .args(["post-render", "--no-such-option"])
            .env("HELM_CACHE_HOME", cache.path())
            .env_remove("HELM_PLUGIN_NAME");
        if let Some(plugin) = plugin {
            command.env("HELM_PLUGIN_NAME", plugin);
        }
        run_with_input(&mut command, b"");
        assert_eq!(
            cache.path().join("evenkeel/last-error.txt").exists(),
            kept,
            "{plugin:?}"
        );
    }
}
