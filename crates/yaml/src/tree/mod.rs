//! One document as an arena of nodes, each with its exact bytes in the source.
//!
//! [`read`] makes it of the parser's events.

use crate::{Node, ParseError};
use std::ops::Range;
use std::sync::Arc;

mod read;

/// The tree of one document, with its source.
#[derive(Debug, Clone)]
pub struct Tree {
    pub(crate) source: Arc<str>,
    pub(crate) nodes: Vec<Data>,
    pub(crate) root: Option<u32>,
    /// The nodes that aliases stand for, in order.
    pub(crate) aliased: Vec<u32>,
}

/// What is held of each node. A large document has millions of them, so places and numbers of nodes are 32 bits wide.
#[derive(Debug, Clone)]
pub(crate) struct Data {
    pub(crate) content: Content,
    /// The node's own bytes, without anchor and tag; of a block scalar with its header line.
    pub(crate) span: Bytes,
    /// Where anchor or tag begin, else the start of the span.
    start: u32,
    /// Rare, and therefore elsewhere.
    properties: Option<Box<Properties>>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Properties {
    pub(crate) anchor: Option<Box<str>>,
    pub(crate) tag: Option<Box<str>>,
}

static NO_PROPERTIES: Properties = Properties {
    anchor: None,
    tag: None,
};

impl Data {
    pub(crate) fn start(&self) -> usize {
        self.start as usize
    }

    pub(crate) fn properties(&self) -> &Properties {
        self.properties.as_deref().unwrap_or(&NO_PROPERTIES)
    }
}

/// A range of the source, half as wide as `Range<usize>`; a text that needs more is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bytes {
    start: u32,
    end: u32,
}

impl Bytes {
    fn new(range: &Range<usize>) -> Self {
        Self {
            start: narrow(range.start),
            end: narrow(range.end),
        }
    }

    pub(crate) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A place or number of a text that [`Tree::parse`] takes.
fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[derive(Debug, Clone)]
pub(crate) enum Content {
    Scalar {
        style: Style,
        value: Text,
    },
    Mapping {
        is_flow: bool,
        /// Keys and values.
        entries: Box<[[u32; 2]]>,
    },
    Sequence {
        is_flow: bool,
        items: Box<[u32]>,
    },
    Alias {
        target: u32,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    Single,
    Double,
    Literal,
    Folded,
}

/// A scalar's value: a piece of the source where that is the same.
#[derive(Debug, Clone)]
pub(crate) enum Text {
    Source(Bytes),
    Owned(Box<str>),
}

impl Tree {
    /// Whether two texts read as the same, anchors, aliases and the order of keys included; comments and spelling may
    /// differ.
    #[must_use]
    pub fn reads_as(&self, other: &Self) -> bool {
        crate::shape::Expected::new(self).is(other)
    }

    /// Reads one document. Comments are skipped, aliases and merge keys stay what they are.
    ///
    /// # Errors
    /// Text that is no YAML, more than one document, and one of 4 GiB or more.
    pub fn parse(text: impl Into<Arc<str>>) -> Result<Self, ParseError> {
        read::tree(text.into())
    }

    /// The document's root; none in a document without content.
    #[must_use]
    pub fn root(&self) -> Option<Node<'_>> {
        self.root.map(|id| Node { tree: self, id })
    }

    /// The text the tree was read from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    pub(crate) fn data(&self, id: u32) -> &Data {
        self.nodes.get(id as usize).unwrap_or(&NOTHING)
    }
}

static NOTHING: Data = Data {
    content: Content::Scalar {
        style: Style::Plain,
        value: Text::Source(Bytes { start: 0, end: 0 }),
    },
    span: Bytes { start: 0, end: 0 },
    start: 0,
    properties: None,
};
