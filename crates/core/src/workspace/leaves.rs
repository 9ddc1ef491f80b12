//! Every value that a release sets, in all its layers, for whoever looks at all of them.

use super::environment::{Conditions, Presence};
use super::{Held, LayerKind, Location, Workspace};
use crate::keys::{Address, Place, Segment};
use evenkeel_yaml::{Kind, Node, Route};
use std::ops::Range;

/// A value that is no map, with the way to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    /// The place in the table of keys.
    pub address: Address,
    /// Its bytes.
    pub at: Location,
    /// The bytes of its key, where that is written beside it.
    pub key: Option<Range<usize>>,
    /// What it holds.
    pub held: Held,
    /// The layer it comes from.
    pub layer: Option<usize>,
}

impl Workspace {
    /// Every value a release sets, in all layers: helmfile, values, config.
    #[must_use]
    pub fn leaves(&self, release: usize) -> Vec<Leaf> {
        let mut leaves = Vec::new();
        let Some(found) = self.releases.get(release) else {
            return leaves;
        };
        if let Some((file, document, index)) = found.place {
            self.helmfile_leaves(release, (file, document, index), &mut leaves);
        }
        for (number, layer) in found.layers.iter().enumerate() {
            let Some(root) = layer.root(&self.files) else {
                continue;
            };
            let within = Within {
                release,
                conditions: self.conditions(release, layer.file, layer.document),
                file: layer.file,
                document: layer.document,
                layer: Some(number),
                place: Place::Values,
            };
            if layer.kind == LayerKind::Set {
                self.set_leaves(root, &within, &mut leaves);
            } else {
                self.collect(root, None, &mut Vec::new(), &within, &mut leaves);
            }
        }
        if let Some(place) = &found.config
            && let Some(Ok(config)) = place.parsed(&self.files)
        {
            for (route, toml) in config.leaves() {
                let reading = self.toml_reading(release, place, toml);
                let address = Address {
                    place: Place::Config,
                    segments: segments_of(&route),
                };
                leaves.push(Leaf {
                    address,
                    at: reading.at,
                    key: None,
                    held: reading.held,
                    layer: place.layer,
                });
            }
        }
        leaves
    }

    /// Of a `set` list: each entry whose name is a path.
    fn set_leaves(&self, list: Node<'_>, within: &Within, leaves: &mut Vec<Leaf>) {
        for entry in list.items() {
            let (Some(name), Some(value)) = (entry.get("name"), entry.get("value")) else {
                continue;
            };
            let Some(Ok(route)) = name.text().map(str::parse::<Route>) else {
                continue;
            };
            let bytes =
                |node: Node<'_>| self.in_document(within.file, within.document, node.span());
            leaves.push(Leaf {
                address: Address {
                    place: Place::Values,
                    segments: segments_of(&route),
                },
                at: bytes(value),
                key: Some(bytes(name).span),
                held: self.held(within.release, (within.file, within.document), value),
                layer: within.layer,
            });
        }
    }

    /// Of the helmfile: this release, and what is beside the releases.
    fn helmfile_leaves(
        &self,
        release: usize,
        (file, own, index): (usize, usize, usize),
        leaves: &mut Vec<Leaf>,
    ) {
        let Some(helmfile) = self.files.get(file) else {
            return;
        };
        for (document, tree) in helmfile.trees() {
            let within = Within {
                release,
                conditions: self.conditions(release, file, document),
                file,
                document,
                layer: None,
                place: Place::Helmfile,
            };
            for (key, value) in tree.root().map(Node::entries).unwrap_or_default() {
                let Some(name) = key.text() else { continue };
                let mut path = vec![Segment::Key(name.to_owned())];
                if name != "releases" {
                    self.collect(value, Some(key), &mut path, &within, leaves);
                } else if document == own
                    && let Some(release) = value.items().get(index)
                {
                    path.push(Segment::Index(index));
                    self.collect(*release, None, &mut path, &within, leaves);
                }
            }
        }
    }

    fn collect(
        &self,
        node: Node<'_>,
        key: Option<Node<'_>>,
        path: &mut Vec<Segment>,
        within: &Within,
        leaves: &mut Vec<Leaf>,
    ) {
        // As with a single value: aliases can stand for more leaves than anybody wrote.
        if leaves.len() >= 20_000 {
            return;
        }
        let entries = node.merged();
        let items = node.items();
        let is_files = within.place == Place::Helmfile
            && matches!(path.last(), Some(Segment::Key(name)) if name == "values" || name == "secrets");
        if is_files
            || entries.is_empty()
                && !items
                    .iter()
                    .any(|item| item.resolved().kind() == Kind::Mapping)
        {
            leaves.push(Leaf {
                address: Address {
                    place: within.place,
                    segments: path.clone(),
                },
                at: self.in_document(within.file, within.document, node.span()),
                key: key.map(|key| {
                    self.in_document(within.file, within.document, key.span())
                        .span
                }),
                held: self.held(within.release, (within.file, within.document), node),
                layer: within.layer,
            });
            return;
        }
        for (key, value) in entries {
            let Some(name) = key.text() else { continue };
            if within.conditions.at(key.span().start) == Presence::Absent {
                continue;
            }
            // What SOPS writes about itself is no value of the chart.
            if path.is_empty() && name == "sops" && value.get("mac").is_some() {
                continue;
            }
            path.push(Segment::Key(name.to_owned()));
            self.collect(value, Some(key), path, within, leaves);
            path.pop();
        }
        for (index, item) in items.into_iter().enumerate() {
            path.push(Segment::Index(index));
            self.collect(item, None, path, within, leaves);
            path.pop();
        }
    }
}

struct Within {
    release: usize,
    conditions: Conditions,
    file: usize,
    document: usize,
    layer: Option<usize>,
    place: Place,
}

fn segments_of(route: &Route) -> Vec<Segment> {
    route.0.iter().map(Segment::from).collect()
}
