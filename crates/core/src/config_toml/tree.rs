//! A parsed document as a tree in the order of its text. The parser tells where things are and which TOML rules are
//! broken; its own tree keeps keys sorted and borrows the text.

use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

/// A value or a table.
#[derive(Debug)]
pub(super) struct Item {
    /// The bytes of the value; of a table with a header the header, of tables under repeated headers the first; nothing
    /// for a table that only the keys or headers of others make.
    pub(super) span: Range<usize>,
    pub(super) content: Content,
}

#[derive(Debug)]
pub(super) enum Content {
    String(String),
    Integer,
    Float,
    Boolean(bool),
    DateTime,
    Array(Vec<Item>),
    /// The tables under repeated `[[…]]`.
    Tables(Vec<Item>),
    Table(Spelling, Vec<Entry>),
}

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// `[name]`, or one of several `[[name]]`.
    Header,
    /// In braces.
    Inline,
    /// Only as a part of longer keys or headers; also the document itself.
    Implicit,
}

/// A key with what it holds.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) key_span: Range<usize>,
    pub(super) item: Item,
}

impl Item {
    /// The document's root.
    pub(super) fn parse(text: &str) -> Result<Self, Error> {
        let root = DeTable::parse(text)?.into_inner();
        Ok(Self {
            span: 0..0,
            content: Content::Table(Spelling::Implicit, entries(root, text)),
        })
    }

    fn of(value: Spanned<DeValue<'_>>, text: &str) -> Self {
        let mut span = value.span();
        let content = match value.into_inner() {
            DeValue::String(value) => Content::String(value.into_owned()),
            DeValue::Integer(_) => Content::Integer,
            DeValue::Float(_) => Content::Float,
            DeValue::Boolean(value) => Content::Boolean(value),
            DeValue::Datetime(_) => Content::DateTime,
            DeValue::Array(items) => {
                let items: Vec<Self> = items.into_iter().map(|item| Self::of(item, text)).collect();
                // An element of an array stands behind its bracket; of repeated headers the first stands for all.
                match items.first() {
                    Some(first) if first.span.start == span.start => Content::Tables(items),
                    _ => Content::Array(items),
                }
            }
            DeValue::Table(table) => {
                let spelling = match text.as_bytes().get(span.start) {
                    Some(b'[') => Spelling::Header,
                    Some(b'{') => Spelling::Inline,
                    _ => {
                        span = 0..0;
                        Spelling::Implicit
                    }
                };
                Content::Table(spelling, entries(table, text))
            }
        };
        Self { span, content }
    }

    /// Whether this is a table in any spelling.
    pub(super) const fn is_table(&self) -> bool {
        matches!(self.content, Content::Table(..))
    }

    /// The items of an array or of an array of tables.
    pub(super) fn items(&self) -> &[Self] {
        match &self.content {
            Content::Array(items) | Content::Tables(items) => items,
            _ => &[],
        }
    }

    /// The entries of a table; of an array those of the table that is its first element.
    pub(super) fn entries(&self) -> &[Entry] {
        let table = self.items().first().unwrap_or(self);
        match &table.content {
            Content::Table(_, entries) => entries,
            _ => &[],
        }
    }
}

fn entries(table: DeTable<'_>, text: &str) -> Vec<Entry> {
    let entries = table.into_iter().map(|(key, value)| Entry {
        key_span: key.span(),
        key: key.into_inner().into_owned(),
        item: Item::of(value, text),
    });
    let mut entries: Vec<Entry> = entries.collect();
    entries.sort_by_key(|entry| entry.key_span.start);
    entries
}
