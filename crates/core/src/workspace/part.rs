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

/// Edits of a tree's text, or what stands in their way.
pub(crate) type Plan<'a> = &'a dyn Fn(&Tree) -> Result<EditSet, Shape>;

/// A document with its tree. What its template language would put in place of text is set aside in the tree.
pub(crate) struct Part {
    pub(crate) home: Home,
    pub(crate) text: String,
    pub(crate) tree: Result<Tree, ParseError>,
    kept: Kept,
    /// Whether there is anything to be filled in.
    pub(crate) has_actions: bool,
}

impl Part {
    /// Reads a document as it is, and where that is no YAML without its placeholders.
    pub(crate) fn new(home: Home, text: &str, is_template: bool) -> Self {
        let tree = Tree::parse(text);
        let has_actions = text.contains("{{");
        let part = |tree, kept| Self {
            home,
            text: text.to_owned(),
            tree,
            kept,
            has_actions,
        };
        let is_plain = || {
            let root = tree.as_ref().ok().map(Tree::root);
            root.is_some_and(|root| !root.is_some_and(has_bare_action))
        };
        if !is_template && (!has_actions && tree.is_ok() || is_plain()) {
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
        let is_structural =
            |change: &Change| !matches!(change, Change::Replace { .. } | Change::Within { .. });
        self.filled_in(tree, edits, changes.iter().any(is_structural))
            .map_err(refuse)
    }

    /// What `plan` makes of the tree, as edits of the part's own text.
    pub(crate) fn edits_by(&self, at: &Route, plan: Plan<'_>) -> Result<EditSet, Refused> {
        let refuse = |shape| Refused {
            change: 0,
            shape,
            at: at.clone(),
        };
        let tree = self.tree.as_ref();
        let tree = tree.map_err(|error| refuse(Shape::Unparsable(error.clone())))?;
        let edits = plan(tree).map_err(refuse)?;
        self.filled_in(tree, edits, true).map_err(refuse)
    }

    /// Edits of the tree's text as edits of the part's, with what was set aside.
    fn filled_in(
        &self,
        tree: &Tree,
        edits: EditSet,
        is_structural: bool,
    ) -> Result<EditSet, Shape> {
        if self.kept.is_empty() {
            return Ok(edits);
        }
        let mut blocks = Vec::new();
        if let Some(root) = tree.root() {
            block_scalars(root, &mut blocks);
        }
        let has_statements = self.kept.has_lines_outside(&blocks);
        if has_statements && is_structural {
            return Err(Shape::Unverified);
        }
        let mut restored = Vec::new();
        for edit in edits.iter() {
            let mut edit = edit.clone();
            edit.text = self.kept.restore(&edit.text);
            // An escaped mark would not be seen as one.
            if self.kept.is_cut_by(&edit.range) || edit.text.contains("U000F") {
                return Err(Shape::Unverified);
            }
            restored.push(edit);
        }
        EditSet::new(restored).map_err(|_| Shape::Overlap)
    }
}

/// Whether YAML took a template action for a map in a map.
fn has_bare_action(node: Node<'_>) -> bool {
    if node.is_flow() && node.token().starts_with("{{") {
        return true;
    }
    let mut entries = node.entries().into_iter();
    entries.any(|(key, value)| has_bare_action(key) || !value.is_alias() && has_bare_action(value))
        || node
            .items()
            .into_iter()
            .any(|item| !item.is_alias() && has_bare_action(item))
}

/// The bytes of each text that is written as a block.
fn block_scalars(node: Node<'_>, spans: &mut Vec<Range<usize>>) {
    if node.is_alias() {
        return;
    }
    if node.is_block_scalar() {
        spans.push(node.span());
    }
    for (_, value) in node.entries() {
        block_scalars(value, spans);
    }
    for item in node.items() {
        block_scalars(item, spans);
    }
}
