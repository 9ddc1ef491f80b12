//! Versions of chart, runner and tools, and which key exists in which.
//!
//! Refuses to guess beyond what was checked: above the newest checked chart the answer is [`Availability::Unknown`].

use std::fmt;
use std::str::FromStr;

use super::{Key, NEWEST_CHECKED, NEWEST_KNOWN, PAIRS, Place, Status};

/// A version of three numbers; shorter ones are filled with zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// First number.
    pub major: u16,
    /// Second number.
    pub minor: u16,
    /// Third number.
    pub patch: u16,
}

/// A version of the GitLab Runner chart, e.g. 0.86.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChartVersion(pub Version);

/// A version of GitLab Runner, e.g. 18.9.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunnerVersion(pub Version);

/// Why a text is no version: one line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a version; expected numbers such as 0.86.0")]
pub struct VersionError(String);

/// Whether a key exists in a version of the chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Availability {
    /// It does.
    Yes,
    /// Only from this chart version on.
    SinceLater(ChartVersion),
    /// It was removed in this version: of the chart for values, of the runner for config.
    Removed(Version),
    /// The version is outside of what was checked.
    Unknown,
}

impl Version {
    /// The version of these three numbers.
    #[must_use]
    pub const fn new(major: u16, minor: u16, patch: u16) -> Self {
        Self {
            major,
            minor,
            patch,
        }
    }
}

impl From<[u8; 3]> for Version {
    fn from([major, minor, patch]: [u8; 3]) -> Self {
        Self::new(major.into(), minor.into(), patch.into())
    }
}

impl FromStr for Version {
    type Err = VersionError;

    /// Reads `1.2.3`, `v1.2` and `1.2.3-rc1+build`; what follows a dash or plus is dropped.
    fn from_str(text: &str) -> Result<Self, VersionError> {
        let fail = || VersionError(text.chars().take(40).collect());
        let numbers = text.trim().trim_start_matches(['v', 'V']);
        let numbers = numbers.split(['-', '+']).next().unwrap_or(numbers);
        let mut parts = [0; 3];
        for (at, part) in numbers.split('.').enumerate() {
            if part.is_empty() || !part.bytes().all(|b| b.is_ascii_digit()) {
                return Err(fail());
            }
            *parts.get_mut(at).ok_or_else(fail)? = part.parse().map_err(|_| fail())?;
        }
        Ok(Self::new(parts[0], parts[1], parts[2]))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}.{}.{}", self.major, self.minor, self.patch))
    }
}

macro_rules! versioned {
    ($($name:ident),*) => {$(
        impl FromStr for $name {
            type Err = VersionError;

            fn from_str(text: &str) -> Result<Self, VersionError> {
                text.parse().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}
versioned!(ChartVersion, RunnerVersion);

/// The newest chart whose templates were read for the table.
#[must_use]
pub const fn newest_checked_chart() -> ChartVersion {
    ChartVersion(NEWEST_CHECKED)
}

/// The newest chart known to exist when the table was made.
#[must_use]
pub const fn newest_known_chart() -> ChartVersion {
    ChartVersion(NEWEST_KNOWN)
}

/// The charts whose runner is known, the oldest first, with the runner that each installs by default.
pub fn known_charts() -> impl DoubleEndedIterator<Item = (ChartVersion, RunnerVersion)> {
    PAIRS
        .iter()
        .map(|(chart, runner)| (ChartVersion(*chart), RunnerVersion(*runner)))
}

/// The runner that a chart installs by default, by its minor version: the pair at or below it. `None` below the
/// oldest pair and above the newest one.
#[must_use]
pub fn runner_of(chart: ChartVersion) -> Option<RunnerVersion> {
    if chart.0 > NEWEST_KNOWN && !same_minor(chart.0, NEWEST_KNOWN) {
        return None;
    }
    PAIRS
        .iter()
        .rev()
        .find(|(paired, _)| *paired <= chart.0 || same_minor(*paired, chart.0))
        .map(|(_, runner)| RunnerVersion(*runner))
}

/// Whether `key` exists in a chart version (for config keys: in the runner that it installs). Helmfile keys do not
/// depend on the chart and answer `Yes`.
#[must_use]
pub fn available(key: &Key, chart: ChartVersion) -> Availability {
    match key.place {
        Place::Helmfile => Availability::Yes,
        Place::Values => {
            if let Some(until) = key.until().filter(|until| chart.0 >= *until) {
                return Availability::Removed(until);
            }
            match key.since() {
                Some(since) if chart.0 < since => Availability::SinceLater(ChartVersion(since)),
                _ if chart.0 > NEWEST_CHECKED && !same_minor(chart.0, NEWEST_CHECKED) => {
                    Availability::Unknown
                }
                _ => Availability::Yes,
            }
        }
        Place::Config => available_config(key, chart),
    }
}

/// Whether a chart version may have the value at `path`, or one below it; above the newest checked chart it may.
#[must_use]
pub fn may_have(path: &str, chart: ChartVersion) -> bool {
    let is_below = |key: &Key| {
        let rest = key.path().strip_prefix(path);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    super::all().iter().any(|key| {
        let available = || available(key, chart);
        key.place == Place::Values
            && is_below(key)
            && matches!(available(), Availability::Yes | Availability::Unknown)
    })
}

/// The oldest chart that people are offered to choose; what is older is not asked for any more.
pub const OLDEST_OFFERED: ChartVersion = ChartVersion(Version::new(0, 79, 0));

/// Which charts have a key that this one lacks: `since chart 0.84.0`, `until chart 0.80.1`. Above the newest checked chart
/// nothing is said to be lacking, for nobody looked.
#[must_use]
pub fn lack(key: &Key, chart: ChartVersion) -> Option<String> {
    if chart.0 > NEWEST_CHECKED && !same_minor(chart.0, NEWEST_CHECKED) {
        return None;
    }
    match available(key, chart) {
        Availability::SinceLater(since) => Some(format!("since chart {since}")),
        Availability::Removed(_) => {
            let has_it = |(known, _): &(ChartVersion, RunnerVersion)| {
                available(key, *known) == Availability::Yes
            };
            let last = known_charts().rev().find(has_it);
            last.map(|(last, _)| format!("until chart {last}"))
        }
        Availability::Yes | Availability::Unknown => None,
    }
}

/// Whether a key is one to set in a chart version: a current one, be it lacking, or one that was removed since the oldest
/// offered chart, where that version still has it or a checked one has it no longer.
#[must_use]
pub fn is_offered(key: &Key, chart: ChartVersion) -> bool {
    match key.status {
        Status::Current => true,
        Status::Removed => {
            let has_it = |chart| available(key, chart) == Availability::Yes;
            has_it(chart) || has_it(OLDEST_OFFERED) && lack(key, chart).is_some()
        }
        _ => false,
    }
}

fn available_config(key: &Key, chart: ChartVersion) -> Availability {
    let (Some(oldest), Some(newest)) = (PAIRS.first(), PAIRS.last()) else {
        return Availability::Unknown;
    };
    let runner = runner_of(chart);
    if let Some(until) = key.until() {
        // Everything removed before the oldest known runner is removed in newer charts too.
        match runner {
            Some(runner) if runner.0 >= until => return Availability::Removed(until),
            None if chart.0 > newest.0 => return Availability::Removed(until),
            _ => {}
        }
    }
    let Some(since) = key.since() else {
        return if runner.is_some() {
            Availability::Yes
        } else {
            Availability::Unknown
        };
    };
    match runner {
        // A runner of the same minor has the key: since names minors only.
        Some(runner) if (runner.0.major, runner.0.minor) >= (since.major, since.minor) => {
            Availability::Yes
        }
        None if chart.0 > newest.0 => Availability::Unknown,
        // Below the oldest pair: what even its runner lacks came later, the rest is not known.
        None if since <= oldest.1 => {
            if since.major <= 11 {
                Availability::Yes
            } else {
                Availability::Unknown
            }
        }
        _ => PAIRS
            .iter()
            .find(|(_, paired)| (paired.major, paired.minor) >= (since.major, since.minor))
            .map_or(Availability::Unknown, |(paired, _)| {
                Availability::SinceLater(ChartVersion(*paired))
            }),
    }
}

const fn same_minor(one: Version, other: Version) -> bool {
    one.major == other.major && one.minor == other.minor
}
