//! Opening files, and saying what was understood.

use super::{File, Role, Workspace, release};
use std::sync::Arc;

/// What opening found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OpenReport {
    /// One entry for each thing worth knowing.
    pub notes: Vec<Note>,
}

/// Something worth knowing about an opened file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The file.
    pub path: String,
    /// Line in the file, from 1; 0 for the file as a whole.
    pub line: usize,
    /// One sentence.
    pub text: String,
}

impl Workspace {
    /// Opens files, given by path and text. Every file stays open, also one that cannot be read; the report says which.
    #[must_use]
    pub fn open<P: Into<String>, T: Into<String>>(
        files: impl IntoIterator<Item = (P, T)>,
    ) -> (Self, OpenReport) {
        let files: Vec<Arc<File>> = files
            .into_iter()
            .map(|(path, text)| Arc::new(File::new(&path.into(), &text.into())))
            .collect();
        let releases = release::find(&files);
        let workspace = Self { files, releases };
        let report = workspace.report();
        (workspace, report)
    }

    /// What is open and what could not be understood.
    #[must_use]
    pub fn report(&self) -> OpenReport {
        let mut notes = Vec::new();
        for file in &self.files {
            notes.extend(file.unreadable().into_iter().map(|error| Note {
                path: file.path().to_owned(),
                line: error.line,
                text: format!("kept as text: {}", error.message),
            }));
            if file.role() == Role::Template {
                let text = "kept as text: a Go template is not edited".to_owned();
                notes.push(Note {
                    path: file.path().to_owned(),
                    line: 0,
                    text,
                });
            }
        }
        for release in &self.releases {
            let Some((file, ..)) = release.place else {
                continue;
            };
            let Some(file) = self.files.get(file) else {
                continue;
            };
            notes.extend(release.missing.iter().map(|missing| Note {
                path: file.path().to_owned(),
                line: 0,
                text: format!("names {missing}, which is not open"),
            }));
        }
        OpenReport { notes }
    }
}
