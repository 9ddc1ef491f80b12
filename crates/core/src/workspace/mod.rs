//! The open documents of a person: a helmfile, values files, `config.toml`s, and the releases they describe.
//!
//! The documents are the model. Nothing here is printed from a struct: a read finds a key in a text, a write edits
//! that text, saving hands the texts out. A workspace is never invalid; what cannot be parsed stays open as text.

mod beside;
mod braces;
mod carried;
mod embedded;
mod environment;
mod file;
mod held;
mod inherited;
mod leaves;
mod list;
mod locate;
mod move_element;
mod moving;
mod open;
mod part;
mod quoted;
mod read;
mod release;
mod several;
mod stack;
mod typed;
mod view;
mod why;
mod write;
mod write_config;

pub(crate) use beside::{Beside, Need};
pub(crate) use braces::{escaped, is_filled, unescaped};
pub use environment::{DEFAULT_ENVIRONMENT, Switch, UnknownEnvironment};
pub use file::{File, Role, Unreadable, may_hold};
pub use held::Held;
pub use leaves::Leaf;
pub use open::{Note, OpenReport};
pub use read::{Location, Reading};
pub use release::{ConfigPlace, Layer, LayerKind, Release};
pub use why::{Said, Standing};
pub use write::{Applied, Input, WriteRefused};

use std::sync::Arc;

/// Open documents and the releases in them. Cheap to clone: texts and trees are shared.
#[derive(Clone, Default)]
pub struct Workspace {
    files: Vec<Arc<File>>,
    releases: Vec<Release>,
    environment: Option<Arc<str>>,
}

impl Workspace {
    /// The open files, in the order in which they were opened.
    #[must_use]
    pub fn files(&self) -> &[Arc<File>] {
        &self.files
    }

    /// The releases of the runner's chart, in the order of the helmfiles.
    #[must_use]
    pub fn releases(&self) -> &[Release] {
        &self.releases
    }

    /// A file by its path.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files
            .iter()
            .find(|file| file.path() == path)
            .map(Arc::as_ref)
    }

    /// Paths and texts, as they would be saved.
    #[must_use]
    pub fn bundle(&self) -> Vec<(String, String)> {
        self.files
            .iter()
            .map(|file| (file.path().to_owned(), file.text().to_owned()))
            .collect()
    }

    /// The number of a release: by its name, by `namespace/name`, or the only one.
    #[must_use]
    pub fn find_release(&self, name: Option<&str>) -> Option<usize> {
        match name {
            None => (self.releases.len() == 1).then_some(0),
            Some(name) => self.releases.iter().position(|release| {
                let own = release.name.as_deref().unwrap_or_default();
                let full = format!("{}/{own}", release.namespace.as_deref().unwrap_or_default());
                own == name || full == name
            }),
        }
    }

    /// Puts a text in place of a file's and reads the releases again.
    fn set_text(&mut self, file: usize, text: &str) {
        if let Some(slot) = self.files.get_mut(file) {
            *slot = Arc::new(File::new(slot.path(), text));
        }
        self.find_releases();
    }

    fn find_releases(&mut self) {
        self.releases = release::find(&self.files, self.environment(), &self.releases);
    }

    /// Opens one more file and reads the releases again. A file of the same path is replaced.
    pub fn add_file(&mut self, path: &str, text: &str) {
        match self.files.iter().position(|file| file.path() == path) {
            Some(file) => self.set_text(file, text),
            None => {
                self.files.push(Arc::new(File::new(path, text)));
                self.find_releases();
            }
        }
    }
}

#[cfg(test)]
mod tests;
