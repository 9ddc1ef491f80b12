//! Which explanation is wanted, and the newest one.

use super::State;
use evenkeel_core::keys;
use evenkeel_protocol::{Block, Subject};

/// What is below the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Panel {
    #[default]
    Findings,
    Why,
    Capacity,
    Permissions,
    Version,
}

impl Panel {
    pub(crate) const ALL: [Self; 5] = [
        Self::Findings,
        Self::Why,
        Self::Capacity,
        Self::Permissions,
        Self::Version,
    ];

    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Findings => "Findings",
            Self::Why => "Why",
            Self::Capacity => "Capacity",
            Self::Permissions => "Permissions",
            Self::Version => "Version",
        }
    }
}

/// An explanation.
#[derive(Clone, PartialEq)]
pub(crate) struct Shown {
    /// Which state of the documents it is about.
    pub(crate) edition: usize,
    pub(crate) subject: Subject,
    pub(crate) blocks: Vec<Block>,
}

impl State {
    /// What the shown panel has to be asked for; nothing where it needs no answer.
    pub(crate) fn subject(&self) -> Option<Subject> {
        let release = self.release;
        match self.panel {
            Panel::Findings => None,
            Panel::Why => {
                let key = keys::all().get(usize::from(self.looked_at?))?;
                let key = key.address().to_string();
                Some(Subject::Why { release, key })
            }
            Panel::Capacity => Some(Subject::Capacity { release }),
            Panel::Permissions => Some(Subject::Permissions { release }),
            Panel::Version => Some(Subject::Version {
                release,
                to: self.chosen.clone(),
            }),
        }
    }

    /// The explanation of what is wanted, be it of the documents a moment ago.
    pub(crate) fn explanation(&self) -> Option<&Shown> {
        let subject = self.subject()?;
        self.shown.as_ref().filter(|shown| shown.subject == subject)
    }
}
