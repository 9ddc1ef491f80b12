//! What several rules read in the same way: jobs' variables, feature flags, amounts, and a finding said in one line.

use super::context::write_input;
use super::leaf::is_nothing;
use super::{Context, Finding, FixStep, Rule, Safety};
use crate::quantity::Quantity;
use crate::workspace::{Held, Input};
use evenkeel_yaml::Value;

/// An entry `NAME=value` of a runner's `environment`.
pub(super) struct JobVariable {
    /// The number of its runner.
    pub(super) runner: usize,
    /// Which entry it is.
    pub(super) index: usize,
    pub(super) name: String,
    pub(super) value: String,
}

impl JobVariable {
    /// The address of the list it stands in.
    pub(super) fn list(&self) -> String {
        format!("config:runners[{}].environment", self.runner)
    }
}

impl Context<'_> {
    /// A rule's only finding, at the key it is about.
    pub(super) fn tell(
        &self,
        rule: &Rule,
        about: &str,
        sentence: impl Into<String>,
    ) -> Vec<Finding> {
        self.at_key(rule, about, sentence.into())
            .into_iter()
            .collect()
    }

    /// Whether a key is there and holds something.
    pub(super) fn has(&self, at: &str) -> bool {
        self.held(at).is_some_and(|held| !is_nothing(&held))
    }

    /// An amount, in quotes or without.
    pub(super) fn quantity(&self, at: &str) -> Option<Quantity> {
        self.held(at)?.as_scalar_text()?.parse().ok()
    }

    /// The entries of a map.
    pub(super) fn map(&self, at: &str) -> Vec<(String, Held)> {
        match self.held(at) {
            Some(Held::Map(entries)) => entries,
            _ => Vec::new(),
        }
    }

    /// What each runner gives to all of its jobs.
    pub(super) fn job_variables(&self) -> &[JobVariable] {
        self.job_variables.get_or_init(|| {
            let runners = 0..self.runners();
            runners
                .flat_map(|runner| self.variables_of(runner))
                .collect()
        })
    }

    fn variables_of(&self, runner: usize) -> Vec<JobVariable> {
        let items = self.list(&format!("config:runners[{runner}].environment"));
        let entries = items.iter().enumerate();
        entries
            .filter_map(|(index, item)| {
                let (name, value) = item.as_str()?.split_once('=')?;
                Some(JobVariable {
                    runner,
                    index,
                    name: name.to_owned(),
                    value: value.to_owned(),
                })
            })
            .collect()
    }

    /// Whether a runner's feature flag is switched on, in its own table or for its jobs.
    pub(super) fn has_flag(&self, runner: usize, name: &str) -> bool {
        self.is_true(&format!("config:runners[{runner}].feature_flags.{name}"))
            || self.job_variables().iter().any(|variable| {
                variable.runner == runner
                    && variable.name == name
                    && truth(&variable.value) == Some(true)
            })
    }
}

/// All findings of an iterator. What grows the list is not generic, as every rule's own copy would be downloaded with the
/// site.
pub(super) fn gather(mut found: impl Iterator<Item = Finding>) -> Vec<Finding> {
    fn all(next: &mut dyn FnMut() -> Option<Finding>) -> Vec<Finding> {
        let mut findings = Vec::new();
        while let Some(finding) = next() {
            findings.push(finding);
        }
        findings
    }
    all(&mut || found.next())
}

/// Findings with a fix. Not generic, as every rule's own copy would be downloaded with the site.
pub(super) fn mended(
    found: Vec<Finding>,
    label: &str,
    safety: Safety,
    steps: Vec<FixStep>,
) -> Vec<Finding> {
    let mut mended = Vec::with_capacity(found.len());
    for finding in found {
        mended.push(finding.fix(label, safety, steps.clone()));
    }
    mended
}

/// A truth value as the runner reads one from text: Go's `strconv.ParseBool`.
pub(super) fn truth(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

/// A step that writes a truth value.
pub(super) fn write_bool(at: &str, value: bool) -> Vec<FixStep> {
    write_input(at, Input::Value(Value::Bool(value)))
}

/// A field of a map.
pub(super) fn field<'h>(held: &'h Held, name: &str) -> Option<&'h Held> {
    match held {
        Held::Map(entries) => entries
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value),
        _ => None,
    }
}
