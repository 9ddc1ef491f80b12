//! Which explanation is wanted, what a person told it, and the newest one.

use super::State;
use evenkeel_protocol::{Block, KEY, Subject, Topic};

/// What can be below the files: the findings, and what the worker explains.
pub(crate) const PANELS: [(Option<Topic>, &str); 7] = [
    (None, "Findings"),
    (Some(Topic::Why), "Why"),
    (Some(Topic::Capacity), "Capacity"),
    (Some(Topic::Permissions), "Permissions"),
    (Some(Topic::Version), "Version"),
    (Some(Topic::Concepts), "Concepts"),
    (Some(Topic::PostRenderer), "Post-renderer"),
];

/// An explanation.
#[derive(Clone, PartialEq)]
pub(crate) struct Shown {
    /// Which state of the documents it is about.
    pub(crate) edition: usize,
    pub(crate) subject: Subject,
    pub(crate) blocks: Vec<Block>,
}

/// A text in an input of an explanation.
#[derive(Clone)]
pub(super) struct Told {
    topic: Topic,
    name: String,
    text: String,
}

impl State {
    /// What the shown panel has to be asked for; nothing where it needs no answer.
    pub(crate) fn subject(&self) -> Option<Subject> {
        let topic = self.panel?;
        let mut inputs: Vec<(String, String)> = self
            .told
            .iter()
            .filter(|told| told.topic == topic)
            .map(|told| (told.name.clone(), told.text.clone()))
            .collect();
        if topic == Topic::Why {
            inputs.push((KEY.to_owned(), self.looked_at.as_ref()?.at.clone()));
        }
        Some(Subject {
            topic,
            release: self.release(),
            inputs,
        })
    }

    /// The explanation of what is wanted, be it of the documents or the inputs a moment ago.
    pub(crate) fn explanation(&self) -> Option<&Shown> {
        let subject = self.subject()?;
        self.shown.as_ref().filter(|shown| {
            let own = &shown.subject;
            own.topic == subject.topic
                && own.release == subject.release
                && own.input(KEY) == subject.input(KEY)
        })
    }

    /// Whether the explanation is of the documents and the inputs as they are.
    pub(crate) fn is_explained(&self) -> bool {
        let subject = self.subject();
        !self.typing.is_pending()
            && self.shown.as_ref().is_some_and(|shown| {
                Some(shown.edition) == self.written() && Some(&shown.subject) == subject.as_ref()
            })
    }

    /// What an input of the shown panel is told to be.
    pub(crate) fn told(&self, name: &str) -> Option<&str> {
        let is_it = |told: &&Told| Some(told.topic) == self.panel && told.name == name;
        self.told.iter().find(is_it).map(|told| told.text.as_str())
    }

    pub(super) fn tell(&mut self, name: String, text: String) {
        let Some(topic) = self.panel else { return };
        self.told
            .retain(|told| told.topic != topic || told.name != name);
        self.told.push(Told { topic, name, text });
    }

    /// Inputs are as the documents have them again.
    pub(super) fn forget(&mut self, names: &[String]) {
        self.told.retain(|told| !names.contains(&told.name));
    }
}
