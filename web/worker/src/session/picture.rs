//! The picture of the documents that the page draws.

use super::Session;
use super::values::{at, values};
use evenkeel_core::keys::newest_known_chart;
use evenkeel_core::secret;
use evenkeel_core::workspace::{DEFAULT_ENVIRONMENT, File, Release, Workspace};
use evenkeel_protocol::{Draft, FilePicture, FileText, Picture, ReleasePicture, Value};
use std::collections::BTreeSet;

impl Session {
    /// The documents as they are now, told to a page that has the picture before.
    pub(crate) fn picture(&mut self) -> Picture {
        let documents = self.documents.clone();
        let workspace = &documents.workspace;
        let release = self.release;
        let own = workspace.releases().get(release);
        let chart = own.and_then(Release::chart_version);
        let values = values(workspace, release);
        let drafts = documents.drafts.iter();
        let drafts = drafts.filter(|draft| draft.is_of(workspace, release));
        let picture = Picture {
            edition: self.edition,
            files: workspace
                .files()
                .iter()
                .map(|file| self.file(file))
                .collect(),
            releases: workspace.releases().iter().map(picture_of).collect(),
            release,
            environment: workspace.environment().to_owned(),
            environments: environments(workspace),
            chart: chart.unwrap_or_else(newest_known_chart).to_string(),
            shared: shared(workspace, release, &values),
            values,
            drafts: drafts
                .map(|draft| Draft {
                    at: at(&draft.address),
                    text: draft.text.clone(),
                    reason: draft.reason.clone(),
                })
                .collect(),
            unwritten: documents.drafts.len(),
            nodes: documents.assumed.nodes.clone(),
            can_undo: !self.past.is_empty(),
            can_redo: !self.future.is_empty(),
            look: self.look.take(),
            said: std::mem::take(&mut self.said),
            taken: std::mem::take(&mut self.taken),
        };
        self.drawn = documents;
        picture
    }

    fn file(&self, file: &File) -> FilePicture {
        let before = self.drawn.workspace.file(file.path());
        let is_drawn = before.is_some_and(|before| before.text() == file.text());
        let secrets = || secret::ranges(file).iter();
        FilePicture {
            path: file.path().to_owned(),
            text: (!is_drawn).then(|| FileText {
                text: file.text().to_owned(),
                secrets: secrets().map(|range| (range.start, range.end)).collect(),
            }),
            changed: self
                .marks
                .of(file.path())
                .map(|lines| (lines.start, lines.end)),
        }
    }
}

fn picture_of(release: &Release) -> ReleasePicture {
    ReleasePicture {
        name: release.name.clone(),
        is_in_helmfile: release.place.is_some(),
    }
}

/// The environments to choose from, the default one among them.
fn environments(workspace: &Workspace) -> Vec<String> {
    let mut all = workspace.environments();
    if !all.is_empty() && !all.iter().any(|name| name == DEFAULT_ENVIRONMENT) {
        all.insert(0, DEFAULT_ENVIRONMENT.to_owned());
    }
    all
}

/// The files of values that other releases read, too.
fn shared(workspace: &Workspace, release: usize, values: &[Value]) -> Vec<(usize, Vec<String>)> {
    let files: BTreeSet<usize> = values.iter().map(|value| value.file).collect();
    let with = files
        .into_iter()
        .map(|file| (file, workspace.shared_with(release, file)));
    with.filter(|(_, names)| !names.is_empty()).collect()
}
