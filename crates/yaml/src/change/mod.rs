//! Declared edits on one document: placed on the text as it is, made together, and compared with what was intended.

mod flow;
mod insert;
mod remove;
mod replace;
mod within;

use crate::edit::{Edit, EditSet};
use crate::render::Style;
use crate::shape::Expected;
use crate::{Kind, Node, Refused, Route, Shape, Step, Tree, Value};

/// One edit to be made, by its place in the document as it is before any of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A new entry in a mapping; the mapping may also be null or left out.
    Insert {
        /// The mapping.
        at: Route,
        /// The new key.
        key: Value,
        /// Its value.
        value: Value,
        /// Keys to stand behind, the most wanted first.
        after: Vec<String>,
        /// Keys to stand before, when none of `after` is there; with neither, the entry comes last.
        before: Vec<String>,
    },
    /// A new last item of a sequence; the sequence may also be null or left out.
    Append {
        /// The sequence.
        at: Route,
        /// The new item.
        value: Value,
    },
    /// Another value at a place that has one.
    Replace {
        /// The place.
        at: Route,
        /// The new value.
        value: Value,
    },
    /// Edits of a scalar's text, by ranges of its value.
    Within {
        /// The scalar.
        at: Route,
        /// The edits.
        edits: EditSet,
    },
    /// No entry or item at a place. A collection that loses its last one becomes `{}` or `[]`, never null.
    Remove {
        /// The place.
        at: Route,
    },
}

impl Change {
    /// A new entry, last in its mapping unless told otherwise.
    #[must_use]
    pub fn insert(at: Route, key: &str, value: Value) -> Self {
        Self::Insert {
            at,
            key: Value::from(key),
            value,
            after: Vec::new(),
            before: Vec::new(),
        }
    }

    /// The same insertion behind the first of these keys that the mapping has.
    #[must_use]
    pub fn after<K: Into<String>>(mut self, keys: impl IntoIterator<Item = K>) -> Self {
        if let Self::Insert { after, .. } = &mut self {
            after.extend(keys.into_iter().map(Into::into));
        }
        self
    }

    /// The same insertion before the first of these keys that the mapping has.
    #[must_use]
    pub fn before<K: Into<String>>(mut self, keys: impl IntoIterator<Item = K>) -> Self {
        if let Self::Insert { before, .. } = &mut self {
            before.extend(keys.into_iter().map(Into::into));
        }
        self
    }

    /// The place the change is made at: of an insertion the mapping, of an appended item the sequence.
    #[must_use]
    pub fn at(&self) -> &Route {
        match self {
            Self::Insert { at, .. }
            | Self::Append { at, .. }
            | Self::Replace { at, .. }
            | Self::Within { at, .. }
            | Self::Remove { at } => at,
        }
    }
}

/// Whether a change may reach into a node that an alias elsewhere repeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchors {
    /// No: the change would also change the other places.
    Refuse,
    /// Yes: all the places are meant.
    All,
}

/// A text after its changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The new text.
    pub text: String,
    /// What was edited, as ranges of the old text.
    pub edits: EditSet,
}

/// Makes changes on a document, all or none; never inside a node that an alias repeats.
///
/// # Errors
/// The first change that cannot be made, with the shape in its way.
pub fn apply(text: &str, changes: &[Change]) -> Result<Applied, Refused> {
    apply_with(text, changes, Anchors::Refuse)
}

/// Makes changes on a document, all or none.
///
/// # Errors
/// The first change that cannot be made, with the shape in its way.
pub fn apply_with(text: &str, changes: &[Change], anchors: Anchors) -> Result<Applied, Refused> {
    let refuse = |change: usize, shape| Refused {
        change,
        shape,
        at: changes
            .get(change)
            .map(|change| change.at().clone())
            .unwrap_or_default(),
    };
    let tree = Tree::parse(text).map_err(|error| refuse(0, Shape::Unparsable(error)))?;
    let planner = Planner {
        tree: &tree,
        style: Style::of(&tree),
        anchors,
    };
    let mut edits = Vec::new();
    let mut plans = Vec::new();
    for (number, change) in changes.iter().enumerate() {
        let Plan {
            edits: planned,
            path,
        } = planner
            .plan(change)
            .map_err(|shape| refuse(number, shape))?;
        edits.extend(planned.into_iter().map(|edit| Edit {
            change: number,
            ..edit
        }));
        plans.push((path, number));
    }
    let edits = EditSet::new(edits).map_err(|overlap| refuse(overlap.0, Shape::Overlap))?;
    let edited = edits.apply(text);
    let expected = expect(&tree, changes, plans).ok_or_else(|| refuse(0, Shape::Unverified))?;
    match Tree::parse(edited.as_str()) {
        Ok(read_back) if holds(&read_back, &expected) => Ok(Applied {
            text: edited,
            edits,
        }),
        _ => Err(refuse(0, Shape::Unverified)),
    }
}

fn holds(tree: &Tree, expected: &Expected) -> bool {
    match tree.root() {
        Some(root) => Expected::of(root) == *expected,
        None => *expected == Expected::nothing(),
    }
}

/// The tree the edited text must read back as. Changes are made from the back, so that no position moves.
fn expect(
    tree: &Tree,
    changes: &[Change],
    mut plans: Vec<(Vec<usize>, usize)>,
) -> Option<Expected> {
    let mut expected = tree.root().map_or_else(Expected::nothing, Expected::of);
    plans.sort();
    for (path, number) in plans.into_iter().rev() {
        match changes.get(number)? {
            Change::Insert { key, value, .. } => expected.insert(&path, key, value)?,
            Change::Append { value, .. } => expected.append(&path, value)?,
            Change::Replace { value, .. } => expected.replace(&path, value)?,
            Change::Within { at, edits } => {
                expected.replace(&path, &within::edited(tree.root()?.at(at)?, edits))?;
            }
            Change::Remove { .. } => expected.remove(&path)?,
        }
    }
    Some(expected)
}

/// The edits of one change, and where in the tree it is felt: positions in mappings and sequences.
struct Plan {
    edits: Vec<Edit>,
    path: Vec<usize>,
}

struct Planner<'t> {
    tree: &'t Tree,
    style: Style,
    anchors: Anchors,
}

/// A place that was found, with what lies above it.
struct Place<'t> {
    node: Node<'t>,
    /// Positions from the root.
    path: Vec<usize>,
    /// The key node, when the place is the value of one.
    key: Option<Node<'t>>,
}

impl<'t> Planner<'t> {
    fn source(&self) -> &'t str {
        self.tree.source()
    }

    fn plan(&self, change: &Change) -> Result<Plan, Shape> {
        match change {
            Change::Insert {
                at,
                key,
                value,
                after,
                before,
            } => self.insert(at, key, value, after, before),
            Change::Append { at, value } => self.append(at, value),
            Change::Replace { at, value } => self.replace(at, value),
            Change::Within { at, edits } => self.within(at, edits),
            Change::Remove { at } => self.remove(at),
        }
    }

    /// Follows a route by what is written there, never through an alias or a merge.
    fn find(&self, route: &Route) -> Result<Place<'t>, Shape> {
        let node = self.tree.root().ok_or(Shape::Missing)?;
        let mut place = Place {
            node,
            path: Vec::new(),
            key: None,
        };
        self.check_node(node)?;
        for (depth, step) in route.0.iter().enumerate() {
            let is_last = depth + 1 == route.0.len();
            place = self.step(place, step)?;
            if !is_last || !place.node.is_alias() {
                self.check_node(place.node)?;
            }
        }
        Ok(place)
    }

    fn step(&self, from: Place<'t>, step: &Step) -> Result<Place<'t>, Shape> {
        let Place { node, mut path, .. } = from;
        match step {
            Step::Key(key) => {
                let entries = node.entries();
                if node.kind() != Kind::Mapping {
                    return Err(if node.is_null() {
                        Shape::Missing
                    } else {
                        Shape::WrongKind
                    });
                }
                let mut found = entries
                    .iter()
                    .enumerate()
                    .filter(|(_, (known, _))| known.text() == Some(key));
                let Some((position, &(key, node))) = found.next() else {
                    return Err(if node.get(key).is_some() {
                        Shape::Alias
                    } else {
                        Shape::Missing
                    });
                };
                if found.next().is_some() {
                    return Err(Shape::DuplicateKey);
                }
                path.push(position);
                Ok(Place {
                    node,
                    path,
                    key: Some(key),
                })
            }
            Step::Index(index) => {
                let node = *node.items().get(*index).ok_or(Shape::Missing)?;
                path.push(*index);
                Ok(Place {
                    node,
                    path,
                    key: None,
                })
            }
        }
    }

    fn check_node(&self, node: Node<'t>) -> Result<(), Shape> {
        if node.is_alias() {
            return Err(Shape::Alias);
        }
        if self.anchors == Anchors::Refuse && node.is_aliased() {
            return Err(Shape::Anchored);
        }
        if node
            .tag()
            .is_some_and(|tag| !matches!(tag, "!!map" | "!!seq" | "!!str"))
        {
            return Err(Shape::Tagged);
        }
        Ok(())
    }

    /// Refuses mappings whose keys are more than scalars on one line.
    fn check_keys(&self, mapping: Node<'t>) -> Result<(), Shape> {
        let is_complex = |(key, _): &(Node<'t>, Node<'t>)| {
            key.kind() != Kind::Scalar
                || key.token().contains('\n')
                || self
                    .source()
                    .get(..key.start())
                    .is_some_and(|before| before.trim_end_matches([' ', '\t']).ends_with('?'))
                    && !mapping.is_flow()
        };
        if mapping.entries().iter().any(is_complex) {
            Err(Shape::ComplexKey)
        } else {
            Ok(())
        }
    }
}

/// The route to take out instead of `route` so that no empty parent stays behind: the highest parent that has nothing
/// else in it, no comment and no anchor. Never one of `keep` or above it.
///
/// `keep` are places whose owner must stay, such as an item of a list of releases.
#[must_use]
pub fn removal(tree: &Tree, route: &Route, keep: &[Route]) -> Route {
    remove::widened(tree, route, keep)
}

#[cfg(test)]
mod tests;
