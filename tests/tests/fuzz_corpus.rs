//! The fuzz targets' promises over their seeds, and over each input that broke one once; needs no fuzzer.
#![allow(
    clippy::unwrap_used,
    reason = "whatever fails here is a failed test, and says where"
)]

#[path = "../fuzz/src/invariants.rs"]
#[allow(
    unreachable_pub,
    reason = "it is public where the fuzzer builds it, in a crate of its own"
)]
mod invariants;

use std::path::Path;

/// Runs a promise over all of its corpus.
fn hold(target: &str, promise: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target);
    let mut names: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    names.sort();
    assert!(
        names.len() >= 10,
        "{}: {} inputs",
        folder.display(),
        names.len()
    );
    for name in names {
        let bytes = std::fs::read(&name).unwrap();
        let is_held = std::panic::catch_unwind(|| promise(&bytes)).is_ok();
        assert!(is_held, "broken by {}, see above", name.display());
    }
}

#[test]
fn documents_and_nodes_lie_where_they_say() {
    hold("parse", invariants::parse);
}

#[test]
fn edits_are_exact_or_refused() {
    hold("edit", invariants::edit);
}

#[test]
fn post_rendering_is_repeatable_and_reversible() {
    hold("post_render", invariants::post_render);
}
