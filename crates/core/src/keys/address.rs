//! The text form of a place: `config:runners.kubernetes.cpu_request`, `helmfile:releases[0].version`, `replicas`.
//!
//! Refuses to choose between places: a path that means something in two of them needs its prefix.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, RwLock};

use evenkeel_yaml::Step;

use super::lookup::Walk;
use super::{Key, Nearest, Place, Resolved, nearest, resolve};

/// One step from a map or list to what it holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    /// The value of this name.
    Key(String),
    /// The element at this position, from 0.
    Index(usize),
    /// The element that is selected, or any.
    Element,
}

/// A step in a document as one in the table.
impl From<&Step> for Segment {
    fn from(step: &Step) -> Self {
        match step {
            Step::Key(name) => Self::Key(name.clone()),
            Step::Index(index) => Self::Index(*index),
        }
    }
}

/// A place in one of the three documents.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// The document.
    pub place: Place,
    /// The way there, with a segment for the element of every list of the table.
    pub segments: Vec<Segment>,
}

/// Why a text is no address: one line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum AddressError {
    #[error("an address is empty; expected for example config:runners.limit")]
    Empty,
    #[error("{text:?} is not an address: {expected} at character {at}")]
    Syntax {
        text: String,
        at: usize,
        expected: &'static str,
    },
    #[error("{text} means several keys; write {}", candidates.join(" or "))]
    Ambiguous {
        text: String,
        candidates: Vec<String>,
    },
    #[error("{text} is no key of the helmfile, the values or config.toml{}", meant.as_ref().map(|m| format!("; perhaps {m} was meant")).unwrap_or_default())]
    Unknown { text: String, meant: Option<String> },
}

impl Address {
    /// The key at this address, or the map or list it leads into.
    #[must_use]
    pub fn key(&self) -> Option<&'static Key> {
        super::find(self.place, &self.segments)
    }

    /// What stands there.
    #[must_use]
    pub fn resolve(&self) -> Resolved {
        resolve(self.place, &self.segments)
    }

    /// The path without the place.
    #[must_use]
    pub fn path(&self) -> String {
        write_path(self.place, &self.segments)
    }
}

impl Key {
    /// The way to this key from the root of its document; `*` in the path becomes a name.
    #[must_use]
    pub fn segments(&self) -> Vec<Segment> {
        let mut segments = Vec::new();
        for name in self.path().split('.') {
            segments.push(Segment::Key(name.trim_end_matches("[]").to_owned()));
            if name.ends_with("[]") {
                segments.push(Segment::Element);
            }
        }
        if self.place == Place::Config {
            with_elements(self.place, segments)
        } else {
            segments
        }
    }
}

/// Adds the element segments that a route left out.
fn with_elements(place: Place, route: Vec<Segment>) -> Vec<Segment> {
    // Only the end of a list's name can lack one, and no list is there before the first name.
    if route.len() < 2 {
        return route;
    }
    let mut walk = Walk::new(place);
    let mut full = Vec::with_capacity(route.len() + 2);
    for segment in route {
        if walk.needs_element() && matches!(segment, Segment::Key(_)) {
            walk.step(&Segment::Element);
            full.push(Segment::Element);
        }
        walk.step(&segment);
        full.push(segment);
    }
    full
}

impl FromStr for Address {
    type Err = AddressError;

    /// Reads an address. With a place in front any path is one; without, it must be a key of exactly one place.
    fn from_str(text: &str) -> Result<Self, AddressError> {
        for place in Place::ALL {
            if let Some(path) = text
                .strip_prefix(place.name())
                .and_then(|rest| rest.strip_prefix(':'))
            {
                return Ok(Self {
                    place,
                    segments: with_elements(place, read_path(text, path)?),
                });
            }
        }
        let route = read_path(text, text)?;
        let known = |place: &Place| !matches!(resolve(*place, &route), Resolved::Unknown { .. });
        let places: Vec<Place> = Place::ALL.into_iter().filter(known).collect();
        match places[..] {
            [place] => Ok(Self {
                place,
                segments: with_elements(place, route),
            }),
            [] => Err(AddressError::Unknown {
                text: text.to_owned(),
                meant: meant(&route),
            }),
            _ => Err(AddressError::Ambiguous {
                text: text.to_owned(),
                candidates: places
                    .iter()
                    .map(|place| format!("{place}:{}", write_path(*place, &route)))
                    .collect(),
            }),
        }
    }
}

/// The address that a text spells, read once however often it is asked for: rules ask for hundreds on every keystroke.
pub(crate) fn known(text: &str) -> Option<Arc<Address>> {
    static READ: RwLock<BTreeMap<Box<str>, Arc<Address>>> = RwLock::new(BTreeMap::new());
    /// Far more than rules name; those with an index in them could be any number.
    const MOST: usize = 2_000;
    if let Ok(read) = READ.read()
        && let Some(address) = read.get(text)
    {
        return Some(Arc::clone(address));
    }
    let address = Arc::new(text.parse().ok()?);
    if let Ok(mut read) = READ.write()
        && read.len() < MOST
    {
        read.insert(text.into(), Arc::clone(&address));
    }
    Some(address)
}

fn meant(route: &[Segment]) -> Option<String> {
    let mut found = Place::ALL
        .into_iter()
        .filter_map(|place| nearest(place, route));
    found.next().map(|Nearest { meant, .. }| meant.to_string())
}

fn read_path(text: &str, path: &str) -> Result<Vec<Segment>, AddressError> {
    let start = text.len() - path.len();
    let fail = |rest: &str, expected| {
        let at = text[..text.len() - rest.len()].chars().count() + 1;
        Err(AddressError::Syntax {
            text: text.chars().take(80).collect(),
            at,
            expected,
        })
    };
    if path.is_empty() {
        return if start == 0 {
            Err(AddressError::Empty)
        } else {
            fail(path, "a key is expected")
        };
    }
    let mut segments = Vec::new();
    let mut rest = path;
    loop {
        if let Some(quoted) = rest.strip_prefix('"') {
            let Some((name, after)) = unquote(quoted) else {
                return fail(rest, "a closing quote is missing for the one");
            };
            segments.push(Segment::Key(name));
            rest = after;
        } else {
            let end = rest.find(['.', '[', ']', '"']).unwrap_or(rest.len());
            if end == 0 {
                return fail(rest, "a name is expected");
            }
            segments.push(Segment::Key(rest[..end].to_owned()));
            rest = &rest[end..];
        }
        while let Some(inner) = rest.strip_prefix('[') {
            let Some((number, after)) = inner.split_once(']') else {
                return fail(rest, "a ] is missing for the [");
            };
            segments.push(match number {
                "" => Segment::Element,
                _ => match number.parse() {
                    Ok(index) => Segment::Index(index),
                    Err(_) => return fail(inner, "a number is expected"),
                },
            });
            rest = after;
        }
        match rest.strip_prefix('.') {
            Some(next) => rest = next,
            None if rest.is_empty() => return Ok(segments),
            None => return fail(rest, "a dot is expected"),
        }
    }
}

/// The name up to the closing quote, `\"` and `\\` undone, and what follows.
fn unquote(text: &str) -> Option<(String, &str)> {
    let mut name = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((name, &text[at + 1..])),
            '\\' => name.push(letters.next()?.1),
            _ => name.push(letter),
        }
    }
    None
}

fn write_path(place: Place, segments: &[Segment]) -> String {
    let mut path = String::new();
    let mut walk = Walk::new(place);
    for segment in segments {
        // Reading puts these elements back; where the table knows no list, they are written.
        let implied = place == Place::Config && {
            let implied = walk.needs_element();
            walk.step(segment);
            implied
        };
        match segment {
            Segment::Key(name) => {
                if !path.is_empty() {
                    path.push('.');
                }
                if name.is_empty() || name.contains(['.', '[', ']', '"', '\\', ':']) {
                    let escaped = name.replace('\\', "\\\\").replace('"', "\\\"");
                    path.extend(["\"", &escaped, "\""]);
                } else {
                    path.push_str(name);
                }
            }
            Segment::Index(index) => path.push_str(&format!("[{index}]")),
            Segment::Element if implied => {}
            Segment::Element => path.push_str("[]"),
        }
    }
    path
}

/// The address with its place, as it is read back.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.place, self.path())
    }
}
