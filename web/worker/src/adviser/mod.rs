//! Who answers: keeps the files of the last check and the findings of the last few, so that a fix can be asked for by
//! number. Knows no browser.

mod policed;

use crate::found;
use crate::panel::{self, About, Done};
use evenkeel_core::rules::{Assumptions, Checker, Finding, apply_fix, fix_all};
use evenkeel_core::workspace::Workspace;
use evenkeel_protocol::{Answer, Ask, Assumed, Help, Request, TextFile};
use std::collections::VecDeque;

/// How many checks are remembered: a button may be pressed a moment before what it belongs to is checked again.
const REMEMBERED: usize = 8;

/// Answers questions about files.
#[derive(Default)]
pub(crate) struct Adviser {
    edition: usize,
    workspace: Workspace,
    assumed: Assumed,
    assumptions: Assumptions,
    checker: Checker,
    checked: VecDeque<(usize, Vec<Finding>)>,
    help: Vec<Help>,
}

impl Adviser {
    pub(crate) fn answer(&mut self, request: Request) -> Answer {
        match request.ask {
            Ask::Check {
                files,
                environment,
                assumed,
            } => self.check(request.edition, files, &environment, assumed),
            Ask::Fix { finding } => self.fix(request.edition, finding),
            Ask::Show { subject } => Answer::Shown {
                edition: self.edition,
                blocks: panel::blocks(&self.about(), &subject),
                subject,
            },
            Ask::Act { subject, act } => self.change(|workspace, assumptions| {
                panel::act(workspace, assumptions, &subject, &act)
            }),
            Ask::FixAll => self.change(|workspace, assumptions| {
                fix_all(workspace, assumptions).map_err(|refused| refused.to_string())?;
                Ok(Done::of("all safe fixes made"))
            }),
        }
    }

    /// What there is to know about concepts, once it is loaded.
    pub(crate) fn learn(&mut self, help: Vec<Help>) {
        self.help = help;
    }

    pub(crate) fn has_learnt(&self) -> bool {
        !self.help.is_empty()
    }

    fn about(&self) -> About<'_> {
        About {
            workspace: &self.workspace,
            assumed: &self.assumed,
            help: &self.help,
        }
    }

    fn check(
        &mut self,
        edition: usize,
        files: Vec<TextFile>,
        environment: &str,
        assumed: Assumed,
    ) -> Answer {
        self.edition = edition;
        self.workspace = self.workspace.reopened(files);
        // The page shows only environments that there are.
        let _ = self.workspace.choose_environment(environment);
        self.assumptions = panel::assumptions(&assumed);
        self.assumed = assumed;
        let findings = self.checker.check(&self.workspace, &self.assumptions);
        let answer = Answer::Found {
            edition,
            findings: findings.iter().map(found::sent).collect(),
        };
        self.checked.push_front((edition, findings));
        self.checked.truncate(REMEMBERED);
        answer
    }

    /// Makes the fix of a finding on the files as they are now, if they still have it.
    fn fix(&mut self, edition: usize, number: usize) -> Answer {
        let wanted = self
            .checked
            .iter()
            .find(|(checked, _)| *checked == edition)
            .and_then(|(_, findings)| findings.get(number));
        let still = wanted.and_then(|wanted| {
            let (_, now) = self.checked.front()?;
            let is_it = |finding: &&Finding| {
                (
                    finding.rule,
                    finding.release,
                    &finding.address,
                    &finding.fix,
                ) == (wanted.rule, wanted.release, &wanted.address, &wanted.fix)
            };
            now.iter().find(is_it)
        });
        let Some((release, fix)) =
            still.and_then(|finding| Some((finding.release, finding.fix.clone()?)))
        else {
            return refused("the files changed meanwhile; look at the finding again");
        };
        self.change(|workspace, _| {
            apply_fix(workspace, release, &fix).map_err(|refused| refused.to_string())?;
            Ok(Done::of("fixed"))
        })
    }

    /// Changes a copy of the files and gives those that are others then. The page decides whether they are taken.
    fn change(
        &self,
        change: impl FnOnce(&mut Workspace, &Assumptions) -> Result<Done, String>,
    ) -> Answer {
        let mut changed = self.workspace.clone();
        match change(&mut changed, &self.assumptions) {
            Ok(Done { said, inputs }) => Answer::Changed {
                edition: self.edition,
                files: others(&self.workspace, &changed),
                said,
                done: inputs,
            },
            Err(reason) => refused(&reason),
        }
    }
}

fn others(before: &Workspace, after: &Workspace) -> Vec<TextFile> {
    let is_other =
        |(path, text): &TextFile| before.file(path).is_none_or(|file| file.text() != text);
    after.bundle().into_iter().filter(is_other).collect()
}

fn refused(reason: &str) -> Answer {
    Answer::Refused {
        reason: reason.to_owned(),
    }
}

#[cfg(test)]
mod tests;
