//! One open file: its text, what it is for, and its trees.

use super::embedded::{self, Cargo};
use super::part::{Home, Part};
use crate::carrier::Holds;
use crate::config_toml::{ConfigToml, TomlError};
use evenkeel_yaml::{Node, Route, Tree, split};
use std::ops::Range;
use std::sync::OnceLock;

/// What files are named that may hold values or a `config.toml`, as such or inside.
const EXTENSIONS: [&str; 14] = [
    ".yaml",
    ".yml",
    ".toml",
    ".gotmpl",
    ".tf",
    ".tofu",
    ".hcl",
    ".sh",
    ".bash",
    ".tftpl",
    ".tpl",
    ".tmpl",
    ".j2",
    ".envsubst",
];

/// Whether a file's name says that it may hold something of the runner's; for folders and archives, of which not all is opened.
#[must_use]
pub fn may_hold(name: &str) -> bool {
    EXTENSIONS.iter().any(|extension| name.ends_with(extension))
}

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
    /// Something that carries values or a `config.toml` inside: an object, a program, a script.
    Carrier,
    /// Kubernetes objects, programs and scripts that carry nothing of the runner: shown and saved, never edited.
    Other,
}

/// An open file. Its text never changes; an edit makes another file.
pub struct File {
    path: String,
    text: String,
    role: Role,
    /// The documents of the file, then the documents in them.
    parts: Vec<Part>,
    documents: usize,
    cargo: Vec<Cargo>,
    config: Option<Result<ConfigToml, TomlError>>,
    secrets: OnceLock<Vec<Range<usize>>>,
    newlines: OnceLock<Vec<usize>>,
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

/// Last parts of names of files that another program fills in; what is before tells what they are.
const TEMPLATE_EXTENSIONS: [&str; 6] = ["tftpl", "tpl", "tmpl", "j2", "erb", "envsubst"];

/// Last parts of names of files that hold other texts, and what they are.
const TEXT_CARRIERS: [(&str, &str); 6] = [
    ("tf", "Terraform"),
    ("tofu", "OpenTofu"),
    ("hcl", "HCL"),
    ("sh", "shell script"),
    ("bash", "shell script"),
    ("zsh", "shell script"),
];

/// What `helm get values` prints above the values.
const HELM_HEADINGS: [&str; 2] = ["USER-SUPPLIED VALUES:", "COMPUTED VALUES:"];

impl File {
    /// Reads a file. Anything can be opened; what is no YAML and no TOML stays text.
    #[must_use]
    pub fn new(path: &str, text: &str) -> Self {
        let mut file = Self {
            path: path.to_owned(),
            text: text.to_owned(),
            role: Role::Values,
            parts: Vec::new(),
            documents: 0,
            cargo: Vec::new(),
            config: None,
            secrets: OnceLock::new(),
            newlines: OnceLock::new(),
        };
        let name = path.rsplit('/').next().unwrap_or(path);
        let own_name = without_template_extension(name);
        if has_extension(own_name, "toml") {
            file.role = Role::RunnerConfig;
            file.config = Some(ConfigToml::parse(text));
            return file;
        }
        let carrier = TEXT_CARRIERS
            .iter()
            .find(|(extension, _)| has_extension(own_name, extension));
        if let Some((_, title)) = carrier {
            (file.parts, file.cargo) = embedded::in_blocks(text, title);
            file.role = if file.cargo.is_empty() {
                Role::Other
            } else {
                Role::Carrier
            };
            return file;
        }
        let is_template = has_extension(name, "gotmpl") || own_name != name;
        file.read_documents(is_template);
        let is_helmfile = file.trees().any(|(_, tree)| {
            let root = tree.root();
            HELMFILE_NAMES
                .iter()
                .any(|name| root.is_some_and(|root| root.get(name).is_some()))
        });
        if name.starts_with("helmfile.") || is_helmfile {
            file.role = Role::Helmfile;
        } else if has_extension(name, "gotmpl") {
            file.role = Role::Template;
        } else if file
            .trees()
            .any(|(_, tree)| tree.root().is_some_and(is_object))
        {
            file.cargo = embedded::in_objects(&mut file.parts);
            file.role = if file.cargo.is_empty() {
                Role::Other
            } else {
                Role::Carrier
            };
        } else {
            file.find_aliases();
        }
        file
    }

    /// Whether helmfile fills the file in before it reads it.
    pub(crate) fn is_template(&self) -> bool {
        has_extension(&self.path, "gotmpl")
    }

    /// Whether the file is a program or a script.
    pub(crate) fn is_program(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or(&self.path);
        let name = without_template_extension(name);
        TEXT_CARRIERS
            .iter()
            .any(|(extension, _)| has_extension(name, extension))
    }

    fn read_documents(&mut self, is_template: bool) {
        for document in split(&self.text) {
            let mut bytes = document.body;
            let body = self.text.get(bytes.clone()).unwrap_or_default();
            let first = body.lines().next().unwrap_or_default();
            if HELM_HEADINGS.contains(&first.trim_end()) {
                bytes.start += body.find('\n').map_or(body.len(), |end| end + 1);
            }
            let body = self.text.get(bytes.clone()).unwrap_or_default();
            self.parts
                .push(Part::new(Home::Bytes(bytes), body, is_template));
        }
        self.documents = self.parts.len();
    }

    /// Values of an umbrella chart: those of the runner's chart are below one of its keys, or several.
    fn find_aliases(&mut self) {
        let document = self.first_document();
        let own = Cargo::umbrella();
        let found = embedded::below_aliases(
            &self.parts,
            &own,
            &[(document, Route::root(), Holds::Values)],
        );
        self.cargo = found
            .into_iter()
            .filter(|cargo| cargo.layers.iter().any(|(_, route, _)| !route.0.is_empty()))
            .collect();
    }

    /// The number of the first document that can be read.
    pub(crate) fn first_document(&self) -> usize {
        self.trees().next().map_or(0, |(document, _)| document)
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

    /// The readable documents of the file itself with their numbers.
    pub(crate) fn trees(&self) -> impl Iterator<Item = (usize, &Tree)> {
        let own = self.parts.iter().take(self.documents).enumerate();
        own.filter_map(|(number, part)| Some((number, part.tree.as_ref().ok()?)))
    }

    pub(crate) fn tree(&self, part: usize) -> Option<&Tree> {
        self.parts
            .get(part)
            .and_then(|part| part.tree.as_ref().ok())
    }

    pub(crate) fn part(&self, part: usize) -> Option<&Part> {
        self.parts.get(part)
    }

    pub(crate) fn parts(&self) -> &[Part] {
        &self.parts
    }

    pub(crate) fn cargo(&self) -> &[Cargo] {
        &self.cargo
    }

    /// Where a document's text begins in the file, and that text; of a document in a document the whole file.
    pub(crate) fn document(&self, document: usize) -> (usize, &str) {
        match self.parts.get(document) {
            Some(part) => match &part.home {
                Home::Bytes(range) => (range.start, &part.text),
                Home::Scalar { .. } => (0, &part.text),
            },
            None => (0, &self.text),
        }
    }

    pub(crate) fn config(&self) -> Option<&Result<ConfigToml, TomlError>> {
        self.config.as_ref()
    }

    /// The bytes that are secret, looked for when somebody first asks.
    pub(crate) fn secrets(&self, find: impl FnOnce() -> Vec<Range<usize>>) -> &[Range<usize>] {
        self.secrets.get_or_init(find)
    }

    /// What in this file cannot be read.
    #[must_use]
    pub fn unreadable(&self) -> Vec<Unreadable> {
        let yaml = self.parts.iter().filter_map(|part| {
            let error = part.tree.as_ref().err()?;
            let at = self.bytes_of(&part.home, error.offset..error.offset);
            Some(Unreadable {
                message: error.message.clone(),
                line: self.line_of(at.start),
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
        let newlines = self
            .newlines
            .get_or_init(|| memchr::memchr_iter(b'\n', self.text.as_bytes()).collect());
        newlines.partition_point(|newline| *newline < offset) + 1
    }
}

/// Whether a document is an object of Kubernetes.
fn is_object(root: Node<'_>) -> bool {
    let has = |key: &str| root.get(key).and_then(Node::text).is_some();
    has("apiVersion") && has("kind")
}

fn without_template_extension(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((own, last)) if TEMPLATE_EXTENSIONS.contains(&last) && !own.is_empty() => own,
        _ => name,
    }
}

fn has_extension(name: &str, extension: &str) -> bool {
    name.rsplit('.')
        .next()
        .is_some_and(|last| last.eq_ignore_ascii_case(extension))
        && name.contains('.')
}
