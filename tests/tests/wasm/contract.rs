//! The module called by the library that Helm calls it by, with every message that a Helm could send: what hands manifests
//! over gets manifests, and everything else gets an error with a reason, because Helm crashes on an error without one.

use std::fs;
use std::path::PathBuf;

use evenkeel_core::postrender::{OnBadDocument, Policy, post_render};
use evenkeel_tests::{named_by, run};
use serde::Deserialize;
use serde_json::{Value, json};

/// Where `plugin.yaml` of the type `postrenderer/v1` leads, and where Helm goes when none is named.
const ENTRIES: [&str; 2] = ["helm_post_renderer_main", "helm_plugin_main"];

const DEPLOYMENT: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a} # \u{1f600} <&> \"\\\t\nspec:\n  replicas: 2\n  selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b}}\n    spec:\n      containers:\n      - name: c\n";

#[derive(Debug, Deserialize)]
struct Answer {
    code: u32,
    error: String,
    output: String,
}

impl Answer {
    #[track_caller]
    fn manifests(&self) -> String {
        assert_eq!((self.code, self.error.as_str()), (0, ""));
        let answer: Value = serde_json::from_str(&self.output).unwrap();
        answer["manifests"].as_str().unwrap().to_owned()
    }

    /// The reason, which an answer that is not an answer always has.
    #[track_caller]
    fn refused(&self) -> &str {
        assert_ne!(self.code, 0, "{self:?}");
        assert_eq!(self.output, "", "{self:?}");
        assert_eq!(self.error.trim().lines().count(), 1, "{self:?}");
        &self.error
    }
}

/// Calls `entry` once with each of `messages`, with memories of `max_pages` (0 is no limit).
#[track_caller]
fn call(entry: &str, max_pages: u32, messages: &[Vec<u8>]) -> Vec<Answer> {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<PathBuf> = messages
        .iter()
        .enumerate()
        .map(|(index, message)| {
            let file = folder.path().join(index.to_string());
            fs::write(&file, message).unwrap();
            file
        })
        .collect();
    let mut host = std::process::Command::new(named_by("EVENKEEL_EXTISM"));
    host.arg(named_by("EVENKEEL_DIST").join("wasm/plugin.wasm"))
        .args([entry, &max_pages.to_string()])
        .args(files);
    let ended = run(&mut host).succeeded();
    let answers = ended.text().lines();
    answers
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn rendered(manifests: &str, policy: &Policy) -> String {
    let rendered = post_render(manifests.as_bytes(), policy, OnBadDocument::PassThrough).unwrap();
    rendered.manifests().into_owned()
}

#[test]
fn manifests_that_are_handed_over_come_back_post_rendered() {
    let policy = Policy::built_in();
    for entry in ENTRIES {
        let texts = [
            DEPLOYMENT.to_owned(),
            format!("\u{feff}{}", DEPLOYMENT.replace('\n', "\r\n")),
            "kind: ConfigMap\ndata: {a: \"\u{2028}\u{7f}\"}".to_owned(),
            String::new(),
            "a: [1\n".to_owned(),
        ];
        let messages: Vec<_> = texts
            .iter()
            .map(|text| {
                json!({"manifests": text, "extraArgs": []})
                    .to_string()
                    .into_bytes()
            })
            .collect();
        let answers = call(entry, 0, &messages);
        assert_eq!(answers.len(), texts.len());
        for (answer, text) in answers.iter().zip(&texts) {
            assert_eq!(answer.manifests(), rendered(text, &policy), "{entry}");
        }
        assert_ne!(answers[0].manifests(), texts[0]);
    }
}

#[test]
fn what_json_may_leave_out_or_escape_is_read() {
    let text = serde_json::to_string(DEPLOYMENT).unwrap();
    // As Go escapes it, as a library that writes ASCII only does, and with fields that are not known yet.
    let go = text
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026");
    let ascii = text.replace('\u{1f600}', "\\ud83d\\uDE00");
    assert_ne!(ascii, text);
    let messages = [
        format!(r#"{{"manifests":{go},"extraArgs":null}}"#),
        format!(r#"{{"manifests":{go}}}"#),
        format!(" {{ \"extraArgs\" : [ ] ,\r\n\t\"manifests\" : {ascii} }} \n"),
        format!(r#"{{"new":{{"a":[1,-2.5e3,true,null,"\u00e4\/"],"b":{{}}}},"manifests":{text}}}"#),
    ]
    .map(String::into_bytes);
    let expected = rendered(DEPLOYMENT, &Policy::built_in());
    for answer in call(ENTRIES[0], 0, &messages) {
        assert_eq!(answer.manifests(), expected);
    }
}

#[test]
fn arguments_are_the_post_renderers_options() {
    let message = |arguments: Value| {
        let message = json!({"manifests": DEPLOYMENT, "extraArgs": arguments});
        message.to_string().into_bytes()
    };
    let set = "--policy-set=rules[0].resources.app.requests.cpu=210m";
    let answers = call(
        ENTRIES[0],
        0,
        &[
            message(json!(["post-render", set])),
            message(json!(["--policy=evenkeel.yaml"])),
            message(json!(["--no-such-option"])),
            message(json!(["explain"])),
            message(json!(["--help"])),
        ],
    );
    assert!(answers[0].manifests().contains("cpu: 210m"));
    for (answer, reason) in
        answers[1..]
            .iter()
            .zip(["plugin.yaml", "no-such-option", "explain", "--help"])
    {
        assert!(answer.refused().contains(reason), "{answer:?}");
    }
}

#[test]
fn a_helm_that_hands_nothing_over_is_told_so() {
    let without = [
        r#"{"manifests":{},"extraArgs":[]}"#,
        r#"{"manifests":{},"extraArgs":null}"#,
        r#"{"manifests":null,"extraArgs":["post-render"]}"#,
        r#"{"manifests":["a"]}"#,
    ];
    for entry in ENTRIES {
        for answer in call(entry, 0, &without.map(|text| text.as_bytes().to_vec())) {
            assert!(answer.refused().contains("helm/helm#31832"), "{answer:?}");
        }
    }
    // Under the name of the other type of plugin these are calls like any other.
    let absent = [r#"{"extraArgs":[]}"#, "{}"].map(|text| text.as_bytes().to_vec());
    for answer in call(ENTRIES[0], 0, &absent) {
        assert!(answer.refused().contains("helm/helm#31832"), "{answer:?}");
    }
    for answer in call(ENTRIES[1], 0, &absent) {
        assert_eq!((answer.code, answer.output.as_str()), (0, "{}"));
    }
}

#[test]
fn a_message_that_is_none_is_an_error_with_a_reason() {
    let messages: Vec<Vec<u8>> = [
        b"".as_slice(),
        b"null",
        b"[]",
        b"manifests: a",
        b"{\"manifests\":\"a",
        b"{\"manifests\":\"a\"} {}",
        b"{\"manifests\":\"a\nb\"}",
        b"{\"manifests\":\"\\x41\"}",
        b"{\"manifests\":\"\xff\"}",
        b"{\"extraArgs\":[1]}",
        b"{\"extraArgs\":{}}",
        b"{\"a\":nope}",
    ]
    .map(<[u8]>::to_vec)
    .into_iter()
    .chain([[b"{\"a\":".as_slice(), &b"[".repeat(100_000)].concat()])
    .collect();
    for entry in ENTRIES {
        let answers = call(entry, 0, &messages);
        assert_eq!(answers.len(), messages.len());
        for answer in answers {
            assert!(answer.refused().contains("message"), "{answer:?}");
        }
    }
}

#[test]
fn a_message_larger_than_the_plugins_memory_is_an_error_and_nothing_else() {
    let large = json!({"manifests": format!("{DEPLOYMENT}---\n# {}\n", "x".repeat(5_000_000))});
    let message = large.to_string().into_bytes();
    let answers = call(ENTRIES[0], 0, std::slice::from_ref(&message));
    assert!(answers[0].manifests().len() > 5_000_000);
    // 4 MiB.
    let answers = call(ENTRIES[0], 64, &[message]);
    assert!(answers[0].refused().contains("maxPages"), "{answers:?}");
}
