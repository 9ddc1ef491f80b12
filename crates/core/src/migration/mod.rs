//! Makes a Kubernetes runner of a `config.toml` of another executor: a helmfile with values, and a report.
//!
//! Every value of the input is in exactly one part of the report: understood, kept verbatim, or not possible. Nothing is
//! guessed: what has no counterpart is listed with what people do instead. No secret is written to a file of values.

mod docker;
mod draft;
mod global;
mod losses;
mod rendered;
mod report;
mod runner;
mod size;
mod table;

pub use report::{Line, Part, Report};

use crate::config_toml::{ConfigToml, Found, TomlError};
use crate::secret;
use crate::workspace::{File, Held, WriteRefused};
use draft::Draft;
use evenkeel_yaml::{Route, Step, Value};
use std::ops::Range;

/// Lists whose elements can go different ways.
const SPLIT: [&str; 4] = ["volumes", "extra_hosts", "security_opt", "environment"];

/// What became of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// The new files: paths and texts.
    pub files: Vec<(String, String)>,
    /// What became of each value.
    pub report: Report,
}

/// Why nothing came out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MigrationError {
    /// The text is no TOML.
    #[error("line {line}: not readable as TOML: {error}")]
    Unreadable {
        /// Line of the text, from 1.
        line: usize,
        /// What the parser says.
        error: TomlError,
    },
    /// No `[[runners]]` is in it.
    #[error("no [[runners]] is in it")]
    NoRunner,
    /// A write into the new files was refused.
    #[error("the new files cannot take {at}: {refused}")]
    Refused {
        /// The place.
        at: String,
        /// What stood in the way.
        refused: Box<WriteRefused>,
    },
}

/// A value of the input, with all that a report says of it.
struct Leaf<'c> {
    path: Route,
    found: Found<'c>,
    /// The value as it is written, secrets left out.
    shown: String,
    line: usize,
}

impl Leaf<'_> {
    fn value(&self) -> Value {
        value_of(&Held::of_toml(self.found), self.found.token())
    }

    /// Whether the value is a secret, or holds one.
    fn is_secret(&self) -> bool {
        self.shown != self.found.token()
    }

    fn text(&self) -> Option<String> {
        match Held::of_toml(self.found) {
            Held::Str(text) | Held::Int(text) | Held::Float(text) => Some(text),
            _ => None,
        }
    }

    fn says(&self, part: Part, text: &str) -> Line {
        Line {
            part,
            path: self.path.to_string(),
            line: self.line,
            value: self.shown.clone(),
            to: Vec::new(),
            text: text.to_owned(),
            instead: None,
        }
    }

    /// Understood, and where it is now.
    fn moved(&self, to: &[&str], text: &str) -> Line {
        Line {
            to: to.iter().map(|to| (*to).to_owned()).collect(),
            ..self.says(Part::Understood, text)
        }
    }

    fn lost(&self, reason: &str, instead: &str) -> Line {
        Line {
            instead: (!instead.is_empty()).then(|| instead.to_owned()),
            ..self.says(Part::NotPossible, reason)
        }
    }
}

/// Migrates a `config.toml`, of which each runner becomes a release with values of its own, or the manifests of a
/// release, which become the values that give them.
///
/// # Errors
/// The text is no TOML or has no runner.
pub fn migrate(path: &str, text: &str) -> Result<Migration, MigrationError> {
    if !path.ends_with(".toml")
        && let Some(made) = rendered::migrate(path, text)
    {
        return made;
    }
    let config = ConfigToml::parse(text).map_err(|error| MigrationError::Unreadable {
        line: line_of(text, error.offset),
        error,
    })?;
    let file = File::new("config.toml", text);
    let secrets = secret::ranges(&file);
    let leaves = leaves(&config, secrets);
    let count = leaves.iter().filter_map(|leaf| number_of(&leaf.path)).max();
    let count = count.ok_or(MigrationError::NoRunner)? + 1;
    let mut drafts: Vec<Draft> = (0..count)
        .map(|number| Draft::new(&leaves, number, count))
        .collect();
    let mut lines = Vec::new();
    for leaf in &leaves {
        let line = match number_of(&leaf.path).and_then(|number| drafts.get_mut(number)) {
            Some(draft) => runner::take(draft, leaf),
            None => global::take(&mut drafts, leaf),
        };
        lines.push(line);
    }
    let files = draft::files(&drafts)?;
    let names = drafts.into_iter().map(|draft| draft.release).collect();
    Ok(Migration {
        report: Report {
            source: path.to_owned(),
            files: files.iter().map(|(path, _)| path.clone()).collect(),
            releases: names,
            lines,
        },
        files,
    })
}

/// Every value of the input; of lists whose elements go different ways each element.
fn leaves<'c>(config: &'c ConfigToml, secrets: &[Range<usize>]) -> Vec<Leaf<'c>> {
    let text = config.text();
    let mut leaves = Vec::new();
    let mut push = |path: Route, found: Found<'c>| {
        let span = found.span();
        let inside = secrets
            .iter()
            .filter(|range| range.start < span.end && span.start < range.end);
        let inside: Vec<_> = inside
            .map(|range| {
                range.start.max(span.start) - span.start..range.end.min(span.end) - span.start
            })
            .collect();
        leaves.push(Leaf {
            line: line_of(text, span.start),
            shown: secret::redact(found.token(), &inside),
            path,
            found,
        });
    };
    for (path, found) in config.leaves() {
        let name = match path.0.last() {
            Some(Step::Key(name)) => name.as_str(),
            _ => "",
        };
        let elements = found.elements();
        if SPLIT.contains(&name) && !elements.is_empty() {
            for (index, element) in elements.into_iter().enumerate() {
                push(path.index(index), element);
            }
        } else {
            push(path, found);
        }
    }
    leaves
}

/// The runner that a path is below.
fn number_of(path: &Route) -> Option<usize> {
    match path.0.as_slice() {
        [Step::Key(runners), Step::Index(number), ..]
            if runners.eq_ignore_ascii_case("runners") =>
        {
            Some(*number)
        }
        _ => None,
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    let before = text
        .as_bytes()
        .get(..offset.min(text.len()))
        .unwrap_or_default();
    memchr::memchr_iter(b'\n', before).count() + 1
}

/// A value to be written; what a template decides is copied as it is written.
fn value_of(held: &Held, token: &str) -> Value {
    match held {
        Held::Null | Held::Template => Value::Number(token.to_owned()),
        Held::Bool(value) => Value::Bool(*value),
        Held::Int(text) | Held::Float(text) | Held::DateTime(text) => Value::Number(text.clone()),
        Held::Str(text) => Value::Str(text.clone()),
        Held::List(items) => Value::Seq(items.iter().map(|item| value_of(item, "\"\"")).collect()),
        Held::Map(entries) => Value::map(
            entries
                .iter()
                .map(|(key, value)| (key.clone(), value_of(value, "\"\""))),
        ),
    }
}
