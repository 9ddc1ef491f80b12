//! What the mutations hand to the engine: changes to make on one document, and drafts of what the report will say.
//! A draft that belongs to a change becomes a skip when the change is refused.
use std::ops::Range;

use evenkeel_yaml::{Change, Route};

use super::report::{Action, Reason};
use super::resources::Role;

/// What is to be done and said about one document.
#[derive(Debug, Default)]
pub(super) struct Intents {
    pub(super) changes: Vec<Change>,
    /// The unit of each change: those with the same number are made together or not at all.
    pub(super) units: Vec<usize>,
    unit: usize,
    pub(super) drafts: Vec<Draft>,
    /// What containers request before and after.
    pub(super) requests: Vec<ContainerRequest>,
}

/// What one container requests of one resource.
#[derive(Debug, Clone)]
pub(super) struct ContainerRequest {
    /// Which of the document's workloads it belongs to.
    pub(super) workload: usize,
    pub(super) role: Role,
    pub(super) resource: &'static str,
    /// In nanos.
    pub(super) before: i128,
    /// In nanos, once the drafts have come true.
    pub(super) after: i128,
    pub(super) drafts: Range<usize>,
}

/// A decision whose lines in the output are not known yet.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    /// Which of the document's workloads it is about.
    pub(super) workload: usize,
    pub(super) container: Option<String>,
    pub(super) path: Option<Route>,
    pub(super) action: Action,
    pub(super) value: Option<String>,
    pub(super) rule: Option<String>,
    pub(super) reason: Reason,
    /// The change that carries it out.
    pub(super) change: Option<usize>,
    /// Offset in the document of what it is about.
    pub(super) at: usize,
}

impl Draft {
    /// A draft that says a field of a workload is left as it is.
    pub(super) fn skip(workload: usize, path: Route, at: usize, reason: Reason) -> Self {
        Self {
            workload,
            container: None,
            path: Some(path),
            action: Action::Skipped,
            value: None,
            rule: None,
            reason,
            change: None,
            at,
        }
    }
}

impl Intents {
    /// Notes a change that makes drafts come true, by their positions.
    pub(super) fn change(&mut self, change: Change, drafts: impl IntoIterator<Item = usize>) {
        for draft in drafts {
            if let Some(draft) = self.drafts.get_mut(draft) {
                draft.change = Some(self.changes.len());
            }
        }
        self.changes.push(change);
        self.units.push(self.unit);
    }

    /// Begins a unit: the changes that follow belong together.
    pub(super) fn begin_unit(&mut self) {
        self.unit += 1;
    }

    /// Notes a draft and tells its position.
    pub(super) fn draft(&mut self, draft: Draft) -> usize {
        self.drafts.push(draft);
        self.drafts.len() - 1
    }
}
