//! Files that are made from the code and checked in all the same, because others read them where no code runs.

use anyhow::{Context, Result, ensure};
use evenkeel_core::postrender::Policy;
use std::path::Path;

use crate::repository::Repository;
use crate::{concept_pages, rule_pages};

/// Where each made file is, and what it holds.
fn files() -> Vec<(String, String)> {
    let mut files = vec![("docs/evenkeel.schema.json".to_owned(), Policy::schema())];
    files.extend(rule_pages::pages());
    files.extend(concept_pages::pages());
    files
}

/// Folders in which every file is a made one.
const FOLDERS: [&str; 2] = [rule_pages::FOLDER, concept_pages::FOLDER];

/// Writes the files, or with `check` only compares.
pub(crate) fn run(repository: &Repository, check: bool) -> Result<()> {
    let files = files();
    for folder in FOLDERS {
        for name in left_over(&repository.root, folder, &files)? {
            ensure!(
                !check,
                "nothing makes {name} any more; `cargo xtask codegen` removes it"
            );
            std::fs::remove_file(repository.root.join(&name))?;
            println!("removed {name}");
        }
    }
    for (name, made) in files {
        let path = repository.root.join(&name);
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        if found == made {
            continue;
        }
        ensure!(
            !check,
            "{name} is not what the code makes; `cargo xtask codegen` writes it"
        );
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&path, made)?;
        println!("wrote {name}");
    }
    Ok(())
}

/// Files of a folder that nothing makes.
fn left_over(root: &Path, folder: &str, files: &[(String, String)]) -> Result<Vec<String>> {
    let path = root.join(folder);
    if !path.is_dir() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&path).with_context(|| format!("cannot read {folder}"))? {
        let name = format!("{folder}/{}", entry?.file_name().to_string_lossy());
        if !files.iter().any(|(made, _)| *made == name) {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}
