//! The properties over generated documents. `EVENKEEL_GENERATED` sets how many.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use evenkeel_yaml::split;

use super::checked::{Seen, all_edits, readers_agree};
use super::generated;

/// The same documents every run.
pub(crate) fn runner(cases: u32) -> TestRunner {
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

pub(crate) fn cases() -> u32 {
    let asked = std::env::var("EVENKEEL_GENERATED").ok();
    asked.map_or(1_000, |cases| {
        cases.parse().expect("EVENKEEL_GENERATED is a number")
    })
}

#[test]
fn every_edit_of_a_generated_document_keeps_the_promises() {
    let seen = std::cell::RefCell::new(Seen::default());
    let choices = proptest::collection::vec(any::<u8>(), 0..160);
    let result = runner(cases()).run(&choices, |choices| {
        let text = generated::document(&choices);
        readers_agree(&text);
        all_edits(&text, &mut seen.borrow_mut());
        Ok(())
    });
    let seen = seen.into_inner();
    println!("{seen:?}");
    if let Err(error) = result {
        panic!("{error}");
    }
    assert!(seen.made > 3_000, "{seen:?}");
    assert!(seen.second_opinions * 10 > seen.made * 9, "{seen:?}");
    let refused: usize = seen.refused.values().sum();
    assert!(refused * 10 < seen.made, "{seen:?}");
}

/// Documents glued to one stream: each is found again where it is, and an edit of one leaves all the others.
#[test]
fn documents_of_a_stream_are_found_again() {
    let choices = proptest::collection::vec(any::<u8>(), 0..60);
    let stream = proptest::collection::vec((choices, 0..4usize), 1..6);
    let result = runner(cases()).run(&stream, |parts| {
        let mut stream = String::new();
        let mut expected = Vec::new();
        for (choices, glue) in parts {
            // A separator has to begin a line, and only the first document may bring one of its own or a mark.
            let text = generated::document(&choices)
                .replace('\u{feff}', "")
                .replace("---\r\n", "")
                .replace("---\n", "")
                .replace("--- # c", "# c");
            if !stream.is_empty() && !stream.ends_with('\n') {
                stream.push('\n');
            }
            let separator = ["---\n", "--- # c\n", "---\r\n", "---   \n"][glue];
            stream.push_str(separator);
            stream.push_str(&text);
            expected.push(format!("{separator}{text}"));
        }
        let documents = split(&stream);
        prop_assert_eq!(documents.len(), expected.len());
        let joined: String = documents
            .iter()
            .map(|one| &stream[one.range.clone()])
            .collect();
        prop_assert_eq!(&joined, &stream);
        for (document, expected) in documents.iter().zip(&expected) {
            let body = &stream[document.body.clone()];
            prop_assert_eq!(body.trim_end_matches('\n'), expected.trim_end_matches('\n'));
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}
