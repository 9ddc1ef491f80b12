//! What the worker found in the documents, and whether that is of the documents as they are.

use super::{State, fields};
use evenkeel_core::keys::{self, Key, Section};
use evenkeel_core::rules::Severity;
use evenkeel_protocol::Finding;
use std::rc::Rc;

/// The newest findings.
#[derive(Clone, Default)]
pub(crate) struct Checks {
    /// What was found; until the next answer that of the documents before.
    pub(crate) findings: Rc<Vec<Finding>>,
    /// Which state of the documents was checked; none before the first answer.
    pub(crate) edition: Option<usize>,
    /// Why nothing is checked and nothing can be changed any more.
    pub(crate) stopped: Option<String>,
    /// How often a new worker was wanted.
    pub(crate) restarts: usize,
}

/// Counts beside a section's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Count {
    pub(crate) set: usize,
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
}

impl Checks {
    pub(super) fn found(&mut self, edition: usize, findings: Vec<Finding>) {
        self.findings = Rc::new(findings);
        self.edition = Some(edition);
    }

    /// Nothing is known of documents that nobody checks.
    pub(super) fn stop(&mut self, reason: String) {
        self.findings = Rc::default();
        self.edition = None;
        self.stopped = Some(reason);
    }

    pub(super) fn restart(&mut self) {
        self.stopped = None;
        self.restarts += 1;
    }
}

impl State {
    /// Whether the findings are those of the documents as they are.
    pub(crate) fn is_checked(&self) -> bool {
        self.checks.edition.is_some()
            && self.checks.edition == self.written()
            && !self.typing.is_pending()
    }

    /// The findings of the shown release about a place, with their numbers; if wanted, about what is in it, too.
    pub(crate) fn findings_of(&self, at: &str, is_deep: bool) -> Vec<(usize, Finding)> {
        let is_about = |finding: &Finding| {
            let below = finding.at.as_deref().and_then(|own| own.strip_prefix(at));
            let is_below = |rest: &str| rest.is_empty() || is_deep && rest.starts_with(['.', '[']);
            finding.release == self.release() && below.is_some_and(is_below)
        };
        let all = self.checks.findings.iter().enumerate();
        all.filter(|(_, finding)| is_about(finding))
            .map(|(number, finding)| (number, finding.clone()))
            .collect()
    }

    /// How many keys of a section are set, and what is wrong with them.
    pub(crate) fn count(&self, section: Section) -> Count {
        let is_about = |finding: &&Finding| {
            let key = finding.key.and_then(|id| keys::all().get(id));
            finding.release == self.release() && key.is_some_and(|key| key.section() == section)
        };
        let documents = self.documents.as_ref();
        let is_set = |key: &&'static Key| documents.is_some_and(|own| own.is_set(key));
        Count {
            set: fields(section).filter(is_set).count(),
            ..self.count_where(is_about)
        }
    }

    /// How many errors and warnings a release has.
    pub(crate) fn count_release(&self, release: usize) -> Count {
        self.count_where(|finding| finding.release == release)
    }

    fn count_where(&self, is_about: impl Fn(&&Finding) -> bool) -> Count {
        let mut count = Count::default();
        for finding in self.checks.findings.iter().filter(is_about) {
            match finding.severity {
                Severity::Error => count.errors += 1,
                Severity::Warning => count.warnings += 1,
                Severity::Info => {}
            }
        }
        count
    }
}
