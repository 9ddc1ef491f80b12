//! Who advises: checks the documents, remembers the findings of the last few checks so that a fix can be asked for by
//! number, and explains. Changes nothing and knows no browser.

use crate::found;
use crate::panel::{self, About};
use crate::session::Session;
use evenkeel_core::rules::{self, Checker, Finding};
use evenkeel_protocol::{Answer, Finding as Sent, Help, Subject};
use std::collections::VecDeque;

/// How many checks are remembered: a button may be pressed a moment before what it belongs to is checked again.
const REMEMBERED: usize = 8;

/// Has opinions on documents.
#[derive(Default)]
pub(crate) struct Adviser {
    checker: Checker,
    checked: VecDeque<(usize, Vec<Finding>)>,
    help: Vec<Help>,
}

impl Adviser {
    /// What there is to know about concepts, once it is loaded.
    pub(crate) fn learn(&mut self, help: Vec<Help>) {
        self.help = help;
    }

    pub(crate) fn has_learnt(&self) -> bool {
        !self.help.is_empty()
    }

    /// What is wrong with the documents.
    pub(crate) fn check(&mut self, session: &Session) -> Vec<Sent> {
        self.now(session).iter().map(found::sent).collect()
    }

    /// What there is to say about a subject.
    pub(crate) fn explain(&self, session: &Session, subject: Subject) -> Answer {
        let documents = session.documents();
        let about = About {
            workspace: &documents.workspace,
            assumed: &documents.assumed,
            help: &self.help,
        };
        Answer::Shown {
            edition: session.edition,
            blocks: panel::blocks(&about, &subject),
            subject,
        }
    }

    /// The release and the fix of a finding of an edition, if the documents still have it.
    pub(crate) fn fix(
        &mut self,
        session: &Session,
        edition: usize,
        number: usize,
    ) -> Option<(usize, rules::Fix)> {
        let mut checked = self.checked.iter();
        let (_, findings) = checked.find(|(checked, _)| *checked == edition)?;
        let wanted = findings.get(number)?.clone();
        let is_it = |finding: &&Finding| {
            (finding.rule, finding.release) == (wanted.rule, wanted.release)
                && (&finding.address, &finding.fix) == (&wanted.address, &wanted.fix)
        };
        let still = self.now(session).iter().find(is_it)?;
        Some((still.release, still.fix.clone()?))
    }

    /// The findings of the documents as they are.
    fn now(&mut self, session: &Session) -> &[Finding] {
        let edition = session.edition;
        if self
            .checked
            .front()
            .is_none_or(|(last, _)| *last != edition)
        {
            let documents = session.documents();
            let assumptions = panel::assumptions(&documents.assumed);
            let findings = self.checker.check(&documents.workspace, &assumptions);
            self.checked.push_front((edition, findings));
            self.checked.truncate(REMEMBERED);
        }
        self.checked.front().map_or(&[], |(_, findings)| findings)
    }
}
