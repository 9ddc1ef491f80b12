//! A document of a file: one that the file itself is made of, or one written inside a scalar of another.

use crate::carrier::Kept;
use evenkeel_yaml::{
    Anchors, Change, EditSet, Node, ParseError, Refused, Route, Shape, Tree, apply_to,
};
use std::ops::Range;

/// Where a part's text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Home {
    /// These bytes of the file.
    Bytes(Range<usize>),
    /// The value of a scalar in another part.
    Scalar { part: usize, route: Route },
}

/// A document with its tree. What its template language would put in place of text is set aside in the tree.
pub(crate) struct Part {
    pub(crate) home: Home,
    pub(crate) text: String,
    pub(crate) tree: Result<Tree, ParseError>,
    kept: Kept,
}

impl Part {
    /// Reads a document as it is, and where that is no YAML without its placeholders.
    pub(crate) fn new(home: Home, text: &str, is_template: bool) -> Self {
        let tree = Tree::parse(text);
        let part = |tree, kept| Self {
            home,
            text: text.to_owned(),
            tree,
            kept,
        };
        if tree.is_ok() && !is_template && !has_bare_action(text) {
            return part(tree, Kept::default());
        }
        let (masked, kept) = Kept::mask(text);
        if kept.is_empty() {
            return part(tree, kept);
        }
        match Tree::parse(masked) {
            Ok(masked) => part(Ok(masked), kept),
            Err(_) => part(tree, Kept::default()),
        }
    }

    pub(crate) fn root(&self) -> Option<Node<'_>> {
        self.tree.as_ref().ok()?.root()
    }

    /// A text of the tree as the file has it.
    pub(crate) fn restored(&self, text: &str) -> String {
        if self.kept.is_empty() {
            text.to_owned()
        } else {
            self.kept.restore(text)
        }
    }

    pub(crate) fn kept(&self) -> &Kept {
        &self.kept
    }

    /// Changes as edits of the part's own text.
    pub(crate) fn edits(&self, changes: &[Change]) -> Result<EditSet, Refused> {
        let refuse = |shape| Refused {
            change: 0,
            shape,
            at: changes
                .first()
                .map(|change| change.at().clone())
                .unwrap_or_default(),
        };
        let tree = match &self.tree {
            Ok(tree) => tree,
            Err(error) => return Err(refuse(Shape::Unparsable(error.clone()))),
        };
        let quoted = match changes {
            [Change::Within { at, edits }] => super::quoted::edits_within(tree, at, edits),
            _ => None,
        };
        let edits = match quoted {
            Some(edits) => edits,
            None => apply_to(tree, changes, Anchors::Refuse)?.edits,
        };
        if self.kept.is_empty() {
            return Ok(edits);
        }
        let is_structural =
            |change: &Change| !matches!(change, Change::Replace { .. } | Change::Within { .. });
        if self.kept.has_lines && changes.iter().any(is_structural) {
            return Err(refuse(Shape::Unverified));
        }
        let mut restored = Vec::new();
        for edit in edits.iter() {
            let mut edit = edit.clone();
            edit.text = self.kept.restore(&edit.text);
            // An escaped mark would not be seen as one.
            if self.kept.is_cut_by(&edit.range) || edit.text.contains("U000F") {
                return Err(refuse(Shape::Unverified));
            }
            restored.push(edit);
        }
        EditSet::new(restored).map_err(|_| refuse(Shape::Overlap))
    }
}

/// Whether a template action stands where YAML would take it for a map in a map.
fn has_bare_action(text: &str) -> bool {
    text.contains("{{")
        && text.lines().any(|line| {
            let value = line.split_once(": ").map_or(line, |(_, value)| value);
            value
                .trim_start()
                .trim_start_matches("- ")
                .starts_with("{{")
        })
}
