//! What the site knows: the documents, their history, and what a person looks at. No DOM, and no opinion on the
//! documents: findings come from the worker.

mod action;
mod checks;
mod field;
mod marks;
mod panel;

pub(crate) use action::Action;
pub(crate) use checks::{Checks, Count};
pub(crate) use field::{FieldKey, fields, is_field};
pub(crate) use marks::Marks;
pub(crate) use panel::{PANELS, Shown};

use evenkeel_core::keys::{Address, ChartVersion, Section, newest_known_chart};
use evenkeel_core::workspace::{Release, Workspace};
use evenkeel_protocol::{Assumed, Preset, TextFile, Topic};
use std::collections::BTreeSet;
use std::rc::Rc;

/// Everything a person can undo.
#[derive(Clone, Default)]
pub(crate) struct Documents {
    pub(crate) workspace: Workspace,
    pub(crate) assumed: Assumed,
    /// What was typed and cannot be placed in the documents.
    pub(crate) drafts: Vec<Draft>,
}

/// A value that a document would not take.
#[derive(Clone, PartialEq)]
pub(crate) struct Draft {
    pub(crate) environment: String,
    pub(crate) release: usize,
    pub(crate) address: Address,
    pub(crate) text: String,
    pub(crate) reason: String,
}

impl Draft {
    fn is_at(&self, workspace: &Workspace, release: usize, address: &Address) -> bool {
        self.release == release
            && self.address == *address
            && self.environment == workspace.environment()
    }
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
    /// Grows with every change of the documents.
    pub(crate) written: usize,
    pub(crate) documents: Rc<Documents>,
    past: Vec<Rc<Documents>>,
    future: Vec<Rc<Documents>>,
    pub(crate) checks: Checks,
    pub(crate) presets: Rc<Vec<Preset>>,
    /// Keys the shown release sets, by their row.
    pub(crate) set: Rc<BTreeSet<u16>>,
    pub(crate) visit: Option<Visit>,
    /// Whether the last change was one of the assumptions, so that the next one is the same step of undo.
    is_assuming: bool,
    /// What is explained below the files; none for the findings.
    pub(crate) panel: Option<Topic>,
    /// The field that had the focus last, by its row.
    pub(crate) looked_at: Option<u16>,
    pub(crate) shown: Option<Shown>,
    /// What was put into the inputs of explanations.
    told: Vec<panel::Told>,
    pub(crate) marks: Marks,
    pub(crate) release: usize,
    pub(crate) section: Option<Section>,
    pub(crate) file: usize,
    /// The line the preview should show, from 1, and how often it was asked to.
    pub(crate) shown_line: Option<(usize, u32)>,
    pub(crate) search: String,
    pub(crate) opened: Vec<Section>,
    /// What was just done, for the live region.
    pub(crate) said: String,
}

impl State {
    /// The state a visitor meets: the preset of the article, corrected.
    pub(crate) fn start(presets: Rc<Vec<Preset>>) -> Self {
        let mut state = Self {
            section: Some(Section::GitLabAndToken),
            presets,
            ..Self::default()
        };
        let files = state.files_of("article").unwrap_or_default();
        let (workspace, _) = Workspace::open(files);
        state.documents = Rc::new(Documents {
            workspace,
            ..Documents::default()
        });
        state.file = state.documents.workspace.files().len().saturating_sub(1);
        state.derive();
        state
    }

    /// The files of the preset of a name.
    fn files_of(&self, preset: &str) -> Option<Vec<TextFile>> {
        let preset = self.presets.iter().find(|other| other.id == preset)?;
        Some(preset.files.clone())
    }

    pub(crate) fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    pub(crate) fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// The chart's version that the shown release is edited for.
    pub(crate) fn chart(&self) -> ChartVersion {
        let release = self.documents.workspace.releases().get(self.release);
        release
            .and_then(Release::chart_version)
            .unwrap_or_else(newest_known_chart)
    }

    /// Computes what follows from the documents.
    fn derive(&mut self) {
        let workspace = &self.documents.workspace;
        self.release = self
            .release
            .min(workspace.releases().len().saturating_sub(1));
        self.file = self.file.min(workspace.files().len().saturating_sub(1));
        let leaves = workspace.leaves(self.release);
        let rows = leaves
            .iter()
            .filter_map(|leaf| leaf.address.key())
            .map(|key| key.id);
        self.set = Rc::new(rows.collect());
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
        let documents = &self.documents;
        documents
            .drafts
            .iter()
            .find(|draft| draft.is_at(&documents.workspace, self.release, address))
    }
}

#[cfg(test)]
mod tests;
