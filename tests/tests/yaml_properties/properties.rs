//! The properties over generated documents. `EVENKEEL_GENERATED` sets how many.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

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
    asked.map_or(1_500, |cases| {
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
    assert!(seen.made > 5_000, "{seen:?}");
    assert!(seen.second_opinions * 10 > seen.made * 9, "{seen:?}");
    let refused: usize = seen.refused.values().sum();
    assert!(refused * 10 < seen.made, "{seen:?}");
}
