//! What can happen to the page, each as one step of a pure function.

use super::{Shown, Spot, State};
use evenkeel_core::keys::Section;
use evenkeel_protocol::{Answer, Edit, Picture, Topic};
use std::rc::Rc;
use yew::Reducible;

/// Something a person did, or the worker said.
pub(crate) enum Action {
    /// A change of the documents is wanted.
    Edit(Edit),
    /// It was sent, by its number.
    Sent(usize, Edit),
    ShowSection(Section),
    ShowFile(usize),
    /// The preview should show a line of a file.
    ShowLine {
        file: usize,
        line: usize,
    },
    Search(String),
    /// What is explained below the files; none for the findings.
    ShowPanel(Option<Topic>),
    /// An input of an explanation has this text.
    Tell {
        name: String,
        text: String,
    },
    /// A field got the focus.
    LookAt(Spot),
    ToggleMore(Section),
    /// All settings of an element are wanted, or no longer.
    Unfold(String),
    /// A list shall have one element more, at this place.
    Add(String),
    /// The files are wanted, with every change that was made until now.
    Download,
    /// They were handed over, and what is to be said of it.
    Downloaded(String),
    /// The worker answered, and up to which change.
    Answered(usize, Answer),
    /// There will be no more answers, and why.
    Stopped(String),
    /// A new worker is wanted.
    Restart,
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
            // Whoever sends changes says so with the next one.
            Action::Edit(_) => {}
            Action::Sent(number, edit) => self.typing.send(number, &edit),
            Action::ShowSection(section) => {
                self.section = Some(section);
                self.search.clear();
            }
            Action::ShowFile(file) => self.file = file,
            Action::ShowLine { file, line } => self.show_line(file, line),
            Action::Search(text) => self.search = text,
            Action::ShowPanel(panel) => self.panel = panel,
            Action::Tell { name, text } => self.tell(name, text),
            Action::LookAt(spot) => self.looked_at = Some(spot),
            Action::Unfold(at) => {
                if !self.unfolded.remove(&at) {
                    self.unfolded.insert(at);
                }
            }
            Action::Add(at) => self.adding = Some(at),
            Action::ToggleMore(section) => {
                let opened = self.opened.len();
                self.opened.retain(|other| *other != section);
                if self.opened.len() == opened {
                    self.opened.push(section);
                }
            }
            Action::Download => self.is_downloading = true,
            Action::Downloaded(said) => {
                self.is_downloading = false;
                self.said = said;
            }
            Action::Answered(number, answer) => {
                self.typing.answer(number);
                self.hear(answer);
            }
            Action::Stopped(reason) => {
                self.typing.stop();
                self.checks.stop(reason);
            }
            Action::Restart => self.checks.restart(),
            Action::Say(text) => self.said = text,
        }
    }

    fn hear(&mut self, answer: Answer) {
        match answer {
            Answer::Drawn { picture } => self.draw(*picture),
            Answer::Found { edition, findings } => self.checks.found(edition, findings),
            Answer::Refused { reason } => self.said = format!("not done: {reason}"),
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
            // Ready, or the browser's to save.
            Answer::Ready | Answer::Made { .. } => {}
        }
    }

    fn draw(&mut self, mut picture: Picture) {
        self.forget(&picture.taken);
        if !picture.said.is_empty() {
            self.said = std::mem::take(&mut picture.said);
        }
        let look = picture.look;
        let documents = match &self.documents {
            Some(before) => before.after(picture),
            None => super::Documents::default().after(picture),
        };
        self.file = self.file.min(documents.files.len().saturating_sub(1));
        self.documents = Some(Rc::new(documents));
        match look {
            Some((file, Some(line))) => self.show_line(file, line),
            Some((file, None)) => self.file = file,
            None => {}
        }
    }

    fn show_line(&mut self, file: usize, line: usize) {
        self.file = file;
        let times = self.shown_line.map_or(0, |(_, times)| times);
        self.shown_line = Some((line, times.wrapping_add(1)));
    }
}
