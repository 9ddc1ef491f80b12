//! Setting and removing a key by byte edits, each placed, indented and spelled like its neighbours.

use super::meaning::Meaning;
use super::sections::{Section, sections};
use super::{ConfigToml, TomlError};
use evenkeel_yaml::{EditSet, Route, Step, Value};

/// An edit of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TomlChange {
    /// A value at a path, new or instead of the one there; tables above it are made.
    Set {
        /// The path.
        path: Route,
        /// The value.
        value: Value,
    },
    /// Nothing at a path. Tables that would stay empty go too, up to one with a comment; never a `[[runners]]`.
    Remove {
        /// The path.
        path: Route,
    },
    /// The element at a path at another place of its array, with the comment lines above it.
    Move {
        /// The path of the element.
        path: Route,
        /// Its new number.
        to: usize,
    },
}

/// Why an edit was not made; the text stays as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TomlRefused {
    /// The text is no TOML to begin with.
    #[error("not readable as TOML: {0}")]
    Unparsable(TomlError),
    /// Nothing is at the path.
    #[error("there is nothing at this place")]
    Missing,
    /// A value stands where a table is needed.
    #[error("a value stands where a table is needed")]
    NotATable,
    /// Parts of the table stand apart, with other tables between them.
    #[error("parts of this table stand apart; change its keys one by one")]
    Scattered,
    /// Comments or lines are shared by elements of the array.
    #[error("elements of this array share lines that have comments")]
    SharedLines,
    /// The value has no spelling in TOML.
    #[error("TOML has no null")]
    Null,
    /// The edited text did not read back as intended.
    #[error("the edited text would not read back as intended")]
    Unverified,
}

/// Where a name should stand among its siblings, by the names that lead to it; none for a name nobody knows.
pub(crate) type Order<'a> = &'a dyn Fn(&[&str]) -> Option<u16>;

/// The edits that carry out a change. `order` gives the place of a name among its siblings.
///
/// # Errors
/// What stood in the way; the result has been parsed again and compared before it counts.
pub(crate) fn edit(
    text: &str,
    change: &TomlChange,
    order: Order<'_>,
) -> Result<EditSet, TomlRefused> {
    let document = ConfigToml::parse(text).map_err(TomlRefused::Unparsable)?;
    let planner = Planner::new(&document, order);
    let before = Meaning::of(&document).ok_or(TomlRefused::Unverified)?;
    let (edits, expected) = match change {
        TomlChange::Set { path, value } => {
            let path = document.spelled(path);
            let mut expected = before;
            let meaning = Meaning::of_value(value).ok_or(TomlRefused::Null)?;
            // What holds this already keeps its spelling.
            if document.get(&path).map(Meaning::of_found).as_ref() == Some(&meaning) {
                return EditSet::new(Vec::new()).map_err(|_| TomlRefused::Unverified);
            }
            let edits = match planner.set_compound(&path, value)? {
                Some(edit) => vec![edit],
                None => vec![planner.set(&path, value)?],
            };
            expected
                .set(&path.0, meaning)
                .ok_or(TomlRefused::NotATable)?;
            (edits, expected)
        }
        TomlChange::Remove { path } => {
            let path = document.spelled(path);
            document.get(&path).ok_or(TomlRefused::Missing)?;
            let path = planner.widened(path);
            let mut expected = before;
            let edits = planner.remove(&path)?;
            expected.unset(&path.0).ok_or(TomlRefused::Missing)?;
            (edits, expected)
        }
        TomlChange::Move { path, to } => {
            let path = document.spelled(path);
            document.get(&path).ok_or(TomlRefused::Missing)?;
            let Some((list, Step::Index(from))) = path.split_last() else {
                return Err(TomlRefused::Missing);
            };
            let mut expected = before;
            expected
                .move_element(&list.0, *from, *to)
                .ok_or(TomlRefused::Missing)?;
            if from == to {
                return Ok(EditSet::default());
            }
            (vec![planner.moved(&list, *from, *to)?], expected)
        }
    };
    let edits = EditSet::new(edits).map_err(|_| TomlRefused::Unverified)?;
    let edited = ConfigToml::parse(&edits.apply(text)).map_err(|_| TomlRefused::Unverified)?;
    if Meaning::of(&edited).as_ref() == Some(&expected) {
        Ok(edits)
    } else {
        Err(TomlRefused::Unverified)
    }
}

pub(super) struct Planner<'d> {
    pub(super) document: &'d ConfigToml,
    pub(super) sections: Vec<Section>,
    pub(super) order: Order<'d>,
}

impl<'d> Planner<'d> {
    pub(super) fn new(document: &'d ConfigToml, order: Order<'d>) -> Self {
        Self {
            document,
            sections: sections(document),
            order,
        }
    }

    pub(super) fn rank(&self, parents: &[&str], name: &str) -> Option<u16> {
        let path: Vec<_> = parents.iter().copied().chain([name]).collect();
        (self.order)(&path)
    }

    pub(super) fn text(&self) -> &str {
        self.document.text()
    }
}

pub(super) static NO_SECTION: Section = Section {
    path: Route(Vec::new()),
    header: 0..0,
    entries: Vec::new(),
};

pub(super) fn key_names(path: &Route) -> Vec<&str> {
    path.0
        .iter()
        .filter_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Index(_) => None,
        })
        .collect()
}
