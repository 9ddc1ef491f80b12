//! The releases that carriers hold, and the layers each one is made of.

use super::embedded::Cargo;
use super::file::{File, Role};
use super::release::{ConfigPlace, Layer, LayerKind, Release, file_layer, mark, normal};
use crate::carrier::{self, Holds};
use evenkeel_yaml::Route;
use std::sync::{Arc, OnceLock};

/// The releases that carriers hold. Umbrella values in several files are layers of one release for each alias.
/// Files of values that a carrier names are marked as used.
pub(super) fn carried(files: &[Arc<File>], used: &mut [bool]) -> Vec<Release> {
    let mut releases: Vec<Release> = Vec::new();
    let mut umbrellas: Vec<(Route, usize)> = Vec::new();
    for (number, file) in files.iter().enumerate() {
        if used.get(number).copied().unwrap_or(true) {
            continue;
        }
        for cargo in file.cargo() {
            let mut release = carried_by(number, file, cargo);
            let named = release.open_value_files(files, &cargo.value_files);
            for file in named {
                mark(used, file);
            }
            let alias = cargo
                .layers
                .first()
                .map(|(_, route, _)| route.clone())
                .unwrap_or_default();
            let known = umbrellas
                .iter()
                .find(|(known, _)| file.role() == Role::Values && *known == alias);
            match known.and_then(|(_, known)| releases.get_mut(*known)) {
                Some(known) => known.layers.extend(release.layers),
                None => {
                    if file.role() == Role::Values {
                        umbrellas.push((alias, releases.len()));
                    }
                    releases.push(release);
                }
            }
        }
    }
    releases
}

impl Release {
    /// Puts the open files of values below the layers that there are; gives their numbers.
    fn open_value_files(&mut self, files: &[Arc<File>], paths: &[String]) -> Vec<usize> {
        let mut named = Vec::new();
        for path in paths {
            match file_at(files, path) {
                Some(file) => named.push(file),
                None => self.missing.push(path.clone()),
            }
        }
        if !named.is_empty() {
            // A place where values could begin is not needed beside those that are there.
            self.layers.retain(|layer| layer.root(files).is_some());
        }
        let below = named.iter().map(|file| file_layer(files, *file));
        self.layers.splice(0..0, below);
        named
    }
}

/// The open file of values at a path from the top of a repository, of which a folder further up or down may be opened.
fn file_at(files: &[Arc<File>], path: &str) -> Option<usize> {
    let wanted = normal(path);
    let is_within = |outer: &str, inner: &str| {
        let before = outer.strip_suffix(inner);
        before.is_some_and(|before| before.is_empty() || before.ends_with('/'))
    };
    let same = |exact: bool| {
        let values = files.iter().enumerate();
        let mut found = values.filter(|(_, file)| {
            let own = normal(file.path());
            matches!(file.role(), Role::Values | Role::Template)
                && (own == wanted
                    || !exact && (is_within(&own, &wanted) || is_within(&wanted, &own)))
        });
        found
            .next()
            .filter(|_| found.next().is_none())
            .map(|(file, _)| file)
    };
    same(true).or_else(|| same(false))
}

fn carried_by(number: usize, file: &File, cargo: &Cargo) -> Release {
    let kind = match file.role() {
        Role::Values => LayerKind::File,
        _ => LayerKind::Inline,
    };
    let layer = |(part, route, holds): &(usize, Route, Holds)| {
        let root = file.tree(*part).and_then(|tree| tree.root());
        Layer {
            kind: if *holds == Holds::Parameters {
                LayerKind::Set
            } else {
                kind
            },
            file: number,
            document: *part,
            route: route.clone(),
            read_only: cargo.read_only.or_else(|| root.and_then(carrier::seals)),
        }
    };
    let config = cargo.config.as_ref().map(|config| ConfigPlace {
        layer: None,
        file: number,
        parsed: Some(Arc::clone(&config.parsed)),
        offsets: OnceLock::new(),
        home: Some(config.home.clone()),
        read_only: cargo.read_only,
    });
    Release {
        name: cargo.name.clone(),
        namespace: cargo.namespace.clone(),
        chart: cargo.chart.clone(),
        version: cargo.version.clone(),
        layers: cargo.layers.iter().map(layer).collect(),
        config,
        carrier: Some(
            format!("{} {}", cargo.title, cargo.object)
                .trim_end()
                .to_owned(),
        ),
        ..Release::nothing()
    }
}
