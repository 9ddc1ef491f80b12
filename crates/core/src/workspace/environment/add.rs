//! One more environment in a helmfile: its name in `environments`, a part of its own above the releases, and for each
//! release a values file that it alone has.

use super::defined;
use crate::workspace::release::folder_of;
use crate::workspace::{Workspace, WriteRefused};
use evenkeel_yaml::{Change, Node, Route, Value};

impl Workspace {
    /// Adds an environment to the helmfile of a release: every release of the runner's chart in it gets a values file for
    /// it, named behind its other ones.
    ///
    /// # Errors
    /// The release is in no helmfile, the name is taken or none, or the helmfile cannot take it.
    pub fn add_environment(&mut self, release: usize, name: &str) -> Result<(), WriteRefused> {
        let refuse = |reason: &str| WriteRefused::ReadOnly {
            file: name.to_owned(),
            reason: reason.to_owned(),
        };
        let is_inner = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if name.is_empty() || !name.chars().all(is_inner) {
            return Err(refuse(
                "an environment's name is letters, digits, dashes and underscores",
            ));
        }
        let found = self.releases.get(release).and_then(|release| release.place);
        let (helmfile, ..) =
            found.ok_or_else(|| WriteRefused::NoFile(format!("the environment {name}")))?;
        if defined(&self.files, helmfile).iter().any(|own| own == name) {
            return Err(refuse("an environment of this name is there already"));
        }
        let mut after = self.clone();
        after.name_environment(helmfile, name)?;
        for number in 0..after.releases.len() {
            after.give_file(number, helmfile, name)?;
        }
        *self = after;
        Ok(())
    }

    fn name_environment(&mut self, helmfile: usize, name: &str) -> Result<(), WriteRefused> {
        let file = self.files.get(helmfile).ok_or(WriteRefused::NoRelease)?;
        let root = Route::root().key("environments");
        let known = file.trees().find_map(|(document, tree)| {
            let all = tree.root()?.at(&root)?;
            Some((document, all.merged().is_empty()))
        });
        // Its values are those files alone, so there is nothing to say about it.
        let nothing = Value::Map(Vec::new());
        match known {
            Some((document, true)) => {
                let value = Value::map([(name, nothing)]);
                self.edit_helmfile(helmfile, document, &Change::Replace { at: root, value })
            }
            Some((document, false)) => {
                let change = Change::insert(root, name, nothing);
                self.edit_helmfile(helmfile, document, &change)
            }
            // helmfile wants them in a part above the releases.
            None => {
                let text = format!("environments:\n  {name}: {{}}\n---\n{}", file.text());
                self.set_text(helmfile, &text);
                Ok(())
            }
        }
    }

    /// Names a values file for the environment behind a release's other values, where there is none that follows the
    /// environment's name, and makes the file.
    fn give_file(
        &mut self,
        number: usize,
        helmfile: usize,
        name: &str,
    ) -> Result<(), WriteRefused> {
        let release = self.releases.get(number).ok_or(WriteRefused::NoRelease)?;
        let Some((file, document, index)) = release.place.filter(|(file, ..)| *file == helmfile)
        else {
            return Ok(());
        };
        let own = release.name.clone().ok_or(WriteRefused::NoRelease)?;
        let open = self.files.get(file).ok_or(WriteRefused::NoRelease)?;
        let route = Route::root().key("releases").index(index).key("values");
        let list = open.tree(document).and_then(|tree| tree.root()?.at(&route));
        let items = list.map(Node::items).unwrap_or_default();
        let texts: Vec<String> = items
            .iter()
            .filter_map(|item| Some(open.part(document)?.restored(item.text()?)))
            .collect();
        let follows = texts.iter().find(|text| text.contains(".Environment.Name"));
        let (reference, is_new) = match follows {
            Some(reference) => (reference.clone(), false),
            None => {
                let first = texts.first().map_or("../values", |text| folder_of(text));
                let slash = if first.is_empty() { "" } else { "/" };
                let reference = format!("{first}{slash}{own}-{{{{ .Environment.Name }}}}.yaml");
                (reference, true)
            }
        };
        let folder = folder_of(open.path()).to_owned();
        if is_new {
            let value = Value::from(reference.as_str());
            let change = match list {
                Some(_) => Change::Append { at: route, value },
                None => Change::insert(
                    Route::root().key("releases").index(index),
                    "values",
                    Value::Seq(vec![value]),
                ),
            };
            self.edit_helmfile(file, document, &change)?;
        }
        let scope = super::Scope::new(name);
        let Ok(filled) = super::worked_out(&reference, &scope) else {
            return Ok(());
        };
        let root = if folder.starts_with('/') { "/" } else { "" };
        let path = super::super::release::normal(&format!("{folder}/{filled}"));
        let path = format!("{root}{path}");
        let is_there =
            |own: &str| super::super::release::normal(own) == super::super::release::normal(&path);
        if !self.files.iter().any(|file| is_there(file.path())) {
            let text = format!("# What {own} has of its own in the environment {name}.\n");
            self.add_file(&path, &text);
        }
        Ok(())
    }
}
