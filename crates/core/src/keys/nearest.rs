//! What was probably meant by a key that does not exist.
//!
//! First the mistakes that real files hold (data/mistaken.json), then the same name in another spelling or another
//! table, then a name that is a few letters away. Refuses wild guesses: no answer is better.

use std::fmt;
use std::sync::LazyLock;

use super::lookup::Walk;
use super::tree;
use super::{KEYS, Key, MISTAKEN, Place, Segment, Status, children, lookup};

/// What kind of mistake it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Another spelling of the key.
    Misspelt,
    /// The key belongs to another table or file.
    Moved,
    /// It was a key once.
    Removed,
    /// A key of another chart.
    OtherChart,
    /// Set on the runner in GitLab.
    GitlabSide,
    /// Nothing ever read it.
    Invented,
    /// No key of the chart, but handed to Kubernetes.
    PassedOn,
}

/// What to write instead.
#[derive(Debug, Clone, Copy)]
pub enum Meant {
    /// This key.
    Key(&'static Key),
    /// Something that is no single key.
    Text(&'static str),
}

/// A guess at what an unknown key stands for.
#[derive(Debug, Clone, Copy)]
pub struct Nearest {
    /// What kind of mistake it is.
    pub kind: Kind,
    /// What to write instead.
    pub meant: Meant,
    /// Seen in real files and judged by hand, not guessed from the letters.
    pub certain: bool,
}

#[derive(Debug)]
pub(super) struct Mistaken {
    pub(super) place: Place,
    pub(super) path: &'static str,
    pub(super) kind: Kind,
    pub(super) meant: &'static str,
}

impl Mistaken {
    pub(super) fn meant(&self) -> Meant {
        let key = self.meant.split_once(':').and_then(|(place, path)| {
            let place = Place::ALL.into_iter().find(|known| known.name() == place)?;
            tree::row(place, path)
        });
        key.map_or(Meant::Text(self.meant), Meant::Key)
    }
}

/// The address, or the text.
impl fmt::Display for Meant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => write!(f, "{}:{}", key.place, key.path()),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// Names that differ more than this are two names.
const MOST_EDITS: usize = 3;
/// Longer names are not compared letter by letter.
const LONGEST: usize = 64;

/// What the key at `route` was probably meant to be; `None` for known keys and where nothing is near.
#[must_use]
pub fn nearest(place: Place, route: &[Segment]) -> Option<Nearest> {
    let names: Vec<&str> = route.iter().filter_map(Segment::name).collect();
    let path = names.join(".");
    if let Some(row) = MISTAKEN
        .iter()
        .find(|row| row.place == place && row.path == path)
    {
        return Some(Nearest {
            kind: row.kind,
            meant: row.meant(),
            certain: true,
        });
    }
    let mut walk = Walk::new(place);
    let mut parents = vec![String::new()];
    let mut unknown = None;
    for segment in route {
        let parent = walk.path().to_owned();
        walk.step(segment);
        match walk.end() {
            lookup::Resolved::Unknown { .. } => {
                unknown = segment.name().map(|name| (parent, name));
                break;
            }
            _ => parents.push(walk.path().to_owned()),
        }
    }
    let (parent, name) = unknown?;
    let last = names.last().copied().unwrap_or(name);
    let guess = |kind, key| {
        Some(Nearest {
            kind,
            meant: Meant::Key(key),
            certain: false,
        })
    };
    if let Some(key) = similar(place, &parent, name) {
        return guess(Kind::Misspelt, key);
    }
    // A key after a sub-table's header belongs, for TOML, to that sub-table: look in the tables above.
    let above = parents
        .iter()
        .rev()
        .find_map(|table| same_name(children(place, table), last));
    if let Some(key) = above {
        return guess(Kind::Moved, key);
    }
    // Every list has a name, a key, a type: of elements of values no other list is thought of.
    let is_apart = |key: &&Key| key.place != Place::Values || key.lists_above() == 0;
    let others = || KEYS.iter().filter(is_apart);
    let elsewhere = same_name(others().filter(|key| key.place == place), last).or_else(|| {
        same_name(
            others().filter(|key| key.place != place && key.place != Place::Helmfile),
            last,
        )
    });
    guess(Kind::Moved, elsewhere?)
}

/// The child of `parent` with almost this name.
fn similar(place: Place, parent: &str, name: &str) -> Option<&'static Key> {
    let list = format!("{parent}[]");
    let siblings: Vec<&Key> = children(place, parent)
        .chain(children(place, &list))
        .collect();
    if let Some(key) = same_name(siblings.iter().copied(), name) {
        return Some(key);
    }
    let folded = fold(name);
    let letters: Vec<char> = folded.chars().collect();
    let allowed = match letters.len() {
        0..=3 => 0,
        4..=5 => 1,
        6..=9 => 2,
        _ => MOST_EDITS,
    };
    let near = siblings.iter().filter_map(|key| {
        let far = distance(&letters, folded_name(key)).filter(|far| *far <= allowed)?;
        Some((far, *key))
    });
    if let Some((_, key)) = near.min_by_key(|(far, key)| (*far, key.status != Status::Current)) {
        return Some(key);
    }
    // A shortened name, if only one key begins so.
    let is_longer = |key: &&Key| letters.len() >= 5 && folded_name(key).starts_with(&folded);
    let mut longer = siblings.into_iter().filter(is_longer);
    longer.next().filter(|_| longer.next().is_none())
}

/// The most prominent current row whose name differs in letter case, dashes and underscores only.
fn same_name(keys: impl Iterator<Item = &'static Key>, name: &str) -> Option<&'static Key> {
    let folded = fold(name);
    let same = keys.filter(|key| key.status == Status::Current && folded_name(key) == folded);
    same.min_by_key(|key| (key.rank, key.path().matches('.').count()))
}

/// The name of a row, folded. A file with thousands of unknown keys asks for all of them thousands of times.
fn folded_name(key: &Key) -> &'static str {
    static NAMES: LazyLock<Vec<String>> =
        LazyLock::new(|| KEYS.iter().map(|key| fold(key.name())).collect());
    NAMES.get(usize::from(key.id)).map_or("", String::as_str)
}

fn fold(name: &str) -> String {
    name.chars()
        .filter(|letter| !matches!(letter, '_' | '-' | ' '))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Edits from one name to the other: insert, delete, replace, swap neighbours. None where it is clear from their lengths
/// that they are two names.
fn distance(one: &[char], other: &str) -> Option<usize> {
    if one.len().abs_diff(other.chars().count()) > MOST_EDITS || one.len() > LONGEST {
        return None;
    }
    // Three rows of the matrix: the one being filled, and the two above it.
    let mut rows = [[0_u8; LONGEST + MOST_EDITS + 1]; 3];
    let mut before = None;
    for (cell, number) in rows[1].iter_mut().zip(0..) {
        *cell = number;
    }
    for (&own, number) in one.iter().zip(1..) {
        let [above_that, above, row] = &mut rows;
        row[0] = number;
        let mut left = None;
        for (j, letter) in other.chars().enumerate() {
            let replaced = above[j] + u8::from(own != letter);
            let mut best = replaced.min(above[j + 1] + 1).min(row[j] + 1);
            if before == Some(letter) && left == Some(own) {
                best = best.min(above_that[j - 1] + 1);
            }
            row[j + 1] = best;
            left = Some(letter);
        }
        before = Some(own);
        rows.rotate_left(1);
    }
    Some(usize::from(rows[1][other.chars().count()]))
}

impl Segment {
    /// The name, unless it is an element of a list.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Key(name) => Some(name),
            Self::Index(_) | Self::Element => None,
        }
    }
}
