//! The messages themselves.

use crate::wire::{choice, record};
use evenkeel_core::rules::Severity;

/// A file as path and text.
pub type TextFile = (String, String);

record! {
    /// What the page wants to know about one state of the files.
    #[derive(Debug, Clone, PartialEq)]
    Request {
        /// Which state of the files it is; a later state has a greater number.
        edition: usize,
        /// What is asked.
        ask: Ask,
    }
}

choice! {
    /// A question of the page.
    #[derive(Debug, Clone, PartialEq)]
    Ask {
        /// What is wrong with these files? Everything else is asked about the files of the last check.
        0 Check {
            /// All files in their order.
            files: Vec<TextFile>,
            /// What the files do not say.
            assumed: Assumed,
        },
        /// Make the fix of a finding.
        1 Fix {
            /// Its number among the findings of the asked edition.
            finding: usize,
        },
        /// Make all safe fixes.
        2 FixAll,
    }
}

choice! {
    /// What the worker says.
    #[derive(Debug, Clone, PartialEq)]
    Answer {
        /// It can be asked.
        0 Ready,
        /// What is wrong with the files of an edition.
        1 Found {
            /// The edition that was checked.
            edition: usize,
            /// By release, file and line.
            findings: Vec<Finding>,
        },
        /// Files to put in place of those of the same paths.
        2 Changed {
            /// The edition they were made from.
            edition: usize,
            /// Those that are others now.
            files: Vec<TextFile>,
            /// What was done.
            said: String,
        },
        /// It was not done.
        3 Refused {
            /// Why, in a sentence.
            reason: String,
        },
    }
}

record! {
    /// One thing that is wrong, at one place.
    #[derive(Debug, Clone, PartialEq)]
    Finding {
        /// How bad it is.
        severity: Severity,
        /// The release it is about.
        release: usize,
        /// One sentence about this place.
        sentence: String,
        /// Why it matters.
        reason: String,
        /// The row of the key it is about.
        key: Option<usize>,
        /// The file.
        file: usize,
        /// The line, from 1.
        line: usize,
        /// What would mend it.
        fix: Option<Fix>,
    }
}

record! {
    /// What would mend a finding.
    #[derive(Debug, Clone, PartialEq)]
    Fix {
        /// What a button says.
        label: String,
        /// Whether it may be made without asking.
        is_safe: bool,
    }
}

record! {
    /// What no document says.
    #[derive(Debug, Clone, PartialEq, Default)]
    Assumed {
        /// The chart's version, where no helmfile pins one.
        chart_version: Option<String>,
    }
}

record! {
    /// A starting point: its name, what it is for, its files.
    #[derive(Debug, Clone, PartialEq)]
    Preset {
        /// Its name on the command line.
        id: String,
        /// Its name for people.
        title: String,
        /// What it is for, in one sentence.
        about: String,
        /// Its files.
        files: Vec<TextFile>,
    }
}
