//! Whether the tests of the YAML engine can fail: with its check switched off and the order of insertions inverted, by
//! a feature that exists for this alone, they have to.

use anyhow::Result;

use super::Tally;
use crate::command::Program;

/// The tests that must fail, each for one of the two things that are broken.
const MUST_FAIL: [&str; 3] = [
    "edit::tests::the_deeper_of_two_insertions_at_one_offset_comes_first",
    "change::tests::several_changes_are_made_together_deeper_first",
    "change::tests::what_does_not_read_back_is_refused",
];

/// Runs the engine's tests in its broken state; counts as one test.
pub(super) fn is_noticed(cargo_test: Program) -> Result<Tally> {
    let broken = [
        "--package",
        "evenkeel-yaml",
        "--features",
        "sabotage",
        "--lib",
    ];
    let (succeeded, said) = cargo_test.args(broken).said()?;
    let has_failed = |test: &&str| said.lines().any(|line| line.trim() == *test);
    let missed: Vec<_> = MUST_FAIL.iter().filter(|test| !has_failed(test)).collect();
    let is_noticed = !succeeded && missed.is_empty();
    if is_noticed {
        println!("the YAML engine's tests notice when its check is off: ok");
    } else {
        println!("{said}\nthese passed although the engine was broken: {missed:?}");
    }
    Ok(Tally::of(is_noticed))
}
