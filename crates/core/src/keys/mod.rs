//! The table of keys: one row for every key of the helmfile, of the chart's values and of the runner's `config.toml`.
//!
//! The rows are data (`data/*.json`, made into statics by build.rs). This module gives typed access to them and
//! refuses to know what a key means for a runner: that is the business of the rules.

mod address;
mod duration;
mod key;
mod lookup;
mod nearest;
mod reader;
mod search;
mod texts;
mod tree;
mod value_type;
mod version;

#[cfg(test)]
mod tests;

use std::fmt;

pub(crate) use address::known;
pub use address::{Address, AddressError, Segment};
pub use duration::parse_duration;
pub use key::Key;
pub(crate) use lookup::resolve_along;
pub use lookup::{Resolved, children, find, order, resolve};
pub use nearest::{Kind, Meant, Nearest, nearest};
pub use reader::Reader;
pub use search::search;
pub use texts::provide_texts;
#[cfg(feature = "texts")]
pub use texts::texts_file;
pub use value_type::{Item, Mismatch, Seen, Severity, Type};
pub use version::{
    Availability, ChartVersion, OLDEST_OFFERED, RunnerVersion, Version, VersionError, available,
    is_offered, known_charts, lack, may_have, newest_checked_chart, newest_known_chart, runner_of,
};

use crate::quantity::Resource;
use key::{More, Texts};
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
