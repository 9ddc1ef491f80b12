//! Who decodes the value of a key, and with that how much it takes for another type.

use super::{COPIED, Key, Place};

/// Who decodes a value in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reader {
    /// helmfile: strict about keys, not about the spelling of text.
    Helmfile,
    /// A template of the chart, to which most things are text or true.
    Chart,
    /// The runner: strict about types.
    Runner,
    /// Kubernetes, which gets what the chart copies as it is: strict about types.
    Kubernetes,
}

impl Key {
    /// Who decodes its value.
    #[must_use]
    pub fn reader(&self) -> Reader {
        match self.place {
            Place::Helmfile => Reader::Helmfile,
            Place::Config => Reader::Runner,
            Place::Values if self.below_copied().is_some_and(|rest| !rest.is_empty()) => {
                Reader::Kubernetes
            }
            Place::Values => Reader::Chart,
        }
    }

    /// Whether the chart copies what is below this key into a manifest.
    #[must_use]
    pub fn is_copied(&self) -> bool {
        self.below_copied().is_some()
    }

    /// The rest of its path below what is copied.
    fn below_copied(&self) -> Option<&'static str> {
        let path = self.path();
        COPIED[self.place.index()].iter().find_map(|copied| {
            path.strip_prefix(copied)
                .filter(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        })
    }
}
