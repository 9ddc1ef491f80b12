//! Where the key of a place is written, for a finding that is about the key rather than its value.

use super::read::{route_of, toml_route};
use super::release::LayerKind;
use super::{Location, Workspace};
use crate::keys::{Address, Place};
use evenkeel_yaml::{Node, Route, Step};

impl Workspace {
    /// The bytes of the key that leads to a place, as the release's strongest layer writes it; of an element of a list
    /// the element. None where nothing is written.
    #[must_use]
    pub fn locate(&self, release: usize, address: &Address) -> Option<Location> {
        let layer = match address.place {
            Place::Helmfile => None,
            Place::Values => self
                .read(release, address)
                .and_then(|reading| reading.layer),
            Place::Config => self.releases.get(release)?.config.as_ref()?.layer,
        };
        self.locate_in(release, layer, address)
    }

    /// The same in one layer of values.
    #[must_use]
    pub fn locate_in(
        &self,
        release: usize,
        layer: Option<usize>,
        address: &Address,
    ) -> Option<Location> {
        match address.place {
            Place::Helmfile => {
                let (file, document, route) = self.helmfile_route(release, address)?;
                let root = self.files.get(file)?.tree(document)?.root()?;
                let key = key_node(root, &route)?;
                Some(self.in_document(file, document, key.span()))
            }
            Place::Values => {
                let layer = self.releases.get(release)?.layers.get(layer?)?;
                let route = route_of(&address.segments, 0);
                let root = layer.root(&self.files)?;
                let key = if layer.kind == LayerKind::Set {
                    let name = route.to_string();
                    let mut entries = root.items().into_iter().rev();
                    entries.find_map(|entry| {
                        entry.get("name").filter(|node| node.text() == Some(&name))
                    })?
                } else {
                    key_node(root, &route)?
                };
                Some(self.in_document(layer.file, layer.document, key.span()))
            }
            Place::Config => {
                let place = self.releases.get(release)?.config.as_ref()?;
                let config = place.parsed(&self.files)?.as_ref().ok()?;
                let span = config.key_span(&toml_route(&address.segments))?;
                self.in_config(release, place, span)
            }
        }
    }
}

/// The node of the last key of a route, through aliases and merges; of an index the item itself.
pub(super) fn key_node<'t>(root: Node<'t>, route: &Route) -> Option<Node<'t>> {
    let (parent, last) = route.split_last()?;
    let parent = root.at(&parent)?;
    match last {
        Step::Index(index) => parent.items().get(*index).copied(),
        Step::Key(name) => parent
            .merged()
            .into_iter()
            .find(|(key, _)| key.text() == Some(name))
            .map(|(key, _)| key),
    }
}
