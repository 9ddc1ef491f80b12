//! What can happen to the state, each as one step of a pure function.

use super::{Documents, Draft, Marks, Shown, State, Visit};
use evenkeel_core::keys::{Address, Place, Section, Segment, Type};
use evenkeel_core::presets::NEW_RUNNER;
use evenkeel_core::workspace::{DEFAULT_ENVIRONMENT, Input, Release, Workspace};
use evenkeel_protocol::{Answer, Nodes, TextFile, Topic};
use std::rc::Rc;
use yew::Reducible;

/// Something a person did.
pub(crate) enum Action {
    /// A field's text is now this; an empty text removes the key.
    Type {
        address: Address,
        text: String,
    },
    /// A key is to be removed.
    Remove(Address),
    /// The focus left a field.
    Leave,
    Undo,
    Redo,
    ShowRelease(usize),
    ShowSection(Section),
    ShowFile(usize),
    /// The preview should show a line of a file.
    ShowLine {
        file: usize,
        line: usize,
    },
    Search(String),
    /// By its name.
    ShowEnvironment(String),
    /// What is explained below the files; none for the findings.
    ShowPanel(Option<Topic>),
    /// An input of an explanation has this text.
    Tell {
        name: String,
        text: String,
    },
    /// A field got the focus.
    LookAt(u16),
    /// The nodes are these.
    Assume(Nodes),
    ToggleMore(Section),
    Open(Vec<TextFile>),
    /// By its name.
    Preset(String),
    AddRunner(String),
    RemoveRunner(usize),
    /// The worker said something.
    Answered(Answer),
    /// There will be no more answers, and why.
    AdviceStopped(String),
    /// A new worker is wanted.
    RestartAdvice,
    /// Something to announce.
    Say(String),
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut state = (*self).clone();
        state.edition += 1;
        state.take(action);
        Rc::new(state)
    }
}

impl State {
    pub(crate) fn take(&mut self, action: Action) {
        match action {
            Action::Type { address, text } => self.type_text(address, text),
            Action::Remove(address) => {
                self.visit = None;
                self.step("removed", |documents, release| {
                    documents.set(release, &address, "")
                });
            }
            Action::Leave => {
                self.visit = None;
                self.is_assuming = false;
            }
            Action::Undo => self.travel(Direction::Back),
            Action::Redo => self.travel(Direction::Forth),
            Action::ShowRelease(release) => {
                self.release = release;
                self.visit = None;
                self.derive();
            }
            Action::ShowSection(section) => {
                self.section = Some(section);
                self.search.clear();
            }
            Action::ShowFile(file) => self.file = file,
            Action::ShowLine { file, line } => self.show_line(file, line),
            Action::Search(text) => self.search = text,
            Action::ShowEnvironment(name) => self.show_environment(&name),
            Action::ShowPanel(panel) => self.panel = panel,
            Action::Tell { name, text } => self.tell(name, text),
            Action::LookAt(key) => self.looked_at = Some(key),
            Action::Assume(nodes) => self.assume(nodes),
            Action::ToggleMore(section) => {
                let opened = self.opened.len();
                self.opened.retain(|other| *other != section);
                if self.opened.len() == opened {
                    self.opened.push(section);
                }
            }
            Action::Open(files) => self.open(files, Vec::new()),
            Action::Preset(id) => {
                if let Some(files) = self.files_of(&id) {
                    let (workspace, _) = Workspace::open(files);
                    self.replace(workspace, "preset opened");
                }
            }
            Action::AddRunner(name) => self.add_runner(&name),
            Action::RemoveRunner(release) => {
                self.step("runner removed", |documents, _| {
                    documents
                        .workspace
                        .remove_runner(release)
                        .map_err(|refused| refused.to_string())
                });
                self.derive();
            }
            Action::Answered(answer) => self.hear(answer),
            Action::AdviceStopped(reason) => self.checks.stop(reason),
            Action::RestartAdvice => self.checks.restart(),
            Action::Say(text) => self.said = text,
        }
    }

    /// One keystroke. All keystrokes of one visit are one step of undo.
    fn type_text(&mut self, address: Address, text: String) {
        let is_same_visit = self
            .visit
            .as_ref()
            .is_some_and(|visit| visit.address == address);
        let before = self.documents.clone();
        let release = self.release;
        let documents = Rc::make_mut(&mut self.documents);
        let outcome = documents.set(release, &address, &text);
        let Documents {
            workspace, drafts, ..
        } = documents;
        drafts.retain(|draft| !draft.is_at(workspace, release, &address));
        if let Err(reason) = outcome {
            drafts.push(Draft {
                environment: workspace.environment().to_owned(),
                release,
                address: address.clone(),
                text: text.clone(),
                reason,
            });
        }
        self.visit = Some(Visit { address, text });
        self.changed(before, !is_same_visit);
    }

    /// A step of its own: made as a whole, or not at all with its reason said.
    fn step(
        &mut self,
        said: &str,
        change: impl FnOnce(&mut Documents, usize) -> Result<(), String>,
    ) {
        let before = self.documents.clone();
        match change(Rc::make_mut(&mut self.documents), self.release) {
            Ok(()) => {
                self.said = said.to_owned();
                self.changed(before, true);
            }
            Err(reason) => {
                self.documents = before;
                self.said = format!("not done: {reason}");
            }
        }
    }

    fn changed(&mut self, before: Rc<Documents>, is_new_step: bool) {
        self.mark_changes(&before);
        if is_new_step {
            self.past.push(before);
            self.future.clear();
        }
        self.written += 1;
        self.is_assuming = false;
        self.derive();
    }

    fn hear(&mut self, answer: Answer) {
        match answer {
            Answer::Found { edition, findings } if edition == self.written => {
                self.checks.found(edition, findings);
            }
            Answer::Changed {
                edition,
                files,
                said,
                done,
            } if edition == self.written => {
                self.forget(&done);
                self.put(files, &said);
            }
            Answer::Changed { .. } => {
                "not done: the files changed meanwhile".clone_into(&mut self.said);
            }
            Answer::Refused { reason } => self.said = format!("not done: {reason}"),
            Answer::Opened { files, notes } => self.open(files, notes),
            Answer::Shown {
                edition,
                subject,
                blocks,
            } => {
                self.shown = Some(Shown {
                    edition,
                    subject,
                    blocks,
                });
            }
            // Ready, about files as they were, or the browser's to save.
            Answer::Ready | Answer::Found { .. } | Answer::Made { .. } => {}
        }
    }

    /// Keystrokes in the form of the nodes are one step until the focus leaves.
    fn assume(&mut self, nodes: Nodes) {
        let before = self.documents.clone();
        let is_new_step = !self.is_assuming;
        Rc::make_mut(&mut self.documents).assumed.nodes = Some(nodes);
        self.visit = None;
        self.changed(before, is_new_step);
        self.is_assuming = true;
    }

    /// Puts texts in place of files, read again as opening does, as one step.
    fn put(&mut self, files: Vec<TextFile>, said: &str) {
        self.visit = None;
        self.step(said, |documents, _| {
            for (path, text) in files {
                documents.workspace.add_file(&path, &text);
            }
            Ok(())
        });
    }

    /// Marks what differs from before, and shows the first of it.
    fn mark_changes(&mut self, before: &Documents) {
        let marks = Marks::between(&before.workspace, &self.documents.workspace);
        let files = self.documents.workspace.files();
        let first = marks.first().and_then(|(path, line)| {
            let file = files.iter().position(|file| file.path() == path)?;
            Some((file, line + 1))
        });
        if let Some((file, line)) = first {
            self.show_line(file, line);
        }
        self.marks = marks;
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
        self.written += 1;
        self.derive();
    }

    fn show_line(&mut self, file: usize, line: usize) {
        self.file = file;
        let times = self.shown_line.map_or(0, |(_, times)| times);
        self.shown_line = Some((line, times.wrapping_add(1)));
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
        self.written += 1;
        self.mark_changes(&before);
        self.said = match direction {
            Direction::Back => "undone",
            Direction::Forth => "redone",
        }
        .to_owned();
        self.derive();
    }

    fn open(&mut self, files: Vec<TextFile>, mut notes: Vec<String>) {
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
        self.replace(workspace, &notes.join(". "));
    }

    fn replace(&mut self, workspace: Workspace, said: &str) {
        let before = self.documents.clone();
        self.documents = Rc::new(Documents {
            workspace,
            assumed: before.assumed.clone(),
            drafts: Vec::new(),
        });
        self.past.push(before);
        self.future.clear();
        self.written += 1;
        self.visit = None;
        self.marks = Marks::default();
        self.release = 0;
        self.file = self.documents.workspace.files().len().saturating_sub(1);
        said.clone_into(&mut self.said);
        self.derive();
    }

    fn add_runner(&mut self, name: &str) {
        let name = name.trim().to_owned();
        self.step("runner added", |documents, _| {
            if name.is_empty() {
                return Err("a runner needs a name".to_owned());
            }
            documents
                .workspace
                .add_runner(&name, NEW_RUNNER)
                .map(|_| ())
                .map_err(|refused| refused.to_string())
        });
        if let Some(release) = self.documents.workspace.find_release(Some(&name)) {
            self.take(Action::ShowRelease(release));
        }
    }
}

#[derive(Clone, Copy)]
enum Direction {
    Back,
    Forth,
}

impl Documents {
    /// Writes what a field holds; nothing removes the key.
    fn set(&mut self, release: usize, address: &Address, text: &str) -> Result<(), String> {
        let workspace = &mut self.workspace;
        if text.is_empty() {
            if workspace.read(release, address).is_none() {
                return Ok(());
            }
            return workspace
                .remove(release, address)
                .map(|_| ())
                .map_err(|refused| refused.to_string());
        }
        let is_list = address
            .key()
            .is_some_and(|key| matches!(key.ty, Type::List(_)) && !ends_in_element(address));
        let input = if is_list {
            Input::List(
                text.lines()
                    .map(str::trim)
                    .filter(|line| !line.is_empty())
                    .map(str::to_owned)
                    .collect(),
            )
        } else {
            Input::Text(text.to_owned())
        };
        debug_assert!(
            address.place != Place::Values || !address.segments.is_empty(),
            "an address names something"
        );
        workspace
            .write(release, address, &input)
            .map(|_| ())
            .map_err(|refused| refused.to_string())
    }
}

fn ends_in_element(address: &Address) -> bool {
    matches!(
        address.segments.last(),
        Some(Segment::Index(_) | Segment::Element)
    )
}
