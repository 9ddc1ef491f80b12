//! The releases of a workspace, and the layers of values each one is made of.

use super::carried::carried;
use super::environment::{self, DEFAULT_ENVIRONMENT, Presence, Scope, Switch};
use super::file::{File, Role};
use super::inherited::{self, Source};
use super::part::Home;
use crate::carrier;
use crate::config_toml::{ConfigToml, TomlError};
use crate::keys::ChartVersion;
use evenkeel_yaml::{Kind, Node, Offsets, Route};
use std::sync::{Arc, OnceLock};

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
    /// Whether helmfile installs it in the chosen environment.
    pub switch: Switch,
    /// What carries it, for people: `Argo CD Application ci/runner`; none in a helmfile and for loose values.
    pub carrier: Option<String>,
    /// What its values files' templates know.
    pub(crate) scope: Option<Arc<Scope>>,
    /// What its helmfile's own know, which is read before it has releases.
    pub(crate) helmfile_scope: Option<Arc<Scope>>,
}

impl Release {
    /// The version of the chart, when one is pinned that can be read.
    #[must_use]
    pub fn chart_version(&self) -> Option<ChartVersion> {
        self.version.as_deref()?.parse().ok()
    }
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
    /// Where in its document the bytes of a value's text are, once somebody asked.
    pub(super) offsets: OnceLock<Offsets>,
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
/// values as one. A `config.toml` inside values that is as in a release `known` before is not read again.
pub(crate) fn find(files: &[Arc<File>], environment: &str, known: &[Release]) -> Vec<Release> {
    let mut releases = Vec::new();
    let mut used = vec![false; files.len()];
    let mut elsewhere = Vec::new();
    for (file, scope) in environment::visits(files, environment, &mut used) {
        let Some(helmfile) = files.get(file) else {
            continue;
        };
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
                let route = Route::root().key("releases").index(index);
                let sources = inherited::sources(helmfile, document, route, node);
                if is_runner(helmfile, &sources, &scope) && presence != Presence::Absent {
                    let place = (file, document, index);
                    let mut release = read_release(files, place, &sources, &scope, &mut used);
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
    releases.extend(carried(files, &mut used));
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
        release.config = config_in_values(files, release, known);
    }
    for file in loose_configs {
        // A config.toml beside values that have none is theirs to read; any other stands alone.
        let config = ConfigPlace {
            layer: None,
            file,
            parsed: None,
            offsets: OnceLock::new(),
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
    /// The `values` list of a release, or of a template that it inherits from.
    fn read_values(
        &mut self,
        files: &[Arc<File>],
        file: usize,
        source: &Source<'_>,
        scope: &Scope,
        used: &mut [bool],
    ) {
        let Some(helmfile) = files.get(file) else {
            return;
        };
        let conditions = helmfile.conditions(source.document, scope);
        let entries = source.get("values").map(Node::items).unwrap_or_default();
        for (number, entry) in entries.into_iter().enumerate() {
            match conditions.at(entry.span().start) {
                Presence::There => {}
                Presence::Absent => continue,
                Presence::Undecided(reason) => self.undecided.push(reason),
            }
            let text = entry
                .text()
                .map(|text| restored(helmfile, source.document, text));
            match (entry.resolved().kind(), text) {
                (Kind::Scalar, Some(reference)) => {
                    self.open_layer(files, file, reference, scope, used);
                }
                (Kind::Mapping, _) => {
                    let route = source.route.key("values").index(number);
                    self.layers
                        .push(source.layer(LayerKind::Inline, file, route));
                }
                _ => {}
            }
        }
    }

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
            switch: Switch::On,
            carrier: None,
            scope: None,
            helmfile_scope: None,
        }
    }
}

/// What a text of a helmfile comes to in an environment; as it is where that cannot be worked out.
fn filled(helmfile: &File, document: usize, node: Node<'_>, scope: &Scope) -> Option<String> {
    let text = node.text()?;
    let text = match helmfile.part(document) {
        Some(part) => part.restored(text),
        None => text.to_owned(),
    };
    Some(environment::worked_out(&text, scope).unwrap_or(text))
}

/// What the strongest of a release's sources says at a key, filled in.
pub(super) fn text_of(
    helmfile: &File,
    sources: &[Source<'_>],
    key: &str,
    scope: &Scope,
) -> Option<String> {
    sources.iter().rev().find_map(|source| {
        let node = source.get(key)?;
        filled(helmfile, source.document, node, scope)
    })
}

fn is_runner(helmfile: &File, sources: &[Source<'_>], scope: &Scope) -> bool {
    text_of(helmfile, sources, "chart", scope).is_some_and(|chart| {
        let name = chart.rsplit(['/', ':']).next();
        name.is_some_and(|name| name.starts_with("gitlab-runner"))
    })
}

fn read_release(
    files: &[Arc<File>],
    place: (usize, usize, usize),
    sources: &[Source<'_>],
    scope: &Scope,
    used: &mut [bool],
) -> Release {
    let file = place.0;
    let Some(helmfile) = files.get(file) else {
        return Release::nothing();
    };
    let text = |key: &str, scope: &Scope| text_of(helmfile, sources, key, scope);
    let (name, namespace) = (text("name", scope), text("namespace", scope));
    let inner = scope.of_release(name.as_deref(), namespace.as_deref());
    let outer = scope;
    let scope = if helmfile.is_template() {
        outer
    } else {
        &inner
    };
    let mut release = Release {
        chart: text("chart", scope),
        version: text("version", scope),
        name,
        namespace,
        place: Some(place),
        switch: environment::switch(|key| text(key, scope), scope),
        ..Release::nothing()
    };
    if let Switch::Unknown(reason) = &release.switch {
        release.undecided.push(reason.clone());
    }
    for source in sources {
        release.read_values(files, file, source, scope, used);
    }
    let plain = release.layers.len();
    for source in sources {
        for entry in source.get("secrets").map(Node::items).unwrap_or_default() {
            let text = entry
                .text()
                .map(|text| restored(helmfile, source.document, text));
            if let Some(reference) = text {
                release.open_layer(files, file, reference, scope, used);
            }
        }
    }
    for layer in release.layers.iter_mut().skip(plain) {
        layer.read_only = layer.read_only.or(Some("helm-secrets decrypts it"));
    }
    for source in sources {
        if source.get("set").is_some_and(|set| !set.items().is_empty()) {
            release
                .layers
                .push(source.layer(LayerKind::Set, file, source.route.key("set")));
        }
    }
    release.undecided.extend(scope.lacks().iter().cloned());
    release.helmfile_scope = Some(Arc::new(outer.clone()));
    release.scope = Some(Arc::new(inner));
    release
}

fn restored(file: &File, document: usize, text: &str) -> String {
    file.part(document)
        .map_or_else(|| text.to_owned(), |part| part.restored(text))
}

impl Source<'_> {
    fn layer(&self, kind: LayerKind, file: usize, route: Route) -> Layer {
        Layer {
            kind,
            file,
            document: self.document,
            route,
            read_only: self
                .is_template
                .then_some("it is a template of the helmfile, which other releases may inherit"),
        }
    }
}

pub(super) fn file_layer(files: &[Arc<File>], file: usize) -> Layer {
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

pub(super) fn mark(used: &mut [bool], file: usize) {
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
fn config_in_values(
    files: &[Arc<File>],
    release: &Release,
    known: &[Release],
) -> Option<ConfigPlace> {
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
    let is_as = |parsed: &&Arc<Result<ConfigToml, TomlError>>| {
        let config = parsed.as_ref().as_ref();
        config.is_ok_and(|config| config.text() == text)
    };
    let mut parsed = known
        .iter()
        .filter_map(|release| release.config.as_ref()?.parsed.as_ref());
    let parsed = parsed.find(is_as).cloned();
    Some(ConfigPlace {
        layer: Some(layer),
        file,
        parsed: parsed.or_else(|| Some(Arc::new(ConfigToml::parse(&text)))),
        offsets: OnceLock::new(),
        home: None,
        read_only: None,
    })
}
