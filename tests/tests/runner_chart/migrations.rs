//! Files of a migration with real Helm: every one renders, and what was rendered, migrated, renders the same again.

use super::charts::Chart;
use evenkeel_core::migration::migrate;
use evenkeel_tests::{Helm, folder};
use std::fs;

/// The values files of all cases of migrations.
fn values() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for case in fs::read_dir(folder().join("cases/migration")).unwrap() {
        for file in fs::read_dir(case.unwrap().path().join("values")).unwrap() {
            let path = file.unwrap().path();
            found.push((
                path.display().to_string(),
                fs::read_to_string(&path).unwrap(),
            ));
        }
    }
    assert!(found.len() > 20, "{} files", found.len());
    found.sort();
    found
}

/// On the packages of GitLab's chart in the folder that the variable names; without it, it shows as ignored.
#[test]
#[cfg_attr(
    not(has_charts),
    ignore = "EVENKEEL_CHARTS names no folder with packages of GitLab's chart"
)]
fn what_helm_rendered_comes_back_as_the_same_manifests() {
    Chart::on_packages(|chart| {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("values.yaml");
        let helm = Helm::both().into_iter().next().unwrap().1;
        for (name, text) in values() {
            fs::write(&path, &text).unwrap();
            let first = chart.template(&helm, &path).succeeded().text().to_owned();
            let migration = migrate("manifests.yaml", &first).unwrap();
            let own = migration
                .files
                .iter()
                .find(|(path, _)| path.starts_with("values"))
                .unwrap();
            fs::write(&path, &own.1).unwrap();
            let again = chart.template(&helm, &path).succeeded().text().to_owned();
            assert_eq!(first, again, "{name}, chart {}", chart.version);
        }
    });
}
