//! Concepts above keys: what several keys mean together. Each reads a release as one thing, writes that thing as keys,
//! and takes exactly those keys out again.
//!
//! A concept holds no state and knows no form: the documents stay the model. It does not speak about keys that are not
//! its own, and writes nothing that is there already.

mod autoscaling;
mod braces;
mod cache;
mod custom_ca;
mod disruption_budget;
mod entry;
mod idle_capacity;
mod image_builds;
mod job_spread;
mod keyed;
mod lists;
mod metrics;
mod option;
mod proxy;
mod security;
mod session_server;
mod settings;
mod token;

pub use autoscaling::Autoscaling;
pub use cache::{Access, Cache, Storage};
pub use custom_ca::CustomCa;
pub use disruption_budget::DisruptionBudget;
pub use entry::{ConceptError, ENTRIES, Entry, Options, find};
pub use idle_capacity::IdleCapacity;
pub use image_builds::ImageBuilds;
pub use job_spread::JobSpread;
pub use keyed::{Keyed, Keys, Kind};
pub use metrics::{Metrics, Monitor};
pub use option::{ConceptOption, Given, OptionError, Settings};
pub use proxy::Proxy;
pub use security::Security;
pub use session_server::{Exposure, SessionServer};
pub use settings::{
    LogAndPollKeys, LogsAndPolling, PriorityClassKeys, PriorityClasses, Retries, RetryKeys,
};
pub use token::Token;

use crate::permissions::{self, Granted};
use crate::placement::reading::Values;
use crate::workspace::{Held, Input, Workspace, WriteRefused, escaped, is_filled};
use evenkeel_yaml::Value;

/// What a concept is called and what it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// Its name: kebab-case, never reused.
    pub id: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// A page of help in one paragraph. Empty without the feature `texts`.
    pub help: &'static str,
}

impl About {
    /// The concept as this build has it: help is not downloaded by everyone who opens the site.
    const fn kept(self) -> Self {
        if cfg!(feature = "texts") {
            return self;
        }
        Self { help: "", ..self }
    }
}

/// Something that several keys mean together.
pub trait Concept: Sized {
    /// What it is called and what it is about.
    const ABOUT: About;

    /// What a release has of it; none where it is not in use, or only in a form that this cannot say.
    fn read(workspace: &Workspace, release: usize) -> Option<Self>;

    /// What writing it comes to. Keys that belong to it in another form are gone afterwards.
    #[doc(hidden)]
    fn plan(&self, workspace: &Workspace, release: usize) -> Plan;

    /// What taking it out comes to.
    #[doc(hidden)]
    fn removal(workspace: &Workspace, release: usize) -> Plan;

    /// Writes it.
    ///
    /// # Errors
    /// The first write that was refused; the workspace stays as it was.
    fn write(&self, workspace: &mut Workspace, release: usize) -> Result<(), WriteRefused> {
        let plan = self.plan(workspace, release);
        granted_as_before(plan, workspace, release)
    }

    /// Takes it out, when it is in use in a form that [`Concept::read`] knows; else nothing is done.
    ///
    /// # Errors
    /// The first removal that was refused; the workspace stays as it was.
    fn remove(workspace: &mut Workspace, release: usize) -> Result<(), WriteRefused> {
        if Self::read(workspace, release).is_none() {
            return Ok(());
        }
        let plan = Self::removal(workspace, release);
        granted_as_before(plan, workspace, release)
    }
}

/// Carries a plan out. Where the values grant exactly what is needed, they do so afterwards, too; any other list of rules is
/// somebody's decision and stays.
fn granted_as_before(
    plan: Plan,
    workspace: &mut Workspace,
    release: usize,
) -> Result<(), WriteRefused> {
    let is_exact = |workspace: &Workspace| {
        let compared = permissions::compare(workspace, release);
        compared.granted == Granted::List
            && compared.missing.is_empty()
            && compared.excessive.is_empty()
    };
    let was_exact = is_exact(workspace);
    let mut after = workspace.clone();
    plan.carry_out(&mut after, release)?;
    if was_exact && !is_exact(&after) {
        permissions::grant(&mut after, release)?;
    }
    *workspace = after;
    Ok(())
}

/// Keys and what they are to hold; none where they are not to be there.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct Plan(Vec<(String, Option<Value>)>);

impl Plan {
    fn set(&mut self, at: impl Into<String>, value: impl Into<Value>) {
        self.0.push((at.into(), Some(value.into())));
    }

    /// Set where there is something to set, else not there.
    fn maybe(&mut self, at: impl Into<String>, value: Option<impl Into<Value>>) {
        self.0.push((at.into(), value.map(Into::into)));
    }

    fn unset(&mut self, at: impl Into<String>) {
        self.0.push((at.into(), None));
    }

    fn unset_all(keys: &[&str]) -> Self {
        let mut plan = Self::default();
        for key in keys {
            plan.unset(*key);
        }
        plan
    }

    /// Makes everything so, or nothing. Writes come first, so that no table is taken out that is to be filled; removals are
    /// made in their order.
    fn carry_out(self, workspace: &mut Workspace, release: usize) -> Result<(), WriteRefused> {
        let mut after = workspace.clone();
        let (writes, removals): (Vec<_>, Vec<_>) =
            self.0.into_iter().partition(|(_, value)| value.is_some());
        for (at, value) in writes.into_iter().chain(removals) {
            let Ok(address) = at.parse() else {
                return Err(WriteRefused::NoFile(at));
            };
            match value {
                Some(value) => {
                    let value = if is_filled(&address) {
                        escaped(value)
                    } else {
                        value
                    };
                    after.write(release, &address, &Input::Value(value))?
                }
                None if after.read(release, &address).is_some() => {
                    after.remove(release, &address)?
                }
                None => continue,
            };
        }
        *workspace = after;
        Ok(())
    }
}

/// Reading of one release, for concepts.
struct View<'w>(Values<'w>);

impl<'w> View<'w> {
    const fn of(workspace: &'w Workspace, release: usize) -> Self {
        Self(Values::of(workspace, release))
    }

    fn held(&self, at: &str) -> Option<Held> {
        let address = at.parse().ok()?;
        let reading = self.0.workspace.read(self.0.release, &address)?;
        let held = if is_filled(&address) {
            braces::read(reading.held, &reading.text)
        } else {
            reading.held
        };
        (held != Held::Null).then_some(held)
    }

    /// Text that is not empty.
    fn text(&self, at: &str) -> Option<String> {
        let held = self.held(at)?;
        held.as_str()
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    }

    fn int(&self, at: &str) -> Option<i64> {
        self.held(at)?.as_int()
    }

    fn is(&self, at: &str, value: bool) -> bool {
        self.held(at) == Some(Held::Bool(value))
    }

    fn list(&self, at: &str) -> Vec<Held> {
        match self.held(at) {
            Some(Held::List(items)) => items,
            _ => Vec::new(),
        }
    }

    /// Where in a list of tables the one is whose field has this text, and how long the list is.
    fn element(&self, at: &str, field: &str, text: &str) -> (Option<usize>, usize) {
        let items = self.list(at);
        let found = items
            .iter()
            .position(|item| crate::placement::reading::text(item, field) == Some(text));
        (found, items.len())
    }
}

/// Keys without values, so that an absent one can be passed where a value is.
const NOTHING: Option<Value> = None;

#[cfg(test)]
mod tests;
