//! How many tests passed and failed, as the test programs themselves say it.

use std::fmt::{self, Display};

/// Counted tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    passed: usize,
    failed: usize,
}

impl Tally {
    /// One test that passed or did not.
    pub(crate) fn of(passed: bool) -> Self {
        Self {
            passed: usize::from(passed),
            failed: usize::from(!passed),
        }
    }

    /// Adds another count to this one.
    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// Adds what a line of output says, if it is a summary of cargo's test harness or of the browser tests.
    pub(crate) fn read(&mut self, line: &str) {
        let counts = match line.strip_prefix("test result: ") {
            Some(summary) => summary
                .split_once(". ")
                .and_then(|(_, counts)| pair(counts, "; ")),
            None => pair(line, ", "),
        };
        if let Some(counts) = counts {
            self.add(counts);
        }
    }

    /// This count once its program has ended; a program that fails or says nothing about tests is a failed test.
    pub(crate) fn ended(mut self, succeeded: bool) -> Self {
        if (!succeeded && self.failed == 0) || self == Self::default() {
            self.failed += 1;
        }
        self
    }

    /// Whether nothing failed.
    pub(crate) fn is_clean(self) -> bool {
        self.failed == 0
    }
}

impl Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// `N passed` and `N failed` with `separator` between them; whatever follows a second separator is not ours.
fn pair(text: &str, separator: &str) -> Option<Tally> {
    let mut parts = text.split(separator);
    let passed = parts.next()?.strip_suffix(" passed")?.parse().ok()?;
    let failed = parts
        .next()?
        .trim_end()
        .strip_suffix(" failed")?
        .parse()
        .ok()?;
    Some(Tally { passed, failed })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_summaries_of_both_kinds_of_program() {
        let mut tally = Tally::default();
        for line in [
            "running 3 tests",
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "4 passed, 2 failed",
            "the layer said 9 passed, 9 failed",
        ] {
            tally.read(line);
        }
        assert_eq!(tally.to_string(), "18 passed, 3 failed");
    }

    #[test]
    fn a_program_that_fails_without_a_count_is_a_failure() {
        assert!(!Tally::default().ended(false).is_clean());
        assert!(!Tally::of(true).ended(false).is_clean());
        assert!(Tally::of(true).ended(true).is_clean());
    }

    #[test]
    fn a_program_that_tests_nothing_is_a_failure() {
        assert!(!Tally::default().ended(true).is_clean());
    }
}
