//! Each change that a person can make, as a step of the session.

use super::field::set;
use super::{Direction, Documents, Draft, Session, Step};
use evenkeel_core::keys::{self, Address};
use evenkeel_core::presets::NEW_RUNNER;
use evenkeel_core::workspace::Workspace;
use evenkeel_protocol::{Edit, Nodes};
use std::rc::Rc;

impl Session {
    /// Makes a change. What an adviser has to know something for is none of it: nothing happens then.
    pub(crate) fn take(&mut self, edit: Edit) {
        match edit {
            Edit::Begin {
                edition,
                files,
                environment,
                assumed,
            } => self.begin(edition, files, &environment, assumed),
            Edit::Type { key, text } => {
                if let Some(address) = address(key) {
                    self.type_text(address, text);
                }
            }
            Edit::Remove { key } => {
                if let Some(address) = address(key) {
                    self.step(|documents, release| {
                        set(&mut documents.workspace, release, &address, "")?;
                        Ok(Step::of("removed"))
                    });
                }
            }
            Edit::Leave => {
                self.visit = None;
                self.is_assuming = false;
            }
            Edit::Undo => self.travel(Direction::Back),
            Edit::Redo => self.travel(Direction::Forth),
            Edit::ShowRelease { release } => self.show_release(release),
            Edit::ShowEnvironment { name } => self.show_environment(&name),
            Edit::Assume { nodes } => self.assume(nodes),
            Edit::Open { files } => self.open(files, Vec::new()),
            Edit::StartFrom { files } => {
                let (workspace, _) = Workspace::open(files);
                self.replace(workspace, "preset opened".to_owned());
            }
            Edit::AddRunner { name } => self.add_runner(name.trim()),
            Edit::RemoveRunner { release } => self.step(|documents, _| {
                let removed = documents.workspace.remove_runner(release);
                removed.map_err(|refused| refused.to_string())?;
                Ok(Step::of("runner removed"))
            }),
            Edit::Fix { .. } | Edit::FixAll | Edit::Act { .. } => {}
        }
    }

    /// One keystroke. All keystrokes of one visit are one step of undo.
    fn type_text(&mut self, address: Address, text: String) {
        let is_same_visit = self.visit.as_ref() == Some(&address);
        let before = self.documents.clone();
        let release = self.release;
        let Documents {
            workspace, drafts, ..
        } = Rc::make_mut(&mut self.documents);
        let outcome = set(workspace, release, &address, &text);
        drafts.retain(|draft| !draft.is_of(workspace, release) || draft.address != address);
        if let Err(reason) = outcome {
            drafts.push(Draft {
                environment: workspace.environment().to_owned(),
                release,
                address: address.clone(),
                text,
                reason,
            });
        }
        self.visit = Some(address);
        self.changed(before, !is_same_visit);
    }

    /// Keystrokes in the form of the nodes are one step until the focus leaves.
    fn assume(&mut self, nodes: Nodes) {
        let before = self.documents.clone();
        let is_new_step = !self.is_assuming;
        Rc::make_mut(&mut self.documents).assumed.nodes = Some(nodes);
        self.visit = None;
        self.changed(before, is_new_step);
        self.is_assuming = true;
    }

    /// What is shown is no step of undo.
    fn show_release(&mut self, release: usize) {
        self.visit = None;
        let releases = self.documents.workspace.releases().len();
        self.release = release.min(releases.saturating_sub(1));
    }

    fn add_runner(&mut self, name: &str) {
        self.step(|documents, _| {
            if name.is_empty() {
                return Err("a runner needs a name".to_owned());
            }
            let added = documents.workspace.add_runner(name, NEW_RUNNER);
            added.map_err(|refused| refused.to_string())?;
            Ok(Step::of("runner added"))
        });
        if let Some(release) = self.documents.workspace.find_release(Some(name)) {
            self.show_release(release);
        }
    }
}

fn address(row: usize) -> Option<Address> {
    keys::all().get(row).map(keys::Key::address)
}
