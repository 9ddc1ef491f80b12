//! A workspace as far as one release is made of it: whoever is given that cannot have read anything else.

use super::{File, Release, Workspace};
use std::sync::Arc;

impl Workspace {
    /// The workspace with nothing in it but a release and the files that it reads. Files and the release keep their numbers.
    pub(crate) fn view(&self, release: usize) -> Self {
        let nothing = Arc::new(File::new("", ""));
        let mut files = vec![nothing; self.files.len()];
        for number in self.files_of(release) {
            if let (Some(slot), Some(file)) = (files.get_mut(number), self.files.get(number)) {
                *slot = Arc::clone(file);
            }
        }
        let mut releases = vec![Release::nothing(); release];
        releases.extend(self.releases.get(release).cloned());
        Self {
            files,
            releases,
            environment: self.environment.clone(),
        }
    }

    /// Whether another workspace looks the same as far as a release is made of it.
    pub(crate) fn has_view(&self, other: &Self, release: usize) -> bool {
        let same_release = match (self.releases.get(release), other.releases.get(release)) {
            (Some(own), Some(other)) => own.is_as(other),
            (own, other) => own.is_none() && other.is_none(),
        };
        let files = self.files_of(release);
        same_release
            && self.environment == other.environment
            && files == other.files_of(release)
            && files.into_iter().all(|number| {
                let files = self.files.get(number).zip(other.files.get(number));
                files.is_some_and(|(own, other)| {
                    Arc::ptr_eq(own, other)
                        || own.path() == other.path() && own.text() == other.text()
                })
            })
    }

    /// The numbers of the files that a release reads: its helmfile, its layers, its `config.toml`. Values that no helmfile
    /// names are read beside the first one there is.
    fn files_of(&self, release: usize) -> Vec<usize> {
        let found = self.releases.get(release);
        let place = found.and_then(|found| found.place.map(|(file, ..)| file));
        let mut files: Vec<usize> = place.or_else(|| self.helmfile()).into_iter().collect();
        if let Some(found) = found {
            files.extend(found.layers.iter().map(|layer| layer.file));
            files.extend(found.config.iter().map(|config| config.file));
        }
        files.sort_unstable();
        files.dedup();
        files
    }
}

impl Release {
    /// Whether two releases are described in the same way; what their files say is not compared.
    fn is_as(&self, other: &Self) -> bool {
        let described = |release: &Self| {
            let place = release.config.as_ref().map(|config| {
                (
                    config.layer,
                    config.file,
                    config.home.clone(),
                    config.read_only,
                )
            });
            (release.place, place)
        };
        self.name == other.name
            && self.namespace == other.namespace
            && self.chart == other.chart
            && self.version == other.version
            && self.layers == other.layers
            && self.missing == other.missing
            && self.undecided == other.undecided
            && self.switch == other.switch
            && self.carrier == other.carrier
            && self.scope == other.scope
            && self.helmfile_scope == other.helmfile_scope
            && described(self) == described(other)
    }
}
