//! What the page knows: how the documents look, what is typed just now, and what a person looks at. No DOM, and no document
//! is changed here: changes are sent to the worker, which answers with how the documents look then.

mod action;
mod checks;
mod documents;
mod field;
mod panel;
mod typing;

pub(crate) use action::Action;
pub(crate) use checks::{Checks, Count};
pub(crate) use documents::{Documents, OpenFile};
pub(crate) use field::{Spot, fields, is_field, parts};
pub(crate) use panel::{PANELS, Shown};

use evenkeel_core::keys::Section;
use evenkeel_protocol::{Assumed, Edit, Nodes, Preset, Topic};
use std::collections::BTreeSet;
use std::rc::Rc;
use typing::Typing;

/// The whole state of the page.
#[derive(Clone, Default)]
pub(crate) struct State {
    /// Grows with everything that happens, so that parts of the page can tell what they have drawn.
    pub(crate) edition: usize,
    /// As the worker drew them last; none before its first answer.
    pub(crate) documents: Option<Rc<Documents>>,
    pub(crate) typing: Typing,
    pub(crate) checks: Checks,
    pub(crate) presets: Rc<Vec<Preset>>,
    /// What is explained below the files; none for the findings.
    pub(crate) panel: Option<Topic>,
    /// The field that had the focus last.
    pub(crate) looked_at: Option<Spot>,
    pub(crate) shown: Option<Shown>,
    /// What was put into the inputs of explanations.
    told: Vec<panel::Told>,
    pub(crate) section: Option<Section>,
    pub(crate) file: usize,
    /// The line the preview should show, from 1, and how often it was asked to.
    pub(crate) shown_line: Option<(usize, u32)>,
    pub(crate) search: String,
    pub(crate) opened: Vec<Section>,
    /// The elements, by their places, of which all settings are shown.
    pub(crate) unfolded: BTreeSet<String>,
    /// The element that is to be added to a list, by its place: there is none until something of it is typed.
    pub(crate) adding: Option<String>,
    /// Whether the files are to be handed over once every change is in them.
    pub(crate) is_downloading: bool,
    /// What was just done, for the live region.
    pub(crate) said: String,
}

impl State {
    /// The state a visitor meets.
    pub(crate) fn start(presets: Rc<Vec<Preset>>) -> Self {
        Self {
            section: Some(Section::GitLabAndToken),
            presets,
            ..Self::default()
        }
    }

    /// What a worker that knows nothing begins with: the documents as they were last, else the preset of the article.
    pub(crate) fn begin(&self) -> Edit {
        if let Some(documents) = &self.documents {
            return documents.begin_again();
        }
        let article = self.presets.iter().find(|preset| preset.id == "article");
        Edit::Begin {
            edition: 0,
            files: article
                .map(|preset| preset.files.clone())
                .unwrap_or_default(),
            environment: String::new(),
            assumed: Assumed::default(),
        }
    }

    /// Which state of the documents is shown.
    pub(crate) fn written(&self) -> Option<usize> {
        Some(self.documents.as_ref()?.picture.edition)
    }

    /// The release that is shown.
    pub(crate) fn release(&self) -> usize {
        self.documents
            .as_ref()
            .map_or(0, |documents| documents.picture.release)
    }

    /// Whether something is on its way that the shown documents lack.
    pub(crate) fn is_busy(&self) -> bool {
        self.checks.stopped.is_none() && (self.documents.is_none() || self.typing.is_pending())
    }

    /// Whether changes can be made.
    pub(crate) fn can_change(&self) -> bool {
        self.documents.is_some() && self.checks.stopped.is_none()
    }

    /// The text a field shows.
    pub(crate) fn text_of(&self, documents: &Documents, at: &str) -> String {
        let value = documents.value(at).map(|value| value.text.as_str());
        self.text_or(documents, at, value.unwrap_or_default())
    }

    /// The text a field shows: what is being typed, a draft, else what the documents hold.
    pub(crate) fn text_or(&self, documents: &Documents, at: &str, held: &str) -> String {
        let draft = || documents.draft(at).map(|draft| draft.text.as_str());
        let typed = self.typing.text(at).or_else(draft);
        typed.unwrap_or(held).to_owned()
    }

    /// Whether a field holds something, be it on its way to the documents.
    pub(crate) fn is_set(&self, documents: &Documents, at: &str) -> bool {
        let typed = self.typing.text(at).filter(|_| self.typing.is_pending());
        typed.map_or_else(|| documents.value(at).is_some(), |text| !text.is_empty())
    }

    /// The assumed nodes.
    pub(crate) fn nodes(&self) -> Nodes {
        let known = self.documents.as_ref();
        let known = || known.and_then(|documents| documents.picture.nodes.as_ref());
        self.typing
            .nodes()
            .or_else(known)
            .cloned()
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
