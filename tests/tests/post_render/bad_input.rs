//! Input that is broken, odd or huge: what comes out, what is said, and that strict says it as an error.
use std::fmt::Write as _;

use evenkeel_core::postrender::{Action, OnBadDocument, Policy, Rendered, post_render};

use super::invariants;

const GOOD: &str = "---\n# Source: c/templates/good.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: good}\n";

fn lenient(input: &str) -> Rendered<'_> {
    invariants::render(input, &Policy::built_in())
}

fn strict(input: &[u8]) -> String {
    let error = post_render(input, &Policy::built_in(), OnBadDocument::Fail)
        .expect_err("the input is broken");
    assert_eq!(error.to_string().lines().count(), 1);
    assert_eq!(format!("{error:?}"), error.to_string());
    error.to_string()
}

#[test]
fn what_is_not_utf8_is_an_error_in_both_modes() {
    for (input, expected) in [
        (
            &b"kind: \xff\n"[..],
            "the manifests are not UTF-8: byte 6, line 1",
        ),
        (
            b"a: 1\nb: \xc3\x28\n",
            "the manifests are not UTF-8: byte 8, line 2",
        ),
        (
            b"\xff\xfek\0i\0n\0d\0",
            "the manifests are not UTF-8: byte 0, line 1 (they look like UTF-16)",
        ),
    ] {
        for mode in [OnBadDocument::PassThrough, OnBadDocument::Fail] {
            assert_eq!(
                post_render(input, &Policy::built_in(), mode)
                    .unwrap_err()
                    .to_string(),
                expected
            );
        }
    }
}

#[test]
fn unreadable_documents_go_through_with_a_line_or_fail_with_one() {
    let table = [
        // An error message instead of YAML is a text to YAML; what follows it decides.
        (
            "not YAML",
            "Error: cannot render: {\n",
            "document 2, line 7: ",
        ),
        (
            "half a document",
            "apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n        - name: \"on",
            "document 2, line 13: ",
        ),
        (
            "tabs",
            "apiVersion: apps/v1\nkind: Deployment\nspec:\n\ttemplate: {spec: {containers: []}}\n",
            "document 2, line 10: ",
        ),
        (
            "tabs without containers",
            "kind: ConfigMap\ndata:\n\ta: b\n",
            "document 2, line 9: ",
        ),
        (
            "a NUL",
            "kind: Deployment\nspec: {containers: \"\0\"}\n",
            "document 2, line 8: ",
        ),
        (
            "an alias to nothing",
            "kind: Deployment\nspec: {containers: *nothing}\n",
            "document 2, line 8: ",
        ),
        (
            "brackets without end",
            &format!("containers: {}\n", "[".repeat(100_000)),
            "document 2, line 7: ",
        ),
    ];
    for (name, broken, place) in table {
        let input = format!("{GOOD}---\n{broken}");
        let rendered = lenient(&input);
        assert!(rendered.manifests() == input, "{name}");
        assert_eq!(rendered.report.summary.unreadable, 1, "{name}");
        let [decision] = rendered.report.decisions.as_slice() else {
            panic!("{name}: {}", rendered.report)
        };
        assert_eq!(
            (decision.action, decision.reason.code),
            (Action::Skipped, "unreadable")
        );
        let line = decision.to_string();
        assert!(
            line.starts_with(&format!("{place}skipped: unreadable: ")),
            "{name}: {line}"
        );
        let error = strict(input.as_bytes());
        assert!(
            error.starts_with(&format!("{place}not readable as YAML: ")),
            "{name}: {error}"
        );
    }
}

#[test]
fn documents_that_are_no_manifests_go_through() {
    for input in [
        "just text\n",
        "- a\n- list\n",
        "42\n",
        "# only a comment\n",
        "---\n---\n---\n",
        "apiVersion: apps/v1\nkind: Deployment\n",
        "apiVersion: [apps/v1]\nkind: {Deployment: containers}\n",
        "apiVersion: apps/v1\nkind: Deployment\nspec: {template: {spec: {containers: 7, initContainers: {a: b}}}}\n",
        "apiVersion: apps/v1\nkind: Deployment\nspec: {template: {spec: {containers: [7, null, [x]]}}}\n",
        "apiVersion: v1\nkind: List\nitems: null\nx: containers\n",
    ] {
        let rendered = lenient(input);
        assert_eq!(rendered.manifests(), input);
        post_render(input.as_bytes(), &Policy::built_in(), OnBadDocument::Fail).unwrap();
    }
}

#[test]
fn an_empty_stream_says_so() {
    for input in ["", " \n\t\r\n", "\u{feff}", "\u{feff}\n"] {
        assert_eq!(lenient(input).manifests(), "# no manifests\n");
    }
}

#[test]
fn ten_thousand_documents_and_only_the_workload_among_them_changes() {
    let workload = "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  selector: {matchLabels: {app: a}}\n  template:\n    metadata: {labels: {app: a}}\n    spec:\n      containers:\n      - name: one\n";
    let mut input = String::new();
    for number in 0..10_000 {
        if number == 5_000 {
            input.push_str(workload);
        } else {
            writeln!(
                input,
                "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c{number}"
            )
            .unwrap();
        }
    }
    let rendered = lenient(&input);
    assert_eq!(
        (
            rendered.report.summary.documents,
            rendered.report.summary.changed
        ),
        (10_000, 1)
    );
    let every: String = std::iter::repeat_n(workload, 10_000).collect();
    let rendered = post_render(
        every.as_bytes(),
        &Policy::built_in(),
        OnBadDocument::PassThrough,
    )
    .unwrap();
    assert_eq!(rendered.report.summary.changed, 10_000);
    let last = rendered.report.decisions.last().unwrap();
    assert_eq!((last.document, last.line.before), (10_000, 110_001));
}

#[test]
fn a_huge_definition_goes_through_unread_and_readable_in_strict_mode() {
    let mut definition = String::from(
        "---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: x}\nspec:\n  properties:\n",
    );
    for number in 0..70_000 {
        writeln!(definition, "    containers{number}:\n      description: 'words about {number}, and more of them'\n      type: string").unwrap();
    }
    assert!(definition.len() > 5_000_000, "{}", definition.len());
    for mode in [OnBadDocument::PassThrough, OnBadDocument::Fail] {
        let rendered = post_render(definition.as_bytes(), &Policy::built_in(), mode).unwrap();
        assert!(rendered.manifests() == definition);
        assert!(rendered.report.decisions.is_empty());
    }
}

#[test]
fn aliases_that_multiply_end_soon() {
    let mut bomb = String::from("apiVersion: apps/v1\nkind: Deployment\nx0: &x0 {a: b}\n");
    for level in 1..40 {
        let below = level - 1;
        writeln!(
            bomb,
            "x{level}: &x{level} [{}]",
            vec![format!("*x{below}"); 9].join(", ")
        )
        .unwrap();
    }
    bomb.push_str("spec: {template: {spec: {containers: *x39}}}\n");
    let rendered = post_render(
        bomb.as_bytes(),
        &Policy::built_in(),
        OnBadDocument::PassThrough,
    )
    .unwrap();
    assert!(rendered.manifests() == bomb);
}
