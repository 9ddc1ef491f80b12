//! The documents that are open, their history, and every way to change them. Knows no browser, and has no opinion on the
//! documents: that is the adviser's.

mod edit;
mod field;
mod marks;
mod picture;
mod values;

pub(crate) use values::at;

use evenkeel_core::keys::Address;
use evenkeel_core::workspace::{DEFAULT_ENVIRONMENT, Release, Workspace};
use evenkeel_protocol::{Assumed, TextFile};
use marks::Marks;
use std::rc::Rc;

/// Everything a person can undo.
#[derive(Clone, Default)]
pub(crate) struct Documents {
    pub(crate) workspace: Workspace,
    pub(crate) assumed: Assumed,
    /// What was typed and cannot be placed in the documents.
    drafts: Vec<Draft>,
}

/// A value that a document would not take.
#[derive(Clone, PartialEq)]
struct Draft {
    environment: String,
    release: usize,
    address: Address,
    text: String,
    reason: String,
}

impl Draft {
    fn is_of(&self, workspace: &Workspace, release: usize) -> bool {
        self.release == release && self.environment == workspace.environment()
    }
}

/// What is open.
#[derive(Default)]
pub(crate) struct Session {
    /// Grows with every change of the documents.
    pub(crate) edition: usize,
    documents: Rc<Documents>,
    past: Vec<Rc<Documents>>,
    future: Vec<Rc<Documents>>,
    /// The field that is being typed in: from the first keystroke until the focus leaves.
    visit: Option<Address>,
    /// Whether the last change was one of the assumptions, so that the next one is the same step of undo.
    is_assuming: bool,
    release: usize,
    marks: Marks,
    /// Since the last picture: what should come into view, what was done, and which inputs of explanations are in the
    /// files now.
    look: Option<(usize, Option<usize>)>,
    said: String,
    taken: Vec<String>,
    /// Whose texts the page has.
    drawn: Rc<Documents>,
}

/// What a step did.
pub(crate) struct Step {
    /// In a few words.
    pub(crate) said: String,
    /// The inputs of explanations whose texts are in the files now.
    pub(crate) taken: Vec<String>,
}

impl Step {
    pub(crate) fn of(said: impl Into<String>) -> Self {
        Self {
            said: said.into(),
            taken: Vec::new(),
        }
    }
}

#[derive(Clone, Copy)]
enum Direction {
    Back,
    Forth,
}

impl Session {
    pub(crate) fn documents(&self) -> &Documents {
        &self.documents
    }

    /// Opens documents without a history; the page has no text of theirs.
    fn begin(&mut self, edition: usize, files: Vec<TextFile>, environment: &str, assumed: Assumed) {
        let (mut workspace, _) = Workspace::open(files);
        // The page shows only environments that there are; elsewhere it is the default one.
        let _ = workspace.choose_environment(environment);
        let documents = Documents {
            workspace,
            assumed,
            drafts: Vec::new(),
        };
        *self = Self {
            edition,
            documents: Rc::new(documents),
            ..Self::default()
        };
        self.look_at_the_last_file();
    }

    /// A step of its own: made as a whole, or not at all with its reason said.
    pub(crate) fn step(
        &mut self,
        change: impl FnOnce(&mut Documents, usize) -> Result<Step, String>,
    ) {
        self.visit = None;
        let before = self.documents.clone();
        match change(Rc::make_mut(&mut self.documents), self.release) {
            Ok(step) => {
                self.said = step.said;
                self.taken = step.taken;
                self.changed(before, true);
            }
            Err(reason) => {
                self.documents = before;
                self.refuse(&reason);
            }
        }
    }

    /// Says why something was not done.
    pub(crate) fn refuse(&mut self, reason: &str) {
        self.said = format!("not done: {reason}");
    }

    fn changed(&mut self, before: Rc<Documents>, is_new_step: bool) {
        self.mark_changes(&before);
        if is_new_step {
            self.past.push(before);
            self.future.clear();
        }
        self.is_assuming = false;
        self.is_another();
    }

    /// The documents are others than before.
    fn is_another(&mut self) {
        self.edition += 1;
        let releases = self.documents.workspace.releases().len();
        self.release = self.release.min(releases.saturating_sub(1));
    }

    /// Marks what differs from before, and has the first of it shown.
    fn mark_changes(&mut self, before: &Documents) {
        let workspace = &self.documents.workspace;
        self.marks = Marks::between(&before.workspace, workspace);
        let first = self.marks.first().and_then(|(path, line)| {
            let mut files = workspace.files().iter();
            let file = files.position(|file| file.path() == path)?;
            Some((file, Some(line + 1)))
        });
        self.look = first.or(self.look);
    }

    /// Reads the releases for another environment; the same release stays shown where it is there, too. What is shown is no
    /// step of undo.
    fn show_environment(&mut self, name: &str) {
        self.visit = None;
        if self.documents.workspace.environment() == name {
            return;
        }
        let shown = |workspace: &Workspace, release| {
            workspace
                .releases()
                .get(release)
                .map(|release: &Release| (release.name.clone(), release.namespace.clone()))
        };
        let release = shown(&self.documents.workspace, self.release);
        let workspace = &mut Rc::make_mut(&mut self.documents).workspace;
        // What is no longer defined is left: the helmfile may have been opened anew, or its undo may be under way.
        if workspace.choose_environment(name).is_err() {
            let _ = workspace.choose_environment(DEFAULT_ENVIRONMENT);
        }
        let mut all = 0..workspace.releases().len();
        let same = all.find(|other| shown(workspace, *other) == release);
        self.release = same.unwrap_or_default();
        self.is_another();
    }

    fn travel(&mut self, direction: Direction) {
        let (from, to) = match direction {
            Direction::Back => (&mut self.past, &mut self.future),
            Direction::Forth => (&mut self.future, &mut self.past),
        };
        let Some(documents) = from.pop() else { return };
        let before = std::mem::replace(&mut self.documents, documents);
        to.push(before.clone());
        self.show_environment(before.workspace.environment());
        self.is_assuming = false;
        self.mark_changes(&before);
        self.said = match direction {
            Direction::Back => "undone",
            Direction::Forth => "redone",
        }
        .to_owned();
        self.is_another();
    }

    /// Opens files in place of what is open.
    pub(crate) fn open(&mut self, files: Vec<TextFile>, mut notes: Vec<String>) {
        if files.is_empty() {
            notes.insert(0, "nothing to open in it".to_owned());
            self.said = notes.join(". ");
            return;
        }
        let (workspace, report) = Workspace::open(files);
        let said = report.notes.iter();
        notes.extend(said.map(|note| format!("{}: {}", note.path, note.text)));
        let count = match workspace.files().len() {
            1 => "1 file opened".to_owned(),
            count => format!("{count} files opened"),
        };
        notes.insert(0, count);
        self.replace(workspace, notes.join(". "));
    }

    fn replace(&mut self, workspace: Workspace, said: String) {
        let before = self.documents.clone();
        self.documents = Rc::new(Documents {
            workspace,
            assumed: before.assumed.clone(),
            drafts: Vec::new(),
        });
        self.past.push(before);
        self.future.clear();
        self.visit = None;
        self.is_assuming = false;
        self.marks = Marks::default();
        self.release = 0;
        self.said = said;
        self.look_at_the_last_file();
        self.is_another();
    }

    /// It is where the values are.
    fn look_at_the_last_file(&mut self) {
        let last = self.documents.workspace.files().len().checked_sub(1);
        self.look = last.map(|last| (last, None));
    }
}

#[cfg(test)]
mod tests;
