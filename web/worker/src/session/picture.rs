//! The picture of the documents that the page draws.

use super::Session;
use super::field::shown;
use evenkeel_core::keys::{self, Address, newest_known_chart};
use evenkeel_core::secret;
use evenkeel_core::workspace::{DEFAULT_ENVIRONMENT, File, Leaf, Release, Workspace};
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
        let leaves = workspace.leaves(release);
        let set: BTreeSet<usize> = leaves
            .iter()
            .filter_map(|leaf| row(&leaf.address))
            .collect();
        let values = values(workspace, release, &leaves);
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
            set: set.into_iter().collect(),
            shared: shared(workspace, release, &values),
            values,
            drafts: drafts
                .filter_map(|draft| {
                    Some(Draft {
                        key: row(&draft.address)?,
                        text: draft.text.clone(),
                        reason: draft.reason.clone(),
                    })
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

/// What every key holds that has something, be it a value of its own or what is below it.
fn values(workspace: &Workspace, release: usize, leaves: &[Leaf]) -> Vec<Value> {
    let mut rows = BTreeSet::new();
    for leaf in leaves {
        let mut address = leaf.address.clone();
        while !address.segments.is_empty() {
            rows.extend(row(&address));
            address.segments.pop();
        }
    }
    let value = |row: usize| {
        let reading = workspace.read(release, &keys::all().get(row)?.address())?;
        Some(Value {
            key: row,
            text: shown(&reading),
            file: reading.at.file,
            line: reading.at.line,
        })
    };
    rows.into_iter().filter_map(value).collect()
}

/// The files of values that other releases read, too.
fn shared(workspace: &Workspace, release: usize, values: &[Value]) -> Vec<(usize, Vec<String>)> {
    let files: BTreeSet<usize> = values.iter().map(|value| value.file).collect();
    let with = files
        .into_iter()
        .map(|file| (file, workspace.shared_with(release, file)));
    with.filter(|(_, names)| !names.is_empty()).collect()
}

fn row(address: &Address) -> Option<usize> {
    address.key().map(|key| usize::from(key.id))
}
