//! New content: what an edit puts into a document, before it is spelled.

use crate::shape::means;
use crate::{Node, Scalar};

/// A value to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, by its spelling.
    Number(String),
    /// Text; quoted wherever a reader could take it for something else.
    Str(String),
    /// A scalar copied as it is written somewhere else.
    Token(Token),
    /// A list.
    Seq(Vec<Self>),
    /// Keys with values, in this order.
    Map(Vec<(Self, Self)>),
}

/// The source text of a one-line scalar, with what it reads as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub(crate) source: String,
    pub(crate) reading: Scalar,
}

impl Token {
    pub(crate) fn of(node: Node<'_>) -> Option<Self> {
        let source = if node.is_empty() {
            "null"
        } else {
            node.token()
        };
        Some(Self {
            source: source.to_owned(),
            reading: node.scalar()?,
        })
    }

    /// The scalar as it is written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What it holds.
    #[must_use]
    pub fn reading(&self) -> &Scalar {
        &self.reading
    }
}

impl Value {
    /// A mapping with text keys.
    #[must_use]
    pub fn map<K: Into<String>>(entries: impl IntoIterator<Item = (K, Self)>) -> Self {
        Self::Map(
            entries
                .into_iter()
                .map(|(key, value)| (Self::Str(key.into()), value))
                .collect(),
        )
    }

    /// Whether a node reads as this value, whatever its spelling; an anchored or tagged node inside reads as no value.
    #[must_use]
    pub fn is_read_from(&self, node: Node<'_>) -> bool {
        means(self, node.tree, node.resolved().id)
    }

    /// Whether this is a list or a mapping with something in it.
    #[must_use]
    pub fn is_filled_collection(&self) -> bool {
        match self {
            Self::Seq(items) => !items.is_empty(),
            Self::Map(entries) => !entries.is_empty(),
            _ => false,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Str(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Str(text)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Number(value.to_string())
    }
}

impl<V: Into<Self>> FromIterator<V> for Value {
    fn from_iter<I: IntoIterator<Item = V>>(items: I) -> Self {
        Self::Seq(items.into_iter().map(Into::into).collect())
    }
}
