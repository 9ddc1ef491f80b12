//! One row of the table of keys.

use super::{
    Address, GROUPS, Mismatch, Place, Rank, SOURCES, Section, Seen, Status, Type, Version, texts,
    value_type,
};

/// One row of the table.
#[derive(Debug)]
pub struct Key {
    /// Position in table order, unique over all places.
    pub id: u16,
    /// The document it stands in.
    pub place: Place,
    /// What its value may be.
    pub ty: Type,
    /// Whether it still does something.
    pub status: Status,
    /// How prominent it is.
    pub rank: Rank,
    /// The value is a secret, or may be one.
    pub secret: bool,
    /// Nothing works without it.
    pub required: bool,
    /// Listed by its own documentation; `false` = read by the code all the same.
    pub documented: bool,
    pub(super) has_children: bool,
    pub(super) since: Option<[u8; 3]>,
    pub(super) until: Option<[u8; 3]>,
    pub(super) texts: Texts,
    pub(super) more: &'static More,
}

/// Where the texts of a row lie in the table's text: path, label, default and variable in a row from `start`; and the numbers of its
/// note and its heading, which several rows share. Half the size of so many `&str`, and the table goes to every browser.
#[derive(Debug)]
pub(super) struct Texts {
    pub(super) start: u32,
    pub(super) path: u8,
    pub(super) label: u8,
    pub(super) default: u8,
    pub(super) env: u8,
    pub(super) note: u16,
    pub(super) group: u16,
}

/// What few rows have; empty = nothing.
#[derive(Debug)]
pub(super) struct More {
    pub(super) allowed: &'static [&'static str],
    pub(super) unset: &'static str,
    pub(super) replaced_by: &'static str,
    pub(super) twin: &'static str,
    pub(super) format: &'static str,
    pub(super) source: &'static str,
}

impl Key {
    /// Path below the document's root, names joined by dots. Elements of a list are `[]` in helmfile and values
    /// (`releases[].name`) and unmarked in config (`runners.kubernetes.services.name`); `*` is any name.
    #[must_use]
    pub fn path(&self) -> &'static str {
        self.text(0, self.texts.path)
    }

    /// What a person calls it, sentence case.
    #[must_use]
    pub fn label(&self) -> &'static str {
        self.text(usize::from(self.texts.path), self.texts.label)
    }

    /// What applies when it is not set, as JSON; `None` when nothing does or [`Key::unset`] says it in words.
    #[must_use]
    pub fn default(&self) -> Option<&'static str> {
        filled(self.text(
            usize::from(self.texts.path) + usize::from(self.texts.label),
            self.texts.default,
        ))
    }

    /// The variable that sets the same thing at registration.
    #[must_use]
    pub fn env(&self) -> Option<&'static str> {
        let before = [self.texts.path, self.texts.label, self.texts.default]
            .map(usize::from)
            .iter()
            .sum();
        filled(self.text(before, self.texts.env))
    }

    /// One or more sentences of help; nothing while the texts are not there, see [`provide_texts`](super::provide_texts).
    #[must_use]
    pub fn note(&self) -> &'static str {
        texts::note(self.texts.note)
    }

    fn text(&self, skip: usize, len: u8) -> &'static str {
        slice(self.texts.start as usize + skip, len.into())
    }

    /// The last name of its path.
    #[must_use]
    pub fn name(&self) -> &'static str {
        let name = self.path().rsplit('.').next().unwrap_or_default();
        name.strip_suffix("[]").unwrap_or(name)
    }

    /// First version that reads it: of the chart (values), the runner (config) or helmfile. `None` = always.
    #[must_use]
    pub fn since(&self) -> Option<Version> {
        self.since.map(Version::from)
    }

    /// First version that no longer reads it.
    #[must_use]
    pub fn until(&self) -> Option<Version> {
        self.until.map(Version::from)
    }

    /// The page it is on.
    #[must_use]
    pub fn section(&self) -> Section {
        GROUPS[usize::from(self.texts.group)].section
    }

    /// The heading on that page.
    #[must_use]
    pub fn group(&self) -> &'static str {
        GROUPS[usize::from(self.texts.group)].heading
    }

    /// The only values that are read; empty = any of the type.
    #[must_use]
    pub const fn allowed(&self) -> &'static [&'static str] {
        self.more.allowed
    }

    /// What applies when it is not set, where that is no plain value.
    #[must_use]
    pub fn unset(&self) -> Option<&'static str> {
        filled(self.more.unset)
    }

    /// Address of the key to use instead, or a text where that is no single key.
    #[must_use]
    pub fn replaced_by(&self) -> Option<&'static str> {
        filled(self.more.replaced_by)
    }

    /// Address of the key of the other file that holds the same setting: the chart makes one of the other.
    #[must_use]
    pub fn twin(&self) -> Option<&'static str> {
        filled(self.more.twin)
    }

    /// How what is inside is written: `regex`, `KEY=value`; `{}` where an object says enough by being there.
    #[must_use]
    pub fn format(&self) -> Option<&'static str> {
        filled(self.more.format)
    }

    /// Where the facts of this row come from.
    #[must_use]
    pub fn source(&self) -> &'static str {
        filled(self.more.source).unwrap_or(SOURCES[self.place.index()])
    }

    /// Whether one widget holds the whole value: no list, map or object.
    #[must_use]
    pub const fn is_scalar(&self) -> bool {
        self.ty.is_scalar()
    }

    /// Whether a document may hold `seen` here; the sentence of a mismatch says what the reader of the document does.
    ///
    /// # Errors
    /// The mismatch. Templates and null are never one: what null does is for the rules to say.
    pub fn accepts(&self, seen: &Seen<'_>) -> Result<(), Mismatch> {
        self.ty.accepts(self.reader(), seen)?;
        value_type::check_allowed(self, seen)
    }

    /// The address, with its place.
    #[must_use]
    pub fn address(&self) -> Address {
        Address {
            place: self.place,
            segments: self.segments(),
        }
    }
}

impl More {
    pub(super) const NONE: Self = Self {
        allowed: &[],
        unset: "",
        replaced_by: "",

        twin: "",
        format: "",
        source: "",
    };
}

/// A piece of the text of the table. Build script and table come from one run, so that it is always there.
fn slice(start: usize, len: usize) -> &'static str {
    texts::all().get(start..start + len).unwrap_or_default()
}

fn filled(text: &'static str) -> Option<&'static str> {
    (!text.is_empty()).then_some(text)
}
