//! Typed reading of a release, for those who compute with it. What cannot be read counts as not set, with a note.

use crate::keys;
use crate::quantity::Quantity;
use crate::workspace::{Held, Release, Workspace};

/// A release, and what was odd about it so far. A note never holds a value, which could be a pasted secret.
pub(crate) struct Values<'w> {
    pub(crate) workspace: &'w Workspace,
    pub(crate) release: usize,
    pub(crate) notes: Vec<String>,
}

impl<'w> Values<'w> {
    pub(crate) const fn of(workspace: &'w Workspace, release: usize) -> Self {
        Self {
            workspace,
            release,
            notes: Vec::new(),
        }
    }

    pub(crate) fn own(&self) -> Option<&'w Release> {
        self.workspace.releases().get(self.release)
    }

    /// What the release holds at an address such as `values:rbac.create`; nothing for null.
    pub(crate) fn held(&self, at: &str) -> Option<Held> {
        let address = keys::known(at)?;
        let held = self.workspace.value(self.release, &address)?;
        (held != Held::Null).then_some(held)
    }

    /// Text that is not empty.
    pub(crate) fn text(&self, at: &str) -> Option<String> {
        let held = self.held(at)?;
        held.as_str()
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    }

    /// A whole number, not below zero.
    pub(crate) fn count(&mut self, at: &str) -> Option<i64> {
        let held = self.held(at)?;
        let count = held.as_int().filter(|count| *count >= 0);
        if count.is_none() {
            self.note(format!("{at} is no whole number; its default is taken"));
        }
        count
    }

    /// A quantity; empty text is none.
    pub(crate) fn quantity(&mut self, at: &str) -> Option<Quantity> {
        let held = self.held(at)?;
        self.read_quantity(&held, at)
    }

    /// A quantity inside of what was read at an address.
    pub(crate) fn read_quantity(&mut self, held: &Held, at: &str) -> Option<Quantity> {
        let text = held.as_scalar_text();
        if text.is_some_and(str::is_empty) {
            return None;
        }
        let quantity = text.and_then(|text| text.parse::<Quantity>().ok());
        if quantity.is_none() {
            self.note(format!("{at} is no quantity; it counts as not set"));
        }
        quantity
    }

    pub(crate) fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}

/// A field of a map.
pub(crate) fn field<'h>(held: &'h Held, name: &str) -> Option<&'h Held> {
    match held {
        Held::Map(entries) => entries
            .iter()
            .find(|(key, value)| key == name && *value != Held::Null)
            .map(|(_, value)| value),
        _ => None,
    }
}

/// The items of a list field; none where it is no list.
pub(crate) fn items<'h>(held: &'h Held, name: &str) -> &'h [Held] {
    match field(held, name) {
        Some(Held::List(items)) => items,
        _ => &[],
    }
}

/// A field as text.
pub(crate) fn text<'h>(held: &'h Held, name: &str) -> Option<&'h str> {
    field(held, name)?.as_scalar_text()
}
