//! The library alone, as many bytes as it takes in a second: what it leaves alone, and what it edits.

use std::hint::black_box;
use std::time::{Duration, Instant};

use evenkeel_core::postrender::{OnBadDocument, Policy, post_render};
use evenkeel_yaml::{Tree, split};

use crate::inputs;

/// How long each is repeated.
const FOR: Duration = Duration::from_secs(2);

pub(crate) fn print() {
    println!(
        "\nIn one process, best of what fits into {} s",
        FOR.as_secs()
    );
    let policy = Policy::built_in();
    let all = |text: &str| {
        let rendered = post_render(text.as_bytes(), &policy, OnBadDocument::PassThrough);
        black_box(rendered.unwrap());
    };
    if let Some(text) = without_pods("helm3/rook-ceph.yaml") {
        line("split, documents without a pod spec", &text, "", |text| {
            black_box(split(text));
        });
        let wanted = "; wanted: >= 1000 MB/s";
        line(
            "split, filter, write, without a pod spec",
            &text,
            wanted,
            all,
        );
    }
    let own = inputs::deployments(200_000);
    let mut workloads = vec![("small Deployments that grow by two thirds", own, "")];
    if let Some(real) = inputs::workloads() {
        workloads.insert(
            0,
            ("workloads of real charts", real, "; wanted: >= 15 MB/s"),
        );
    }
    for (of, text, wanted) in &workloads {
        line(&format!("parse, {of}"), text, "", |text| {
            for document in split(text) {
                black_box(Tree::parse(&text[document.body]).unwrap());
            }
        });
        let name = format!("parse, edit, verify, write, {of}");
        line(&name, text, wanted, all);
    }
}

fn line(name: &str, text: &str, wanted: &str, work: impl Fn(&str)) {
    let start = Instant::now();
    let mut best = Duration::MAX;
    while start.elapsed() < FOR {
        let start = Instant::now();
        work(black_box(text));
        best = best.min(start.elapsed());
    }
    let speed = text.len() as f64 / 1e6 / best.as_secs_f64();
    println!(
        "  {name:<72}{speed:>8.1} MB/s, {} KB{wanted}",
        text.len() / 1024
    );
}

/// The documents of a stream that hold no pod spec.
fn without_pods(name: &str) -> Option<String> {
    let stream = String::from_utf8(inputs::real(name)?).unwrap();
    let documents = split(&stream);
    let texts = documents
        .iter()
        .map(|document| &stream[document.body.clone()]);
    Some(texts.filter(|text| !text.contains("containers:")).collect())
}
