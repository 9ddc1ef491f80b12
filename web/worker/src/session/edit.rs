//! Each change that a person can make, as a step of the session.

use super::field::set;
use super::{Direction, Documents, Draft, Session, Step};
use evenkeel_core::keys::{Address, AddressError};
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
            Edit::Type { at, text, is_kept } => self.type_text(&at, text, is_kept),
            Edit::Remove { at } => self.step(|documents, release| {
                let removed = documents.workspace.remove(release, &address(&at)?);
                removed.map_err(|refused| refused.to_string())?;
                Ok(Step::of("removed"))
            }),
            Edit::Move { at, to } => self.step(|documents, release| {
                let workspace = &mut documents.workspace;
                let moved = workspace.move_element(release, &address(&at)?, to);
                moved.map_err(|refused| refused.to_string())?;
                Ok(Step::of("moved"))
            }),
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
            Edit::AddRunner { name, like } => self.add_runner(name.trim(), like),
            Edit::AddEnvironment { name } => self.add_environment(name.trim()),
            Edit::RemoveRunner { release } => self.step(|documents, _| {
                let removed = documents.workspace.remove_runner(release);
                removed.map_err(|refused| refused.to_string())?;
                Ok(Step::of("runner removed"))
            }),
            Edit::Fix { .. } | Edit::FixAll | Edit::Act { .. } => {}
        }
    }

    /// One keystroke. All keystrokes of one visit are one step of undo.
    fn type_text(&mut self, at: &str, text: String, is_kept: bool) {
        let address = match address(at) {
            Ok(address) => address,
            Err(reason) => return self.refuse(&reason),
        };
        let is_same_visit = self.visit.as_ref() == Some(&address);
        let before = self.documents.clone();
        let release = self.release;
        let Documents {
            workspace, drafts, ..
        } = Rc::make_mut(&mut self.documents);
        let outcome = set(workspace, release, &address, &text, is_kept);
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

    fn add_runner(&mut self, name: &str, like: Option<usize>) {
        self.step(|documents, _| {
            if name.is_empty() {
                return Err("a runner needs a name".to_owned());
            }
            let workspace = &mut documents.workspace;
            let added = match like {
                Some(like) => workspace.add_runner_like(like, name),
                None => workspace.add_runner(name, NEW_RUNNER),
            };
            added.map_err(|refused| refused.to_string())?;
            Ok(Step::of("runner added"))
        });
        if let Some(release) = self.documents.workspace.find_release(Some(name)) {
            self.show_release(release);
        }
    }

    fn add_environment(&mut self, name: &str) {
        self.step(|documents, release| {
            let added = documents.workspace.add_environment(release, name);
            added.map_err(|refused| refused.to_string())?;
            Ok(Step::of("environment added"))
        });
        let mut all = self.documents.workspace.environments().into_iter();
        if all.any(|other| other == name) {
            self.show_environment(name);
        }
    }
}

fn address(at: &str) -> Result<Address, String> {
    at.parse().map_err(|error: AddressError| error.to_string())
}
