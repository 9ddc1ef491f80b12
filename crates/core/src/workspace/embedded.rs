//! The documents inside a file's documents, and the releases that a file carries.

use super::file::File;
use super::part::{Home, Part, Plan};
use crate::carrier::{self, Form, Holds};
use crate::config_toml::{ConfigToml, TomlError};
use evenkeel_yaml::{Change, EditSet, Node, Refused, Route, Shape};
use std::ops::Range;
use std::sync::Arc;

/// Values, or a `config.toml`, that a file carries.
#[derive(Clone)]
pub(crate) struct Cargo {
    /// What kind of thing carries them, for people.
    pub(crate) title: &'static str,
    /// The name people know it by.
    pub(crate) object: String,
    pub(crate) name: Option<String>,
    pub(crate) namespace: Option<String>,
    pub(crate) chart: Option<String>,
    pub(crate) version: Option<String>,
    /// Part, way and kind of each layer, the weakest first.
    pub(crate) layers: Vec<(usize, Route, Holds)>,
    /// Files of values below these, the weakest first.
    pub(crate) value_files: Vec<String>,
    pub(crate) config: Option<CargoConfig>,
    pub(crate) read_only: Option<&'static str>,
}

/// A `config.toml` that is a text in a carrier.
#[derive(Clone)]
pub(crate) struct CargoConfig {
    pub(crate) home: Home,
    pub(crate) parsed: Arc<Result<ConfigToml, TomlError>>,
}

impl CargoConfig {
    fn new(home: Home, text: &str) -> Self {
        Self {
            home,
            parsed: Arc::new(ConfigToml::parse(text)),
        }
    }
}

const RENDERED: &str = "Helm wrote it, and its next upgrade writes over whatever is changed here";

impl Cargo {
    /// Values of an umbrella chart.
    pub(super) fn umbrella() -> Self {
        Self::of("umbrella chart", "")
    }

    fn of(title: &'static str, object: &str) -> Self {
        Self {
            title,
            object: object.to_owned(),
            name: None,
            namespace: None,
            chart: None,
            version: None,
            layers: Vec::new(),
            value_files: Vec::new(),
            config: None,
            read_only: None,
        }
    }
}

/// What the objects of a file carry; texts in them become parts.
pub(super) fn in_objects(parts: &mut Vec<Part>) -> Vec<Cargo> {
    let mut cargo = Vec::new();
    for document in 0..parts.len() {
        let found = parts.get(document).and_then(Part::root).map(carrier::find);
        for found in found.unwrap_or_default() {
            cargo.extend(of_object(parts, document, &found));
        }
    }
    cargo
}

fn of_object(parts: &mut Vec<Part>, document: usize, found: &carrier::Found) -> Vec<Cargo> {
    let own = Cargo {
        name: found.name.clone(),
        namespace: found.namespace.clone(),
        chart: found.chart.clone(),
        version: found.version.clone(),
        value_files: found.value_files.clone(),
        read_only: found.is_rendered.then_some(RENDERED),
        ..Cargo::of(found.carrier.title, &found.object)
    };
    let mut layers = Vec::new();
    let mut cargo = Vec::new();
    for (route, form, holds) in &found.places {
        let home = Home::Scalar {
            part: document,
            route: route.clone(),
        };
        match (form, holds) {
            (_, Holds::Config) => {
                let Some(text) = text_of(parts, document, route) else {
                    continue;
                };
                let config = Some(CargoConfig::new(home, &text));
                cargo.push(Cargo {
                    config,
                    ..own.clone()
                });
            }
            (Form::Tree, _) => layers.push((document, route.clone(), *holds)),
            (Form::Text, _) => {
                let Some(text) = text_of(parts, document, route) else {
                    continue;
                };
                parts.push(Part::new(home, &text, false));
                layers.push((parts.len() - 1, Route::root(), *holds));
            }
        }
    }
    if let Some(vacant) = &found.vacant {
        layers.insert(0, (document, vacant.clone(), Holds::Values));
    }
    cargo.extend(below_aliases(parts, &own, &layers));
    cargo
}

/// The layers as one release, or as one for each alias of an umbrella chart.
pub(super) fn below_aliases(
    parts: &[Part],
    own: &Cargo,
    layers: &[(usize, Route, Holds)],
) -> Vec<Cargo> {
    let mut names: Vec<Route> = Vec::new();
    for (part, route, holds) in layers {
        let root = parts.get(*part).and_then(Part::root);
        let root = root.and_then(|root| root.at(route));
        let found = root
            .filter(|_| *holds == Holds::Values)
            .map(carrier::aliases);
        for alias in found.unwrap_or_default() {
            if !names.contains(&alias) {
                names.push(alias);
            }
        }
    }
    if names.is_empty() {
        let layers = layers.to_vec();
        let has_layers = !layers.is_empty();
        return has_layers
            .then(|| Cargo {
                layers,
                ..own.clone()
            })
            .into_iter()
            .collect();
    }
    let several = names.len() > 1;
    let each = names.into_iter().map(|alias| Cargo {
        name: if several {
            Some(alias.to_string())
        } else {
            own.name.clone()
        },
        chart: None,
        version: None,
        layers: layers
            .iter()
            .filter(|(.., holds)| *holds == Holds::Values)
            .map(|(part, route, holds)| {
                let mut route = route.clone();
                route.0.extend(alias.0.iter().cloned());
                (*part, route, *holds)
            })
            .collect(),
        ..own.clone()
    });
    each.collect()
}

/// What the texts in a program or a script carry, and the parts they are.
pub(super) fn in_blocks(text: &str, title: &'static str) -> (Vec<Part>, Vec<Cargo>) {
    let (mut parts, mut cargo) = (Vec::new(), Vec::new());
    for block in carrier::blocks(text) {
        let body = text.get(block.body.clone()).unwrap_or_default();
        let line = memchr::memchr_iter(
            b'\n',
            text.as_bytes().get(..block.body.start).unwrap_or_default(),
        )
        .count()
            + 1;
        let own = Cargo::of(title, &format!("line {line}"));
        let home = Home::Bytes(block.body);
        let part = Part::new(home.clone(), body, false);
        let is_values = part.root().is_some_and(carrier::looks_like_runner);
        if is_values {
            let part = {
                parts.push(part);
                parts.len() - 1
            };
            cargo.extend(below_aliases(
                &parts,
                &own,
                &[(part, Route::root(), Holds::Values)],
            ));
        } else if carrier::looks_like_config(body) {
            let config = Some(CargoConfig::new(home, body));
            cargo.push(Cargo { config, ..own });
        }
    }
    if let [only] = cargo.as_mut_slice() {
        only.name = None;
    } else {
        for one in &mut cargo {
            let own = one.name.take();
            one.name =
                Some(own.map_or_else(|| one.object.clone(), |own| format!("{} {own}", one.object)));
        }
    }
    (parts, cargo)
}

/// The text of a scalar in a part, as the file has it.
fn text_of(parts: &[Part], part: usize, route: &Route) -> Option<String> {
    let part = parts.get(part)?;
    let text = part.root()?.at(route).and_then(Node::text)?;
    Some(part.restored(text))
}

impl File {
    /// Changes of a part as edits of the file: one edit for each place, however deep it lies.
    pub(super) fn edits(&self, part: usize, changes: &[Change]) -> Result<EditSet, Refused> {
        let Some(own) = self.part(part) else {
            // An empty file has no document yet.
            return evenkeel_yaml::apply(self.text(), changes).map(|applied| applied.edits);
        };
        let edits = own.edits(changes)?;
        self.lifted(&own.home, edits)
    }

    /// What `plan` makes of a part's tree, as edits of the file.
    pub(super) fn edits_by(
        &self,
        part: usize,
        at: &Route,
        plan: Plan<'_>,
    ) -> Result<EditSet, Refused> {
        let missing = || Refused {
            change: 0,
            shape: Shape::Missing,
            at: at.clone(),
        };
        let own = self.part(part).ok_or_else(missing)?;
        self.lifted(&own.home, own.edits_by(at, plan)?)
    }

    /// Edits of a text as edits of the file.
    pub(super) fn lifted(&self, home: &Home, edits: EditSet) -> Result<EditSet, Refused> {
        match home {
            Home::Bytes(range) => Ok(edits.shifted(range.start)),
            Home::Scalar { .. } if edits.is_empty() => Ok(edits),
            Home::Scalar { part, route } => {
                let at = route.clone();
                self.edits(*part, &[Change::Within { at, edits }])
            }
        }
    }

    /// Bytes of a text as bytes of the file.
    pub(crate) fn bytes_of(&self, home: &Home, span: Range<usize>) -> Range<usize> {
        match home {
            Home::Bytes(range) => range.start + span.start..range.start + span.end,
            Home::Scalar { part, route } => {
                let outer = self.part(*part);
                let node = outer.and_then(Part::root).and_then(|root| root.at(route));
                let (Some(outer), Some(node)) = (outer, node) else {
                    return 0..0;
                };
                let start = node.offset_within(span.start);
                let end = node.offset_within(span.end).max(start);
                self.bytes_of(&outer.home, start..end)
            }
        }
    }

    /// Bytes of a part as bytes of the file.
    pub(crate) fn bytes_in_part(&self, part: usize, span: Range<usize>) -> Range<usize> {
        match self.part(part) {
            Some(own) => self.bytes_of(&own.home, span),
            None => span,
        }
    }
}
