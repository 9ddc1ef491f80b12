//! The module as Helm runs it beside the native binary and the library: the same bytes and the same words from all three.
#![allow(
    clippy::unwrap_used,
    reason = "whatever fails here is a failed test, and says where"
)]

mod contract;

use std::process::Command;
use std::sync::LazyLock;

use evenkeel_core::postrender::{OnBadDocument, Policy, post_render};
use evenkeel_tests::{Ended, Helm, Plugins, binary, run_with_input, streams};

/// One Helm for all tests of this file: compiling the module is what takes long, and Helm keeps the result.
static HELM: LazyLock<Helm> = LazyLock::new(|| Helm::four(Plugins::Wasm));

fn module(arguments: &[&str], input: &[u8]) -> Ended {
    run_with_input(HELM.command().arg("evenkeel-wasm").args(arguments), input)
}

fn native(arguments: &[&str], input: &[u8]) -> Ended {
    run_with_input(
        Command::new(binary()).arg("post-render").args(arguments),
        input,
    )
}

/// Small streams that need no chart: line ends, byte order mark, flow style, half a document, nothing at all.
const SMALL: [&str; 9] = [
    "",
    "\n",
    "---\n# nothing but a comment\n",
    "apiVersion: apps/v1\r\nkind: Deployment\r\nmetadata: {name: a}\r\nspec:\r\n  replicas: 2\r\n  selector: {matchLabels: {a: b}}\r\n  template:\r\n    metadata: {labels: {a: b}}\r\n    spec:\r\n      containers:\r\n      - name: c\r\n",
    "\u{feff}{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {replicas: 3, selector: {matchLabels: {a: b}}, template: {spec: {containers: [{name: c}]}}}}",
    "a: [1\n---\nkind: Deployment\n",
    "a:\n\t- b\n",
    "kind: ConfigMap\ndata:\n  ü: \"\\u00e4 \u{1f600}\"\n",
    "kind: List\nitems: []\n...\nkind: Deployment",
];

#[track_caller]
fn assert_same(name: &str, input: &[u8]) {
    let by_library = post_render(input, &Policy::built_in(), OnBadDocument::PassThrough)
        .unwrap_or_else(|error| panic!("{name}: {error}"));
    let by_native = native(&[], input).succeeded();
    let by_module = module(&[], input).succeeded();
    assert!(
        by_native.stdout == by_library.manifests().as_bytes(),
        "{name}: the binary writes other bytes than the library"
    );
    assert!(
        by_module.stdout == by_library.manifests().as_bytes(),
        "{name}: the module writes other bytes than the library"
    );
    assert_eq!(by_native.stderr, by_library.report.to_string(), "{name}");
    assert_eq!(by_module.stderr, by_library.report.to_string(), "{name}");
}

#[test]
fn small_streams_are_the_same_from_library_binary_and_module() {
    for (index, text) in SMALL.iter().enumerate() {
        assert_same(&format!("small stream {index}"), text.as_bytes());
    }
}

#[test]
fn streams_of_real_charts_are_the_same_from_library_binary_and_module() {
    for stream in streams("native = wasm") {
        assert_same(&stream.name, &stream.bytes);
    }
}

#[test]
fn a_large_stream_fits_the_modules_memory() {
    let document =
        "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: large\ndata:\n  text: |\n";
    let mut input = document.repeat(2);
    input.push_str(
        &"    0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n".repeat(75_000),
    );
    assert!(input.len() > 5_000_000);
    assert_same("5 MB", input.as_bytes());
}

#[test]
fn a_stream_beyond_the_modules_bound_is_refused_in_one_line() {
    let line = "# 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde\n";
    let ended = module(&[], line.repeat((64 << 20) / line.len() + 1).as_bytes());
    assert_eq!((ended.code, ended.text()), (Some(1), ""));
    assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
    assert!(
        ended.stderr.contains("larger than 64 MiB"),
        "{}",
        ended.stderr
    );
}

#[test]
fn explain_and_other_policies_are_the_same_from_binary_and_module() {
    for stream in streams("explain, native = wasm") {
        for arguments in [
            vec!["explain", "--summary"],
            vec![
                "explain",
                "--policy-set",
                "rules[0].topologySpread.whenPresent=append",
                "--policy-set",
                "rules[0].resources.app.mode=override",
            ],
        ] {
            let by_native = run_with_input(Command::new(binary()).args(&arguments), &stream.bytes);
            let by_module = module(&arguments, &stream.bytes).succeeded();
            assert_eq!(
                by_native.succeeded().text(),
                by_module.text(),
                "{}",
                stream.name
            );
        }
    }
}

#[test]
fn the_module_says_that_it_prints_text_only() {
    let ended = module(&["explain", "--format", "json"], b"");
    assert_eq!((ended.code, ended.text()), (Some(1), ""));
    assert!(
        ended.stderr.contains("this plugin prints text"),
        "{}",
        ended.stderr
    );
}

#[test]
fn failures_say_the_same_and_write_nothing() {
    for (arguments, input) in [
        (vec![], b"a: \xff\xfe\n".as_slice()),
        (vec!["--strict"], b"a: [1\n".as_slice()),
        (vec!["--no-such-option"], b"".as_slice()),
        (vec!["--policy-set", "rules[0].nonsense=1"], b"".as_slice()),
        (vec!["--policy-set", "rules[9].name=x"], b"".as_slice()),
    ] {
        let by_native = native(&arguments, input);
        let by_module = module(&arguments, input);
        assert_eq!(
            (by_native.code, by_native.text()),
            (Some(2), ""),
            "{arguments:?}"
        );
        assert_eq!(
            (by_module.code, by_module.text()),
            (Some(1), ""),
            "{arguments:?}"
        );
        let said = by_native.stderr.strip_prefix("error: ").unwrap();
        assert_eq!(said.lines().count(), 1, "{said}");
        assert_eq!(by_module.stderr, format!("Error: plugin error: {said}"));
    }
}

#[test]
fn the_site_has_the_texts_of_its_own_table_of_keys() {
    let site = std::path::Path::new(&std::env::var_os("EVENKEEL_DIST").unwrap()).join("site");
    let served = std::fs::read_to_string(site.join("keys.txt")).unwrap();
    assert_eq!(served, evenkeel_core::keys::texts_file());
    for key in evenkeel_core::keys::all() {
        assert!(
            served.lines().any(|line| line == key.note()),
            "{}",
            key.path()
        );
    }
}
