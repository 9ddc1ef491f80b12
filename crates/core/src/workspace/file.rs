//! One open file: its text, what it is for, and its trees.

use crate::config_toml::{ConfigToml, TomlError};
use evenkeel_yaml::{Document, ParseError, Tree, split};

/// What a file is for, told by its name and what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A helmfile.
    Helmfile,
    /// Values of a chart.
    Values,
    /// The runner's `config.toml`, as a file of its own.
    RunnerConfig,
    /// A Go template: shown and saved, never edited.
    Template,
}

/// An open file. Its text never changes; an edit makes another file.
pub struct File {
    path: String,
    text: String,
    role: Role,
    documents: Vec<(Document, Result<Tree, ParseError>)>,
    config: Option<Result<ConfigToml, TomlError>>,
}

/// Why a file, or a part of it, cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} at line {line}")]
pub struct Unreadable {
    /// What the parser says.
    pub message: String,
    /// Line in the file, from 1.
    pub line: usize,
}

/// Names that only a helmfile has at its top.
const HELMFILE_NAMES: [&str; 6] = [
    "releases",
    "repositories",
    "helmfiles",
    "helmDefaults",
    "environments",
    "bases",
];

impl File {
    /// Reads a file. Anything can be opened; what is no YAML and no TOML stays text.
    #[must_use]
    pub fn new(path: &str, text: &str) -> Self {
        let mut file = Self {
            path: path.to_owned(),
            text: text.to_owned(),
            role: Role::Values,
            documents: Vec::new(),
            config: None,
        };
        let name = path.rsplit('/').next().unwrap_or(path);
        if has_extension(name, "toml") {
            file.role = Role::RunnerConfig;
            file.config = Some(ConfigToml::parse(text));
            return file;
        }
        file.documents = split(text)
            .into_iter()
            .map(|document| {
                let tree = Tree::parse(text.get(document.body.clone()).unwrap_or_default());
                (document, tree)
            })
            .collect();
        let is_helmfile = file.trees().any(|(_, tree)| {
            let root = tree.root();
            HELMFILE_NAMES
                .iter()
                .any(|name| root.is_some_and(|root| root.get(name).is_some()))
        });
        if has_extension(name, "gotmpl") {
            file.role = Role::Template;
        } else if is_helmfile || name.starts_with("helmfile.") {
            file.role = Role::Helmfile;
        }
        file
    }

    /// The path, with `/` between its parts.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The text, byte for byte.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the file is for.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// The readable documents with their numbers.
    pub(crate) fn trees(&self) -> impl Iterator<Item = (usize, &Tree)> {
        self.documents
            .iter()
            .enumerate()
            .filter_map(|(number, (_, tree))| Some((number, tree.as_ref().ok()?)))
    }

    pub(crate) fn tree(&self, document: usize) -> Option<&Tree> {
        self.documents
            .get(document)
            .and_then(|(_, tree)| tree.as_ref().ok())
    }

    /// Where a document's text begins in the file, and that text.
    pub(crate) fn document(&self, document: usize) -> (usize, &str) {
        match self.documents.get(document) {
            Some((document, _)) => (
                document.body.start,
                self.text.get(document.body.clone()).unwrap_or_default(),
            ),
            None => (0, &self.text),
        }
    }

    pub(crate) fn config(&self) -> Option<&Result<ConfigToml, TomlError>> {
        self.config.as_ref()
    }

    /// What in this file cannot be read.
    #[must_use]
    pub fn unreadable(&self) -> Vec<Unreadable> {
        let yaml = self.documents.iter().filter_map(|(document, tree)| {
            let error = tree.as_ref().err()?;
            let line = self.line_of(document.body.start + error.offset);
            Some(Unreadable {
                message: error.message.clone(),
                line,
            })
        });
        let toml = self.config.iter().filter_map(|config| {
            let error = config.as_ref().err()?;
            Some(Unreadable {
                message: error.message.clone(),
                line: self.line_of(error.offset),
            })
        });
        yaml.chain(toml).collect()
    }

    /// The line of a byte, from 1.
    #[must_use]
    pub fn line_of(&self, offset: usize) -> usize {
        let before = self
            .text
            .as_bytes()
            .get(..offset.min(self.text.len()))
            .unwrap_or_default();
        memchr::memchr_iter(b'\n', before).count() + 1
    }
}

fn has_extension(name: &str, extension: &str) -> bool {
    name.rsplit('.')
        .next()
        .is_some_and(|last| last.eq_ignore_ascii_case(extension))
        && name.contains('.')
}
