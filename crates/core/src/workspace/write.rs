//! Writing and removing a key: which layer, which place, which spelling.

use super::list;
use super::part::Plan;
use super::read::{Lookup, route_of, toml_route};
use super::release::LayerKind;
use super::typed::value_of;
use super::{Role, Workspace};
use crate::carrier;
use crate::config_toml::{TomlChange, TomlRefused};
use crate::keys::{self, Address, Place, Segment};
use evenkeel_yaml::{Change, EditSet, Node, Refused, Route, Shape, Step, Tree, Value, removal};

/// What a person wants a key to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Text, spelled so that the key's type is met where it can be.
    Text(String),
    /// A list of texts.
    List(Vec<String>),
    /// This value, as it is.
    Value(Value),
}

/// An edit that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The file, by its number.
    pub file: usize,
    /// The edits, by ranges of the file's old text.
    pub edits: EditSet,
}

/// Why nothing was written; the documents stay as they were.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteRefused {
    /// The release is not there.
    #[error("there is no such release")]
    NoRelease,
    /// No open file can hold the key.
    #[error("no open file can hold {0}")]
    NoFile(String),
    /// The layer cannot be edited.
    #[error("{file} cannot be edited: {reason}")]
    ReadOnly {
        /// The file's path.
        file: String,
        /// Why.
        reason: String,
    },
    /// There is nothing to remove.
    #[error("{0} is not set")]
    NotSet(String),
    /// The address is not that of an element of a list.
    #[error("{0} is not an element of a list, which has a number at its end: tolerations[2]")]
    NotAnElement(String),
    /// The list has no such place.
    #[error("{list} has no place {to}: its {length} elements are numbered from 0")]
    NoPlace {
        /// The list's address.
        list: String,
        /// The place that was asked for.
        to: usize,
        /// How many elements there are.
        length: usize,
    },
    /// A shape in the document is in the way.
    #[error("{file}: {refused}")]
    Yaml {
        /// The file's path.
        file: String,
        /// What stood in the way.
        refused: Refused,
    },
    /// A shape in the TOML is in the way.
    #[error("{file}, config.toml: {refused}")]
    Toml {
        /// The file's path.
        file: String,
        /// What stood in the way.
        refused: TomlRefused,
    },
}

/// Where in the YAML documents something is written.
pub(super) struct Target {
    pub(super) file: usize,
    pub(super) document: usize,
    /// What must stay when parents are removed.
    pub(super) base: Route,
}

impl Workspace {
    /// Writes a key of a release, in the last layer that has it, else in the last file that is this release's own.
    ///
    /// # Errors
    /// What stood in the way.
    pub fn write(
        &mut self,
        release: usize,
        address: &Address,
        input: &Input,
    ) -> Result<Applied, WriteRefused> {
        self.releases.get(release).ok_or(WriteRefused::NoRelease)?;
        match address.place {
            Place::Config => self.write_config(release, address, &value_of(address, input)),
            Place::Helmfile => {
                let no_file = || WriteRefused::NoFile(address.to_string());
                let (file, document, route) =
                    self.helmfile_route(release, address).ok_or_else(no_file)?;
                let base = helmfile_base(&route);
                self.set_yaml(
                    &Target {
                        file,
                        document,
                        base,
                    },
                    &Route::root(),
                    &route,
                    address,
                    &value_of(address, input),
                )
            }
            Place::Values => {
                let route = route_of(&address.segments, 0);
                self.write_values(release, &route, address, &value_of(address, input))
            }
        }
    }

    /// Removes a key of a release from the strongest layer that has it; what a weaker layer says shows again.
    ///
    /// # Errors
    /// What stood in the way.
    pub fn remove(&mut self, release: usize, address: &Address) -> Result<Applied, WriteRefused> {
        self.releases.get(release).ok_or(WriteRefused::NoRelease)?;
        let not_set = || WriteRefused::NotSet(address.to_string());
        match address.place {
            Place::Config => {
                let change = TomlChange::Remove {
                    path: toml_route(&address.segments),
                };
                self.config(release).ok_or_else(not_set)?.ok();
                self.change_config(release, address, &change)
            }
            Place::Helmfile => {
                let (file, document, route) =
                    self.helmfile_route(release, address).ok_or_else(not_set)?;
                let base = helmfile_base(&route);
                self.remove_yaml(
                    &Target {
                        file,
                        document,
                        base,
                    },
                    &route,
                    address,
                )
            }
            Place::Values => {
                let route = route_of(&address.segments, 0);
                let (_, target, layer_route) =
                    self.layer_with(release, &route).ok_or_else(not_set)?;
                self.remove_yaml(&target, &layer_route, address)
            }
        }
    }

    /// The strongest editable layer that has a place, and the way to it in its document.
    pub(super) fn layer_with(
        &self,
        release: usize,
        route: &Route,
    ) -> Option<(usize, Target, Route)> {
        let layers = &self.releases.get(release)?.layers;
        layers
            .iter()
            .enumerate()
            .rev()
            .filter(|(_, layer)| layer.read_only.is_none())
            .find_map(|(number, layer)| {
                let Lookup::Found(_) = self.look_up(release, layer, route) else {
                    return None;
                };
                let mut full = layer.route.clone();
                let mut base = layer.route.clone();
                if layer.kind == LayerKind::Set {
                    let items = layer.root(&self.files)?.items();
                    let name = route.to_string();
                    let index = items
                        .iter()
                        .rposition(|item| item.get("name").and_then(Node::text) == Some(&name))?;
                    full = full.index(index).key("value");
                    base = base.index(index);
                } else {
                    full.0.extend(route.0.iter().cloned());
                }
                let target = Target {
                    file: layer.file,
                    document: layer.document,
                    base,
                };
                Some((number, target, full))
            })
    }

    pub(super) fn write_values(
        &mut self,
        release: usize,
        route: &Route,
        address: &Address,
        value: &Value,
    ) -> Result<Applied, WriteRefused> {
        let found = self.layer_with(release, route);
        let own_layer = self.layer_of_environment(release);
        let is_elsewhere = |number: usize| own_layer.is_some_and(|own| own > number);
        if let Some((_, target, full)) = found.filter(|(number, ..)| !is_elsewhere(*number)) {
            let base = target.base.clone();
            return self.set_yaml(&target, &base, &full, address, value);
        }
        let layers = &self
            .releases
            .get(release)
            .ok_or(WriteRefused::NoRelease)?
            .layers;
        let no_file = || match layers
            .iter()
            .find_map(|layer| Some((layer.file, layer.read_only?)))
        {
            Some((file, reason)) => WriteRefused::ReadOnly {
                file: self.path_of(file),
                reason: reason.to_owned(),
            },
            None => WriteRefused::NoFile(address.to_string()),
        };
        let editable: Vec<_> = layers
            .iter()
            .filter(|layer| layer.read_only.is_none() && layer.kind != LayerKind::Set)
            .collect();
        let is_shared = |file: usize| self.users_of(file).len() > 1;
        let own = editable
            .iter()
            .rev()
            .find(|layer| layer.kind == LayerKind::Inline || !is_shared(layer.file));
        let of_environment = own_layer.and_then(|own| layers.get(own));
        let layer = of_environment
            .or(own.copied())
            .or(editable.last().copied())
            .ok_or_else(no_file)?;
        let target = Target {
            file: layer.file,
            document: layer.document,
            base: layer.route.clone(),
        };
        let mut full = layer.route.clone();
        full.0.extend(route.0.iter().cloned());
        let base = target.base.clone();
        self.set_yaml(&target, &base, &full, address, value)
    }

    /// The last file of a release that the chosen environment alone has: what is meant for it goes there.
    fn layer_of_environment(&self, release: usize) -> Option<usize> {
        self.environment.as_ref()?;
        let layers = &self.releases.get(release)?.layers;
        layers.iter().rposition(|layer| {
            layer.kind == LayerKind::File
                && layer.read_only.is_none()
                && self.users_of(layer.file).len() == 1
                && self.in_environments(layer.file).is_empty()
        })
    }

    /// The other environments that a helmfile defines and in which a file is a layer of a release.
    #[must_use]
    pub fn in_environments(&self, file: usize) -> Vec<String> {
        let mut names = self.environments();
        names.retain(|name| name != self.environment());
        names.retain(|name| {
            let releases = super::release::find(&self.files, name, &self.releases);
            let mut layers = releases.iter().flat_map(|release| &release.layers);
            layers.any(|layer| layer.file == file)
        });
        names
    }

    /// The releases whose layers a file is one of.
    #[must_use]
    pub fn users_of(&self, file: usize) -> Vec<usize> {
        let uses = |release: &super::Release| {
            release
                .layers
                .iter()
                .any(|layer| layer.file == file && layer.kind == LayerKind::File)
        };
        self.releases
            .iter()
            .enumerate()
            .filter(|(_, release)| uses(release))
            .map(|(number, _)| number)
            .collect()
    }

    /// The names of the other releases that a file of values is shared with.
    #[must_use]
    pub fn shared_with(&self, release: usize, file: usize) -> Vec<String> {
        let others = self
            .users_of(file)
            .into_iter()
            .filter(|user| *user != release);
        let names = others.filter_map(|user| self.releases.get(user)?.name.clone());
        names.collect()
    }

    /// Puts a value at a route of a document, making the maps above it. `base` is where the address's path begins.
    fn set_yaml(
        &mut self,
        target: &Target,
        base: &Route,
        route: &Route,
        address: &Address,
        value: &Value,
    ) -> Result<Applied, WriteRefused> {
        let change = self.plan_set(target, base, route, address, value)?;
        if let (Change::Replace { at, .. }, Value::Seq(values)) = (&change, value)
            && !values.is_empty()
        {
            let plan = |tree: &Tree| list::rewritten(tree, at, values).ok_or(Shape::WrongKind);
            if let Ok(applied) = self.apply_plan(target, at, &plan) {
                return Ok(applied);
            }
        }
        self.apply(target, &[change])
    }

    fn plan_set(
        &self,
        target: &Target,
        base: &Route,
        route: &Route,
        address: &Address,
        value: &Value,
    ) -> Result<Change, WriteRefused> {
        let unreadable = || WriteRefused::ReadOnly {
            file: self.path_of(target.file),
            reason: "it is not readable as YAML".to_owned(),
        };
        let file = self.files.get(target.file).ok_or_else(unreadable)?;
        let empty = Tree::parse("").map_err(|_| unreadable())?;
        let tree = if file.parts().is_empty() {
            &empty
        } else {
            file.tree(target.document).ok_or_else(unreadable)?
        };
        let there = tree.root().and_then(|root| own(root, route));
        if there.is_some_and(carrier::is_encrypted) {
            return Err(self.encrypted(target.file));
        }
        if there.is_some() {
            return Ok(Change::Replace {
                at: route.clone(),
                value: value.clone(),
            });
        }
        // The deepest map that is there takes the rest as new content.
        let depth = (0..route.0.len()).rev().find(|&depth| {
            let parent = Route(route.0.iter().take(depth).cloned().collect());
            tree.root().is_some_and(|root| own(root, &parent).is_some())
        });
        let depth = depth.unwrap_or(0);
        let mut value = value.clone();
        for step in route.0.iter().skip(depth + 1).rev() {
            value = match step {
                Step::Key(key) => Value::map([(key.clone(), value)]),
                Step::Index(_) => Value::Seq(vec![value]),
            };
        }
        let parent = Route(route.0.iter().take(depth).cloned().collect());
        Ok(match route.0.get(depth) {
            Some(Step::Key(key)) => {
                let siblings = tree
                    .root()
                    .and_then(|root| root.at(&parent))
                    .map(Node::entries)
                    .unwrap_or_default();
                let names: Vec<&str> = siblings.iter().filter_map(|(key, _)| key.text()).collect();
                let (after, before) = neighbours(address.place, &parent, base, key, &names);
                Change::insert(parent, key, value)
                    .after(after)
                    .before(before)
            }
            _ => Change::Append { at: parent, value },
        })
    }

    fn remove_yaml(
        &mut self,
        target: &Target,
        route: &Route,
        address: &Address,
    ) -> Result<Applied, WriteRefused> {
        let not_set = || WriteRefused::NotSet(address.to_string());
        let tree = self
            .files
            .get(target.file)
            .and_then(|file| file.tree(target.document))
            .ok_or_else(not_set)?;
        let there = tree.root().and_then(|root| root.at(route));
        if carrier::is_encrypted(there.ok_or_else(not_set)?) {
            return Err(self.encrypted(target.file));
        }
        let is_set_entry = matches!(target.base.0.last(), Some(Step::Index(_)))
            && matches!(route.0.last(), Some(Step::Key(key)) if key == "value")
            && address.place == Place::Values
            && route.0.len() == target.base.0.len() + 1;
        let at = if is_set_entry {
            let release = helmfile_base(&target.base);
            removal(tree, &target.base, &[release])
        } else {
            removal(tree, route, std::slice::from_ref(&target.base))
        };
        self.apply(target, &[Change::Remove { at }])
    }

    pub(super) fn apply(
        &mut self,
        target: &Target,
        changes: &[Change],
    ) -> Result<Applied, WriteRefused> {
        let file = self.files.get(target.file).ok_or(WriteRefused::NoRelease)?;
        let edits = file.edits(target.document, changes);
        self.take(target.file, edits)
    }

    /// Makes the edits that are planned on a document's tree.
    pub(super) fn apply_plan(
        &mut self,
        target: &Target,
        at: &Route,
        plan: Plan<'_>,
    ) -> Result<Applied, WriteRefused> {
        let file = self.files.get(target.file).ok_or(WriteRefused::NoRelease)?;
        let edits = file.edits_by(target.document, at, plan);
        self.take(target.file, edits)
    }

    fn take(
        &mut self,
        number: usize,
        edits: Result<EditSet, Refused>,
    ) -> Result<Applied, WriteRefused> {
        let file = self.files.get(number).ok_or(WriteRefused::NoRelease)?;
        let edits = edits.map_err(|refused| WriteRefused::Yaml {
            file: file.path().to_owned(),
            refused,
        })?;
        let text = edits.apply(file.text());
        self.set_text(number, &text);
        Ok(Applied {
            file: number,
            edits,
        })
    }

    pub(super) fn encrypted(&self, file: usize) -> WriteRefused {
        WriteRefused::ReadOnly {
            file: self.path_of(file),
            reason: "SOPS encrypted this value; change it with `sops set` or `sops edit`"
                .to_owned(),
        }
    }

    pub(super) fn path_of(&self, file: usize) -> String {
        self.files
            .get(file)
            .map(|file| file.path().to_owned())
            .unwrap_or_default()
    }

    /// Whether a file is a helmfile; new runners go into one.
    pub(super) fn helmfile(&self) -> Option<usize> {
        self.files
            .iter()
            .position(|file| file.role() == Role::Helmfile)
    }
}

/// What a node has at a route itself: not through an alias, not by a merge.
pub(super) fn own<'t>(root: Node<'t>, route: &Route) -> Option<Node<'t>> {
    route.0.iter().try_fold(root, |node, step| match step {
        Step::Key(key) if !node.is_alias() => node
            .entries()
            .into_iter()
            .rev()
            .find(|(known, _)| known.text() == Some(key))
            .map(|(_, value)| value),
        Step::Index(index) if !node.is_alias() => node.items().get(*index).copied(),
        _ => None,
    })
}

/// A release of a helmfile stays when its last key is removed.
pub(super) fn helmfile_base(route: &Route) -> Route {
    match route.0.as_slice() {
        [Step::Key(list), element @ Step::Index(_), ..] if list == "releases" => {
            Route::root().key(list).with(element.clone())
        }
        _ => Route::root(),
    }
}

/// The siblings a new key should stand behind and before, the nearest in the table's order first.
fn neighbours(
    place: Place,
    parent: &Route,
    base: &Route,
    key: &str,
    names: &[&str],
) -> (Vec<String>, Vec<String>) {
    // The table's path begins where the layer does; the releases of a helmfile are part of it.
    let skipped = if place == Place::Values {
        base.0.len()
    } else {
        0
    };
    let segments: Vec<Segment> = parent.0.iter().skip(skipped).map(Segment::from).collect();
    let rank = |name: &str| {
        let mut route = segments.clone();
        route.push(Segment::Key(name.to_owned()));
        keys::order(place, &route)
    };
    let Some(own) = rank(key) else {
        return (Vec::new(), Vec::new());
    };
    let mut ranked: Vec<(u16, &str)> = names
        .iter()
        .filter_map(|name| Some((rank(name)?, *name)))
        .collect();
    ranked.sort_unstable();
    let after = ranked
        .iter()
        .rev()
        .filter(|(rank, _)| *rank < own)
        .map(|(_, name)| (*name).to_owned())
        .collect();
    let before = ranked
        .iter()
        .filter(|(rank, _)| *rank > own)
        .map(|(_, name)| (*name).to_owned())
        .collect();
    (after, before)
}
