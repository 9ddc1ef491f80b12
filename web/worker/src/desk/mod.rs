//! Where everything arrives that the page wants: the documents and their adviser at one desk. Knows no browser.

mod policed;

use crate::adviser::Adviser;
use crate::panel;
use crate::session::{Session, Step};
use evenkeel_core::rules::{apply_fix, fix_all};
use evenkeel_protocol::{Answer, Ask, Edit, TextFile};

/// Answers what the page asks.
#[derive(Default)]
pub(crate) struct Desk {
    session: Session,
    pub(crate) adviser: Adviser,
}

impl Desk {
    pub(crate) fn answer(&mut self, ask: Ask) -> Answer {
        match ask {
            Ask::Edit { edit } => {
                self.edit(edit);
                self.drawn()
            }
            Ask::Check => Answer::Found {
                edition: self.session.edition,
                findings: self.adviser.check(&self.session),
            },
            Ask::Show { subject } => self.adviser.explain(&self.session, subject),
        }
    }

    /// Opens what was read, and says what was left out.
    pub(crate) fn open(&mut self, files: Vec<TextFile>, notes: Vec<String>) -> Answer {
        self.session.open(files, notes);
        self.drawn()
    }

    fn drawn(&mut self) -> Answer {
        Answer::Drawn {
            picture: Box::new(self.session.picture()),
        }
    }

    fn edit(&mut self, edit: Edit) {
        let session = &mut self.session;
        match edit {
            Edit::Fix { edition, finding } => {
                let Some((release, fix)) = self.adviser.fix(session, edition, finding) else {
                    let reason = "the files changed meanwhile; look at the finding again";
                    return session.refuse(reason);
                };
                session.step(|documents, _| {
                    apply_fix(&mut documents.workspace, release, &fix)
                        .map_err(|refused| refused.to_string())?;
                    Ok(Step::of("fixed"))
                });
            }
            Edit::FixAll => session.step(|documents, _| {
                let assumptions = panel::assumptions(&documents.assumed);
                fix_all(&mut documents.workspace, &assumptions)
                    .map_err(|refused| refused.to_string())?;
                Ok(Step::of("all safe fixes made"))
            }),
            Edit::Act { subject, act } => session.step(|documents, _| {
                let assumptions = panel::assumptions(&documents.assumed);
                panel::act(&mut documents.workspace, &assumptions, &subject, &act)
            }),
            other => session.take(other),
        }
    }
}

#[cfg(test)]
mod tests;
