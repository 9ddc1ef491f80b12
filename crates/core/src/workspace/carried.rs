//! The releases that carriers hold, and the layers each one is made of.

use super::embedded::Cargo;
use super::file::{File, Role};
use super::release::{ConfigPlace, Layer, LayerKind, Release};
use crate::carrier::{self, Holds};
use evenkeel_yaml::Route;
use std::sync::Arc;

/// The releases that carriers hold. Umbrella values in several files are layers of one release for each alias.
pub(super) fn carried(files: &[Arc<File>], used: &[bool]) -> Vec<Release> {
    let mut releases: Vec<Release> = Vec::new();
    let mut umbrellas: Vec<(Route, usize)> = Vec::new();
    for (number, file) in files.iter().enumerate() {
        if used.get(number).copied().unwrap_or(true) {
            continue;
        }
        for cargo in file.cargo() {
            let release = carried_by(number, file, cargo);
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
