//! What was probably meant by a key that does not exist.
//!
//! First the mistakes that real files hold (data/mistaken.json), then the same name in another spelling or another
//! table, then a name that is a few letters away. Refuses wild guesses: no answer is better.

use std::fmt;

use super::lookup::Walk;
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
            lookup::row(place, path)
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
    let elsewhere = same_name(KEYS.iter().filter(|key| key.place == place), last).or_else(|| {
        same_name(
            KEYS.iter()
                .filter(|key| key.place != place && key.place != Place::Helmfile),
            last,
        )
    });
    guess(Kind::Moved, elsewhere?)
}

/// The child of `parent` with almost this name.
fn similar(place: Place, parent: &str, name: &str) -> Option<&'static Key> {
    let list = format!("{parent}[]");
    let siblings = || children(place, parent).chain(children(place, &list));
    if let Some(key) = same_name(siblings(), name) {
        return Some(key);
    }
    let folded = fold(name);
    let allowed = match folded.chars().count() {
        0..=3 => 0,
        4..=5 => 1,
        6..=9 => 2,
        _ => 3,
    };
    let near = siblings()
        .map(|key| (distance(&folded, &fold(key.name())), key))
        .filter(|(far, _)| *far <= allowed);
    if let Some((_, key)) = near.min_by_key(|(far, key)| (*far, key.status != Status::Current)) {
        return Some(key);
    }
    // A shortened name, if only one key begins so.
    let mut longer =
        siblings().filter(|key| folded.len() >= 5 && fold(key.name()).starts_with(&folded));
    longer.next().filter(|_| longer.next().is_none())
}

/// The most prominent current row whose name differs in letter case, dashes and underscores only.
fn same_name(keys: impl Iterator<Item = &'static Key>, name: &str) -> Option<&'static Key> {
    let folded = fold(name);
    let same = keys.filter(|key| key.status == Status::Current && fold(key.name()) == folded);
    same.min_by_key(|key| (key.rank, key.path().matches('.').count()))
}

fn fold(name: &str) -> String {
    name.chars()
        .filter(|letter| !matches!(letter, '_' | '-' | ' '))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Edits from one name to the other: insert, delete, replace, swap neighbours. Names beyond 64 letters are far apart.
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().max(other.len()) > 64 {
        return usize::MAX;
    }
    let mut rows = vec![vec![0; other.len() + 1]; one.len() + 1];
    for i in 0..=one.len() {
        for j in 0..=other.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let replaced = rows[i - 1][j - 1] + usize::from(one[i - 1] != other[j - 1]);
                let best = replaced.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                let swapped =
                    i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
                if swapped {
                    best.min(rows[i - 2][j - 2] + 1)
                } else {
                    best
                }
            };
        }
    }
    rows[one.len()][other.len()]
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
