//! The table of keys: one row for every key of the helmfile, of the chart's values and of the runner's `config.toml`.
//!
//! The rows are data (`data/*.json`, made into statics by build.rs). This module gives typed access to them and
//! refuses to know what a key means for a runner: that is the business of the rules.

mod address;
mod duration;
mod lookup;
mod nearest;
mod search;
mod value_type;
mod version;

#[cfg(test)]
mod tests;

use std::fmt;

pub use address::{Address, AddressError, Segment};
pub use duration::parse_duration;
pub use lookup::{Resolved, children, find, order, resolve};
pub use nearest::{Kind, Meant, Nearest, nearest};
pub use search::search;
pub use value_type::{Item, Mismatch, Seen, Severity, Type};
pub use version::{
    Availability, ChartVersion, RunnerVersion, Version, VersionError, available,
    newest_checked_chart, newest_known_chart, runner_of,
};

use crate::quantity::Resource;
use nearest::Mistaken;

include!(concat!(env!("OUT_DIR"), "/keys.rs"));

/// The document a key stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The helmfile; decoded strictly, an unknown key fails.
    Helmfile,
    /// The values of the GitLab Runner chart; nothing checks them.
    Values,
    /// `config.toml`, written as TOML inside the value `runners.config`; unknown keys are ignored, wrong types are fatal.
    Config,
}

/// Whether a key still does something for a runner on Kubernetes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// In use.
    Current,
    /// Still read, but another key is meant to be used.
    Deprecated,
    /// Still read, but without any use today.
    Obsolete,
    /// No longer read.
    Removed,
    /// Read by another executor than `kubernetes`.
    OtherExecutor,
    /// Written by the program itself; not for hand editing.
    Managed,
}

/// How prominent a key is, by how many people set it (data/usage.json has the thresholds).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rank {
    /// Shown at once.
    Essential,
    /// Shown under "more".
    Common,
    /// Found by search.
    Rare,
}

/// A page of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the variants are the titles themselves")]
pub enum Section {
    Helmfile,
    GitLabAndToken,
    Managers,
    Jobs,
    Cache,
    Permissions,
    Placement,
    Security,
    Metrics,
    Advanced,
}

/// One row of the table.
#[derive(Debug)]
pub struct Key {
    /// Position in table order, unique over all places.
    pub id: u16,
    /// The document it stands in.
    pub place: Place,
    /// What its value may be.
    pub ty: Type,
    /// Whether it still does something.
    pub status: Status,
    /// How prominent it is.
    pub rank: Rank,
    /// The value is a secret, or may be one.
    pub secret: bool,
    /// Nothing works without it.
    pub required: bool,
    /// Listed by its own documentation; `false` = read by the code all the same.
    pub documented: bool,
    since: Option<[u8; 3]>,
    until: Option<[u8; 3]>,
    group: u16,
    texts: Texts,
    more: &'static More,
}

/// Where the texts of a row lie in [`TEXT`]: path, label, default and variable in a row from `start`, the note, which
/// several rows may share, apart. Half the size of so many `&str`, and the table goes to every browser.
#[derive(Debug)]
struct Texts {
    start: u32,
    path: u8,
    label: u8,
    default: u8,
    env: u8,
    note: u32,
    note_len: u16,
}

/// What few rows have; empty = nothing.
#[derive(Debug)]
struct More {
    allowed: &'static [&'static str],
    unset: &'static str,
    replaced_by: &'static str,
    twin: &'static str,
    format: &'static str,
    source: &'static str,
}

/// One heading of a section with its keys.
#[derive(Debug)]
pub struct Group {
    /// The page it is on.
    pub section: Section,
    /// The heading.
    pub heading: &'static str,
    ids: &'static [u16],
}

/// All rows in table order: helmfile, values, config.
#[must_use]
pub fn all() -> &'static [Key] {
    KEYS
}

/// The headings of a section in reading order.
pub fn groups(section: Section) -> impl Iterator<Item = &'static Group> {
    GROUPS.iter().filter(move |group| group.section == section)
}

impl Group {
    /// Its keys, the more prominent first, then in table order.
    pub fn keys(&self) -> impl Iterator<Item = &'static Key> + use<> {
        self.ids.iter().map(|id| &KEYS[usize::from(*id)])
    }
}

impl Key {
    /// Path below the document's root, names joined by dots. Elements of a list are `[]` in helmfile and values
    /// (`releases[].name`) and unmarked in config (`runners.kubernetes.services.name`); `*` is any name.
    #[must_use]
    pub fn path(&self) -> &'static str {
        self.text(0, self.texts.path)
    }

    /// What a person calls it, sentence case.
    #[must_use]
    pub fn label(&self) -> &'static str {
        self.text(usize::from(self.texts.path), self.texts.label)
    }

    /// What applies when it is not set, as JSON; `None` when nothing does or [`Key::unset`] says it in words.
    #[must_use]
    pub fn default(&self) -> Option<&'static str> {
        filled(self.text(
            usize::from(self.texts.path) + usize::from(self.texts.label),
            self.texts.default,
        ))
    }

    /// The variable that sets the same thing at registration.
    #[must_use]
    pub fn env(&self) -> Option<&'static str> {
        let before = [self.texts.path, self.texts.label, self.texts.default]
            .map(usize::from)
            .iter()
            .sum();
        filled(self.text(before, self.texts.env))
    }

    /// One or more sentences of help.
    #[must_use]
    pub fn note(&self) -> &'static str {
        slice(self.texts.note as usize, self.texts.note_len.into())
    }

    fn text(&self, skip: usize, len: u8) -> &'static str {
        slice(self.texts.start as usize + skip, len.into())
    }

    /// The last name of its path.
    #[must_use]
    pub fn name(&self) -> &'static str {
        let name = self.path().rsplit('.').next().unwrap_or_default();
        name.strip_suffix("[]").unwrap_or(name)
    }

    /// First version that reads it: of the chart (values), the runner (config) or helmfile. `None` = always.
    #[must_use]
    pub fn since(&self) -> Option<Version> {
        self.since.map(Version::from)
    }

    /// First version that no longer reads it.
    #[must_use]
    pub fn until(&self) -> Option<Version> {
        self.until.map(Version::from)
    }

    /// The page it is on.
    #[must_use]
    pub fn section(&self) -> Section {
        GROUPS[usize::from(self.group)].section
    }

    /// The heading on that page.
    #[must_use]
    pub fn group(&self) -> &'static str {
        GROUPS[usize::from(self.group)].heading
    }

    /// The only values that are read; empty = any of the type.
    #[must_use]
    pub const fn allowed(&self) -> &'static [&'static str] {
        self.more.allowed
    }

    /// What applies when it is not set, where that is no plain value.
    #[must_use]
    pub fn unset(&self) -> Option<&'static str> {
        filled(self.more.unset)
    }

    /// Address of the key to use instead, or a text where that is no single key.
    #[must_use]
    pub fn replaced_by(&self) -> Option<&'static str> {
        filled(self.more.replaced_by)
    }

    /// Address of the key of the other file that holds the same setting: the chart makes one of the other.
    #[must_use]
    pub fn twin(&self) -> Option<&'static str> {
        filled(self.more.twin)
    }

    /// How the text inside is written: `regex`, `KEY=value`.
    #[must_use]
    pub fn format(&self) -> Option<&'static str> {
        filled(self.more.format)
    }

    /// Where the facts of this row come from.
    #[must_use]
    pub fn source(&self) -> &'static str {
        filled(self.more.source).unwrap_or(SOURCES[self.place.index()])
    }

    /// Whether one widget holds the whole value: no list, map or object.
    #[must_use]
    pub const fn is_scalar(&self) -> bool {
        self.ty.is_scalar()
    }

    /// Whether a document may hold `seen` here; the sentence of a mismatch says what the reader of the document does.
    ///
    /// # Errors
    /// The mismatch. Templates and null are never one: what null does is for the rules to say.
    pub fn accepts(&self, seen: &Seen<'_>) -> Result<(), Mismatch> {
        self.ty.accepts(self.place, seen)?;
        value_type::check_allowed(self, seen)
    }

    /// The address, with its place.
    #[must_use]
    pub fn address(&self) -> Address {
        Address {
            place: self.place,
            segments: self.segments(),
        }
    }
}

impl More {
    const NONE: Self = Self {
        allowed: &[],
        unset: "",
        replaced_by: "",

        twin: "",
        format: "",
        source: "",
    };
}

/// A piece of the text of the table. Build script and table come from one run, so that it is always there.
fn slice(start: usize, len: usize) -> &'static str {
    TEXT.get(start..start + len).unwrap_or_default()
}

fn filled(text: &'static str) -> Option<&'static str> {
    (!text.is_empty()).then_some(text)
}

impl Place {
    /// The three places in table order.
    pub const ALL: [Self; 3] = [Self::Helmfile, Self::Values, Self::Config];

    /// The word in front of the colon of an address.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Helmfile => "helmfile",
            Self::Values => "values",
            Self::Config => "config",
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Section {
    /// All sections in reading order.
    pub const ALL: [Self; 10] = [
        Self::Helmfile,
        Self::GitLabAndToken,
        Self::Managers,
        Self::Jobs,
        Self::Cache,
        Self::Permissions,
        Self::Placement,
        Self::Security,
        Self::Metrics,
        Self::Advanced,
    ];

    /// The title a person reads.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Helmfile => "Helmfile",
            Self::GitLabAndToken => "GitLab and token",
            Self::Managers => "Managers",
            Self::Jobs => "Jobs",
            Self::Cache => "Cache",
            Self::Permissions => "Permissions",
            Self::Placement => "Placement",
            Self::Security => "Security",
            Self::Metrics => "Metrics",
            Self::Advanced => "Advanced",
        }
    }
}
