//! The same properties over streams that real Helm wrote.

use evenkeel_tests::streams;
use evenkeel_yaml::{Tree, split};

use super::checked::{Seen, all_edits, readers_agree};

/// Larger documents only repeat themselves, and every place of each is tried.
const MAX_BYTES: usize = 2_000;

#[test]
fn every_edit_of_a_real_document_keeps_the_promises() {
    let streams = streams("every_edit_of_a_real_document_keeps_the_promises");
    let mut seen = Seen::default();
    for stream in &streams {
        let text = std::str::from_utf8(&stream.bytes).unwrap();
        for document in split(text) {
            let body = &text[document.body];
            if body.len() <= MAX_BYTES && Tree::parse(body).is_ok() {
                readers_agree(body);
                all_edits(body, &mut seen);
            }
        }
    }
    println!("{seen:?}");
    assert!(streams.is_empty() || seen.made > 1_000, "{seen:?}");
}
