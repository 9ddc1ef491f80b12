//! The documents as the page knows them: the newest picture of them, with the texts of all their files.

use evenkeel_core::keys::{ChartVersion, Key, newest_known_chart};
use evenkeel_protocol::{Assumed, Draft, Edit, FileText, Picture, TextFile, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

/// A file as it will be saved.
pub(crate) struct OpenFile {
    pub(crate) path: String,
    pub(crate) text: Rc<FileText>,
    /// The lines that the last change changed, from 0.
    pub(crate) changed: Range<usize>,
}

/// What is open.
#[derive(Default)]
pub(crate) struct Documents {
    /// All but the files.
    pub(crate) picture: Picture,
    pub(crate) files: Vec<OpenFile>,
    set: BTreeSet<usize>,
    values: BTreeMap<String, Value>,
}

impl Documents {
    /// The documents of a picture that says only what is new about the files.
    pub(super) fn after(&self, mut picture: Picture) -> Self {
        let files = std::mem::take(&mut picture.files);
        let files = files.into_iter().map(|file| {
            let before = || self.files.iter().find(|before| before.path == file.path);
            let text = match file.text {
                Some(text) => Rc::new(text),
                None => before()
                    .map(|before| before.text.clone())
                    .unwrap_or_default(),
            };
            let (start, end) = file.changed.unwrap_or_default();
            OpenFile {
                path: file.path,
                text,
                changed: start..end,
            }
        });
        Self {
            files: files.collect(),
            set: picture
                .values
                .iter()
                .filter_map(|value| value.key)
                .collect(),
            values: picture
                .values
                .drain(..)
                .map(|value| (value.at.clone(), value))
                .collect(),
            picture,
        }
    }

    /// What begins with the same documents in a worker that knows nothing yet.
    pub(super) fn begin_again(&self) -> Edit {
        Edit::Begin {
            // A state of its own: what the worker before said about this one is not about what the new one will say.
            edition: self.picture.edition + 1,
            files: self.bundle(),
            environment: self.picture.environment.clone(),
            assumed: Assumed {
                chart_version: None,
                nodes: self.picture.nodes.clone(),
            },
        }
    }

    /// All files as paths and texts.
    pub(crate) fn bundle(&self) -> Vec<TextFile> {
        let file = |file: &OpenFile| (file.path.clone(), file.text.text.clone());
        self.files.iter().map(file).collect()
    }

    /// The path of a file.
    pub(crate) fn path(&self, file: usize) -> &str {
        self.files.get(file).map_or("", |file| file.path.as_str())
    }

    /// Whether the release sets a key that has one place.
    pub(crate) fn is_set(&self, key: &Key) -> bool {
        self.set.contains(&usize::from(key.id))
    }

    /// What a place holds.
    pub(crate) fn value(&self, at: &str) -> Option<&Value> {
        self.values.get(at)
    }

    /// What was typed for a place and is in no document.
    pub(crate) fn draft(&self, at: &str) -> Option<&Draft> {
        self.picture.drafts.iter().find(|draft| draft.at == at)
    }

    /// The names of other releases that read a file, too.
    pub(crate) fn shared_with(&self, file: usize) -> Option<String> {
        let mut shared = self.picture.shared.iter();
        shared
            .find(|(other, _)| *other == file)
            .map(|(_, names)| names.join(", "))
    }

    /// Whether a helmfile has the shown release.
    pub(crate) fn has_helmfile(&self) -> bool {
        let shown = self.picture.releases.get(self.picture.release);
        shown.is_some_and(|release| release.is_in_helmfile)
    }

    /// The version of the chart that the shown release is edited for.
    pub(crate) fn chart(&self) -> ChartVersion {
        self.picture
            .chart
            .parse()
            .unwrap_or_else(|_| newest_known_chart())
    }
}
