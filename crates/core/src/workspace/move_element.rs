//! Moving an element of a list, where the strongest layer has the list.

use super::read::{route_of, toml_route};
use super::write::{Target, helmfile_base};
use super::{Applied, Workspace, WriteRefused, list};
use crate::config_toml::TomlChange;
use crate::keys::{Address, Place};
use evenkeel_yaml::{Route, Shape, Step, Tree};

impl Workspace {
    /// Moves an element of a list to another place of it, with the comment lines above it; nothing else changes.
    ///
    /// # Errors
    /// What stood in the way.
    pub fn move_element(
        &mut self,
        release: usize,
        element: &Address,
        to: usize,
    ) -> Result<Applied, WriteRefused> {
        self.releases.get(release).ok_or(WriteRefused::NoRelease)?;
        let not_set = || WriteRefused::NotSet(element.to_string());
        let (target, route) = match element.place {
            Place::Config => return self.move_in_config(release, element, to),
            Place::Helmfile => {
                let (file, document, route) =
                    self.helmfile_route(release, element).ok_or_else(not_set)?;
                let base = helmfile_base(&route);
                let target = Target {
                    file,
                    document,
                    base,
                };
                (target, route)
            }
            Place::Values => {
                let route = route_of(&element.segments, 0);
                let (_, target, full) = self.layer_with(release, &route).ok_or_else(not_set)?;
                (target, full)
            }
        };
        let Some((at, &Step::Index(from))) = route.split_last() else {
            return Err(WriteRefused::NotAnElement(element.to_string()));
        };
        let tree = self
            .files
            .get(target.file)
            .and_then(|file| file.tree(target.document));
        let found = tree.and_then(Tree::root).and_then(|root| root.at(&at));
        let length = found.map_or(0, |list| list.items().len());
        if from >= length {
            return Err(not_set());
        }
        check_place(element, to, length)?;
        let plan = |tree: &Tree| -> Result<_, Shape> { list::with_moved(tree, &at, from, to) };
        self.apply_plan(&target, &at, &plan)
    }

    fn move_in_config(
        &mut self,
        release: usize,
        element: &Address,
        to: usize,
    ) -> Result<Applied, WriteRefused> {
        let not_set = || WriteRefused::NotSet(element.to_string());
        let path = toml_route(&element.segments);
        let Some((at, &Step::Index(from))) = path.split_last() else {
            return Err(WriteRefused::NotAnElement(element.to_string()));
        };
        let length = self.length_in_config(release, &at).ok_or_else(not_set)?;
        if from >= length {
            return Err(not_set());
        }
        check_place(element, to, length)?;
        self.change_config(release, element, &TomlChange::Move { path, to })
    }

    fn length_in_config(&self, release: usize, list: &Route) -> Option<usize> {
        let config = self.config(release)?.ok()?;
        Some(config.get(&config.spelled(list))?.tables().len())
    }
}

fn check_place(element: &Address, to: usize, length: usize) -> Result<(), WriteRefused> {
    if to < length {
        return Ok(());
    }
    let mut list = element.clone();
    list.segments.pop();
    Err(WriteRefused::NoPlace {
        list: list.to_string(),
        to,
        length,
    })
}
