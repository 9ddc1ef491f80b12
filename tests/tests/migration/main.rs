//! Every `config.toml` of the corpus becomes a Kubernetes runner: exactly the files and the report that are checked in
//! below `cases/migration`, nothing dropped, and what comes out is sound.
//!
//! `EVENKEEL_BLESS=1` writes what came out instead of comparing; the result is read by a person before it is committed.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test of the whole says what it counted, and stops where it cannot go on"
)]

mod command;
mod sound;

use evenkeel_core::migration::{Migration, migrate};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The names of the inputs, with their texts.
fn inputs() -> Vec<(String, String)> {
    let folder = evenkeel_tests::folder().join("corpus/config");
    let entries = fs::read_dir(folder).unwrap();
    let mut inputs: Vec<_> = entries
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    inputs.sort();
    inputs
}

fn migrated(name: &str, text: &str) -> Migration {
    migrate("config.toml", text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn cases() -> PathBuf {
    evenkeel_tests::folder().join("cases/migration")
}

/// The files below a folder, by their paths in it.
fn files_below(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path
                    .strip_prefix(folder)
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                found.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

#[test]
fn every_config_of_the_corpus_comes_out_as_expected() {
    let bless = std::env::var_os("EVENKEEL_BLESS").is_some();
    let mut names = Vec::new();
    let rendered = evenkeel_tests::folder().join("corpus/carriers/rendered.yaml");
    let mut all = inputs();
    all.push(("rendered".to_owned(), fs::read_to_string(rendered).unwrap()));
    all.sort();
    for (name, text) in all {
        let migration = if name == "rendered" {
            migrate("manifests.yaml", &text).unwrap()
        } else {
            migrated(&name, &text)
        };
        let mut made: BTreeMap<_, _> = migration.files.iter().cloned().collect();
        made.insert("report.txt".to_owned(), migration.report.to_string());
        made.insert("report.json".to_owned(), migration.report.to_json());
        let folder = cases().join(&name);
        if bless {
            let _ = fs::remove_dir_all(&folder);
            for (path, text) in &made {
                let path = folder.join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
        }
        let expected = files_below(&folder);
        let paths: Vec<_> = expected.keys().collect();
        assert_eq!(made.keys().collect::<Vec<_>>(), paths, "{name}");
        for (path, text) in &made {
            assert_eq!(text, &expected[path], "{name}: {path}");
        }
        names.push(name);
    }
    // A case without its input proves nothing.
    let folders = fs::read_dir(cases()).unwrap();
    let mut folders: Vec<_> = folders
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    folders.sort();
    assert_eq!(folders, names);
}
