//! The releases of a workspace, and the layers of values each one is made of.

use super::carried::carried;
use super::environment::{self, Conditions, DEFAULT_ENVIRONMENT, Presence, Scope};
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
    /// What its templates ask for and nobody can tell from the open files, each with the reason.
    pub undecided: Vec<String>,
    /// Where its `config.toml` is.
    pub config: Option<ConfigPlace>,
    /// What carries it, for people: `Argo CD Application ci/runner`; none in a helmfile and for loose values.
    pub carrier: Option<String>,
    /// What its values files' templates know.
    pub(crate) scope: Option<Arc<Scope>>,
    /// What its helmfile's own know, which is read before it has releases.
    pub(crate) helmfile_scope: Option<Arc<Scope>>,
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

/// Finds the releases of all open files in an environment: those of the runner's chart; without a helmfile the loose
/// values as one.
pub(crate) fn find(files: &[Arc<File>], environment: &str) -> Vec<Release> {
    let mut releases = Vec::new();
    let mut used = vec![false; files.len()];
    let mut elsewhere = Vec::new();
    for (file, helmfile) in files
        .iter()
        .enumerate()
        .filter(|(_, file)| file.role() == Role::Helmfile)
    {
        let scope = environment::scope(files, file, environment, &mut used);
        if environment != DEFAULT_ENVIRONMENT
            && !environment::defined(files, file)
                .iter()
                .any(|own| own == environment)
        {
            elsewhere.push(file);
        }
        for (document, tree) in helmfile.trees() {
            let conditions = helmfile.conditions(document, &scope);
            let list = tree.root().and_then(|root| root.get("releases"));
            for (index, node) in list
                .map(Node::items)
                .unwrap_or_default()
                .into_iter()
                .enumerate()
            {
                let presence = conditions.at(node.span().start);
                if is_runner(helmfile, document, node, &scope) && presence != Presence::Absent {
                    let place = (file, document, index);
                    let mut release =
                        read_release(files, place, node, (&scope, &conditions), &mut used);
                    if let Presence::Undecided(reason) = presence {
                        release.undecided.push(reason);
                    }
                    releases.push(release);
                }
            }
        }
    }
    // A file that nobody names here may be that of another environment.
    let has_environments =
        (0..files.len()).any(|file| !environment::defined(files, file).is_empty());
    if !has_environments {
        bind_orphans(files, &mut releases, &mut used);
    }
    releases.retain(|release| {
        release
            .place
            .is_none_or(|(file, ..)| !elsewhere.contains(&file))
    });
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
    if releases.is_empty() && elsewhere.is_empty() && !loose_values.is_empty() {
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
    /// The file a helmfile names, as one more layer; what cannot be found is noted.
    fn open_layer(
        &mut self,
        files: &[Arc<File>],
        helmfile: usize,
        reference: String,
        scope: &Scope,
        used: &mut [bool],
    ) {
        let reference = match environment::worked_out(&reference, scope) {
            Ok(reference) => reference,
            Err(reason) => {
                self.undecided.push(reason);
                self.missing.push(reference);
                return;
            }
        };
        let folder = files
            .get(helmfile)
            .map_or("", |file| folder_of(file.path()));
        match find_file(files, folder, &reference) {
            Some(values) => {
                mark(used, values);
                self.layers.push(file_layer(files, values));
            }
            None => self.missing.push(reference),
        }
    }

    pub(super) fn nothing() -> Self {
        Self {
            name: None,
            namespace: None,
            chart: None,
            version: None,
            place: None,
            layers: Vec::new(),
            missing: Vec::new(),
            undecided: Vec::new(),
            config: None,
            carrier: None,
            scope: None,
            helmfile_scope: None,
        }
    }
}

fn is_runner(helmfile: &File, document: usize, release: Node<'_>, scope: &Scope) -> bool {
    let chart = release.get("chart").and_then(Node::text);
    let chart = chart.unwrap_or_default();
    let chart = match helmfile.part(document) {
        Some(part) => part.restored(chart),
        None => chart.to_owned(),
    };
    let chart = environment::worked_out(&chart, scope).unwrap_or(chart);
    chart
        .rsplit(['/', ':'])
        .next()
        .is_some_and(|name| name.starts_with("gitlab-runner"))
}

fn read_release(
    files: &[Arc<File>],
    place: (usize, usize, usize),
    node: Node<'_>,
    (scope, conditions): (&Scope, &Conditions),
    used: &mut [bool],
) -> Release {
    let (file, document, index) = place;
    let part = files.get(file).and_then(|file| file.part(document));
    let source = |node: Node<'_>| {
        let text = node.text()?;
        Some(part.map_or_else(|| text.to_owned(), |part| part.restored(text)))
    };
    let filled =
        |text: String, scope: &Scope| environment::worked_out(&text, scope).unwrap_or(text);
    let text = |key: &str, scope: &Scope| {
        let own = node.get(key).filter(|node| !node.is_null())?;
        source(own).map(|text| filled(text, scope))
    };
    let route = Route::root().key("releases").index(index);
    let (name, namespace) = (text("name", scope), text("namespace", scope));
    let inner = scope.of_release(name.as_deref(), namespace.as_deref());
    let is_template = files.get(file).is_some_and(|file| file.is_template());
    let outer = scope;
    let scope = if is_template { outer } else { &inner };
    let mut release = Release {
        chart: text("chart", scope),
        version: text("version", scope),
        name,
        namespace,
        place: Some(place),
        ..Release::nothing()
    };
    let list = |key: &str| node.get(key).map(Node::items).unwrap_or_default();
    for (number, entry) in list("values").into_iter().enumerate() {
        match conditions.at(entry.span().start) {
            Presence::There => {}
            Presence::Absent => continue,
            Presence::Undecided(reason) => release.undecided.push(reason),
        }
        match (entry.resolved().kind(), source(entry)) {
            (Kind::Scalar, Some(reference)) => {
                release.open_layer(files, file, reference, scope, used);
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
    let plain = release.layers.len();
    for reference in list("secrets").into_iter().filter_map(source) {
        release.open_layer(files, file, reference, scope, used);
    }
    for layer in release.layers.iter_mut().skip(plain) {
        layer.read_only = layer.read_only.or(Some("helm-secrets decrypts it"));
    }
    for lack in scope.lacks() {
        release.undecided.push(lack.clone());
    }
    release.helmfile_scope = Some(Arc::new(outer.clone()));
    release.scope = Some(Arc::new(inner));
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
pub(super) fn find_file(files: &[Arc<File>], folder: &str, reference: &str) -> Option<usize> {
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
