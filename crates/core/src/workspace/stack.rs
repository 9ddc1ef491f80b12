//! Adding and removing whole runners: a release in the helmfile and a values file of its own.

use super::release::folder_of;
use super::{Workspace, WriteRefused};
use evenkeel_yaml::{Change, Node, Route, Value};

impl Workspace {
    /// Adds a runner: a release beside the first one, with its chart, version and namespace, and an empty values file.
    ///
    /// # Errors
    /// A helmfile is not open, the name is taken, or the list of releases cannot take one more.
    pub fn add_runner(&mut self, name: &str, values: &str) -> Result<usize, WriteRefused> {
        let no_file = || WriteRefused::NoFile(format!("a release {name}"));
        if self.find_release(Some(name)).is_some() {
            return Err(WriteRefused::ReadOnly {
                file: name.to_owned(),
                reason: "a release of this name is there already".to_owned(),
            });
        }
        let like = self.releases.iter().find(|release| release.place.is_some());
        let (file, document) = match like.and_then(|release| release.place) {
            Some((file, document, _)) => (file, document),
            None => (self.helmfile().ok_or_else(no_file)?, 0),
        };
        let text = |value: Option<&String>, otherwise: &str| {
            Value::from(value.map_or(otherwise, String::as_str))
        };
        let chart = text(
            like.and_then(|release| release.chart.as_ref()),
            "gitlab/gitlab-runner",
        );
        let mut entries = vec![("name", Value::from(name))];
        if let Some(namespace) = like.and_then(|release| release.namespace.as_ref()) {
            entries.push(("namespace", Value::from(namespace.as_str())));
        }
        entries.push(("chart", chart));
        if let Some(version) = like.and_then(|release| release.version.as_ref()) {
            entries.push(("version", Value::from(version.as_str())));
        }
        let (path, reference) = self.values_path(file, name);
        entries.push(("values", [reference.as_str()].into_iter().collect()));
        let change = Change::Append {
            at: Route::root().key("releases"),
            value: Value::map(entries),
        };
        self.edit_helmfile(file, document, &change)?;
        self.add_file(&path, values);
        self.find_release(Some(name)).ok_or_else(no_file)
    }

    /// Removes a runner: its release, and the values files that no other release uses.
    ///
    /// # Errors
    /// The release is not in a helmfile, or it is the only one.
    pub fn remove_runner(&mut self, release: usize) -> Result<(), WriteRefused> {
        let found = self.releases.get(release).ok_or(WriteRefused::NoRelease)?;
        let (file, document, index) = found.place.ok_or(WriteRefused::NoRelease)?;
        let own: Vec<String> = found
            .layers
            .iter()
            .filter(|layer| {
                layer.kind == super::LayerKind::File && self.users_of(layer.file).len() == 1
            })
            .filter_map(|layer| {
                self.files
                    .get(layer.file)
                    .map(|file| file.path().to_owned())
            })
            .collect();
        self.edit_helmfile(
            file,
            document,
            &Change::Remove {
                at: Route::root().key("releases").index(index),
            },
        )?;
        self.files
            .retain(|file| !own.iter().any(|path| path == file.path()));
        self.find_releases();
        Ok(())
    }

    pub(super) fn edit_helmfile(
        &mut self,
        file: usize,
        document: usize,
        change: &Change,
    ) -> Result<(), WriteRefused> {
        let helmfile = self.files.get(file).ok_or(WriteRefused::NoRelease)?;
        let edits = helmfile
            .edits(document, std::slice::from_ref(change))
            .map_err(|refused| WriteRefused::Yaml {
                file: helmfile.path().to_owned(),
                refused,
            })?;
        let text = edits.apply(helmfile.text());
        self.set_text(file, &text);
        Ok(())
    }

    /// Path of a new values file and how the helmfile names it: where the helmfile's other values files are.
    pub(super) fn values_path(&self, helmfile: usize, name: &str) -> (String, String) {
        let folder = self
            .files
            .get(helmfile)
            .map(|file| folder_of(file.path()))
            .unwrap_or_default();
        let first = self.releases.iter().find_map(|release| {
            let (file, document, index) = release.place?;
            let node = self.files.get(file)?.tree(document)?.root()?;
            let values = node.at(&Route::root().key("releases").index(index).key("values"))?;
            values
                .items()
                .into_iter()
                .find_map(Node::text)
                .map(str::to_owned)
        });
        let reference_folder = first.as_deref().map_or("../values", folder_of).to_owned();
        let reference = if reference_folder.is_empty() {
            format!("{name}.yaml")
        } else {
            format!("{reference_folder}/{name}.yaml")
        };
        let root = if folder.starts_with('/') { "/" } else { "" };
        let path = super::release::normal(&format!("{folder}/{reference}"));
        (format!("{root}{path}"), reference)
    }
}
