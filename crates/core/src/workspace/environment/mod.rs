//! helmfile's environments: which there are, what values one has, and what templates come to in it.
//!
//! Only what is in the open files is known. An expression that asks for more is kept as it is, and said.

mod add;
mod conditions;
mod expression;
mod filled;
mod nested;
mod switched;
mod template;

pub(crate) use conditions::Conditions;
pub(super) use nested::{missing, visits};
pub use switched::Switch;
pub(super) use switched::switch;
pub(crate) use template::{Presence, worked_out};

use super::file::{File, Role};
use super::release::{find_file, folder_of};
use super::{Held, Workspace};
use evenkeel_yaml::{Kind, Node, Tree};
use std::sync::Arc;

/// The environment of a helmfile for which none is chosen.
pub const DEFAULT_ENVIRONMENT: &str = "default";

/// No open helmfile has an environment of this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no environment {name}; there are: {}", known.join(", "))]
pub struct UnknownEnvironment {
    /// The name that was asked for.
    pub name: String,
    /// The names there are, the default one first.
    pub known: Vec<String>,
}

/// What the templates of a helmfile and of its values files can know.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scope {
    name: String,
    /// `.Environment.Values`.
    own: Held,
    /// `.Values`: those, over the helmfile's own defaults.
    values: Held,
    /// `.Release.Name` and `.Release.Namespace`.
    release: Option<(String, Option<String>)>,
    /// Values of the environment that are not known: files that are not open, templates that cannot be worked out.
    lacks: Vec<String>,
}

impl Scope {
    fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            own: Held::Map(Vec::new()),
            values: Held::Map(Vec::new()),
            release: None,
            lacks: Vec::new(),
        }
    }

    /// The same inside of a release.
    pub(super) fn of_release(&self, name: Option<&str>, namespace: Option<&str>) -> Self {
        Self {
            release: name.map(|name| (name.to_owned(), namespace.map(str::to_owned))),
            ..self.clone()
        }
    }

    pub(super) fn lacks(&self) -> &[String] {
        &self.lacks
    }

    /// A field such as `.Environment.Name`, without its first dot.
    fn field(&self, path: &[String]) -> Result<Held, String> {
        let steps: Vec<&str> = path.iter().map(String::as_str).collect();
        let (from, rest) = match steps.as_slice() {
            ["Environment", "Name"] => return Ok(Held::Str(self.name.clone())),
            ["Environment", "Values", rest @ ..] => (&self.own, rest),
            ["Values" | "StateValues", rest @ ..] => (&self.values, rest),
            ["Release", "Name"] => {
                let name = self.release.as_ref().map(|(name, _)| name.clone());
                return name
                    .map(Held::Str)
                    .ok_or_else(|| "it is outside of a release".to_owned());
            }
            ["Release", "Namespace"] => {
                let own = self.release.as_ref().and_then(|(_, own)| own.clone());
                return own
                    .map(Held::Str)
                    .ok_or_else(|| "the release has no namespace".to_owned());
            }
            _ => return Err("it is not worked out".to_owned()),
        };
        let found = rest.iter().try_fold(from, |held, step| held.entry(step));
        match found {
            Some(Held::Template) | None if !self.lacks.is_empty() => Err(format!(
                "a part of the environment's values is not known: {}",
                self.lacks.join(", ")
            )),
            Some(Held::Template) => Err("its value is a template".to_owned()),
            Some(found) => Ok(found.clone()),
            None => Err(format!("the environment {} has no such value", self.name)),
        }
    }
}

/// The environments that a helmfile and its bases define, in their order.
pub(super) fn defined(files: &[Arc<File>], helmfile: usize) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    if files
        .get(helmfile)
        .is_none_or(|file| file.role() != Role::Helmfile)
    {
        return names;
    }
    for (file, document) in parts(files, helmfile, &Scope::new(DEFAULT_ENVIRONMENT)) {
        let root = files.get(file).and_then(|file| file.tree(document)?.root());
        let environments = root.and_then(|root| root.get("environments"));
        for (key, _) in environments.map(Node::merged).unwrap_or_default() {
            if let Some(name) = key
                .text()
                .filter(|name| !names.iter().any(|own| own == name))
            {
                names.push(name.to_owned());
            }
        }
    }
    names
}

/// What a helmfile's templates know in an environment, over which stands what another helmfile hands down to it. The values
/// files that it names are marked as used.
pub(super) fn scope(
    files: &[Arc<File>],
    helmfile: usize,
    name: &str,
    handed_down: &Held,
    used: &mut [bool],
) -> Scope {
    let mut scope = Scope::new(name);
    let folder = files
        .get(helmfile)
        .map_or("", |file| folder_of(file.path()));
    let (mut defaults, mut own) = (Held::Map(Vec::new()), Held::Map(Vec::new()));
    for (file, document) in parts(files, helmfile, &scope.clone()) {
        let Some(root) = files.get(file).and_then(|file| file.tree(document)?.root()) else {
            continue;
        };
        // A part sees what the parts above it have defined, not what stands beside.
        let seen = scope.clone();
        let of_name = root.get("environments").and_then(|all| all.get(name));
        let lists = [
            (&mut defaults, root.get("values")),
            (&mut own, of_name.and_then(|own| own.get("values"))),
        ];
        for (target, list) in lists {
            for entry in list.map(Node::items).unwrap_or_default() {
                let mut layer = Layers {
                    files,
                    folder,
                    scope: &seen,
                    used: &mut *used,
                };
                match layer.values(file, document, entry) {
                    Ok(values) => merge(target, values),
                    Err(lack) => scope.lacks.push(lack),
                }
            }
        }
        if of_name.is_some_and(|own| own.get("secrets").is_some()) {
            scope
                .lacks
                .push(format!("secrets of the environment {name}"));
        }
        scope.own = own.clone();
        merge(&mut scope.own, handed_down.clone());
        scope.values = defaults.clone();
        merge(&mut scope.values, scope.own.clone());
    }
    scope
}

/// The documents of a helmfile, those of its bases before the one that names them.
fn parts(files: &[Arc<File>], helmfile: usize, scope: &Scope) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let Some(file) = files.get(helmfile) else {
        return found;
    };
    for (document, tree) in file.trees() {
        let bases = tree.root().and_then(|root| root.get("bases"));
        for base in bases.map(Node::items).unwrap_or_default() {
            let reference = base
                .text()
                .and_then(|text| worked_out(&restored(file, document, text), scope).ok());
            let base = reference
                .and_then(|reference| find_file(files, folder_of(file.path()), &reference));
            // A base of a base is rare enough.
            if let Some(base) = base.filter(|base| *base != helmfile) {
                let own = files
                    .get(base)
                    .map(|file| file.trees().map(|(document, _)| document));
                found.extend(own.into_iter().flatten().map(|document| (base, document)));
            }
        }
        found.push((helmfile, document));
    }
    found
}

fn restored(file: &File, document: usize, text: &str) -> String {
    file.part(document)
        .map_or_else(|| text.to_owned(), |part| part.restored(text))
}

struct Layers<'a> {
    files: &'a [Arc<File>],
    folder: &'a str,
    scope: &'a Scope,
    used: &'a mut [bool],
}

impl Layers<'_> {
    /// The values of one entry of a list: a map that stands there, or those of a file.
    fn values(&mut self, file: usize, document: usize, entry: Node<'_>) -> Result<Held, String> {
        let Some(own) = self.files.get(file) else {
            return Ok(Held::Map(Vec::new()));
        };
        if entry.resolved().kind() == Kind::Mapping {
            return Ok(own.held_in(document, entry, Some(self.scope)));
        }
        let text = entry.text().map(|text| restored(own, document, text));
        let Some(text) = text else {
            return Ok(Held::Map(Vec::new()));
        };
        let reference = worked_out(&text, self.scope)?;
        let number = find_file(self.files, self.folder, &reference)
            .ok_or_else(|| format!("{reference} is not open"))?;
        if let Some(used) = self.used.get_mut(number) {
            *used = true;
        }
        let open = self
            .files
            .get(number)
            .ok_or_else(|| format!("{reference} is not open"))?;
        if open.role() == Role::RunnerConfig || !open.unreadable().is_empty() {
            return Err(format!("{reference} cannot be read as YAML"));
        }
        let document = open.first_document();
        let root = open.tree(document).and_then(Tree::root);
        Ok(root.map_or(Held::Map(Vec::new()), |root| {
            open.held_in(document, root, Some(self.scope))
        }))
    }
}

/// Puts values over others: maps into each other, anything else in place.
fn merge(target: &mut Held, values: Held) {
    match (target, values) {
        (Held::Map(entries), Held::Map(over)) => {
            for (key, value) in over {
                match entries.iter_mut().find(|(known, _)| *known == key) {
                    Some((_, known)) => merge(known, value),
                    None => entries.push((key, value)),
                }
            }
        }
        (target, values) => *target = values,
    }
}

impl Workspace {
    /// The environments that the open helmfiles define, in their order. There is always the default one, which need not
    /// be among them.
    #[must_use]
    pub fn environments(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for name in (0..self.files.len()).flat_map(|file| defined(&self.files, file)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// The environment that the releases are read for.
    #[must_use]
    pub fn environment(&self) -> &str {
        self.environment.as_deref().unwrap_or(DEFAULT_ENVIRONMENT)
    }

    /// Reads the releases for another environment. Those of helmfiles that do not have it are not there in it, as helmfile
    /// has it; their numbers may be others than before.
    ///
    /// # Errors
    /// No open helmfile defines it.
    pub fn choose_environment(&mut self, name: &str) -> Result<(), UnknownEnvironment> {
        let mut known = self.environments();
        if name != DEFAULT_ENVIRONMENT && !known.iter().any(|own| own == name) {
            if !known.iter().any(|own| own == DEFAULT_ENVIRONMENT) {
                known.insert(0, DEFAULT_ENVIRONMENT.to_owned());
            }
            return Err(UnknownEnvironment {
                name: name.to_owned(),
                known,
            });
        }
        self.environment = Some(name.into());
        self.find_releases();
        Ok(())
    }
}

#[cfg(test)]
mod tests;
