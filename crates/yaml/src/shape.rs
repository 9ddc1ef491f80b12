//! What a text must read back as after an edit: trees compared by what they hold, anchors and aliases included.

use crate::tree::Content;
use crate::{Node, Scalar, Value};

/// A node by its meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expected {
    anchor: Option<String>,
    tag: Option<String>,
    content: Meaning,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Meaning {
    Scalar(Scalar),
    Map(Vec<(Expected, Expected)>),
    Seq(Vec<Expected>),
    Alias(String),
}

impl Expected {
    pub(crate) fn of(node: Node<'_>) -> Self {
        let content = match &node.data().content {
            Content::Scalar { .. } => Meaning::Scalar(node.scalar().unwrap_or(Scalar::Null)),
            Content::Mapping { .. } => Meaning::Map(
                node.entries()
                    .into_iter()
                    .map(|(key, value)| (Self::of(key), Self::of(value)))
                    .collect(),
            ),
            Content::Sequence { .. } => {
                Meaning::Seq(node.items().into_iter().map(Self::of).collect())
            }
            Content::Alias { .. } => {
                Meaning::Alias(node.resolved().anchor().unwrap_or_default().to_owned())
            }
        };
        Self {
            anchor: node.anchor().map(str::to_owned),
            tag: node.tag().map(str::to_owned),
            content,
        }
    }

    fn of_value(value: &Value) -> Self {
        let content = match value {
            Value::Null => Meaning::Scalar(Scalar::Null),
            Value::Bool(value) => Meaning::Scalar(Scalar::Bool(*value)),
            Value::Number(number) => Meaning::Scalar(Scalar::of_plain(number)),
            Value::Str(text) => Meaning::Scalar(Scalar::Str(text.clone())),
            Value::Token(token) => Meaning::Scalar(token.reading.clone()),
            Value::Seq(items) => Meaning::Seq(items.iter().map(Self::of_value).collect()),
            Value::Map(entries) => Meaning::Map(
                entries
                    .iter()
                    .map(|(key, value)| (Self::of_value(key), Self::of_value(value)))
                    .collect(),
            ),
        };
        Self {
            anchor: None,
            tag: None,
            content,
        }
    }

    /// Whether the node holds exactly a value, whatever its spelling; nothing in it is anchored, tagged or an alias.
    pub(crate) fn holds(&self, value: &Value) -> bool {
        self.content == Self::of_value(value).content
    }

    /// The node at a path of positions: of entries in mappings, of items in sequences.
    fn at(&mut self, path: &[usize]) -> Option<&mut Self> {
        path.iter()
            .try_fold(self, |node, &position| match &mut node.content {
                Meaning::Map(entries) => entries.get_mut(position).map(|(_, value)| value),
                Meaning::Seq(items) => items.get_mut(position),
                _ => None,
            })
    }

    /// Puts an entry into the mapping at a path; what is null there becomes a mapping.
    pub(crate) fn insert(&mut self, path: &[usize], key: &Value, value: &Value) -> Option<()> {
        let (&position, parent) = path.split_last()?;
        let node = self.at(parent)?;
        if node.is_empty() {
            node.content = Meaning::Map(Vec::new());
        }
        let Meaning::Map(entries) = &mut node.content else {
            return None;
        };
        entries.insert(
            position.min(entries.len()),
            (Self::of_value(key), Self::of_value(value)),
        );
        Some(())
    }

    /// Puts an item into the sequence at a path; what is null there becomes a sequence.
    pub(crate) fn append(&mut self, path: &[usize], value: &Value) -> Option<()> {
        let (&position, parent) = path.split_last()?;
        let node = self.at(parent)?;
        if node.is_empty() {
            node.content = Meaning::Seq(Vec::new());
        }
        let Meaning::Seq(items) = &mut node.content else {
            return None;
        };
        items.insert(position.min(items.len()), Self::of_value(value));
        Some(())
    }

    /// Replaces the value at a path; its anchor stays.
    pub(crate) fn replace(&mut self, path: &[usize], value: &Value) -> Option<()> {
        let node = self.at(path)?;
        node.content = Self::of_value(value).content;
        Some(())
    }

    /// Takes the entry or item at a path out.
    pub(crate) fn remove(&mut self, path: &[usize]) -> Option<()> {
        let (&position, parent) = path.split_last()?;
        match &mut self.at(parent)?.content {
            Meaning::Map(entries) if position < entries.len() => {
                entries.remove(position);
            }
            Meaning::Seq(items) if position < items.len() => {
                items.remove(position);
            }
            _ => return None,
        }
        Some(())
    }

    fn is_empty(&self) -> bool {
        match &self.content {
            Meaning::Scalar(Scalar::Null) => true,
            Meaning::Map(entries) => entries.is_empty(),
            Meaning::Seq(items) => items.is_empty(),
            _ => false,
        }
    }

    /// A document that holds nothing.
    pub(crate) fn nothing() -> Self {
        Self {
            anchor: None,
            tag: None,
            content: Meaning::Scalar(Scalar::Null),
        }
    }
}
