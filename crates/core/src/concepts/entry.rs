//! The table of concepts, as a command or a page of help walks it: each by its name, with its options as text.

use super::option::{ConceptOption, Given, OptionError, Settings};
use super::{
    About, Autoscaling, Cache, Concept, CustomCa, DisruptionBudget, IdleCapacity, ImageBuilds,
    JobSpread, LogsAndPolling, Metrics, PriorityClasses, Proxy, Retries, Security, SessionServer,
    Token,
};
use crate::workspace::{Workspace, WriteRefused};

/// A concept whose form is told by options.
pub trait Options: Concept {
    /// All there are.
    const OPTIONS: &'static [ConceptOption];

    /// What the options are for this form.
    fn settings(&self) -> Settings;

    /// The form that options tell.
    ///
    /// # Errors
    /// An option is missing, wrong, or says nothing beside the others.
    fn of(given: &mut Given) -> Result<Self, OptionError>;
}

/// Why a concept was not written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConceptError {
    /// The options.
    #[error(transparent)]
    Option(#[from] OptionError),
    /// A document stands in the way.
    #[error(transparent)]
    Write(#[from] WriteRefused),
}

/// Writes options by name to a release.
type Write = fn(&mut Workspace, usize, &[(String, String)]) -> Result<(), ConceptError>;

/// A concept by its name.
#[derive(Clone, Copy)]
pub struct Entry {
    /// What it is called and what it is about.
    pub about: About,
    /// Its options.
    pub options: &'static [ConceptOption],
    read: fn(&Workspace, usize) -> Option<Settings>,
    write: Write,
    remove: fn(&mut Workspace, usize) -> Result<(), WriteRefused>,
}

impl Entry {
    const fn of<C: Options>() -> Self {
        Self {
            about: C::ABOUT,
            options: C::OPTIONS,
            read: |workspace, release| Some(C::read(workspace, release)?.settings()),
            write: |workspace, release, said| {
                let before = C::read(workspace, release).map(|own| own.settings());
                let mut given = Given::new(C::OPTIONS, said, before.unwrap_or_default())?;
                let concept = C::of(&mut given)?;
                given.finish()?;
                Ok(concept.write(workspace, release)?)
            },
            remove: |workspace, release| C::remove(workspace, release),
        }
    }

    /// What a release has of it, by option; none where it is not in use, or only in a form that this cannot say.
    #[must_use]
    pub fn read(&self, workspace: &Workspace, release: usize) -> Option<Settings> {
        (self.read)(workspace, release)
    }

    /// Writes it as options say, over what is there; an empty text takes an option back.
    ///
    /// # Errors
    /// Options that make no concept, or the first write that was refused; the workspace stays as it was.
    pub fn write(
        &self,
        workspace: &mut Workspace,
        release: usize,
        said: &[(String, String)],
    ) -> Result<(), ConceptError> {
        (self.write)(workspace, release, said)
    }

    /// Takes it out.
    ///
    /// # Errors
    /// The first removal that was refused; the workspace stays as it was.
    pub fn remove(&self, workspace: &mut Workspace, release: usize) -> Result<(), WriteRefused> {
        (self.remove)(workspace, release)
    }
}

/// All concepts, in the order in which they are shown.
pub const ENTRIES: &[Entry] = &[
    Entry::of::<Token>(),
    Entry::of::<CustomCa>(),
    Entry::of::<Proxy>(),
    Entry::of::<Cache>(),
    Entry::of::<ImageBuilds>(),
    Entry::of::<Security>(),
    Entry::of::<Autoscaling>(),
    Entry::of::<IdleCapacity>(),
    Entry::of::<JobSpread>(),
    Entry::of::<PriorityClasses>(),
    Entry::of::<DisruptionBudget>(),
    Entry::of::<Retries>(),
    Entry::of::<LogsAndPolling>(),
    Entry::of::<Metrics>(),
    Entry::of::<SessionServer>(),
];

/// The concept of a name.
///
/// # Errors
/// There is none; the error names those that are.
pub fn find(name: &str) -> Result<&'static Entry, OptionError> {
    let found = ENTRIES.iter().find(|entry| entry.about.id == name);
    found.ok_or_else(|| {
        let known: Vec<_> = ENTRIES.iter().map(|entry| entry.about.id).collect();
        OptionError::NoConcept {
            name: name.to_owned(),
            known: known.join(", "),
        }
    })
}
