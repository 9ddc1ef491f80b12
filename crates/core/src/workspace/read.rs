//! Reading a key: in its layer, at its place, with the bytes it has there.

use super::environment::{Conditions, Presence, Scope, worked_out};
use super::release::{ConfigPlace, LayerKind};
use super::{Held, Layer, Role, Workspace};
use crate::config_toml::{ConfigToml, Found, TomlError, TomlValue};
use crate::keys::{Address, Place, Segment};
use evenkeel_yaml::{Kind, Node, Route, Step};
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

/// Where a key was found.
enum Standing<'w> {
    /// In a document, by the numbers of its file and itself.
    Yaml {
        at: (usize, usize),
        node: Node<'w>,
        layer: Option<usize>,
    },
    Toml {
        place: &'w ConfigPlace,
        found: Found<'w>,
    },
}

/// What a layer says about a place.
pub(crate) enum Lookup<'w> {
    Found(Node<'w>),
    /// Something above it is null or no map: weaker layers do not count.
    Covered,
    Missing,
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
        Some(match self.find(release, address)? {
            Standing::Yaml { at, node, layer } => self.reading(release, at, node, layer),
            Standing::Toml { place, found } => self.toml_reading(release, place, found),
        })
    }

    /// The value alone, for those who ask for many.
    pub(crate) fn value(&self, release: usize, address: &Address) -> Option<Held> {
        Some(match self.find(release, address)? {
            Standing::Yaml { at, node, .. } => self.held(release, at, node),
            Standing::Toml { place, found } => self.toml_held(release, place, found),
        })
    }

    /// Whether anything is written at a place, be it null or empty.
    pub(crate) fn is_set(&self, release: usize, address: &Address) -> bool {
        self.find(release, address).is_some()
    }

    fn find(&self, release: usize, address: &Address) -> Option<Standing<'_>> {
        match address.place {
            Place::Helmfile => self.find_in_helmfile(release, address),
            Place::Values => self.find_in_values(release, &route_of(&address.segments, 0)),
            Place::Config => self.find_in_config(release, address),
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

    fn find_in_helmfile(&self, release: usize, address: &Address) -> Option<Standing<'_>> {
        let (file, document, route) = self.helmfile_route(release, address)?;
        let node = self.files.get(file)?.tree(document)?.root()?.at(&route)?;
        Some(Standing::Yaml {
            at: (file, document),
            node,
            layer: None,
        })
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
            .position(|file| file.role() == Role::Helmfile)
    }

    fn find_in_values(&self, release: usize, route: &Route) -> Option<Standing<'_>> {
        let layers = &self.releases.get(release)?.layers;
        for (number, layer) in layers.iter().enumerate().rev() {
            match self.look_up(release, layer, route) {
                Lookup::Found(node) => {
                    return Some(Standing::Yaml {
                        at: (layer.file, layer.document),
                        node,
                        layer: Some(number),
                    });
                }
                Lookup::Covered => return None,
                Lookup::Missing => {}
            }
        }
        None
    }

    pub(crate) fn look_up<'w>(
        &'w self,
        release: usize,
        layer: &Layer,
        route: &Route,
    ) -> Lookup<'w> {
        let found = self.find_in(layer, route);
        let Lookup::Found(node) = found else {
            return found;
        };
        let conditions = self.conditions(release, layer.file, layer.document);
        match conditions.at(node.span().start) {
            Presence::Absent => Lookup::Missing,
            _ => found,
        }
    }

    /// Whether helmfile fills in what stands at a place.
    pub(crate) fn is_filled_in(&self, at: &Location) -> bool {
        let file = self.files.get(at.file).filter(|file| file.is_template());
        let text = file.and_then(|file| file.text().get(at.span.clone()));
        text.is_some_and(|text| text.contains("{{"))
    }

    /// Which lines of a document are there for a release.
    pub(super) fn conditions(&self, release: usize, file: usize, document: usize) -> Conditions {
        let scope = self.scope_of(release, file).zip(self.files.get(file));
        scope.map_or_else(Conditions::default, |(scope, file)| {
            file.conditions(document, scope)
        })
    }

    fn find_in<'w>(&'w self, layer: &Layer, route: &Route) -> Lookup<'w> {
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
            match node.child(step) {
                Some(child) => node = child,
                None if matches!(step, Step::Index(_)) => return Lookup::Covered,
                None => return Lookup::Missing,
            }
        }
        Lookup::Found(node)
    }

    pub(super) fn reading(
        &self,
        release: usize,
        (file, document): (usize, usize),
        node: Node<'_>,
        layer: Option<usize>,
    ) -> Reading {
        let part = self.files.get(file).and_then(|file| file.part(document));
        // Offsets are true in both texts, so a value over several lines is cut from the one that the file has.
        let text = yaml_text(node, part.map_or("", |part| part.text.as_str()));
        let text = part.map_or_else(|| text.clone(), |part| part.restored(&text));
        let held = self.held(release, (file, document), node);
        let is_filled = text.contains("{{") && self.scope_of(release, file).is_some();
        Reading {
            text: match &held {
                Held::Str(filled) | Held::Int(filled) | Held::Float(filled) if is_filled => {
                    filled.clone()
                }
                Held::Bool(filled) if is_filled => filled.to_string(),
                _ => text,
            },
            held,
            at: self.in_document(file, document, node.span()),
            layer,
        }
    }

    /// What a node holds: with the placeholders that its document was read without, or where helmfile fills the document in,
    /// with what it fills in.
    pub(crate) fn held(
        &self,
        release: usize,
        (file, document): (usize, usize),
        node: Node<'_>,
    ) -> Held {
        let scope = self.scope_of(release, file);
        match self.files.get(file) {
            Some(file) => file.held_in(document, node, scope),
            None => Held::of_yaml(node),
        }
    }

    /// What the templates of a file know, where helmfile fills it in for a release.
    pub(super) fn scope_of(&self, release: usize, file: usize) -> Option<&Scope> {
        let found = self.releases.get(release)?;
        let file = self.files.get(file).filter(|file| file.is_template())?;
        match file.role() {
            Role::Helmfile => found.helmfile_scope.as_deref(),
            _ => found.scope.as_deref(),
        }
    }

    /// Bytes of a document as bytes of its file.
    pub(crate) fn in_document(&self, file: usize, document: usize, span: Range<usize>) -> Location {
        let open = self.files.get(file);
        let span = open.map_or(span.clone(), |file| file.bytes_in_part(document, span));
        self.location(file, span)
    }

    fn location(&self, file: usize, span: Range<usize>) -> Location {
        let line = self
            .files
            .get(file)
            .map_or(1, |file| file.line_of(span.start));
        Location { file, span, line }
    }

    fn find_in_config(&self, release: usize, address: &Address) -> Option<Standing<'_>> {
        let place = self.releases.get(release)?.config.as_ref()?;
        let config = place.parsed(&self.files)?.as_ref().ok()?;
        let found = config.get(&toml_route(&address.segments))?;
        Some(Standing::Toml { place, found })
    }

    pub(crate) fn toml_reading(
        &self,
        release: usize,
        place: &ConfigPlace,
        found: Found<'_>,
    ) -> Reading {
        let held = self.toml_held(release, place, found);
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

    fn toml_held(&self, release: usize, place: &ConfigPlace, found: Found<'_>) -> Held {
        let filled = self.filled(release, place, found);
        filled.unwrap_or_else(|| Held::of_toml(found))
    }

    /// A value of a `config.toml` that helmfile fills in, where that can be worked out.
    fn filled(&self, release: usize, place: &ConfigPlace, found: Found<'_>) -> Option<Held> {
        let scope = self.scope_of(release, place.file)?;
        if !found.token().contains("{{") || !matches!(found.value(), TomlValue::Template(_)) {
            return None;
        }
        let filled = worked_out(found.token(), scope).ok()?;
        let config = ConfigToml::parse(&format!("filled = {filled}\n")).ok()?;
        let found = config.get(&Route::root().key("filled"))?;
        Some(Held::of_toml(found))
    }

    /// Bytes of a `config.toml` as bytes of the file it is written in.
    pub(crate) fn in_config(
        &self,
        release: usize,
        place: &ConfigPlace,
        span: Range<usize>,
    ) -> Option<Location> {
        let Some(layer) = place.layer else {
            let file = self.files.get(place.file)?;
            let span = match &place.home {
                Some(home) => file.bytes_of(home, span),
                None => span,
            };
            return Some(self.location(place.file, span));
        };
        let layer = self.releases.get(release)?.layers.get(layer)?;
        let offsets = match place.offsets.get() {
            Some(known) => known,
            None => {
                let root = layer.root(&self.files)?;
                let node = root.at(&super::release::config_route())?;
                place.offsets.get_or_init(|| node.offsets())
            }
        };
        let span = offsets.of(span.start)..offsets.of(span.end);
        let span = span.start..span.end.max(span.start);
        Some(self.in_document(layer.file, layer.document, span))
    }
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
