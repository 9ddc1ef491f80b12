//! The charts these tests run on.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use evenkeel_core::keys::ChartVersion;
use evenkeel_core::workspace::{Input, Workspace};
use evenkeel_tests::{Ended, Helm, Manifests, folder, run};

/// A chart called gitlab-runner.
#[derive(Debug)]
pub(crate) struct Chart {
    /// Its package, or its folder.
    pub(crate) path: PathBuf,
    /// Its version.
    pub(crate) version: ChartVersion,
}

impl Chart {
    /// Our own.
    pub(crate) fn own() -> Self {
        Self {
            path: folder().join("charts/gitlab-runner"),
            version: "0.86.0".parse().unwrap(),
        }
    }

    /// GitLab's, as packages `gitlab-runner-*.tgz` in the folder that `EVENKEEL_CHARTS` names.
    #[track_caller]
    pub(crate) fn packages() -> Vec<Self> {
        let folder = PathBuf::from(env::var_os("EVENKEEL_CHARTS").unwrap());
        let entries = fs::read_dir(&folder)
            .unwrap_or_else(|error| panic!("EVENKEEL_CHARTS, {}: {error}", folder.display()));
        let mut packages: Vec<_> = entries
            .filter_map(|entry| Self::package(&entry.unwrap().path()))
            .collect();
        assert!(!packages.is_empty(), "{} has no package", folder.display());
        packages.sort_by(|left, right| left.path.cmp(&right.path));
        packages
    }

    fn package(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?;
        let version = name.strip_prefix("gitlab-runner-")?.strip_suffix(".tgz")?;
        Some(Self {
            path: path.to_owned(),
            version: version.parse().ok()?,
        })
    }

    /// `helm template` of this chart with the values in `values`, a file.
    #[track_caller]
    pub(crate) fn template(&self, helm: &Helm, values: &Path) -> Ended {
        run(helm
            .command()
            .args(["template", "demo"])
            .arg(&self.path)
            .args(["--api-versions", "monitoring.coreos.com/v1", "--values"])
            .arg(values))
    }

    /// What this chart makes of a generated stack, as a release called gitlab-runner.
    #[track_caller]
    pub(crate) fn manifests(&self, helm: &Helm, workspace: &Workspace) -> Manifests {
        let mut workspace = workspace.clone();
        let name = "values:fullnameOverride".parse().unwrap();
        let input = Input::Text("gitlab-runner".to_owned());
        workspace.write(0, &name, &input).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let values = folder.path().join("values.yaml");
        let text = workspace.file("values/gitlab-runner.yaml").unwrap().text();
        fs::write(&values, text).unwrap();
        Manifests::parse(self.template(helm, &values).succeeded().text())
    }
}
