//! Why a policy is not taken: always one line, for a terminal and for Helm, which shows the Debug form.
use std::fmt;

use evenkeel_yaml::{Route, Tree};

/// A policy, or a change of one, that is not taken; its text is one line.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PolicyError(String);

impl fmt::Debug for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl PolicyError {
    pub(super) fn new(name: &str, message: impl fmt::Display) -> Self {
        Self(format!("{name}: {message}").replace(['\n', '\r'], " "))
    }

    pub(super) fn from_yaml(name: &str, error: &serde_yaml::Error) -> Self {
        // The words of the deserializer for numbers are those of a programming language.
        let mut message = error
            .to_string()
            .replace("expected a nonzero u32", "expected a whole number from 1")
            .replace("expected u32", "expected a whole number");
        if message.contains("missing field `match`") {
            message.push_str("; a rule for every workload says `match: all`");
        }
        match error.location() {
            Some(at) => {
                let (line, column) = (at.line(), at.column());
                let message = message.replacen(&format!(" at line {line} column {column}"), "", 1);
                Self::new(
                    name,
                    format_args!("line {line}, column {column}: {message}"),
                )
            }
            None => Self::new(name, message),
        }
    }
}

/// A policy whose every key is known but which contradicts itself, and where.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Flaw {
    pub(super) at: Route,
    pub(super) message: String,
}

impl Flaw {
    pub(super) fn without_text(self, name: &str) -> PolicyError {
        PolicyError::new(name, format_args!("{}: {}", self.at, self.message))
    }

    /// The error with line and column of the deepest part of the place that the text has.
    pub(super) fn in_text(self, name: &str, text: &str) -> PolicyError {
        let offset = Tree::parse(text).ok().and_then(|tree| {
            let root = tree.root()?;
            let routes =
                std::iter::successors(Some(self.at.clone()), |route| Some(route.split_last()?.0));
            routes
                .into_iter()
                .find_map(|route| root.at(&route))
                .map(|node| node.span().start)
        });
        let before = offset
            .and_then(|offset| text.get(..offset))
            .unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before
            .rsplit('\n')
            .next()
            .unwrap_or_default()
            .chars()
            .count()
            + 1;
        PolicyError::new(
            name,
            format_args!(
                "line {line}, column {column}: {}: {}",
                self.at, self.message
            ),
        )
    }
}
