//! Why a policy is not taken: always one line, for a terminal and for Helm, which shows the Debug form.
use std::fmt;

use evenkeel_yaml::{ParseError, Route, Step, Tree};
use serde::de::{Expected, Unexpected};

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

    pub(super) fn unreadable(name: &str, error: &ParseError) -> Self {
        let ParseError {
            message,
            line,
            column,
            offset: _,
        } = error;
        Self::new(
            name,
            format_args!("line {line}, column {column}: {message}"),
        )
    }
}

/// What is wrong with a policy that is YAML, and where. One pointer, for every step of reading hands it on.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::postrender) struct Flaw(Box<Place>);

#[derive(Debug, PartialEq, Eq)]
struct Place {
    at: Route,
    message: String,
    /// The byte to point at, where that is more exact than the place: the key, when it is the key that is wrong.
    byte: Option<usize>,
}

impl Flaw {
    pub(super) fn new(at: Route, message: impl fmt::Display) -> Self {
        Self(Box::new(Place {
            at,
            message: message.to_string(),
            byte: None,
        }))
    }

    /// The flaw pointing at this byte, unless it points at one already.
    pub(super) fn pointing_at(mut self, byte: usize) -> Self {
        self.0.byte.get_or_insert(byte);
        self
    }

    /// The flaw of a value that begins at `byte`, seen from the mapping or list which has it at `step`.
    pub(super) fn below(mut self, byte: usize, step: Step) -> Self {
        self.0.at.0.insert(0, step);
        self.pointing_at(byte)
    }

    pub(super) fn without_text(self, name: &str) -> PolicyError {
        PolicyError::new(name, self)
    }

    /// The error with line and column: of the byte, else of the deepest part of the place that the text has.
    pub(super) fn in_text(self, name: &str, tree: &Tree) -> PolicyError {
        let byte = self.0.byte.or_else(|| {
            let root = tree.root()?;
            let routes =
                std::iter::successors(Some(self.0.at.clone()), |route| Some(route.split_last()?.0));
            routes
                .into_iter()
                .find_map(|route| root.at(&route))
                .map(|node| node.span().start)
        });
        let before = byte
            .and_then(|byte| tree.source().get(..byte))
            .unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before
            .rsplit('\n')
            .next()
            .unwrap_or_default()
            .chars()
            .count()
            + 1;
        PolicyError::new(name, format_args!("line {line}, column {column}: {self}"))
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.at.0.is_empty() {
            write!(f, "{}: ", self.0.at)?;
        }
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Flaw {}

impl serde::de::Error for Flaw {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::of_serde(message.to_string())
    }

    // Serde's own words; written out because its defaults are copied into every type that is read.
    #[cold]
    #[inline(never)]
    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::of_serde(format!(
            "invalid type: {}, expected {expected}",
            Found(unexpected)
        ))
    }

    #[cold]
    #[inline(never)]
    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::of_serde(format!(
            "invalid value: {}, expected {expected}",
            Found(unexpected)
        ))
    }

    #[cold]
    #[inline(never)]
    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self::of_serde(format!(
            "unknown variant `{variant}`, expected {}",
            OneOf(expected)
        ))
    }

    #[cold]
    #[inline(never)]
    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self::of_serde(format!(
            "unknown field `{field}`, expected {}",
            OneOf(expected)
        ))
    }

    #[cold]
    #[inline(never)]
    fn missing_field(field: &'static str) -> Self {
        Self::of_serde(format!("missing field `{field}`"))
    }

    #[cold]
    #[inline(never)]
    fn duplicate_field(field: &'static str) -> Self {
        Self::of_serde(format!("duplicate field `{field}`"))
    }
}

impl Flaw {
    #[cold]
    #[inline(never)]
    fn of_serde(message: String) -> Self {
        // Serde's words for numbers are those of a programming language.
        let mut message = message
            .replace("expected a nonzero u32", "expected a whole number from 1")
            .replace("expected u32", "expected a whole number");
        if message.contains("missing field `match`") {
            message.push_str("; a rule for every workload says `match: all`");
        }
        Self::new(Route::root(), message)
    }
}

/// What was found, in serde's words; its own way of saying it brings floating point along.
struct Found<'a>(Unexpected<'a>);

impl fmt::Display for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Unexpected::Bool(flag) => write!(f, "boolean `{flag}`"),
            Unexpected::Unsigned(number) => write!(f, "integer `{number}`"),
            Unexpected::Signed(number) => write!(f, "integer `{number}`"),
            Unexpected::Str(text) => write!(f, "string {text:?}"),
            Unexpected::Map => f.write_str("map"),
            Unexpected::Seq => f.write_str("sequence"),
            Unexpected::Unit => f.write_str("null"),
            Unexpected::Other(what) => f.write_str(what),
            _ => f.write_str("something else"),
        }
    }
}

/// Names as serde lists them.
struct OneOf(&'static [&'static str]);

impl fmt::Display for OneOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.len() > 2 {
            f.write_str("one of ")?;
        }
        let separator = if self.0.len() == 2 { " or " } else { ", " };
        for (index, name) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(separator)?;
            }
            write!(f, "`{name}`")?;
        }
        Ok(())
    }
}
