//! What the site knows: the documents, their history, and what a person looks at. No DOM.

mod action;
mod field;
mod marks;

pub(crate) use action::Action;
pub(crate) use field::{FieldKey, fields, is_field, is_offered};
pub(crate) use marks::Marks;

use evenkeel_core::keys::{Address, Key, Section};
use evenkeel_core::presets;
use evenkeel_core::rules::{Assumptions, Finding, Severity, check};
use evenkeel_core::workspace::Workspace;
use std::collections::BTreeSet;
use std::rc::Rc;

/// Everything a person can undo.
#[derive(Clone, Default)]
pub(crate) struct Documents {
    pub(crate) workspace: Workspace,
    pub(crate) assumptions: Assumptions,
    /// What was typed and cannot be placed in the documents.
    pub(crate) drafts: Vec<Draft>,
}

/// A value that a document would not take.
#[derive(Clone, PartialEq)]
pub(crate) struct Draft {
    pub(crate) release: usize,
    pub(crate) address: Address,
    pub(crate) text: String,
    pub(crate) reason: String,
}

/// A visit of one field: from the first keystroke until the focus leaves.
#[derive(Clone, PartialEq)]
pub(crate) struct Visit {
    pub(crate) address: Address,
    /// The field's text as it was typed.
    pub(crate) text: String,
}

/// The whole state of the site.
#[derive(Clone, Default)]
pub(crate) struct State {
    /// Grows with everything that happens, so that parts of the page can tell what they have drawn.
    pub(crate) edition: usize,
    pub(crate) documents: Rc<Documents>,
    past: Vec<Rc<Documents>>,
    future: Vec<Rc<Documents>>,
    pub(crate) findings: Rc<Vec<Finding>>,
    /// Keys the shown release sets, by their row.
    pub(crate) set: Rc<BTreeSet<u16>>,
    pub(crate) visit: Option<Visit>,
    pub(crate) marks: Marks,
    pub(crate) release: usize,
    pub(crate) section: Option<Section>,
    pub(crate) file: usize,
    /// The line the preview should show, from 1, and how often it was asked to.
    pub(crate) shown_line: Option<(usize, u32)>,
    pub(crate) search: String,
    pub(crate) opened: BTreeSet<Section>,
    /// What was just done, for the live region.
    pub(crate) said: String,
}

/// Counts beside a section's name.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Count {
    pub(crate) set: usize,
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
}

impl State {
    /// The state a visitor meets: the preset of the article, corrected.
    pub(crate) fn start() -> Self {
        let preset = presets::find("article").and_then(presets::Preset::workspace);
        let mut state = Self {
            section: Some(Section::GitLabAndToken),
            ..Self::default()
        };
        state.documents = Rc::new(Documents {
            workspace: preset.unwrap_or_default(),
            ..Documents::default()
        });
        state.file = state.documents.workspace.files().len().saturating_sub(1);
        state.derive();
        state
    }

    pub(crate) fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    pub(crate) fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// Computes what follows from the documents.
    fn derive(&mut self) {
        let workspace = &self.documents.workspace;
        self.release = self
            .release
            .min(workspace.releases().len().saturating_sub(1));
        self.file = self.file.min(workspace.files().len().saturating_sub(1));
        self.findings = Rc::new(check(workspace, &self.documents.assumptions));
        let leaves = workspace.leaves(self.release);
        let rows = leaves
            .iter()
            .filter_map(|leaf| leaf.address.key())
            .map(|key| key.id);
        self.set = Rc::new(rows.collect());
    }

    /// The findings of the shown release about a key.
    pub(crate) fn findings_of(&self, key: &Key) -> Vec<Finding> {
        let is_about = |finding: &&Finding| {
            let about = finding.address.as_ref().and_then(Address::key);
            finding.release == self.release && about.is_some_and(|about| about.id == key.id)
        };
        self.findings.iter().filter(is_about).cloned().collect()
    }

    /// How many keys of a section are set, and what is wrong with them.
    pub(crate) fn count(&self, section: Section) -> Count {
        let mut count = Count::default();
        count.set = fields(section)
            .filter(|key| self.set.contains(&key.id))
            .count();
        for finding in self
            .findings
            .iter()
            .filter(|finding| finding.release == self.release)
        {
            let about = finding.address.as_ref().and_then(Address::key);
            if about.is_some_and(|key| key.section() == section) {
                match finding.severity {
                    Severity::Error => count.errors += 1,
                    Severity::Warning => count.warnings += 1,
                    Severity::Info => {}
                }
            }
        }
        count
    }

    /// How many errors and warnings a release has.
    pub(crate) fn count_release(&self, release: usize) -> Count {
        let mut count = Count::default();
        for finding in self
            .findings
            .iter()
            .filter(|finding| finding.release == release)
        {
            match finding.severity {
                Severity::Error => count.errors += 1,
                Severity::Warning => count.warnings += 1,
                Severity::Info => {}
            }
        }
        count
    }

    /// The text a field shows: what is being typed, a draft, else what the documents hold.
    pub(crate) fn text_of(&self, address: &Address) -> String {
        if let Some(visit) = self
            .visit
            .as_ref()
            .filter(|visit| visit.address == *address)
        {
            return visit.text.clone();
        }
        if let Some(draft) = self.draft_of(address) {
            return draft.text.clone();
        }
        let reading = self.documents.workspace.read(self.release, address);
        reading
            .map(|reading| field::shown(&reading))
            .unwrap_or_default()
    }

    pub(crate) fn draft_of(&self, address: &Address) -> Option<&Draft> {
        self.documents
            .drafts
            .iter()
            .find(|draft| draft.release == self.release && draft.address == *address)
    }
}

#[cfg(test)]
mod tests;
