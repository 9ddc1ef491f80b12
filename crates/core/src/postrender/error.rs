//! Why a stream could not be post-rendered at all; one line each, in Debug too, which is what Helm's wasm host shows.
use std::fmt;

/// A stream that is not written.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The input is not text.
    #[error("the manifests are not UTF-8: byte {offset}, line {line}{hint}")]
    NotUtf8 {
        /// Offset of the first byte that is not UTF-8.
        offset: usize,
        /// Its line, from 1.
        line: usize,
        /// What it looks like instead.
        hint: &'static str,
    },
    /// A document can't be read, and the caller asked to fail then.
    #[error("document {document}, line {line}{}: {reason}", in_source(.source_name))]
    BadDocument {
        /// Position in the stream, from 1.
        document: usize,
        /// Line in the stream, from 1.
        line: usize,
        /// The chart's template, where the stream names it.
        source_name: Option<String>,
        /// What the parser found.
        reason: String,
    },
    /// A rule is for more or fewer objects than it expects.
    #[error("rule {rule} expects {expected} objects and is for {found} of the stream")]
    Expectation {
        /// The rule's name.
        rule: String,
        /// What it expects.
        expected: String,
        /// How many there are.
        found: usize,
    },
    /// A request and a limit contradict each other, and the policy says that this is an error.
    #[error("document {document}{}: {object}: {reason}", in_source(.source_name))]
    Contradiction {
        /// Position in the stream, from 1.
        document: usize,
        /// The chart's template, where the stream names it.
        source_name: Option<String>,
        /// The object.
        object: String,
        /// Container, resource and quantities.
        reason: String,
    },
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn in_source(source: &Option<String>) -> String {
    source
        .as_ref()
        .map_or_else(String::new, |source| format!(" ({source})"))
}
