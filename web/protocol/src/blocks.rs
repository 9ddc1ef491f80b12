//! The blocks that every panel makes.

use crate::Block;
use evenkeel_core::rules::Severity;

/// A paragraph.
pub fn text(text: impl Into<String>) -> Block {
    Block::Text { text: text.into() }
}

/// A heading.
pub fn heading(text: impl Into<String>) -> Block {
    Block::Heading { text: text.into() }
}

/// A paragraph that says what is wrong.
pub fn alert(severity: Severity, text: impl Into<String>) -> Block {
    Block::Alert {
        severity,
        text: text.into(),
    }
}
