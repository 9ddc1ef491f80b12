//! From a place in a document to the row that describes it.
//!
//! Walks the names of a route through the table: elements of lists and free names of maps are passed over, TOML names
//! match whatever their letter case as the runner's decoder does. Refuses to guess; that is what `nearest` is for.

use std::cmp::Ordering;

use super::{BY_PATH, Item, KEYS, Key, OPEN, Place, Segment, Type};

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

    /// How a piece of a path stands to a text, as the rows are sorted.
    fn compare(self, end: &[u8], to: &[u8]) -> Ordering {
        let fold = |byte: &u8| match self {
            Self::Config => byte.to_ascii_lowercase(),
            Self::Helmfile | Self::Values => *byte,
        };
        let mut pairs = end.iter().zip(to);
        let differs = pairs.find_map(|(own, other)| {
            // Most bytes are the same, and this runs for every value on every keystroke.
            let order = if own == other {
                Ordering::Equal
            } else {
                fold(own).cmp(&fold(other))
            };
            (order != Ordering::Equal).then_some(order)
        });
        differs.unwrap_or_else(|| end.len().cmp(&to.len()))
    }
}

/// The rows whose paths begin with the same letters, and how many letters those are. There is always one.
#[derive(Clone, Copy)]
struct Rows {
    place: Place,
    ids: &'static [u16],
    shared: usize,
}

impl Rows {
    fn all(place: Place) -> Self {
        Self {
            place,
            ids: BY_PATH[place.index()],
            shared: 0,
        }
    }

    /// What the paths share, in the table's spelling.
    fn path(self) -> &'static str {
        let first = self.ids.first().map(|id| KEYS[usize::from(*id)].path());
        first
            .and_then(|path| path.get(..self.shared))
            .unwrap_or_default()
    }

    /// Those whose paths go on like this; none where there are none.
    fn narrowed(self, more: &str) -> Option<Self> {
        let more = more.as_bytes();
        let end = |id: &u16| {
            let path = KEYS[usize::from(*id)].path().as_bytes();
            let end = path.get(self.shared..).unwrap_or_default();
            end.get(..more.len()).unwrap_or(end)
        };
        let before = |id: &u16| self.place.compare(end(id), more) == Ordering::Less;
        let (_, rest) = self.ids.split_at(self.ids.partition_point(before));
        let same = |id: &u16| self.place.compare(end(id), more) == Ordering::Equal;
        let (ids, _) = rest.split_at(rest.partition_point(same));
        (!ids.is_empty()).then_some(Self {
            ids,
            shared: self.shared + more.len(),
            ..self
        })
    }

    fn go_on(self, more: &str) -> bool {
        self.narrowed(more).is_some()
    }

    /// The row whose path is just what is shared.
    fn row(self) -> Option<&'static Key> {
        let first = &KEYS[usize::from(*self.ids.first()?)];
        (first.path().len() == self.shared).then_some(first)
    }
}

/// The row with exactly this path.
pub(super) fn row(place: Place, path: &str) -> Option<&'static Key> {
    Rows::all(place).narrowed(path)?.row()
}

/// A walk down the table, kept to be able to say where it stopped.
pub(super) struct Walk {
    /// The rows at and below where it is.
    rows: Rows,
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
            rows: Rows::all(place),
            row: None,
            steps: 0,
            left: None,
        }
    }

    /// The path so far, in the table's spelling.
    pub(super) fn path(&self) -> &'static str {
        self.rows.path()
    }

    /// Whether the walk stands at a list whose elements hold keys, with no element chosen.
    pub(super) fn needs_element(&self) -> bool {
        self.list_at(self.steps)
    }

    fn list_at(&self, steps: usize) -> bool {
        let here = self.row.filter(|(_, at)| *at == steps);
        here.is_some_and(|(key, _)| {
            matches!(key.ty, Type::List(_)) && (self.below(".") || self.below("[]"))
        })
    }

    fn below(&self, mark: &str) -> bool {
        self.rows.go_on(mark)
    }

    /// Goes on as the paths of the table do, where they do.
    fn go(&mut self, more: &str) -> bool {
        let rows = self.rows.narrowed(more);
        self.rows = rows.unwrap_or(self.rows);
        rows.is_some()
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
        if self.rows.place != Place::Config && self.list_at(before) {
            self.go("[]");
        }
        // A dot inside a name belongs to no key of the table.
        let is_plain = !name.contains(['.', '[', '*']);
        let parent = match self.rows.shared {
            0 => Some(self.rows),
            _ => self.rows.narrowed("."),
        };
        let child = parent
            .filter(|_| is_plain)
            .and_then(|parent| parent.narrowed(name));
        if let Some(child) = child {
            if let Some(key) = child.row() {
                self.rows = child;
                self.row = Some((key, self.steps));
                return;
            }
            if child.go_on(".") || child.go_on("[]") {
                self.rows = child;
                return;
            }
        }
        if self.below(".*.") {
            self.go(".*");
            return;
        }
        let here = self
            .row
            .filter(|(_, steps)| *steps == before)
            .map(|(key, _)| key);
        let takes_any = |key: &Key| match key.ty {
            Type::Map(_) | Type::Object => !self.below("."),
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
        OPEN[self.rows.place.index()]
            .iter()
            .any(|open| within(self.path(), open))
    }

    fn step_element(&mut self, before: usize) {
        let here = self
            .row
            .filter(|(_, steps)| *steps == before)
            .map(|(key, _)| key.ty);
        if matches!(here, Some(Type::List(_) | Type::OneOrList(_) | Type::Any)) {
            if self.go("[]") {
                return;
            }
            if !self.below(".") {
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
                if self.path().ends_with(['*', ']']) || self.rows.place == Place::Config =>
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
        let own = Rows::all(self.place).narrowed(self.path());
        own.is_some_and(|own| [".", "[].", ".*."].iter().any(|mark| own.go_on(mark)))
    }

    /// Whether it is a list whose elements the table describes.
    #[must_use]
    pub fn has_elements(&self) -> bool {
        self.ty == Type::List(Item::Object) && self.has_children()
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
        Resolved::Branch => {
            let below = |key: &&Key| key.place == place && within(key.path(), walk.path());
            KEYS.iter().find(below).map(|key| key.id)
        }
        Resolved::Inside { .. } | Resolved::PassedOn | Resolved::Unknown { .. } => None,
    }
}
