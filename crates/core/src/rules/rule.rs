//! A rule as data: what it is called, what it says, where it fires.

use super::{Context, Finding, Severity};

/// A rule of the table. Without the feature `texts` the texts for its documentation are empty, and its explanation is cut
/// down to why it matters.
#[derive(Clone, Copy)]
pub struct Rule {
    /// Its name, kebab-case: names the problem, never reused.
    pub id: &'static str,
    /// The problem in a few words.
    pub title: &'static str,
    /// How bad it is, unless a finding says otherwise.
    pub severity: Severity,
    /// Under fixed headings: what it does, why it matters, what to write instead.
    pub explanation: &'static str,
    /// Where the fact comes from.
    pub source: &'static str,
    /// Values in which it finds something, or a helmfile and values apart by `---- values`; on top of values that work.
    pub failing: &'static str,
    /// The same without the problem.
    pub passing: &'static str,
    /// Finds the problem in one release.
    pub check: fn(&Context<'_>) -> Vec<Finding>,
}

/// The headings of every explanation, in their order.
pub const HEADINGS: [&str; 3] = [
    "## What it does\n",
    "## Why it matters\n",
    "## What to write instead\n",
];

/// An explanation under the headings of [`HEADINGS`].
#[cfg(feature = "texts")]
macro_rules! explanation {
    (what: $what:expr, why: $why:expr, instead: $instead:expr $(,)?) => {
        concat!(
            "## What it does\n",
            $what,
            "\n\n## Why it matters\n",
            $why,
            "\n\n## What to write instead\n",
            $instead,
            "\n"
        )
    };
}
/// The part of an explanation that findings give as their reason.
#[cfg(not(feature = "texts"))]
macro_rules! explanation {
    (what: $what:expr, why: $why:expr, instead: $instead:expr $(,)?) => {
        concat!("## Why it matters\n", $why)
    };
}
pub(super) use explanation;

/// An example: values with a configuration that works, and more lines below `[runners.kubernetes]`; with `runner`, lines
/// below `[[runners]]`.
macro_rules! config {
    (runner: $runner:literal $($line:literal)*) => {
        concat!(
            "runners:\n  config: |\n    [[runners]]\n      ", $runner, "\n      [runners.kubernetes]\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n",
            $("        ", $line, "\n",)*
        )
    };
    ($($line:literal)*) => {
        concat!(
            "runners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n",
            $("        ", $line, "\n",)*
        )
    };
}
pub(super) use config;

impl Rule {
    /// The rule as this build has it: what only documentation and tests read is not downloaded by everyone who opens the
    /// site.
    pub(super) const fn kept(self) -> Self {
        if cfg!(feature = "texts") {
            return self;
        }
        Self {
            title: "",
            source: "",
            failing: "",
            passing: "",
            ..self
        }
    }

    /// The section of the explanation that says why the problem matters.
    #[must_use]
    pub fn why(&self) -> &'static str {
        let [_, why, instead] = HEADINGS;
        let after = self.explanation.split(why).nth(1).unwrap_or_default();
        after.split(instead).next().unwrap_or_default().trim()
    }
}
