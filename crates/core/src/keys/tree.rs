//! The paths of the table as a tree, in which a place of a document is found name by name: this happens for every value
//! on every keystroke. Knows what a path is made of, not what it means.

use std::cmp::Ordering;
use std::sync::LazyLock;

use super::{KEYS, Key, Place};

/// One piece of a path, and what goes on from it.
pub(super) struct Node {
    /// The way here, as the table spells it.
    pub(super) path: &'static str,
    /// The row that ends here.
    pub(super) key: Option<&'static Key>,
    /// What an element of the list has: `[]`.
    pub(super) elements: Option<Box<Self>>,
    /// What any other name has: `.*`.
    pub(super) others: Option<Box<Self>>,
    /// The names, in the order of [`Place::compare`].
    names: Vec<(&'static str, Self)>,
}

impl Place {
    /// The tree of this place.
    pub(super) fn root(self) -> &'static Node {
        static ROOTS: LazyLock<[Node; 3]> = LazyLock::new(|| Place::ALL.map(Node::of));
        &ROOTS[self.index()]
    }

    /// TOML names match whatever their letter case.
    fn compare(self, own: &str, other: &str) -> Ordering {
        match self {
            Self::Helmfile | Self::Values => own.cmp(other),
            Self::Config => {
                let lower = |byte: u8| byte.to_ascii_lowercase();
                own.bytes().map(lower).cmp(other.bytes().map(lower))
            }
        }
    }
}

impl Node {
    fn new(path: &'static str) -> Self {
        Self {
            path,
            key: None,
            elements: None,
            others: None,
            names: Vec::new(),
        }
    }

    fn of(place: Place) -> Self {
        let mut root = Self::new("");
        for key in KEYS.iter().filter(|key| key.place == place) {
            let path = key.path();
            let mut node = &mut root;
            let mut end = 0;
            for (start, name) in pieces(path) {
                end = start + name.len();
                node = node.child_or_new(place, name, &path[..end]);
            }
            debug_assert_eq!(end, path.len(), "{path}");
            node.key = Some(key);
        }
        root
    }

    /// What goes on from here like this, made if there is nothing.
    fn child_or_new(&mut self, place: Place, piece: &'static str, path: &'static str) -> &mut Self {
        let new = || Box::new(Self::new(path));
        match piece {
            "[]" => self.elements.get_or_insert_with(new),
            "*" => self.others.get_or_insert_with(new),
            name => {
                let at = self.position(place, name).unwrap_or_else(|at| {
                    self.names.insert(at, (name, Self::new(path)));
                    at
                });
                &mut self.names[at].1
            }
        }
    }

    fn position(&self, place: Place, name: &str) -> Result<usize, usize> {
        let names = &self.names;
        names.binary_search_by(|(own, _)| place.compare(own, name))
    }

    /// What this name has.
    pub(super) fn name(&self, place: Place, name: &str) -> Option<&Self> {
        let at = self.position(place, name).ok()?;
        self.names.get(at).map(|(_, node)| node)
    }

    /// Whether a name can follow here: one of its own, or any.
    pub(super) fn has_names(&self) -> bool {
        !self.names.is_empty() || self.others.is_some()
    }

    /// The first row here or below, in table order. Elements are left out: the row of their list stands before theirs.
    pub(super) fn first_key(&self) -> Option<&'static Key> {
        let below = self.names.iter().map(|(_, node)| node);
        let below = below.chain(self.others.as_deref());
        let firsts = below.filter_map(Self::first_key).chain(self.key);
        firsts.min_by_key(|key| key.id)
    }
}

/// The row with exactly this path.
pub(super) fn row(place: Place, path: &str) -> Option<&'static Key> {
    let root = Some(place.root());
    let end = pieces(path).fold(root, |node, (_, piece)| match (node?, piece) {
        (node, "[]") => node.elements.as_deref(),
        (node, "*") => node.others.as_deref(),
        (node, name) => node.name(place, name),
    });
    end?.key
}

/// The pieces of a path with where they start: names, and a `[]` for each list after its name.
fn pieces(path: &str) -> impl Iterator<Item = (usize, &str)> {
    let names = path.split('.').scan(0, |next, name| {
        let start = *next;
        *next = start + name.len() + 1;
        Some((start, name))
    });
    names.flat_map(|(start, name)| {
        let plain = name.trim_end_matches("[]");
        let elements = (plain.len()..name.len()).step_by(2);
        let elements = elements.map(move |at| (start + at, &name[at..at + 2]));
        std::iter::once((start, plain)).chain(elements)
    })
}
