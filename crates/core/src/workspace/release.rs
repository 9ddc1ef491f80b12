//! The releases of a workspace, and the layers of values each one is made of.

use super::carried::carried;
use super::file::{File, Role};
use super::part::Home;
use crate::carrier;
use crate::config_toml::{ConfigToml, TomlError};
use evenkeel_yaml::{Kind, Node, Route};
use std::sync::Arc;

/// A release of the runner's chart, or loose values that would be one.
#[derive(Clone)]
pub struct Release {
    /// Its name; none for loose values.
    pub name: Option<String>,
    /// Its namespace.
    pub namespace: Option<String>,
    /// The chart, as the helmfile names it.
    pub chart: Option<String>,
    /// The chart's version, when it is pinned.
    pub version: Option<String>,
    /// File, document and position in `releases`; none for loose values.
    pub place: Option<(usize, usize, usize)>,
    /// Its layers of values, the strongest last.
    pub layers: Vec<Layer>,
    /// Values files the helmfile names that are not open.
    pub missing: Vec<String>,
    /// Where its `config.toml` is.
    pub config: Option<ConfigPlace>,
    /// What carries it, for people: `Argo CD Application ci/runner`; none in a helmfile and for loose values.
    pub carrier: Option<String>,
}

/// A layer of values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// What kind it is.
    pub kind: LayerKind,
    /// The file, by its number.
    pub file: usize,
    /// The document in the file; documents inside a text of another come after all that the file is made of.
    pub document: usize,
    /// Where the values are in the document.
    pub route: Route,
    /// Why it cannot be edited, if so.
    pub read_only: Option<&'static str>,
}

/// The kinds of layers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LayerKind {
    /// A values file.
    File,
    /// A map inside the helmfile's `values` list.
    Inline,
    /// The helmfile's `set` list.
    Set,
}

/// Where a `config.toml` is written.
#[derive(Clone)]
pub struct ConfigPlace {
    /// The layer whose `runners.config` it is; none for a file of its own.
    pub layer: Option<usize>,
    /// The file, by its number.
    pub file: usize,
    /// What it reads as, when it is inside values or a carrier.
    pub(super) parsed: Option<Arc<Result<ConfigToml, TomlError>>>,
    /// Where it is, when it is a text in a carrier that is no value of a chart.
    pub(crate) home: Option<Home>,
    /// Why it cannot be edited, if so.
    pub(crate) read_only: Option<&'static str>,
}

impl ConfigPlace {
    /// The document, or why it cannot be read.
    pub(crate) fn parsed<'w>(
        &'w self,
        files: &'w [Arc<File>],
    ) -> Option<&'w Result<ConfigToml, TomlError>> {
        match &self.parsed {
            Some(parsed) => Some(parsed),
            None => files.get(self.file)?.config(),
        }
    }
}

/// The values of a layer, without their chart: `runners.config`.
pub(crate) fn config_route() -> Route {
    Route::root().key("runners").key("config")
}

impl Layer {
    /// Where the layer's values begin.
    pub(crate) fn root<'w>(&self, files: &'w [Arc<File>]) -> Option<Node<'w>> {
        files
            .get(self.file)?
            .tree(self.document)?
            .root()?
            .at(&self.route)
    }

    /// A text of the layer's tree as its file has it.
    pub(crate) fn restored(&self, files: &[Arc<File>], text: &str) -> String {
        let part = files
            .get(self.file)
            .and_then(|file| file.part(self.document));
        part.map_or_else(|| text.to_owned(), |part| part.restored(text))
    }
}

/// Finds the releases of all open files: those of the runner's chart; without a helmfile the loose values as one.
pub(crate) fn find(files: &[Arc<File>]) -> Vec<Release> {
    let mut releases = Vec::new();
    let mut used = vec![false; files.len()];
    for (file, helmfile) in files
        .iter()
        .enumerate()
        .filter(|(_, file)| file.role() == Role::Helmfile)
    {
        for (document, tree) in helmfile.trees() {
            let list = tree.root().and_then(|root| root.get("releases"));
            for (index, node) in list
                .map(Node::items)
                .unwrap_or_default()
                .into_iter()
                .enumerate()
            {
                if is_runner(node) {
                    releases.push(read_release(
                        files,
                        (file, document, index),
                        node,
                        &mut used,
                    ));
                }
            }
        }
    }
    bind_orphans(files, &mut releases, &mut used);
    releases.extend(carried(files, &used));
    let loose = |role: Role| {
        files
            .iter()
            .enumerate()
            .filter(move |(_, file)| file.role() == role)
            .map(|(number, _)| number)
    };
    let loose_values: Vec<usize> = loose(Role::Values)
        .filter(|&file| !used.get(file).copied().unwrap_or(true))
        .filter(|&file| files.get(file).is_some_and(|file| file.cargo().is_empty()))
        .collect();
    let loose_configs: Vec<usize> = loose(Role::RunnerConfig).collect();
    if releases.is_empty() && !loose_values.is_empty() {
        releases.push(Release {
            layers: loose_values
                .iter()
                .map(|&file| file_layer(files, file))
                .collect(),
            ..Release::nothing()
        });
    }
    for release in releases
        .iter_mut()
        .filter(|release| release.config.is_none())
    {
        release.config = config_in_values(files, release);
    }
    for file in loose_configs {
        // A config.toml beside values that have none is theirs to read; any other stands alone.
        let config = ConfigPlace {
            layer: None,
            file,
            parsed: None,
            home: None,
            read_only: None,
        };
        releases.push(Release {
            config: Some(config),
            ..Release::nothing()
        });
    }
    releases
}

impl Release {
    pub(super) fn nothing() -> Self {
        Self {
            name: None,
            namespace: None,
            chart: None,
            version: None,
            place: None,
            layers: Vec::new(),
            missing: Vec::new(),
            config: None,
            carrier: None,
        }
    }
}

fn is_runner(release: Node<'_>) -> bool {
    let chart = release
        .get("chart")
        .and_then(Node::text)
        .unwrap_or_default();
    chart
        .rsplit(['/', ':'])
        .next()
        .is_some_and(|name| name.starts_with("gitlab-runner"))
}

fn read_release(
    files: &[Arc<File>],
    place: (usize, usize, usize),
    node: Node<'_>,
    used: &mut [bool],
) -> Release {
    let text = |key: &str| {
        node.get(key)
            .filter(|node| !node.is_null())
            .and_then(Node::text)
            .map(str::to_owned)
    };
    let (file, document, index) = place;
    let route = Route::root().key("releases").index(index);
    let mut release = Release {
        name: text("name"),
        namespace: text("namespace"),
        chart: text("chart"),
        version: text("version"),
        place: Some(place),
        ..Release::nothing()
    };
    let values = node.get("values").map(Node::items).unwrap_or_default();
    for (number, entry) in values.into_iter().enumerate() {
        match (entry.resolved().kind(), entry.text()) {
            (Kind::Scalar, Some(reference)) => {
                let folder = files
                    .get(file)
                    .map(|file| folder_of(file.path()))
                    .unwrap_or_default();
                match find_file(files, folder, reference) {
                    Some(values) => {
                        mark(used, values);
                        release.layers.push(file_layer(files, values));
                    }
                    None => release.missing.push(reference.to_owned()),
                }
            }
            (Kind::Mapping, _) => {
                let route = route.key("values").index(number);
                release.layers.push(Layer {
                    kind: LayerKind::Inline,
                    file,
                    document,
                    route,
                    read_only: None,
                });
            }
            _ => {}
        }
    }
    if node.get("set").is_some_and(|set| !set.items().is_empty()) {
        release.layers.push(Layer {
            kind: LayerKind::Set,
            file,
            document,
            route: route.key("set"),
            read_only: None,
        });
    }
    release
}

fn file_layer(files: &[Arc<File>], file: usize) -> Layer {
    let open = files.get(file);
    let is_template = open.is_some_and(|file| file.role() == Role::Template);
    let document = open.map_or(0, |file| file.first_document());
    let root = open.and_then(|file| file.tree(document)?.root());
    Layer {
        kind: LayerKind::File,
        file,
        document,
        route: Route::root(),
        read_only: match is_template {
            true => Some("it is a Go template"),
            false => root.and_then(carrier::seals),
        },
    }
}

fn mark(used: &mut [bool], file: usize) {
    if let Some(used) = used.get_mut(file) {
        *used = true;
    }
}

pub(crate) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The open file a helmfile means: at the path it says, else the only one of that name.
fn find_file(files: &[Arc<File>], folder: &str, reference: &str) -> Option<usize> {
    let wanted = normal(&format!("{folder}/{reference}"));
    if let Some(file) = files.iter().position(|file| normal(file.path()) == wanted) {
        return Some(file);
    }
    let name = reference.rsplit('/').next()?;
    let mut same = files.iter().enumerate().filter(|(_, file)| {
        file.path().rsplit('/').next() == Some(name) && file.role() != Role::Helmfile
    });
    match (same.next(), same.next()) {
        (Some((file, _)), None) => Some(file),
        _ => None,
    }
}

/// A path without `.` and `..`.
pub(crate) fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// One release that misses one file, and one values file that nobody names: they belong together.
fn bind_orphans(files: &[Arc<File>], releases: &mut [Release], used: &mut [bool]) {
    let orphans: Vec<usize> = files
        .iter()
        .enumerate()
        .filter(|(number, file)| {
            file.role() == Role::Values && !used.get(*number).copied().unwrap_or(true)
        })
        .map(|(number, _)| number)
        .collect();
    let missing: usize = releases.iter().map(|release| release.missing.len()).sum();
    if let ([orphan], 1) = (orphans.as_slice(), missing)
        && let Some(release) = releases
            .iter_mut()
            .find(|release| !release.missing.is_empty())
    {
        release.missing.clear();
        release.layers.insert(0, file_layer(files, *orphan));
        mark(used, *orphan);
    }
}

/// The `runners.config` of the strongest layer that has one.
fn config_in_values(files: &[Arc<File>], release: &Release) -> Option<ConfigPlace> {
    let found = release
        .layers
        .iter()
        .enumerate()
        .rev()
        .find_map(|(number, layer)| {
            let node = layer.root(files)?.at(&config_route())?;
            let text = node
                .scalar()
                .and_then(|scalar| scalar.as_str().map(str::to_owned))
                .filter(|text| !carrier::is_encrypted_text(text))?;
            Some((number, layer.file, layer.restored(files, &text)))
        });
    let (layer, file, text) = found?;
    Some(ConfigPlace {
        layer: Some(layer),
        file,
        parsed: Some(Arc::new(ConfigToml::parse(&text))),
        home: None,
        read_only: None,
    })
}
