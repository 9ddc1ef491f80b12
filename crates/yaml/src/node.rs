//! Reading a tree: what a node is, what it holds, and where it stands.

use crate::literal::Offsets;
use crate::tree::{Content, Data, Style, Text};
use crate::value::Token;
use crate::{Route, Scalar, Step, Tree, Value};
use std::ops::Range;

/// A node of a tree; as cheap to copy as a reference.
#[derive(Debug, Clone, Copy)]
pub struct Node<'t> {
    pub(crate) tree: &'t Tree,
    pub(crate) id: u32,
}

/// The kinds of nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text, a number, a truth value or null.
    Scalar,
    /// Keys with values.
    Mapping,
    /// A list.
    Sequence,
    /// `*name`, standing for an anchored node.
    Alias,
}

impl<'t> Node<'t> {
    pub(crate) fn data(self) -> &'t Data {
        self.tree.data(self.id)
    }

    fn of(self, id: u32) -> Self {
        Self {
            tree: self.tree,
            id,
        }
    }

    /// The entries a mapping has itself, without a copy of them; of an alias those of its target.
    pub(crate) fn each_entry(self) -> impl DoubleEndedIterator<Item = (Self, Self)> {
        let entries = match &self.resolved().data().content {
            Content::Mapping { entries, .. } => &**entries,
            _ => &[],
        };
        entries
            .iter()
            .map(move |&[key, value]| (self.of(key), self.of(value)))
    }

    /// One item of a sequence; of an alias one of its target.
    #[must_use]
    pub fn item(self, index: usize) -> Option<Self> {
        match &self.resolved().data().content {
            Content::Sequence { items, .. } => items.get(index).map(|&item| self.of(item)),
            _ => None,
        }
    }

    /// What the node is; an alias is an alias.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self.data().content {
            Content::Scalar { .. } => Kind::Scalar,
            Content::Mapping { .. } => Kind::Mapping,
            Content::Sequence { .. } => Kind::Sequence,
            Content::Alias { .. } => Kind::Alias,
        }
    }

    /// The node an alias stands for; any other node itself.
    #[must_use]
    pub fn resolved(self) -> Self {
        match self.data().content {
            Content::Alias { target } => self.of(target),
            _ => self,
        }
    }

    /// The value of a key, through aliases and merge keys; of a key that stands twice the last, as Helm reads it.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Self> {
        self.get_once(key, &mut Vec::new())
    }

    /// Looks into each mapping once, however often merges lead to it.
    fn get_once(self, key: &str, seen: &mut Vec<u32>) -> Option<Self> {
        let own = self
            .each_entry()
            .rev()
            .find(|(known, _)| known.text() == Some(key));
        if let Some((_, value)) = own {
            return Some(value);
        }
        if !self.has_merge() {
            return None;
        }
        seen.push(self.resolved().id);
        self.merges().into_iter().find_map(|merged| {
            let is_new = !seen.contains(&merged.resolved().id);
            is_new.then(|| merged.get_once(key, seen)).flatten()
        })
    }

    /// The node at a route below this one, through aliases and merge keys.
    #[must_use]
    pub fn at(self, route: &Route) -> Option<Self> {
        route.0.iter().try_fold(self, Self::child)
    }

    /// The node one step below this one, as [`Node::at`] goes.
    #[must_use]
    pub fn child(self, step: &Step) -> Option<Self> {
        match step {
            Step::Key(key) => self.get(key),
            Step::Index(index) => self.item(*index),
        }
    }

    /// The entries a mapping has itself, in their order; of an alias those of its target.
    #[must_use]
    pub fn entries(self) -> Vec<(Self, Self)> {
        self.each_entry().collect()
    }

    /// How often a mapping itself has a key; of a key that stands twice no entry can be edited, the others can.
    #[must_use]
    pub fn count(self, key: &str) -> usize {
        self.each_entry()
            .filter(|(known, _)| known.text() == Some(key))
            .count()
    }

    /// The entries of a mapping and of what it merges, each key once; own entries come first.
    #[must_use]
    pub fn merged(self) -> Vec<(Self, Self)> {
        let mut all = Vec::new();
        if self.has_merge() {
            self.merge_into(&mut all, &mut Vec::new());
        } else {
            all = self.entries();
        }
        all
    }

    fn merge_into(self, all: &mut Vec<(Self, Self)>, seen: &mut Vec<u32>) {
        seen.push(self.resolved().id);
        for (key, value) in self.entries() {
            let is_known = all.iter().any(|(known, _)| known.text() == key.text());
            if !key.is_merge_key() && !is_known {
                all.push((key, value));
            }
        }
        for merged in self.merges() {
            if !seen.contains(&merged.resolved().id) {
                merged.merge_into(all, seen);
            }
        }
    }

    /// The mappings that `<<` brings in, the strongest first.
    fn merges(self) -> Vec<Self> {
        let mut merges = Vec::new();
        for (key, value) in self.entries() {
            if key.is_merge_key() {
                match value.resolved().kind() {
                    Kind::Sequence => merges.extend(value.items()),
                    _ => merges.push(value.resolved()),
                }
            }
        }
        merges
    }

    fn is_merge_key(self) -> bool {
        self.is_plain() && self.text() == Some("<<")
    }

    /// Whether a mapping brings others in with `<<`.
    #[must_use]
    pub fn has_merge(self) -> bool {
        self.each_entry().any(|(key, _)| key.is_merge_key())
    }

    /// The items of a sequence; of an alias those of its target.
    #[must_use]
    pub fn items(self) -> Vec<Self> {
        match &self.resolved().data().content {
            Content::Sequence { items, .. } => items.iter().map(|&item| self.of(item)).collect(),
            _ => Vec::new(),
        }
    }

    /// What a scalar holds, as Helm reads it; through an alias.
    #[must_use]
    pub fn scalar(self) -> Option<Scalar> {
        let node = self.resolved();
        let Content::Scalar { style, .. } = node.data().content else {
            return None;
        };
        let text = node.text().unwrap_or_default();
        let is_text = style != Style::Plain || matches!(node.tag(), Some("!!str" | "!"));
        Some(if is_text {
            Scalar::Str(text.to_owned())
        } else {
            Scalar::of_plain(text)
        })
    }

    /// A scalar's value as text, unescaped and unfolded; through an alias.
    #[must_use]
    pub fn text(self) -> Option<&'t str> {
        match &self.resolved().data().content {
            Content::Scalar {
                value: Text::Source(range),
                ..
            } => self.tree.source.get(range.range()),
            Content::Scalar {
                value: Text::Owned(value),
                ..
            } => Some(value),
            _ => None,
        }
    }

    /// Whether the value is left out, `~` or `null`.
    #[must_use]
    pub fn is_null(self) -> bool {
        self.scalar() == Some(Scalar::Null)
    }

    /// Whether nothing at all is written where the value would be.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.is_plain() && self.data().span.range().is_empty()
    }

    /// The node's bytes, without anchor and tag; a block scalar's with its header line.
    #[must_use]
    pub fn span(self) -> Range<usize> {
        self.data().span.range()
    }

    /// Where the node begins, its anchor and tag included.
    #[must_use]
    pub fn start(self) -> usize {
        self.data().start()
    }

    /// The node as it is written.
    #[must_use]
    pub fn token(self) -> &'t str {
        self.tree.source.get(self.span()).unwrap_or_default()
    }

    /// The document's byte for a byte of the scalar's value; of a style that is not literal the scalar's start.
    #[must_use]
    pub fn offset_within(self, offset: usize) -> usize {
        self.offsets().of(offset)
    }

    /// The same for whoever asks about many bytes of one scalar.
    #[must_use]
    pub fn offsets(self) -> Offsets {
        Offsets::of_node(self)
    }

    /// Whether a scalar is written without quotes and not as a block.
    #[must_use]
    pub fn is_plain(self) -> bool {
        matches!(
            self.data().content,
            Content::Scalar {
                style: Style::Plain,
                ..
            }
        )
    }

    /// Whether a scalar is written with `|`.
    #[must_use]
    pub fn is_literal(self) -> bool {
        matches!(
            self.data().content,
            Content::Scalar {
                style: Style::Literal,
                ..
            }
        )
    }

    /// Whether a scalar is written with `|` or `>`.
    #[must_use]
    pub fn is_block_scalar(self) -> bool {
        matches!(
            self.data().content,
            Content::Scalar {
                style: Style::Literal | Style::Folded,
                ..
            }
        )
    }

    /// Whether a collection is written with braces or brackets.
    #[must_use]
    pub fn is_flow(self) -> bool {
        matches!(
            self.data().content,
            Content::Mapping { is_flow: true, .. } | Content::Sequence { is_flow: true, .. }
        )
    }

    /// Whether the node is `*name`.
    #[must_use]
    pub fn is_alias(self) -> bool {
        self.kind() == Kind::Alias
    }

    /// The anchor's name, without `&`.
    #[must_use]
    pub fn anchor(self) -> Option<&'t str> {
        self.data().properties().anchor.as_deref()
    }

    /// Whether an alias of this document stands for this very node.
    #[must_use]
    pub fn is_aliased(self) -> bool {
        self.anchor().is_some() && self.tree.aliased.binary_search(&self.id).is_ok()
    }

    /// The tag as it is written, with its `!`.
    #[must_use]
    pub fn tag(self) -> Option<&'t str> {
        self.data().properties().tag.as_deref()
    }

    /// Whether a mapping has a key twice.
    #[must_use]
    pub fn has_duplicate_keys(self) -> bool {
        let mut keys: Vec<_> = self
            .entries()
            .into_iter()
            .filter_map(|(key, _)| key.text())
            .collect();
        keys.sort_unstable();
        keys.windows(2).any(|pair| pair.first() == pair.last())
    }

    /// This node as new content: its scalars by their own spelling. None where that cannot be copied: a scalar over
    /// several lines, a tag, an anchor, an alias, a merge.
    #[must_use]
    pub fn copy(self) -> Option<Value> {
        if self.tag().is_some() || self.anchor().is_some() {
            return None;
        }
        match &self.data().content {
            Content::Scalar { .. }
                if self.token().contains(['\n', '\r']) || self.is_block_scalar() =>
            {
                None
            }
            Content::Scalar { .. } => Some(Value::Token(Token::of(self)?)),
            Content::Sequence { .. } => self
                .items()
                .into_iter()
                .map(Self::copy)
                .collect::<Option<_>>()
                .map(Value::Seq),
            Content::Mapping { .. } if self.has_merge() => None,
            Content::Mapping { .. } => {
                let entries = self.entries().into_iter();
                entries
                    .map(|(key, value)| Some((key.copy()?, value.copy()?)))
                    .collect::<Option<_>>()
                    .map(Value::Map)
            }
            Content::Alias { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Tree;

    #[test]
    fn merges_that_double_at_every_level_are_read_at_once() {
        let mut text = "a0: &a0\n  k: 1\n".to_owned();
        for level in 1..60 {
            let below = level - 1;
            text.push_str(&format!(
                "a{level}: &a{level}\n  <<: [*a{below}, *a{below}]\n"
            ));
        }
        let tree = Tree::parse(text).unwrap();
        let last = tree.root().unwrap().get("a59").unwrap();
        assert_eq!(last.get("k").unwrap().text(), Some("1"));
        assert!(last.get("none").is_none());
        assert_eq!(last.merged().len(), 1);
    }
}
