//! The types of values and the one check of each against what a document holds.
//!
//! Refuses to judge meaning: `512` is a well-typed quantity. Whether anybody means it, rules say.

use std::fmt;

use super::{Key, Reader, parse_duration};
use crate::quantity::{Quantity, Resource};

/// What the value of a key may be; one widget and one check each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Type {
    /// One line of text.
    String,
    /// Text of several lines: a script, a patch.
    Text,
    /// The runner's configuration, TOML in a text.
    Toml,
    /// A whole number.
    Integer,
    /// A number.
    Float,
    /// true or false.
    Boolean,
    /// A Kubernetes quantity.
    Quantity(Resource),
    /// A length of time in Go's spelling, e.g. `1h30m`.
    Duration,
    /// A point in time.
    DateTime,
    /// A list.
    List(Item),
    /// One value, or a list of such.
    OneOrList(Item),
    /// A map with free names.
    Map(Item),
    /// A map with names of its own; without rows below it, whatever Kubernetes takes there.
    Object,
    /// Anything.
    Any,
}

/// What the elements of a list or map may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "as the types of the same name")]
pub enum Item {
    String,
    Integer,
    Float,
    Boolean,
    Object,
    Any,
    /// A list of text.
    Strings,
}

/// What a document holds at a place, as far as types go. Numbers carry their spelling.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "the variants are the kinds of YAML and TOML")]
pub enum Seen<'a> {
    Null,
    Bool(bool),
    Int(&'a str),
    Float(&'a str),
    Str(&'a str),
    DateTime(&'a str),
    List(Vec<Self>),
    Map(Vec<(&'a str, Self)>),
    /// A template action decides at run time; never checked.
    Template,
}

/// What a wrong type leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Works today, and should be spelled otherwise.
    Loose,
    /// Is taken for something else than it says.
    Wrong,
    /// Stops the reader: Helm, helmfile, the runner or Kubernetes.
    Fatal,
}

/// A value that does not fit its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// What it leads to.
    pub severity: Severity,
    /// One line: what is there, what was expected and why it matters.
    pub sentence: String,
}

impl Type {
    /// Whether one widget holds the whole value.
    #[must_use]
    pub const fn is_scalar(self) -> bool {
        !matches!(
            self,
            Self::List(_) | Self::OneOrList(_) | Self::Map(_) | Self::Object | Self::Any
        )
    }

    /// What a person is told to write, e.g. "a whole number".
    #[must_use]
    pub const fn expected(self) -> &'static str {
        match self {
            Self::String | Self::Text => "text",
            Self::Toml => "TOML as text",
            Self::Integer => "a whole number",
            Self::Float => "a number",
            Self::Boolean => "true or false",
            Self::Quantity(Resource::Cpu) => "a quantity such as 500m or 2",
            Self::Quantity(_) => "a quantity such as 512Mi or 2Gi",
            Self::Duration => "a duration such as 30s or 1h30m",
            Self::DateTime => "a point in time",
            Self::List(_) => "a list",
            Self::OneOrList(_) => "a text or a list of texts",
            Self::Map(_) | Self::Object => "a map",
            Self::Any => "anything",
        }
    }

    /// Whether `reader` takes `seen` where this type belongs.
    ///
    /// # Errors
    /// The mismatch, for the first element that has one.
    pub fn accepts(self, reader: Reader, seen: &Seen<'_>) -> Result<(), Mismatch> {
        if matches!(seen, Seen::Null | Seen::Template) {
            return Ok(());
        }
        match (self, seen) {
            (Self::Any, _)
            | (Self::Object | Self::Map(Item::Any), Seen::Map(_))
            | (Self::DateTime, Seen::DateTime(_)) => Ok(()),
            (Self::List(item), Seen::List(elements)) => {
                elements.iter().try_for_each(|e| item.accepts(reader, e))
            }
            (Self::Map(item), Seen::Map(entries)) => entries
                .iter()
                .try_for_each(|(_, e)| item.accepts(reader, e)),
            (Self::OneOrList(item), Seen::List(elements)) => {
                elements.iter().try_for_each(|e| item.accepts(reader, e))
            }
            (Self::OneOrList(item), _) => item.accepts(reader, seen),
            // Templates of the chart skip both kinds of nothing alike.
            (Self::List(_), Seen::Map(none)) if reader == Reader::Chart && none.is_empty() => {
                Ok(())
            }
            (Self::Map(_) | Self::Object, Seen::List(none))
                if reader == Reader::Chart && none.is_empty() =>
            {
                Ok(())
            }
            (Self::String | Self::Text | Self::Toml, _) => text(self, reader, seen),
            (Self::Quantity(_), _) => quantity(self, reader, seen),
            (Self::Duration, _) => duration(reader, seen),
            (Self::Boolean, _) => boolean(reader, seen),
            (Self::Integer | Self::Float, _) => number(self, reader, seen),
            (Self::DateTime | Self::List(_) | Self::Map(_) | Self::Object, _) => {
                Err(wrong_kind(self, reader, seen))
            }
        }
    }
}

impl Item {
    /// The type of one element.
    #[must_use]
    pub const fn value_type(self) -> Type {
        match self {
            Self::String => Type::String,
            Self::Integer => Type::Integer,
            Self::Float => Type::Float,
            Self::Boolean => Type::Boolean,
            Self::Object => Type::Object,
            Self::Any => Type::Any,
            Self::Strings => Type::List(Self::String),
        }
    }

    fn accepts(self, reader: Reader, seen: &Seen<'_>) -> Result<(), Mismatch> {
        // A state file takes the path of a file in place of a map in several lists.
        if self == Self::Object && reader == Reader::Helmfile && matches!(seen, Seen::Str(_)) {
            return Ok(());
        }
        self.value_type().accepts(reader, seen)
    }
}

fn text(ty: Type, reader: Reader, seen: &Seen<'_>) -> Result<(), Mismatch> {
    match (seen, reader) {
        // The decoder of helmfile takes the spelling of any scalar as text.
        (Seen::Str(_), _) | (Seen::Bool(_) | Seen::Int(_) | Seen::Float(_), Reader::Helmfile) => {
            Ok(())
        }
        (Seen::Bool(_) | Seen::Int(_) | Seen::Float(_), Reader::Chart) => Err(Mismatch {
            severity: Severity::Loose,
            sentence: format!(
                "{seen} is {} here; put it in quotes, so that Helm keeps it as text.",
                seen.kind()
            ),
        }),
        _ => Err(wrong_kind(ty, reader, seen)),
    }
}

fn quantity(ty: Type, reader: Reader, seen: &Seen<'_>) -> Result<(), Mismatch> {
    match (seen, reader) {
        (Seen::Str("" | "0"), Reader::Runner) => Ok(()),
        (
            Seen::Int(number) | Seen::Float(number),
            Reader::Helmfile | Reader::Chart | Reader::Kubernetes,
        ) => parse_quantity(number),
        (Seen::Str(text), _) => parse_quantity(text),
        _ => Err(wrong_kind(ty, reader, seen)),
    }
}

fn parse_quantity(text: &str) -> Result<(), Mismatch> {
    text.parse::<Quantity>()
        .map(drop)
        .map_err(|error| Mismatch {
            severity: Severity::Fatal,
            sentence: format!("{error}."),
        })
}

fn duration(reader: Reader, seen: &Seen<'_>) -> Result<(), Mismatch> {
    match seen {
        Seen::Str(text) if parse_duration(text).is_some() => Ok(()),
        Seen::Str(text) => Err(Mismatch {
            severity: Severity::Fatal,
            sentence: format!(
                "{text:?} is no duration; expected numbers with units such as 30s, 10m or 1h30m."
            ),
        }),
        Seen::Int("0") => Ok(()),
        Seen::Int(number) if reader == Reader::Runner => Err(Mismatch {
            severity: Severity::Wrong,
            sentence: format!(
                "{number} counts billionths of a second; write a text with a unit such as \"{number}s\"."
            ),
        }),
        _ => Err(wrong_kind(Type::Duration, reader, seen)),
    }
}

fn boolean(reader: Reader, seen: &Seen<'_>) -> Result<(), Mismatch> {
    match (seen, reader) {
        (Seen::Bool(_), _) => Ok(()),
        (Seen::Str(text), Reader::Chart) if !text.is_empty() => Err(Mismatch {
            severity: if *text == "true" {
                Severity::Loose
            } else {
                Severity::Wrong
            },
            sentence: format!(
                "{text:?} is text, and the chart takes any text for true; write true or false without quotes."
            ),
        }),
        (Seen::Str(""), Reader::Chart) => Ok(()),
        (Seen::Int(number), Reader::Chart) => Err(Mismatch {
            severity: Severity::Loose,
            sentence: format!(
                "{number} is a number, of which the chart takes 0 for false and all others for true; write true or false."
            ),
        }),
        _ => Err(wrong_kind(Type::Boolean, reader, seen)),
    }
}

fn number(ty: Type, reader: Reader, seen: &Seen<'_>) -> Result<(), Mismatch> {
    let whole = ty == Type::Integer;
    match (seen, reader) {
        (Seen::Int(_), _) => Ok(()),
        (Seen::Float(_), _) if !whole => Ok(()),
        (Seen::Str(""), Reader::Chart) => Ok(()),
        (Seen::Str(digits), Reader::Chart) if digits.parse::<i64>().is_ok() => Err(Mismatch {
            severity: Severity::Loose,
            sentence: format!("{digits:?} is text; write the number without quotes."),
        }),
        _ => Err(wrong_kind(ty, reader, seen)),
    }
}

/// The mismatch of a kind that nobody takes for another one.
fn wrong_kind(ty: Type, reader: Reader, seen: &Seen<'_>) -> Mismatch {
    let (severity, who) = match reader {
        Reader::Helmfile => (Severity::Fatal, "helmfile stops at it"),
        Reader::Runner => (Severity::Fatal, "the runner stops at it"),
        Reader::Kubernetes => (Severity::Fatal, "Kubernetes refuses it"),
        Reader::Chart => (
            Severity::Wrong,
            "the chart puts it into the manifest as it is, or fails",
        ),
    };
    let quotes = if matches!(ty, Type::String | Type::Text | Type::Quantity(_)) && seen.is_scalar()
    {
        " in quotes"
    } else {
        ""
    };
    Mismatch {
        severity,
        sentence: format!(
            "{seen} is {}, but {}{quotes} belongs here; {who}.",
            seen.kind(),
            ty.expected()
        ),
    }
}

/// Checks the listed values of a key; elements of a list each.
pub(super) fn check_allowed(key: &Key, seen: &Seen<'_>) -> Result<(), Mismatch> {
    match seen {
        Seen::List(elements) => elements
            .iter()
            .try_for_each(|element| check_allowed(key, element)),
        Seen::Str(text) if !key.allowed().is_empty() && !text.is_empty() => {
            // The runner compares these without regard to letter case in some tables only; the exact spelling is safe.
            if key.allowed().contains(text) {
                return Ok(());
            }
            let exact = key
                .allowed()
                .iter()
                .find(|allowed| allowed.eq_ignore_ascii_case(text));
            Err(Mismatch {
                severity: match key.reader() {
                    Reader::Kubernetes => Severity::Fatal,
                    _ => Severity::Wrong,
                },
                sentence: exact.map_or_else(
                    || format!("{text:?} is not one of {}.", key.allowed().join(", ")),
                    |exact| format!("{text:?} is spelled {exact}."),
                ),
            })
        }
        _ => Ok(()),
    }
}

impl Seen<'_> {
    const fn is_scalar(&self) -> bool {
        !matches!(self, Self::List(_) | Self::Map(_))
    }

    /// The name of its kind with an article.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Int(_) | Self::Float(_) => "a number",
            Self::Str(_) => "text",
            Self::DateTime(_) => "a date",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
            Self::Template => "a template",
        }
    }
}

/// The value as a message shows it, at most 40 characters of a text.
impl fmt::Display for Seen<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => write!(f, "{value}"),
            Self::Int(text) | Self::Float(text) | Self::DateTime(text) => f.write_str(text),
            Self::Str(text) => write!(f, "{:?}", text.chars().take(40).collect::<String>()),
            Self::Null | Self::List(_) | Self::Map(_) | Self::Template => f.write_str("This"),
        }
    }
}
