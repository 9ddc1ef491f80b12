//! What can go wrong: text that is no YAML, and edits that are refused.

use crate::Route;
use std::fmt;

/// Text that could not be read as one YAML document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} at line {line}, column {column}")]
pub struct ParseError {
    /// What the parser expected or found.
    pub message: String,
    /// Line in the parsed text, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Byte offset in the parsed text.
    pub offset: usize,
}

/// An edit that was not made, and why; the text stays as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {shape}")]
pub struct Refused {
    /// Which of the given changes was refused, from 0.
    pub change: usize,
    /// The shape that stood in the way.
    pub shape: Shape,
    /// The place of the refused change.
    pub at: Route,
}

/// The shapes an edit is refused at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// The text is no YAML to begin with.
    Unparsable(ParseError),
    /// Nothing is at the place.
    Missing,
    /// The key to insert is there already.
    Present,
    /// The place leads through an alias, or the key comes from a merge.
    Alias,
    /// The place is inside a node that an alias elsewhere repeats.
    Anchored,
    /// The mapping has the same key twice.
    DuplicateKey,
    /// The mapping has a key that is not a scalar, or one written with `? `.
    ComplexKey,
    /// The node has a tag that changes what it holds.
    Tagged,
    /// The node is of another kind than the change needs.
    WrongKind,
    /// The last line is a block scalar without a newline, so nothing can follow it.
    UnterminatedBlockScalar,
    /// Two changes touch the same bytes.
    Overlap,
    /// The edited text did not read back as expected.
    Unverified,
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unparsable(error) => return write!(f, "not readable as YAML: {error}"),
            Self::Missing => "there is nothing at this place",
            Self::Present => "the key is already there",
            Self::Alias => "the value is an alias or comes from a merge key",
            Self::Anchored => "the node carries an anchor that is used elsewhere in the document",
            Self::DuplicateKey => "the mapping has a key twice",
            Self::ComplexKey => "the mapping has a key that is not a plain scalar",
            Self::Tagged => "the node has a tag of its own",
            Self::WrongKind => "the node is of another kind",
            Self::UnterminatedBlockScalar => {
                "the document ends in a block scalar without a newline"
            }
            Self::Overlap => "another change touches the same bytes",
            Self::Unverified => "the edited text would not read back as intended",
        })
    }
}
