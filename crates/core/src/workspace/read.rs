//! Reading a key: in its layer, at its place, with the bytes it has there.

use super::release::{ConfigPlace, LayerKind};
use super::{Layer, Workspace};
use crate::config_toml::{ConfigToml, Found, TomlError, TomlValue};
use crate::keys::{Address, Place, Seen, Segment};
use evenkeel_yaml::{Kind, Node, Route, Scalar, Step};
use std::ops::Range;

/// What a key holds, where it was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The value.
    pub held: Held,
    /// The value as a form shows it: a scalar's text, a list or map as it is written.
    pub text: String,
    /// Its bytes.
    pub at: Location,
    /// The layer it comes from; none in the helmfile and in a `config.toml` of its own.
    pub layer: Option<usize>,
}

/// Bytes of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The file, by its number.
    pub file: usize,
    /// The bytes.
    pub span: Range<usize>,
    /// The line they begin on, from 1.
    pub line: usize,
}

/// A value as a document holds it. Numbers are kept by their spelling.
#[derive(Debug, Clone, PartialEq)]
pub enum Held {
    /// `null`, `~`, or nothing behind the colon.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(String),
    /// Another number.
    Float(String),
    /// Text.
    Str(String),
    /// A date or time, in TOML.
    DateTime(String),
    /// A list.
    List(Vec<Self>),
    /// A map.
    Map(Vec<(String, Self)>),
    /// A template action decides.
    Template,
}

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

/// What a layer says about a place.
pub(crate) enum Lookup<'w> {
    Found(Node<'w>),
    /// Something above it is null or no map: weaker layers do not count.
    Covered,
    Missing,
}

impl Held {
    /// The value for a type check.
    #[must_use]
    pub fn seen(&self) -> Seen<'_> {
        match self {
            Self::Null => Seen::Null,
            Self::Bool(value) => Seen::Bool(*value),
            Self::Int(text) => Seen::Int(text),
            Self::Float(text) => Seen::Float(text),
            Self::Str(text) => Seen::Str(text),
            Self::DateTime(text) => Seen::DateTime(text),
            Self::List(items) => Seen::List(items.iter().map(Self::seen).collect()),
            Self::Map(entries) => Seen::Map(
                entries
                    .iter()
                    .map(|(key, value)| (key.as_str(), value.seen()))
                    .collect(),
            ),
            Self::Template => Seen::Template,
        }
    }

    /// The text, when it is text.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number, when it is one.
    #[must_use]
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(text) => Scalar::of_plain(text)
                .as_int()
                .and_then(|number| i64::try_from(number).ok()),
            _ => None,
        }
    }

    /// The truth value, when it is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// A number or text as one text, as quantities may be written.
    #[must_use]
    pub fn as_scalar_text(&self) -> Option<&str> {
        match self {
            Self::Int(text) | Self::Float(text) | Self::Str(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn of_yaml(node: Node<'_>) -> Self {
        Self::of_yaml_within(node, &mut 20_000)
    }

    /// Reads so many nodes and no more: aliases can stand for more than any memory holds.
    fn of_yaml_within(node: Node<'_>, budget: &mut usize) -> Self {
        let Some(rest) = budget.checked_sub(1) else {
            return Self::Null;
        };
        *budget = rest;
        match node.resolved().kind() {
            Kind::Sequence => {
                let items = node.items().into_iter();
                Self::List(
                    items
                        .map(|item| Self::of_yaml_within(item, budget))
                        .collect(),
                )
            }
            Kind::Mapping => {
                let mut entries = Vec::new();
                for (key, value) in node.merged() {
                    if let Some(key) = key.text() {
                        entries.push((key.to_owned(), Self::of_yaml_within(value, budget)));
                    }
                }
                Self::Map(entries)
            }
            _ => {
                let text = node.text().unwrap_or_default();
                match node.scalar() {
                    None | Some(Scalar::Null) => Self::Null,
                    Some(Scalar::Bool(value)) => Self::Bool(value),
                    Some(Scalar::Int(_)) => Self::Int(text.to_owned()),
                    Some(Scalar::Float(_)) => Self::Float(text.to_owned()),
                    Some(Scalar::Str(text)) => Self::Str(text),
                }
            }
        }
    }

    pub(crate) fn of_toml(found: Found<'_>) -> Self {
        match found.value() {
            TomlValue::String(text) => Self::Str(text),
            TomlValue::Integer(text) => Self::Int(text),
            TomlValue::Float(text) => Self::Float(text),
            TomlValue::Boolean(value) => Self::Bool(value),
            TomlValue::DateTime(text) => Self::DateTime(text),
            TomlValue::Template(_) => Self::Template,
            TomlValue::Array => Self::List(found.tables().into_iter().map(Self::of_toml).collect()),
            TomlValue::Table => Self::Map(
                found
                    .entries()
                    .into_iter()
                    .map(|(key, value)| (key, Self::of_toml(value)))
                    .collect(),
            ),
        }
    }
}

/// The value's text as a form shows it; a block of lines without the indentation it has in the file.
fn yaml_text(node: Node<'_>, source: &str) -> String {
    let node = node.resolved();
    if node.kind() == Kind::Scalar {
        let text = if node.is_null() { None } else { node.text() };
        return text.unwrap_or_default().to_owned();
    }
    if node.is_flow() {
        return node.token().to_owned();
    }
    let before = source.get(..node.span().start).unwrap_or_default();
    let line = before.rfind('\n').map_or(0, |newline| newline + 1);
    let lead = source.get(line..node.span().start).unwrap_or_default();
    let indent = lead.len() - lead.trim_start_matches(' ').len();
    // A list begins with its dash; a map behind a dash does not.
    let is_list = node.kind() == Kind::Sequence;
    let (start, indent) = if is_list {
        (line + indent, indent)
    } else {
        (node.span().start, lead.len())
    };
    let text = source.get(start..node.span().end).unwrap_or_default();
    let dedented = text.lines().enumerate().map(|(number, line)| {
        let blanks = line.len() - line.trim_start_matches(' ').len();
        let cut = if number == 0 { 0 } else { blanks.min(indent) };
        line.get(cut..).unwrap_or_default()
    });
    dedented.collect::<Vec<_>>().join("\n")
}

impl Workspace {
    /// What a release holds at a place; the strongest layer counts. None where nothing is set.
    #[must_use]
    pub fn read(&self, release: usize, address: &Address) -> Option<Reading> {
        match address.place {
            Place::Helmfile => self.read_helmfile(release, address),
            Place::Values => self.read_values(release, &route_of(&address.segments, 0)),
            Place::Config => self.read_config(release, address),
        }
    }

    /// The document with the release's `config.toml`, or why it cannot be read and on which line.
    #[must_use]
    pub fn config(&self, release: usize) -> Option<Result<&ConfigToml, (&TomlError, Location)>> {
        let place = self.releases.get(release)?.config.as_ref()?;
        Some(match place.parsed(&self.files)? {
            Ok(config) => Ok(config),
            Err(error) => Err((
                error,
                self.in_config(release, place, error.offset..error.offset)?,
            )),
        })
    }

    fn read_helmfile(&self, release: usize, address: &Address) -> Option<Reading> {
        let (file, document, route) = self.helmfile_route(release, address)?;
        let node = self.files.get(file)?.tree(document)?.root()?.at(&route)?;
        Some(self.reading(file, document, node, None))
    }

    /// File, document and route of a place in the helmfile of a release.
    pub(crate) fn helmfile_route(
        &self,
        release: usize,
        address: &Address,
    ) -> Option<(usize, usize, Route)> {
        let place = self.releases.get(release)?.place;
        let first = match address.segments.first() {
            Some(Segment::Key(name)) => name.as_str(),
            _ => return None,
        };
        let route = match place {
            Some((_, _, index)) if first == "releases" => route_of(&address.segments, index),
            _ => route_of(&address.segments, 0),
        };
        let (file, own, _) = place.or_else(|| Some((self.first_helmfile()?, 0, 0)))?;
        if first == "releases" {
            return Some((file, own, route));
        }
        let has_it = self
            .files
            .get(file)?
            .trees()
            .find(|(_, tree)| tree.root().is_some_and(|root| root.get(first).is_some()));
        Some((file, has_it.map_or(own, |(document, _)| document), route))
    }

    fn first_helmfile(&self) -> Option<usize> {
        self.files
            .iter()
            .position(|file| file.role() == super::Role::Helmfile)
    }

    fn read_values(&self, release: usize, route: &Route) -> Option<Reading> {
        let layers = &self.releases.get(release)?.layers;
        for (number, layer) in layers.iter().enumerate().rev() {
            match self.look_up(layer, route) {
                Lookup::Found(node) => {
                    return Some(self.reading(layer.file, layer.document, node, Some(number)));
                }
                Lookup::Covered => return None,
                Lookup::Missing => {}
            }
        }
        None
    }

    pub(crate) fn look_up<'w>(&'w self, layer: &Layer, route: &Route) -> Lookup<'w> {
        let Some(mut node) = layer.root(&self.files) else {
            return Lookup::Missing;
        };
        if layer.kind == LayerKind::Set {
            let name = route.to_string();
            let entry = node
                .items()
                .into_iter()
                .rev()
                .find(|item| item.get("name").and_then(Node::text) == Some(&name));
            return entry
                .and_then(|entry| entry.get("value"))
                .map_or(Lookup::Missing, Lookup::Found);
        }
        for step in &route.0 {
            let is_container = match step {
                Step::Key(_) => node.resolved().kind() == Kind::Mapping,
                Step::Index(_) => node.resolved().kind() == Kind::Sequence,
            };
            if !is_container {
                return if node.is_empty() && route.0.len() == 1 {
                    Lookup::Missing
                } else {
                    Lookup::Covered
                };
            }
            match node.at(&Route(vec![step.clone()])) {
                Some(child) => node = child,
                None if matches!(step, Step::Index(_)) => return Lookup::Covered,
                None => return Lookup::Missing,
            }
        }
        Lookup::Found(node)
    }

    fn reading(
        &self,
        file: usize,
        document: usize,
        node: Node<'_>,
        layer: Option<usize>,
    ) -> Reading {
        Reading {
            held: Held::of_yaml(node),
            text: yaml_text(
                node,
                self.files
                    .get(file)
                    .map_or("", |file| file.document(document).1),
            ),
            at: self.in_document(file, document, node.span()),
            layer,
        }
    }

    /// Bytes of a document as bytes of its file.
    pub(crate) fn in_document(&self, file: usize, document: usize, span: Range<usize>) -> Location {
        let start = self
            .files
            .get(file)
            .map_or(0, |file| file.document(document).0);
        self.location(file, span.start + start..span.end + start)
    }

    fn location(&self, file: usize, span: Range<usize>) -> Location {
        let line = self
            .files
            .get(file)
            .map_or(1, |file| file.line_of(span.start));
        Location { file, span, line }
    }

    fn read_config(&self, release: usize, address: &Address) -> Option<Reading> {
        let place = self.releases.get(release)?.config.as_ref()?;
        let config = place.parsed(&self.files)?.as_ref().ok()?;
        let found = config.get(&toml_route(&address.segments))?;
        Some(self.toml_reading(release, place, found))
    }

    fn toml_reading(&self, release: usize, place: &ConfigPlace, found: Found<'_>) -> Reading {
        let held = Held::of_toml(found);
        let text = match &held {
            Held::Str(text) | Held::Int(text) | Held::Float(text) | Held::DateTime(text) => {
                text.clone()
            }
            _ => found.token().to_owned(),
        };
        let at = self.in_config(release, place, found.span());
        let at = at.unwrap_or(Location {
            file: place.file,
            span: 0..0,
            line: 1,
        });
        Reading {
            held,
            text,
            at,
            layer: place.layer,
        }
    }

    /// Bytes of a `config.toml` as bytes of the file it is written in.
    pub(crate) fn in_config(
        &self,
        release: usize,
        place: &ConfigPlace,
        span: Range<usize>,
    ) -> Option<Location> {
        let Some(layer) = place.layer else {
            return Some(self.location(place.file, span));
        };
        let layer = self.releases.get(release)?.layers.get(layer)?;
        let node = layer
            .root(&self.files)?
            .at(&super::release::config_route())?;
        let span = node.offset_within(span.start)..node.offset_within(span.end);
        let span = span.start..span.end.max(span.start);
        Some(self.in_document(layer.file, layer.document, span))
    }

    /// Every value a release sets, in all layers: helmfile, values, config.
    #[must_use]
    pub fn leaves(&self, release: usize) -> Vec<Leaf> {
        let mut leaves = Vec::new();
        let Some(found) = self.releases.get(release) else {
            return leaves;
        };
        if let Some((file, document, index)) = found.place {
            self.helmfile_leaves(file, document, index, &mut leaves);
        }
        for (number, layer) in found.layers.iter().enumerate() {
            let Some(root) = layer.root(&self.files) else {
                continue;
            };
            let within = Within {
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
                held: Held::of_yaml(value),
                layer: within.layer,
            });
        }
    }

    /// Of the helmfile: this release, and what is beside the releases.
    fn helmfile_leaves(&self, file: usize, own: usize, index: usize, leaves: &mut Vec<Leaf>) {
        let Some(helmfile) = self.files.get(file) else {
            return;
        };
        for (document, tree) in helmfile.trees() {
            let within = Within {
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
                held: Held::of_yaml(node),
                layer: within.layer,
            });
            return;
        }
        for (key, value) in entries {
            let Some(name) = key.text() else { continue };
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
    file: usize,
    document: usize,
    layer: Option<usize>,
    place: Place,
}

/// The way in a YAML document; the selected element is the one at `element`, deeper ones the first.
pub(crate) fn route_of(segments: &[Segment], element: usize) -> Route {
    let mut element = Some(element);
    let steps = segments.iter().map(|segment| match segment {
        Segment::Key(name) => Step::Key(name.clone()),
        Segment::Index(index) => Step::Index(*index),
        Segment::Element => Step::Index(element.take().unwrap_or(0)),
    });
    Route(steps.collect())
}

/// The way in a TOML document, where the first table of an array needs no index.
pub(crate) fn toml_route(segments: &[Segment]) -> Route {
    let steps = segments.iter().filter_map(|segment| match segment {
        Segment::Key(name) => Some(Step::Key(name.clone())),
        Segment::Index(index) => Some(Step::Index(*index)),
        Segment::Element => None,
    });
    Route(steps.collect())
}

/// The same for a place to be written: a list that the document does not have yet gets its first table.
pub(crate) fn new_toml_route(segments: &[Segment], config: Option<&ConfigToml>) -> Route {
    let mut route = Route::root();
    for segment in segments {
        route = match segment {
            Segment::Key(name) => route.key(name),
            Segment::Index(index) => route.index(*index),
            Segment::Element if config.is_some_and(|config| config.get(&route).is_some()) => {
                continue;
            }
            Segment::Element => route.index(0),
        };
    }
    route
}

fn segments_of(route: &Route) -> Vec<Segment> {
    let segment = |step: &Step| match step {
        Step::Key(name) => Segment::Key(name.clone()),
        Step::Index(index) => Segment::Index(*index),
    };
    route.0.iter().map(segment).collect()
}
