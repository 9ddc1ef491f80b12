//! Declared edits on one document: placed on the text as it is, made together, and compared with what was intended.

mod fill;
mod flow;
mod insert;
mod remove;
mod replace;
mod within;

use crate::edit::{Edit, EditSet};
use crate::render::Style;
use crate::shape::{Difference, Expected};
use crate::{Kind, Node, Refused, Route, Shape, Step, Tree, Value};
use std::borrow::Cow;

pub use remove::{past_deeper_comments, with_comments_above};

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
    let tree = Tree::parse(text).map_err(|error| refuse(changes, 0, Shape::Unparsable(error)))?;
    apply_to(&tree, changes, anchors)
}

/// Makes changes on a document that has been read already, all or none; as [`apply_with`], without reading it again.
///
/// # Errors
/// The first change that cannot be made, with the shape in its way.
pub fn apply_to(tree: &Tree, changes: &[Change], anchors: Anchors) -> Result<Applied, Refused> {
    let planner = Planner {
        tree,
        style: Style::of(tree),
        anchors,
    };
    let mut edits = Vec::new();
    let mut expected = Expected::new(tree);
    for (number, change) in changes.iter().enumerate() {
        let plan = planner
            .plan(change)
            .map_err(|shape| refuse(changes, number, shape))?;
        // By nesting rather than by column: the dash of a compact list stands below its key.
        edits.extend(plan.edits.into_iter().map(|edit| Edit {
            depth: plan.path.len(),
            change: number,
            ..edit
        }));
        difference(tree, change)
            .and_then(|difference| expected.lay(&plan.path, difference))
            .ok_or_else(|| refuse(changes, number, Shape::Unverified))?;
    }
    let edits = EditSet::new(edits).map_err(|two| refuse(changes, two.0, Shape::Overlap))?;
    let text = edits.apply(tree.source());
    if reads_back_as(&expected, &text) {
        Ok(Applied { text, edits })
    } else {
        Err(refuse(changes, 0, Shape::Unverified))
    }
}

fn refuse(changes: &[Change], number: usize, shape: Shape) -> Refused {
    let change = changes.get(number);
    Refused {
        change: number,
        shape,
        at: change.map(|change| change.at().clone()).unwrap_or_default(),
    }
}

/// The check that every edit has to pass before it counts.
fn reads_back_as(expected: &Expected<'_, '_>, text: &str) -> bool {
    if cfg!(feature = "sabotage") {
        return true;
    }
    Tree::parse(text).is_ok_and(|read| expected.is(&read))
}

/// A change as the tree feels it.
fn difference<'c>(tree: &Tree, change: &'c Change) -> Option<Difference<'c>> {
    Some(match change {
        Change::Insert { key, value, .. } => Difference::Entry(key, value),
        Change::Append { value, .. } => Difference::Item(value),
        Change::Replace { value, .. } => Difference::Replaced(Cow::Borrowed(value)),
        Change::Within { at, edits } => {
            Difference::Replaced(Cow::Owned(within::edited(tree.root()?.at(at)?, edits)))
        }
        Change::Remove { .. } => Difference::Removed,
    })
}

/// The edits of one change, and where in the tree it is felt: positions in mappings and sequences. How deep that is
/// gives the edits their depth, so they are planned without one.
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
    /// Whether the place is inside braces or brackets.
    in_flow: bool,
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
            in_flow: false,
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
        let Place {
            node,
            mut path,
            in_flow,
            ..
        } = from;
        let in_flow = in_flow || node.is_flow();
        match step {
            Step::Key(key) => {
                if node.kind() != Kind::Mapping {
                    return Err(if node.is_null() {
                        Shape::Missing
                    } else {
                        Shape::WrongKind
                    });
                }
                let mut found = node
                    .each_entry()
                    .enumerate()
                    .filter(|(_, (known, _))| known.text() == Some(key));
                let Some((position, (key, value))) = found.next() else {
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
                    node: value,
                    path,
                    key: Some(key),
                    in_flow,
                })
            }
            Step::Index(index) => {
                let node = node.item(*index).ok_or(Shape::Missing)?;
                path.push(*index);
                Ok(Place {
                    node,
                    path,
                    key: None,
                    in_flow,
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
        if mapping
            .each_entry()
            .any(|(key, _)| self.is_complex(key, mapping.is_flow()))
        {
            Err(Shape::ComplexKey)
        } else {
            Ok(())
        }
    }

    fn is_complex(&self, key: Node<'t>, in_flow: bool) -> bool {
        let before = self.source().get(..key.start()).unwrap_or_default();
        let is_explicit = before.trim_end_matches([' ', '\t']).ends_with('?');
        key.kind() != Kind::Scalar || key.token().contains('\n') || is_explicit && !in_flow
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
