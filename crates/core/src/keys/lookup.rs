//! From a place in a document to the row that describes it.
//!
//! Walks the names of a route through the table: elements of lists and free names of maps are passed over, TOML names
//! match whatever their letter case as the runner's decoder does. Refuses to guess; that is what `nearest` is for.

use super::tree::Node;
use super::{Item, KEYS, Key, OPEN, Place, Segment, Type};

/// What stands at a place of a document.
#[derive(Debug, Clone, Copy)]
pub enum Resolved {
    /// Exactly this key. Its `path` has the exact spelling.
    Row(&'static Key),
    /// An element, a free name or something deeper, so many segments below this key.
    Inside {
        /// The key.
        key: &'static Key,
        /// How many segments of the route are below it.
        depth: usize,
    },
    /// A map without a row of its own that holds keys (`rbac`, `image`); an element of a list that holds keys is
    /// [`Resolved::Inside`].
    Branch,
    /// Below a map that is handed to Kubernetes as it is (`securityContext.seLinuxOptions`).
    PassedOn,
    /// No key.
    Unknown {
        /// How many leading segments are known.
        known: usize,
    },
}

impl Place {
    pub(super) const fn index(self) -> usize {
        match self {
            Self::Helmfile => 0,
            Self::Values => 1,
            Self::Config => 2,
        }
    }
}

/// A walk down the table, kept to be able to say where it stopped.
pub(super) struct Walk {
    place: Place,
    /// Where it is, or where it left the table.
    node: &'static Node,
    /// The last row met and how many segments led to it.
    row: Option<(&'static Key, usize)>,
    steps: usize,
    left: Option<Left>,
}

/// Why a walk is no longer in the table.
enum Left {
    /// It went into a list or map whose inside the table does not describe.
    Inside,
    PassedOn,
    Unknown {
        known: usize,
    },
}

impl Walk {
    pub(super) fn new(place: Place) -> Self {
        Self {
            place,
            node: place.root(),
            row: None,
            steps: 0,
            left: None,
        }
    }

    /// The path so far, in the table's spelling.
    pub(super) fn path(&self) -> &'static str {
        self.node.path
    }

    /// Whether the walk stands at a list whose elements hold keys, with no element chosen.
    pub(super) fn needs_element(&self) -> bool {
        self.list_at(self.steps)
    }

    fn list_at(&self, steps: usize) -> bool {
        let here = self.row.filter(|(_, at)| *at == steps);
        let goes_on = self.node.has_names() || self.node.elements.is_some();
        here.is_some_and(|(key, _)| matches!(key.ty, Type::List(_)) && goes_on)
    }

    /// Takes one step. After the walk has left the table this changes nothing but the count.
    pub(super) fn step(&mut self, segment: &Segment) {
        let before = self.steps;
        self.steps += 1;
        if self.left.is_some() {
            return;
        }
        match segment {
            Segment::Key(name) => self.step_name(name, before),
            Segment::Index(_) | Segment::Element => self.step_element(before),
        }
    }

    fn step_name(&mut self, name: &str, before: usize) {
        if let Some(elements) = &self.node.elements
            && self.list_at(before)
        {
            self.node = elements;
        }
        if let Some(child) = self.node.name(self.place, name) {
            self.node = child;
            if let Some(key) = child.key {
                self.row = Some((key, self.steps));
            }
            return;
        }
        if let Some(others) = &self.node.others
            && others.has_names()
        {
            self.node = others;
            return;
        }
        let here = self
            .row
            .filter(|(_, steps)| *steps == before)
            .map(|(key, _)| key);
        let takes_any = |key: &Key| match key.ty {
            Type::Map(_) | Type::Object => !self.node.has_names(),
            Type::Any => true,
            _ => false,
        };
        self.left = Some(if here.is_some_and(takes_any) {
            Left::Inside
        } else if self.is_open() {
            Left::PassedOn
        } else {
            Left::Unknown { known: before }
        });
    }

    /// Whether Kubernetes gets everything below here as it is.
    fn is_open(&self) -> bool {
        OPEN[self.place.index()]
            .iter()
            .any(|open| within(self.path(), open))
    }

    fn step_element(&mut self, before: usize) {
        let here = self
            .row
            .filter(|(_, steps)| *steps == before)
            .map(|(key, _)| key.ty);
        if matches!(here, Some(Type::List(_) | Type::OneOrList(_) | Type::Any)) {
            if let Some(elements) = &self.node.elements {
                self.node = elements;
            } else if !self.node.has_names() {
                self.left = Some(Left::Inside);
            }
        } else if self.is_open() {
            self.left = Some(Left::PassedOn);
        } else {
            self.left = Some(Left::Unknown { known: before });
        }
    }

    /// Where the walk ended.
    pub(super) fn end(&self) -> Resolved {
        let inside = |(key, at): (&'static Key, usize)| Resolved::Inside {
            key,
            depth: self.steps - at,
        };
        match (&self.left, self.row) {
            (Some(Left::PassedOn), _) => Resolved::PassedOn,
            (Some(Left::Unknown { known }), _) => Resolved::Unknown { known: *known },
            (Some(Left::Inside), row) => row.map_or(Resolved::Branch, inside),
            (None, Some((key, at))) if at == self.steps => Resolved::Row(key),
            // An element of a list or an entry of a map whose keys are rows.
            (None, Some(row))
                if self.path().ends_with(['*', ']']) || self.place == Place::Config =>
            {
                inside(row)
            }
            (None, _) => Resolved::Branch,
        }
    }
}

fn within(path: &str, open: &str) -> bool {
    path.strip_prefix(open)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// What stands at a route of a document of `place`. Routes without the element of a list are read as with one.
#[must_use]
pub fn resolve(place: Place, route: &[Segment]) -> Resolved {
    let mut walk = Walk::new(place);
    for segment in route {
        walk.step(segment);
    }
    walk.end()
}

/// What stands at a route, and the rows that it passes: after how many segments, and which.
pub(crate) fn resolve_along(
    place: Place,
    route: &[Segment],
) -> (Resolved, Vec<(usize, &'static Key)>) {
    let mut walk = Walk::new(place);
    let mut passed = Vec::new();
    for segment in route {
        walk.step(segment);
        if let Resolved::Row(key) = walk.end() {
            passed.push((walk.steps, key));
        }
    }
    (walk.end(), passed)
}

impl Key {
    /// Whether keys below this one are rows of the table: then it is a heading rather than a field.
    #[must_use]
    pub fn has_children(&self) -> bool {
        self.has_children
    }

    /// Whether it is a list whose elements the table describes.
    #[must_use]
    pub fn has_elements(&self) -> bool {
        self.ty == Type::List(Item::Object) && self.has_children()
    }

    /// Whether a form has a field for all of it: for its value, for its elements, or for whether it is there. Any other key is
    /// a heading over the fields below it.
    #[must_use]
    pub fn has_field(&self) -> bool {
        !self.has_children() || self.has_elements() || self.may_be_empty()
    }

    /// Whether it is an object that says enough by being there.
    #[must_use]
    pub fn may_be_empty(&self) -> bool {
        self.format() == Some("{}")
    }

    /// How many lists stand above it: 1 for keys of a release or of a runner.
    #[must_use]
    pub fn lists_above(&self) -> usize {
        self.segments()
            .iter()
            .filter(|segment| matches!(segment, Segment::Element))
            .count()
    }
}

/// The key at a route, or the map or list that the route leads into.
#[must_use]
pub fn find(place: Place, route: &[Segment]) -> Option<&'static Key> {
    match resolve(place, route) {
        Resolved::Row(key) | Resolved::Inside { key, .. } => Some(key),
        Resolved::Branch | Resolved::PassedOn | Resolved::Unknown { .. } => None,
    }
}

/// The rows directly below a path as [`Key::path`] writes it (`""`, `rbac`, `releases[]`, `runners.kubernetes`), in
/// table order.
pub fn children(place: Place, path: &str) -> impl Iterator<Item = &'static Key> {
    KEYS.iter().filter(move |key| {
        key.place == place && {
            let below = if path.is_empty() {
                Some(key.path())
            } else {
                key.path()
                    .strip_prefix(path)
                    .and_then(|r| r.strip_prefix('.'))
            };
            below.is_some_and(|name| !name.contains('.'))
        }
    })
}

/// Where a name belongs among its siblings: the position of its row, or of the first row below it. `None` for names
/// that the table does not have; they stay where they are.
#[must_use]
pub fn order(place: Place, route: &[Segment]) -> Option<u16> {
    let mut walk = Walk::new(place);
    for segment in route {
        walk.step(segment);
    }
    match walk.end() {
        Resolved::Row(key) => Some(key.id),
        Resolved::Branch if !route.is_empty() => walk.node.first_key().map(|key| key.id),
        Resolved::Branch => None,
        Resolved::Inside { .. } | Resolved::PassedOn | Resolved::Unknown { .. } => None,
    }
}
