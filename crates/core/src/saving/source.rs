//! What a helmfile says about a release besides its values: name, namespace, and where the chart comes from.

use super::SaveError;
use crate::keys::{Address, Place, Segment};
use crate::workspace::{Held, LayerKind, Workspace};

/// A release and the source of its chart.
pub(super) struct Source {
    /// Its number in the workspace.
    pub(super) release: usize,
    pub(super) name: String,
    pub(super) namespace: Option<String>,
    pub(super) version: Option<String>,
    /// The chart's name in its repository.
    pub(super) chart: String,
    /// The repository's name in the helmfile; of a registry what its path ends in.
    pub(super) repository: String,
    /// The repository's address, `oci://` for a registry.
    pub(super) url: String,
}

impl Source {
    /// All releases of helmfiles.
    pub(super) fn all(workspace: &Workspace) -> Result<Vec<Self>, SaveError> {
        let releases = workspace.releases().iter().enumerate();
        let releases = releases.filter(|(_, release)| release.place.is_some());
        let all: Result<Vec<_>, _> = releases
            .map(|(number, _)| Self::of(workspace, number))
            .collect();
        match all {
            Ok(all) if all.is_empty() => Err(SaveError::NoRelease),
            all => all,
        }
    }

    fn of(workspace: &Workspace, number: usize) -> Result<Self, SaveError> {
        let release = workspace
            .releases()
            .get(number)
            .ok_or(SaveError::NoRelease)?;
        let name = release.name.clone().unwrap_or_default();
        let chart = release.chart.clone().filter(|_| !name.is_empty());
        let chart = chart.ok_or_else(|| SaveError::Nameless(name.clone()))?;
        refuse_what_helmfile_does(workspace, number, &name)?;
        let (repository, own) = chart
            .rsplit_once('/')
            .ok_or_else(|| SaveError::NoRepository(chart.clone()))?;
        let source = |repository: &str, url: String| Self {
            release: number,
            name: name.clone(),
            namespace: release.namespace.clone(),
            version: release.version.clone(),
            chart: own.to_owned(),
            repository: repository.to_owned(),
            url,
        };
        if chart.starts_with("oci://") {
            let last = repository.rsplit('/').next().unwrap_or_default();
            return Ok(source(last, repository.to_owned()));
        }
        let repositories = Address {
            place: Place::Helmfile,
            segments: vec![Segment::Key("repositories".to_owned())],
        };
        let all = match workspace.value(number, &repositories) {
            Some(Held::List(all)) => all,
            _ => Vec::new(),
        };
        let is_meant = |item: &&Held| item.entry("name").and_then(Held::as_str) == Some(repository);
        let found = all.iter().find(is_meant);
        let url = found
            .and_then(|item| item.entry("url"))
            .and_then(Held::as_str);
        let is_oci = found
            .and_then(|item| item.entry("oci"))
            .and_then(Held::as_bool)
            == Some(true);
        match url {
            Some(url) if is_oci => Ok(source(repository, format!("oci://{url}"))),
            Some(url) => Ok(source(repository, url.to_owned())),
            None => Err(SaveError::NoRepository(chart.clone())),
        }
    }
}

/// Nobody but helmfile decrypts a file, fills in a template, resolves a reference, or knows a `set` list.
fn refuse_what_helmfile_does(
    workspace: &Workspace,
    number: usize,
    name: &str,
) -> Result<(), SaveError> {
    let refuse = |what: String| SaveError::OnlyHelmfile {
        release: name.to_owned(),
        what,
    };
    let Some(release) = workspace.releases().get(number) else {
        return Ok(());
    };
    if let Some(missing) = release.missing.first() {
        return Err(SaveError::Unreadable(missing.clone()));
    }
    if let Some(reason) = release.undecided.first() {
        return Err(refuse(format!("it works out {reason}")));
    }
    for layer in &release.layers {
        let path = workspace
            .files()
            .get(layer.file)
            .map_or("", |file| file.path());
        if layer.kind == LayerKind::Set {
            return Err(refuse("it has a set list".to_owned()));
        }
        if let Some(reason) = layer.read_only {
            return Err(refuse(format!("{path}: {reason}")));
        }
    }
    let is_reference = |held: &Held| held.as_str().is_some_and(|text| text.contains("ref+"));
    for leaf in workspace.leaves(number) {
        if leaf.layer.is_some() && is_reference(&leaf.held) {
            return Err(refuse(format!(
                "{} is a reference that it resolves",
                leaf.address
            )));
        }
    }
    Ok(())
}
