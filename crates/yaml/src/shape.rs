//! What a text must read back as after an edit: the tree as it was, with the changes laid over it.
//!
//! Compared node by node with what was read back, by meaning where something new stands and by style, text, anchor and
//! tag everywhere else. Nothing is copied to compare it, and a key that stands twice is two entries here.

use crate::tree::{Content, Data, Properties, Style};
use crate::{Node, Scalar, Tree, Value};
use std::borrow::Cow;

/// One change as the tree feels it.
#[derive(Debug, Clone)]
pub(crate) enum Difference<'c> {
    /// A new entry before the one that has this position.
    Entry(&'c Value, &'c Value),
    /// A new item before the one that has this position.
    Item(&'c Value),
    /// Another value at this position.
    Replaced(Cow<'c, Value>),
    /// Nothing at this position any more.
    Removed,
}

/// The tree an edited text must read back as.
#[derive(Debug)]
pub(crate) struct Expected<'t, 'c> {
    tree: &'t Tree,
    /// Differences with the collection they are in and the position there, in the order they were asked for.
    inside: Vec<Inside<'c>>,
    /// Another value for the whole document.
    root: Option<Cow<'c, Value>>,
}

/// A difference with the collection it is in and its position there.
type Inside<'c> = (u32, usize, Difference<'c>);

/// Stands for the root of a document without content; no node has this number.
const NO_ROOT: u32 = u32::MAX;

/// A child that is expected: one that was there, or something new.
enum Part<'c> {
    Kept(u32, u32),
    Entry(&'c Value, &'c Value),
    Value(&'c Value),
    Replaced(u32, u32, &'c Value),
}

impl<'t, 'c> Expected<'t, 'c> {
    /// The tree without any change.
    pub(crate) fn new(tree: &'t Tree) -> Self {
        Self {
            tree,
            inside: Vec::new(),
            root: None,
        }
    }

    /// Lays a change over the tree, at a path of positions: of entries in mappings, of items in sequences.
    pub(crate) fn lay(&mut self, path: &[usize], difference: Difference<'c>) -> Option<()> {
        let Some((&position, parents)) = path.split_last() else {
            let Difference::Replaced(value) = difference else {
                return None;
            };
            self.root = Some(value);
            return Some(());
        };
        let mut id = self.tree.root.unwrap_or(NO_ROOT);
        for &step in parents {
            id = match &self.tree.data(id).content {
                Content::Mapping { entries, .. } => {
                    let [_, value] = *entries.get(step)?;
                    value
                }
                Content::Sequence { items, .. } => *items.get(step)?,
                _ => return None,
            };
        }
        self.inside.push((id, position, difference));
        Some(())
    }

    /// Whether a text was read back as exactly this.
    pub(crate) fn is(&self, read: &Tree) -> bool {
        let mut ordered: Vec<&Inside<'_>> = self.inside.iter().collect();
        ordered.sort_by_key(|(id, position, _)| (*id, *position));
        let comparison = Comparison {
            old: self.tree,
            new: read,
            inside: ordered,
        };
        let (old, new) = (
            self.tree.root.unwrap_or(NO_ROOT),
            read.root.unwrap_or(NO_ROOT),
        );
        match &self.root {
            Some(value) => comparison.is_replaced(old, value, new),
            None => comparison.is_same(old, new),
        }
    }
}

struct Comparison<'a, 'c> {
    old: &'a Tree,
    new: &'a Tree,
    /// In the order of collections and positions.
    inside: Vec<&'a Inside<'c>>,
}

impl<'a, 'c> Comparison<'a, 'c> {
    /// The differences in a collection.
    fn differences(&self, id: u32) -> &[&'a Inside<'c>] {
        let start = self.inside.partition_point(|(known, ..)| *known < id);
        let end = self.inside.partition_point(|(known, ..)| *known <= id);
        self.inside.get(start..end).unwrap_or_default()
    }

    fn is_same(&self, old: u32, new: u32) -> bool {
        let (before, after) = (self.old.data(old), self.new.data(new));
        if !has_same_properties(before, after) {
            return false;
        }
        let differences = self.differences(old);
        if !differences.is_empty() {
            return self.is_changed(before, differences, after);
        }
        match (&before.content, &after.content) {
            (
                Content::Scalar { style, .. },
                Content::Scalar {
                    style: new_style, ..
                },
            ) => style == new_style && text(self.old, old) == text(self.new, new),
            (
                Content::Mapping { is_flow, entries },
                Content::Mapping {
                    is_flow: new_flow,
                    entries: new,
                },
            ) => {
                is_flow == new_flow
                    && entries.len() == new.len()
                    && entries
                        .iter()
                        .zip(new)
                        .all(|([key, value], [new_key, new_value])| {
                            self.is_same(*key, *new_key) && self.is_same(*value, *new_value)
                        })
            }
            (
                Content::Sequence { is_flow, items },
                Content::Sequence {
                    is_flow: new_flow,
                    items: new,
                },
            ) => {
                is_flow == new_flow
                    && items.len() == new.len()
                    && items
                        .iter()
                        .zip(new)
                        .all(|(old, new)| self.is_same(*old, *new))
            }
            (Content::Alias { target }, Content::Alias { target: new }) => {
                self.old.data(*target).properties().anchor
                    == self.new.data(*new).properties().anchor
            }
            _ => false,
        }
    }

    /// A collection with differences in it, or something empty that became one.
    fn is_changed(&self, before: &Data, differences: &[&Inside<'_>], after: &Data) -> bool {
        let children: Vec<[u32; 2]> = match &before.content {
            Content::Mapping { entries, .. } => entries.to_vec(),
            Content::Sequence { items, .. } => items.iter().map(|&item| [item, item]).collect(),
            _ => Vec::new(),
        };
        let Some(parts) = parts(&children, differences) else {
            return false;
        };
        let becomes_mapping = match differences.first().map(|(.., difference)| difference) {
            Some(Difference::Entry(..)) => true,
            Some(Difference::Item(_)) => false,
            _ => matches!(before.content, Content::Mapping { .. }),
        };
        match &after.content {
            Content::Mapping { entries, .. } => {
                becomes_mapping
                    && entries.len() == parts.len()
                    && parts
                        .iter()
                        .zip(entries)
                        .all(|(part, &[new_key, new])| match *part {
                            Part::Kept(key, value) => {
                                self.is_same(key, new_key) && self.is_same(value, new)
                            }
                            Part::Entry(key, value) => {
                                is_new(key, self.new, new_key) && is_new(value, self.new, new)
                            }
                            Part::Replaced(key, old, value) => {
                                self.is_same(key, new_key) && self.is_replaced(old, value, new)
                            }
                            Part::Value(_) => false,
                        })
            }
            Content::Sequence { items, .. } => {
                !becomes_mapping
                    && items.len() == parts.len()
                    && parts.iter().zip(items).all(|(part, &new)| match *part {
                        Part::Kept(_, item) => self.is_same(item, new),
                        Part::Value(value) => is_new(value, self.new, new),
                        Part::Replaced(_, old, value) => self.is_replaced(old, value, new),
                        Part::Entry(..) => false,
                    })
            }
            _ => false,
        }
    }

    /// Another value where one was; anchor and tag stay.
    fn is_replaced(&self, old: u32, value: &Value, new: u32) -> bool {
        has_same_properties(self.old.data(old), self.new.data(new)) && means(value, self.new, new)
    }
}

/// The children that are expected, in their order; none where a difference has no place.
fn parts<'c>(children: &[[u32; 2]], differences: &[&'c Inside<'_>]) -> Option<Vec<Part<'c>>> {
    let mut parts = Vec::with_capacity(children.len() + differences.len());
    let mut rest = differences.iter().peekable();
    for position in 0..=children.len() {
        let is_last = position == children.len();
        let child = children.get(position);
        let mut own = child.map(|&[key, value]| Part::Kept(key, value));
        while let Some((.., difference)) =
            rest.next_if(|(_, at, _)| *at == position || is_last && *at > position)
        {
            match difference {
                Difference::Entry(key, value) => parts.push(Part::Entry(key, value)),
                Difference::Item(value) => parts.push(Part::Value(value)),
                Difference::Removed => {
                    child?;
                    own = None;
                }
                Difference::Replaced(value) => {
                    let &[key, old] = child?;
                    own = own.map(|_| Part::Replaced(key, old, value));
                }
            }
        }
        parts.extend(own);
    }
    Some(parts)
}

fn has_same_properties(before: &Data, after: &Data) -> bool {
    before.properties() == after.properties()
}

fn text(tree: &Tree, id: u32) -> Option<&str> {
    Node { tree, id }.text()
}

/// Whether a node is what was written for a value: nothing in it is anchored, tagged or an alias.
fn is_new(value: &Value, tree: &Tree, id: u32) -> bool {
    let data = tree.data(id);
    data.properties() == &Properties::default() && means(value, tree, id)
}

/// Whether a node, its own anchor and tag aside, holds exactly a value, whatever its spelling.
pub(crate) fn means(value: &Value, tree: &Tree, id: u32) -> bool {
    match (value, &tree.data(id).content) {
        (Value::Seq(values), Content::Sequence { items, .. }) => {
            values.len() == items.len()
                && values
                    .iter()
                    .zip(items)
                    .all(|(value, &item)| is_new(value, tree, item))
        }
        (Value::Map(pairs), Content::Mapping { entries, .. }) => {
            pairs.len() == entries.len()
                && pairs.iter().zip(entries).all(|((key, value), entry)| {
                    let [new_key, new_value] = *entry;
                    is_new(key, tree, new_key) && is_new(value, tree, new_value)
                })
        }
        (Value::Str(text), Content::Scalar { style, .. }) => {
            let node = Node { tree, id };
            node.text() == Some(text)
                && (*style != Style::Plain || node.scalar().is_some_and(|s| s.as_str().is_some()))
        }
        (value, Content::Scalar { .. }) => {
            let reading = match value {
                Value::Null => Scalar::Null,
                Value::Bool(value) => Scalar::Bool(*value),
                Value::Number(number) => Scalar::of_plain(number),
                Value::Token(token) => token.reading.clone(),
                _ => return false,
            };
            Node { tree, id }.scalar() == Some(reading)
        }
        _ => false,
    }
}
