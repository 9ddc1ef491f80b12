//! The runner's `config.toml` as a document: read by path, edited by byte ranges, its template actions left alone.
//!
//! The text passes through Helm's `tpl` before the runner sees it, so it may hold Go template actions. They are masked
//! by as many bytes before TOML is parsed, which keeps every offset true. `toml_edit` is used as a parser with spans
//! only; its printer is never called.

mod edit;
mod layout;
mod mask;
mod meaning;
mod sections;
mod spell;

pub(crate) use edit::edit;
pub use edit::{TomlChange, TomlRefused};
pub use spell::{spell, spell_key};

use evenkeel_yaml::{Route, Step};
use std::ops::Range;
use toml_edit::{Document, Item, Table, Value};

/// A parsed `config.toml`.
pub struct ConfigToml {
    text: String,
    masked: Document<String>,
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
    item: Piece<'d>,
}

#[derive(Clone, Copy)]
enum Piece<'d> {
    Item(&'d Item),
    Table(&'d Table),
    Value(&'d Value),
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
        let masked = Document::parse(masked).map_err(|error| TomlError {
            message: error.message().lines().collect::<Vec<_>>().join(", "),
            offset: error.span().map_or(0, |span| span.start),
        })?;
        Ok(Self {
            text: text.to_owned(),
            masked,
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
            item: Piece::Table(self.masked.as_table()),
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
            Step::Key(name) => self.get(&parent)?.key_span(name),
        };
        span.or_else(|| Some(found.span()))
    }

    /// The path as the document spells it: letter case of keys, indices of arrays of tables.
    #[must_use]
    pub fn spelled(&self, path: &Route) -> Route {
        let mut spelled = Route::root();
        let mut at = Some(Found {
            document: self,
            item: Piece::Table(self.masked.as_table()),
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
            item: Piece::Table(self.masked.as_table()),
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
    fn of(self, item: Piece<'d>) -> Self {
        Self { item, ..self }
    }

    fn table(self) -> Option<&'d Table> {
        match self.item {
            Piece::Table(table) | Piece::Item(Item::Table(table)) => Some(table),
            Piece::Item(Item::ArrayOfTables(tables)) => tables.get(0),
            _ => None,
        }
    }

    fn plain(self) -> Option<&'d Value> {
        match self.item {
            Piece::Value(value) | Piece::Item(Item::Value(value)) => Some(value),
            _ => None,
        }
    }

    fn step(self, step: &Step) -> Option<Self> {
        match (step, self.item) {
            (Step::Index(index), Piece::Item(Item::ArrayOfTables(tables))) => {
                tables.get(*index).map(|table| self.of(Piece::Table(table)))
            }
            (Step::Index(index), _) => self
                .plain()?
                .as_array()?
                .get(*index)
                .map(|value| self.of(Piece::Value(value))),
            (Step::Key(key), _) => {
                let key = self.key_spelling(key)?;
                if let Some(table) = self.table() {
                    return table.get(&key).map(|item| self.of(Piece::Item(item)));
                }
                let first = self.plain()?;
                let table = first
                    .as_inline_table()
                    .or_else(|| first.as_array()?.get(0)?.as_inline_table())?;
                table.get(&key).map(|value| self.of(Piece::Value(value)))
            }
        }
    }

    /// The key of this table that means `key`: the same, else the one that differs in letter case only.
    fn key_spelling(self, key: &str) -> Option<String> {
        let keys = self.keys();
        let same = keys.iter().find(|known| **known == key);
        same.or_else(|| keys.iter().find(|known| known.eq_ignore_ascii_case(key)))
            .map(|&key| key.to_owned())
    }

    fn key_span(self, name: &str) -> Option<Range<usize>> {
        if let Some(table) = self.table() {
            return table.key(name)?.span();
        }
        self.plain()?.as_inline_table()?.key(name)?.span()
    }

    fn keys(self) -> Vec<&'d str> {
        if let Some(table) = self.table() {
            return table.iter().map(|(key, _)| key).collect();
        }
        let inline = self.plain().and_then(|value| {
            value
                .as_inline_table()
                .or_else(|| value.as_array()?.get(0)?.as_inline_table())
        });
        inline
            .map(|table| table.iter().map(|(key, _)| key).collect())
            .unwrap_or_default()
    }

    /// The keys of a table with what they hold, in the order of the text.
    #[must_use]
    pub fn entries(self) -> Vec<(String, Self)> {
        self.keys()
            .into_iter()
            .filter_map(|key| Some((key.to_owned(), self.step(&Step::Key(key.to_owned()))?)))
            .collect()
    }

    /// The tables of an array of tables, or of an array of inline tables.
    #[must_use]
    pub fn tables(self) -> Vec<Self> {
        match self.item {
            Piece::Item(Item::ArrayOfTables(tables)) => tables
                .iter()
                .map(|table| self.of(Piece::Table(table)))
                .collect(),
            _ => self.elements(),
        }
    }

    /// The elements of an array of values.
    #[must_use]
    pub fn elements(self) -> Vec<Self> {
        let array = self.plain().and_then(Value::as_array);
        array
            .map(|array| {
                array
                    .iter()
                    .map(|value| self.of(Piece::Value(value)))
                    .collect()
            })
            .unwrap_or_default()
    }

    fn is_array_of_tables(self) -> bool {
        match self.item {
            Piece::Item(Item::ArrayOfTables(_)) => true,
            _ => self
                .plain()
                .and_then(Value::as_array)
                .is_some_and(|array| !array.is_empty() && array.iter().all(Value::is_inline_table)),
        }
    }

    fn is_table(self) -> bool {
        matches!(self.item, Piece::Table(_) | Piece::Item(Item::Table(_)))
            || self.plain().is_some_and(Value::is_inline_table)
    }

    /// What the value is. A value that a template action makes or takes part in is a template.
    #[must_use]
    pub fn value(self) -> TomlValue {
        let span = self.span();
        let is_templated = |range: &Range<usize>| range.start < span.end && span.start < range.end;
        if self.plain().is_some()
            && !self.is_table()
            && self.document.templates.iter().any(is_templated)
        {
            return TomlValue::Template(self.token().to_owned());
        }
        match self.plain() {
            Some(Value::String(text)) => TomlValue::String(text.value().clone()),
            Some(Value::Integer(_)) => TomlValue::Integer(self.token().to_owned()),
            Some(Value::Float(_)) => TomlValue::Float(self.token().to_owned()),
            Some(Value::Boolean(value)) => TomlValue::Boolean(*value.value()),
            Some(Value::Datetime(_)) => TomlValue::DateTime(self.token().to_owned()),
            Some(Value::Array(_)) => TomlValue::Array,
            _ if self.is_array_of_tables() => TomlValue::Array,
            _ => TomlValue::Table,
        }
    }

    /// The bytes of the value; of a table with a header the header.
    #[must_use]
    pub fn span(self) -> Range<usize> {
        let span = match self.item {
            Piece::Item(Item::ArrayOfTables(tables)) => tables.get(0).and_then(Table::span),
            Piece::Item(item) => item.span(),
            Piece::Table(table) => table.span(),
            Piece::Value(value) => value.span(),
        };
        span.unwrap_or(0..0)
    }

    /// The value as it is written.
    #[must_use]
    pub fn token(self) -> &'d str {
        self.document.text.get(self.span()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
