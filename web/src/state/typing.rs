//! What was typed and is not in the documents yet: they are the worker's, and its answer takes a moment.

use evenkeel_protocol::{Edit, Nodes};

/// What changes were sent, and what of them is still to be shown from here.
#[derive(Clone, Default)]
pub(crate) struct Typing {
    fields: Vec<Typed>,
    nodes: Option<(usize, Nodes)>,
    /// The numbers of the last change that was sent, and of the last that was answered.
    sent: usize,
    answered: usize,
}

/// The text of a field.
#[derive(Clone)]
struct Typed {
    at: String,
    text: String,
    /// The change that wrote it.
    number: usize,
    /// Whether the focus left the field. Until then it shows what was typed, not how the documents have it.
    is_left: bool,
}

impl Typing {
    /// A change was sent.
    pub(super) fn send(&mut self, number: usize, edit: &Edit) {
        self.sent = number;
        match edit {
            Edit::Type { at, text, .. } => self.put(at, text, number, false),
            Edit::Remove { at } => self.put(at, "", number, true),
            Edit::Assume { nodes } => self.nodes = Some((number, nodes.clone())),
            _ => {
                for field in &mut self.fields {
                    field.is_left = true;
                }
            }
        }
    }

    /// A change is in the documents.
    pub(super) fn answer(&mut self, number: usize) {
        self.answered = number;
        self.fields
            .retain(|field| !field.is_left || field.number > number);
        self.nodes.take_if(|(sent, _)| *sent <= number);
    }

    /// Nothing will be answered any more.
    pub(super) fn stop(&mut self) {
        self.answer(self.sent);
        self.fields.clear();
    }

    /// Whether the documents that are shown lack a change.
    pub(crate) fn is_pending(&self) -> bool {
        self.sent != self.answered
    }

    /// What was typed in a field.
    pub(super) fn text(&self, at: &str) -> Option<&str> {
        let mut fields = self.fields.iter();
        let field = fields.find(|field| field.at == at)?;
        Some(&field.text)
    }

    /// The nodes as they were put in.
    pub(super) fn nodes(&self) -> Option<&Nodes> {
        self.nodes.as_ref().map(|(_, nodes)| nodes)
    }

    fn put(&mut self, at: &str, text: &str, number: usize, is_left: bool) {
        self.fields.retain(|field| field.at != at);
        self.fields.push(Typed {
            at: at.to_owned(),
            text: text.to_owned(),
            number,
            is_left,
        });
    }
}
