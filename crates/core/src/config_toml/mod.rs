//! The runner's `config.toml` as a document: read by path, edited by byte ranges, its template actions left alone.
//!
//! The text passes through Helm's `tpl` before the runner sees it, so it may hold Go template actions. They are masked
//! by as many bytes before TOML is parsed, which keeps every offset true. `toml` is used as a parser with spans only.

mod append;
mod compound;
mod cut;
mod edit;
mod layout;
mod mask;
mod meaning;
mod moved;
mod place;
mod sections;
mod spell;
mod tree;

pub(crate) use edit::edit;
pub use edit::{TomlChange, TomlRefused};
pub use spell::{spell, spell_key};

use evenkeel_yaml::{Route, Step};
use std::ops::Range;
use tree::{Content, Entry, Item};

/// A parsed `config.toml`.
pub struct ConfigToml {
    text: String,
    root: Item,
    templates: Vec<Range<usize>>,
}

/// Text that is no TOML: what was expected, and the byte offset.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct TomlError {
    /// What the parser expected or found, on one line.
    pub message: String,
    /// Byte offset in the text.
    pub offset: usize,
}

/// A value or table found in a document.
#[derive(Clone, Copy)]
pub struct Found<'d> {
    document: &'d ConfigToml,
    item: &'d Item,
}

/// What a TOML value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TomlValue {
    /// Text, unescaped.
    String(String),
    /// A whole number, by its spelling.
    Integer(String),
    /// A number with a point or an exponent, by its spelling.
    Float(String),
    /// `true` or `false`.
    Boolean(bool),
    /// A date or a time, by its spelling.
    DateTime(String),
    /// Values in brackets, or tables under repeated `[[…]]`.
    Array,
    /// A table in any spelling.
    Table,
    /// A value that a template action makes, by its spelling.
    Template(String),
}

impl ConfigToml {
    /// Reads a document.
    ///
    /// # Errors
    /// Text that is no TOML even with its template actions masked.
    pub fn parse(text: &str) -> Result<Self, TomlError> {
        let (masked, templates) = mask::mask(text);
        let root = Item::parse(&masked).map_err(|error| TomlError {
            message: error.message().lines().collect::<Vec<_>>().join(", "),
            offset: error.span().map_or(0, |span| span.start),
        })?;
        Ok(Self {
            text: text.to_owned(),
            root,
            templates,
        })
    }

    /// The text the document was read from.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What stands at a path. Keys match ignoring letter case, as in the runner; an array of tables without an index
    /// means its first table.
    #[must_use]
    pub fn get(&self, path: &Route) -> Option<Found<'_>> {
        let root = Found {
            document: self,
            item: &self.root,
        };
        path.0.iter().try_fold(root, |found, step| found.step(step))
    }

    /// The bytes of the key that leads to a place; of a table with a header the name in the header, of an element the
    /// element.
    #[must_use]
    pub fn key_span(&self, path: &Route) -> Option<Range<usize>> {
        let found = self.get(path)?;
        let own = self.spelled(path);
        let (parent, last) = own.split_last()?;
        let span = match last {
            Step::Index(_) => None,
            Step::Key(name) => {
                let entry = self.get(&parent)?.entry(name)?;
                Some(entry.key_span.clone())
            }
        };
        span.or_else(|| Some(found.span()))
    }

    /// The path as the document spells it: letter case of keys, indices of arrays of tables.
    #[must_use]
    pub fn spelled(&self, path: &Route) -> Route {
        let mut spelled = Route::root();
        let mut at = Some(Found {
            document: self,
            item: &self.root,
        });
        for step in &path.0 {
            let Some(found) = at else {
                spelled = spelled.with(step.clone());
                continue;
            };
            if matches!(step, Step::Key(_)) && found.is_array_of_tables() {
                spelled = spelled.index(0);
            }
            spelled = match step {
                Step::Key(key) => {
                    spelled.key(&found.key_spelling(key).unwrap_or_else(|| key.clone()))
                }
                Step::Index(index) => spelled.index(*index),
            };
            at = found.step(step);
        }
        spelled
    }

    /// Every value that is not a table, with its path; of arrays of tables each table, other arrays whole.
    #[must_use]
    pub fn leaves(&self) -> Vec<(Route, Found<'_>)> {
        let mut leaves = Vec::new();
        let root = Found {
            document: self,
            item: &self.root,
        };
        collect(root, &Route::root(), &mut leaves);
        leaves
    }
}

fn collect<'d>(found: Found<'d>, path: &Route, leaves: &mut Vec<(Route, Found<'d>)>) {
    if found.is_array_of_tables() {
        for (index, table) in found.tables().into_iter().enumerate() {
            collect(table, &path.index(index), leaves);
        }
    } else if found.is_table() {
        let entries = found.entries();
        if entries.is_empty() && !path.0.is_empty() {
            leaves.push((path.clone(), found));
        }
        for (key, child) in entries {
            collect(child, &path.key(&key), leaves);
        }
    } else {
        leaves.push((path.clone(), found));
    }
}

impl<'d> Found<'d> {
    fn of(self, item: &'d Item) -> Self {
        Self { item, ..self }
    }

    fn step(self, step: &Step) -> Option<Self> {
        match step {
            Step::Index(index) => self.item.items().get(*index).map(|item| self.of(item)),
            Step::Key(key) => {
                let key = self.key_spelling(key)?;
                self.entry(&key).map(|entry| self.of(&entry.item))
            }
        }
    }

    fn entry(self, key: &str) -> Option<&'d Entry> {
        self.item.entries().iter().find(|entry| entry.key == key)
    }

    /// The key of this table that means `key`: the same, else the one that differs in letter case only.
    fn key_spelling(self, key: &str) -> Option<String> {
        let keys = || self.item.entries().iter().map(|entry| &entry.key);
        let same = keys().find(|known| *known == key);
        same.or_else(|| keys().find(|known| known.eq_ignore_ascii_case(key)))
            .cloned()
    }

    /// The keys of a table with what they hold, in the order of the text.
    #[must_use]
    pub fn entries(self) -> Vec<(String, Self)> {
        let entries = self.item.entries().iter();
        entries
            .map(|entry| (entry.key.clone(), self.of(&entry.item)))
            .collect()
    }

    /// The tables of an array of tables, or of an array of inline tables.
    #[must_use]
    pub fn tables(self) -> Vec<Self> {
        self.item.items().iter().map(|item| self.of(item)).collect()
    }

    /// The elements of an array of values.
    #[must_use]
    pub fn elements(self) -> Vec<Self> {
        match self.item.content {
            Content::Array(_) => self.tables(),
            _ => Vec::new(),
        }
    }

    /// Whether these are the tables under repeated `[[…]]`.
    const fn is_written_with_headers(self) -> bool {
        matches!(self.item.content, Content::Tables(_))
    }

    fn is_array_of_tables(self) -> bool {
        let items = self.item.items();
        !items.is_empty() && items.iter().all(Item::is_table)
    }

    fn is_table(self) -> bool {
        self.item.is_table()
    }

    /// What the value is. A value that a template action makes or takes part in is a template.
    #[must_use]
    pub fn value(self) -> TomlValue {
        let span = self.span();
        let is_templated = |range: &Range<usize>| range.start < span.end && span.start < range.end;
        let is_plain = !matches!(self.item.content, Content::Table(..) | Content::Tables(_));
        if is_plain && self.document.templates.iter().any(is_templated) {
            return TomlValue::Template(self.token().to_owned());
        }
        match &self.item.content {
            Content::String(text) => TomlValue::String(text.clone()),
            Content::Integer => TomlValue::Integer(self.token().to_owned()),
            Content::Float => TomlValue::Float(self.token().to_owned()),
            Content::Boolean(value) => TomlValue::Boolean(*value),
            Content::DateTime => TomlValue::DateTime(self.token().to_owned()),
            Content::Array(_) | Content::Tables(_) => TomlValue::Array,
            Content::Table(..) => TomlValue::Table,
        }
    }

    /// The bytes of the value; of a table with a header the header.
    #[must_use]
    pub fn span(self) -> Range<usize> {
        self.item.span.clone()
    }

    /// The value as it is written.
    #[must_use]
    pub fn token(self) -> &'d str {
        self.document.text.get(self.span()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
