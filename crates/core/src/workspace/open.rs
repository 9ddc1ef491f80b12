//! Opening files, and saying what was understood.

use super::{DEFAULT_ENVIRONMENT, File, Role, Switch, Workspace, release};
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
        let workspace = Self::default().reopened(files);
        let report = workspace.report();
        (workspace, report)
    }

    /// Opens files, of which those that are open here as they are are not read again.
    #[must_use]
    pub fn reopened<P: Into<String>, T: Into<String>>(
        &self,
        files: impl IntoIterator<Item = (P, T)>,
    ) -> Self {
        let files = files
            .into_iter()
            .map(|(path, text)| self.opened(&path.into(), &text.into()));
        self.of_files(files.collect())
    }

    fn opened(&self, path: &str, text: &str) -> Arc<File> {
        let is_it = |file: &&Arc<File>| file.path() == path && file.text() == text;
        let known = self.files.iter().find(is_it);
        known.map_or_else(|| Arc::new(File::new(path, text)), Arc::clone)
    }

    /// What does not depend on how the files were given, so that it is compiled once.
    fn of_files(&self, files: Vec<Arc<File>>) -> Self {
        let releases = release::find(&files, DEFAULT_ENVIRONMENT, &self.releases);
        Self {
            files,
            releases,
            environment: None,
        }
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
        self.carried(&mut notes);
        let named = super::environment::missing(&self.files, self.environment()).into_iter();
        notes.extend(named.filter_map(|(file, line, path)| {
            Some(Note {
                path: self.files.get(file)?.path().to_owned(),
                line,
                text: format!("names the helmfile {path}, which is not open"),
            })
        }));
        for release in &self.releases {
            let Some((file, ..)) = release.place else {
                continue;
            };
            let Some(file) = self.files.get(file) else {
                continue;
            };
            let missing = release.missing.iter();
            let missing = missing.map(|missing| format!("names {missing}, which is not open"));
            let undecided = release.undecided.iter();
            let undecided = undecided.map(|reason| format!("not worked out: {reason}"));
            let off = match &release.switch {
                Switch::Off(why) | Switch::Stops(why) => {
                    let name = release.name.as_deref().unwrap_or("a release");
                    Some(format!(
                        "{name} is not installed in the environment {}: {why}",
                        self.environment()
                    ))
                }
                Switch::On | Switch::Unknown(_) => None,
            };
            notes.extend(missing.chain(undecided).chain(off).map(|text| Note {
                path: file.path().to_owned(),
                line: 0,
                text,
            }));
        }
        OpenReport { notes }
    }

    /// What carriers hold, and what in the open files is not edited.
    fn carried(&self, notes: &mut Vec<Note>) {
        let note = |file: &File, line: usize, text: String| Note {
            path: file.path().to_owned(),
            line,
            text,
        };
        for release in &self.releases {
            let layer = release.layers.last();
            let file = layer.and_then(|layer| self.files.get(layer.file));
            if let (Some(carrier), Some(file)) = (&release.carrier, file) {
                let missing = release.missing.iter();
                let said = |path| format!("{carrier} names {path}, which is not open");
                notes.extend(missing.map(|path| note(file, 0, said(path))));
            }
        }
        for (number, file) in self.files.iter().enumerate() {
            for release in &self.releases {
                let Some(carrier) = &release.carrier else {
                    continue;
                };
                let mut layers = release.layers.iter().filter(|layer| layer.file == number);
                let config = release
                    .config
                    .as_ref()
                    .filter(|config| config.layer.is_none() && config.file == number);
                let (what, reason, line) = match (layers.next(), config) {
                    (Some(layer), _) => {
                        let start = layer.root(&self.files).map_or(0, |root| root.span().start);
                        let at = file.bytes_in_part(layer.document, start..start);
                        ("values", layer.read_only, file.line_of(at.start))
                    }
                    (None, Some(config)) => {
                        let at = config
                            .home
                            .as_ref()
                            .map_or(0..0, |home| file.bytes_of(home, 0..0));
                        ("config.toml", config.read_only, file.line_of(at.start))
                    }
                    (None, None) => continue,
                };
                let end =
                    reason.map_or_else(String::new, |reason| format!(", read only: {reason}"));
                notes.push(note(file, line, format!("{what} in {carrier}{end}")));
            }
            if file.role() == Role::Other {
                let text = "kept as text: nothing of the runner's that could be edited is in it";
                notes.push(note(file, 0, text.to_owned()));
            }
            for (line, text) in file
                .text()
                .lines()
                .enumerate()
                .filter(|_| file.is_program())
            {
                if text.contains("--set ")
                    || text.contains("--set-string ")
                    || text.trim() == "set {"
                {
                    let text = "kept as text: a value set here is neither read nor edited, and wins over values";
                    notes.push(note(file, line + 1, text.to_owned()));
                }
            }
            let is_sealed = |part: usize| {
                let root = file.tree(part).and_then(|tree| tree.root());
                root.and_then(crate::carrier::seals)
            };
            if file.role() == Role::Values
                && file.cargo().is_empty()
                && let Some(reason) = is_sealed(file.first_document())
            {
                notes.push(note(file, 0, format!("read only: {reason}")));
            }
        }
    }
}
