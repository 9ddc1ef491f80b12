//! Which lines of a template are there in an environment: those between `{{ if }}` and `{{ end }}` on lines of their own.

use super::Scope;
use super::template::{Branches, Presence, next_action};
use crate::workspace::part::Part;
use std::ops::Range;

/// The stretches of a document that are not there, or of which that is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Conditions(Vec<(Range<usize>, Presence)>);

impl Conditions {
    pub(crate) fn of(part: &Part, scope: &Scope) -> Self {
        let mut found = Vec::new();
        let mut branches = Branches::default();
        let mut from = 0;
        for (range, source) in part.kept().statements() {
            let Some(action) = next_action(source, 0) else {
                continue;
            };
            let state = branches.state();
            if state != Presence::There {
                found.push((from..range.start, state));
            }
            branches.step(action.inside, scope);
            from = range.end;
        }
        let state = branches.state();
        if state != Presence::There {
            found.push((from..part.text.len(), state));
        }
        Self(found)
    }

    /// Whether what begins at a byte of the document is there.
    pub(crate) fn at(&self, offset: usize) -> Presence {
        let after = self.0.partition_point(|(range, _)| range.end <= offset);
        let found = self
            .0
            .get(after)
            .filter(|(range, _)| range.contains(&offset));
        found.map_or(Presence::There, |(_, presence)| presence.clone())
    }
}
