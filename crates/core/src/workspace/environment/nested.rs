//! Helmfiles that other helmfiles name under `helmfiles`: which there are, and what is handed down to each.
//!
//! Source: helmfile 1.8, `helmfile build` and `write-values` with nested state files. Values of the outer one are seen inside
//! only where its entry says them; the environment of the same name is chosen in both.

use super::{Held, Layers, Presence, Scope, merge, restored, scope, worked_out};
use crate::workspace::file::{File, Role};
use crate::workspace::release::{folder_of, normal};
use evenkeel_yaml::{Kind, Node};
use std::sync::Arc;

/// How deep helmfiles may name helmfiles.
const DEPTH: usize = 8;
/// More than anybody has, and fewer than would hurt.
const MOST: usize = 1_000;

/// An entry of `helmfiles`.
struct Entry<'t> {
    document: usize,
    /// What it names; none where that cannot be worked out.
    path: Option<String>,
    /// The list of values for what it names.
    values: Option<Node<'t>>,
    line: usize,
}

/// The helmfiles in their order, each with what its templates know. One that another names is read as that says, once for
/// each entry that names it.
pub(in crate::workspace) fn visits(
    files: &[Arc<File>],
    environment: &str,
    used: &mut [bool],
) -> Vec<(usize, Scope)> {
    let helmfiles: Vec<usize> = numbers(files).collect();
    let named: Vec<usize> = helmfiles
        .iter()
        .flat_map(|helmfile| named_by(files, *helmfile, &Scope::new(environment)))
        .collect();
    let mut roots = helmfiles.clone();
    roots.retain(|helmfile| !named.contains(helmfile));
    // Helmfiles that name each other have nobody above them.
    if roots.is_empty() {
        roots = helmfiles;
    }
    let mut visit = Visit {
        files,
        environment,
        used,
        found: Vec::new(),
    };
    for root in roots {
        visit.go(root, &Held::Map(Vec::new()), DEPTH);
    }
    let mut found = visit.found;
    found.sort_by_key(|(file, _)| *file);
    found
}

/// What helmfiles name and nobody opened: file, line, and the path as it is written.
pub(in crate::workspace) fn missing(
    files: &[Arc<File>],
    environment: &str,
) -> Vec<(usize, usize, String)> {
    let scope = Scope::new(environment);
    let mut missing = Vec::new();
    for number in numbers(files) {
        let Some(file) = files.get(number) else {
            continue;
        };
        for entry in entries(file, &scope) {
            if let Some(path) = &entry.path
                && matching(files, file, path).is_empty()
            {
                missing.push((number, entry.line, path.clone()));
            }
        }
    }
    missing
}

fn numbers(files: &[Arc<File>]) -> impl Iterator<Item = usize> {
    let all = files.iter().enumerate();
    all.filter(|(_, file)| file.role() == Role::Helmfile)
        .map(|(number, _)| number)
}

fn named_by(files: &[Arc<File>], helmfile: usize, scope: &Scope) -> Vec<usize> {
    let Some(file) = files.get(helmfile) else {
        return Vec::new();
    };
    let paths = entries(file, scope)
        .into_iter()
        .filter_map(|entry| entry.path);
    paths
        .flat_map(|path| matching(files, file, &path))
        .filter(|named| *named != helmfile)
        .collect()
}

fn entries<'t>(file: &'t File, scope: &Scope) -> Vec<Entry<'t>> {
    let mut entries = Vec::new();
    for (document, tree) in file.trees() {
        let conditions = file.conditions(document, scope);
        let list = tree.root().and_then(|root| root.get("helmfiles"));
        for node in list.map(Node::items).unwrap_or_default() {
            if conditions.at(node.span().start) == Presence::Absent {
                continue;
            }
            let path = match node.resolved().kind() {
                Kind::Scalar => Some(node),
                _ => node.get("path"),
            };
            let path = path.and_then(Node::text);
            let at = file.bytes_in_part(document, node.span());
            entries.push(Entry {
                document,
                path: path.and_then(|path| worked_out(&restored(file, document, path), scope).ok()),
                values: node.get("values"),
                line: file.line_of(at.start),
            });
        }
    }
    entries
}

/// The open helmfiles that a path means, read from the folder of the one that names it: a file, all of a folder, or what a
/// pattern fits.
fn matching(files: &[Arc<File>], from: &File, path: &str) -> Vec<usize> {
    let wanted = normal(&format!("{}/{path}", folder_of(from.path())));
    let means = |number: &usize| {
        files.get(*number).is_some_and(|file| {
            let own = normal(file.path());
            own == wanted || folder_of(&own) == wanted || fast_glob::glob_match(&wanted, &own)
        })
    };
    let mut found: Vec<usize> = numbers(files).filter(means).collect();
    found.sort_by_key(|number| files.get(*number).map(|file| file.path().to_owned()));
    found
}

struct Visit<'a> {
    files: &'a [Arc<File>],
    environment: &'a str,
    used: &'a mut [bool],
    found: Vec<(usize, Scope)>,
}

impl Visit<'_> {
    fn go(&mut self, helmfile: usize, handed_down: &Held, depth: usize) {
        let Some(file) = self.files.get(helmfile) else {
            return;
        };
        if self.found.len() >= MOST {
            return;
        }
        let scope = scope(
            self.files,
            helmfile,
            self.environment,
            handed_down,
            self.used,
        );
        self.found.push((helmfile, scope.clone()));
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        for entry in entries(file, &scope) {
            let mut values = Held::Map(Vec::new());
            let mut lacks = Vec::new();
            for item in entry.values.map(Node::items).unwrap_or_default() {
                let mut layers = Layers {
                    files: self.files,
                    folder: folder_of(file.path()),
                    scope: &scope,
                    used: &mut *self.used,
                };
                match layers.values(helmfile, entry.document, item) {
                    Ok(more) => merge(&mut values, more),
                    Err(lack) => lacks.push(lack),
                }
            }
            let path = entry.path.unwrap_or_default();
            for inner in matching(self.files, file, &path) {
                let first = self.found.len();
                self.go(inner, &values, depth);
                if let Some((_, scope)) = self.found.get_mut(first) {
                    scope.lacks.extend(lacks.iter().cloned());
                }
            }
        }
    }
}
