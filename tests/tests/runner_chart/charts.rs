//! The charts these tests run on.

use std::env;
use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use evenkeel_core::keys::ChartVersion;
use evenkeel_core::workspace::{Input, Workspace};
use evenkeel_tests::{Ended, Helm, Manifests, folder, run};
use serde_json::{Value, json};

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
    fn packages() -> Vec<Self> {
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

    /// Proves something of each of GitLab's charts, as many at once as there are processors.
    #[track_caller]
    pub(crate) fn on_packages(prove: impl Fn(&Self) + Sync) {
        let packages = Self::packages();
        let next = AtomicUsize::new(0);
        let workers = thread::available_parallelism().map_or(1, NonZero::get);
        thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(|| {
                    while let Some(chart) = packages.get(next.fetch_add(1, Ordering::Relaxed)) {
                        prove(chart);
                    }
                });
            }
        });
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

    /// What this chart makes of each of `values`, by one Helm: as many charts of other names below one that has nothing of
    /// its own. The names are taken out again.
    #[track_caller]
    pub(crate) fn each(&self, helm: &Helm, values: &[Value]) -> Vec<String> {
        let names: Vec<_> = (0..values.len())
            .map(|number| format!("each-{number:03}"))
            .collect();
        let version = self.version.to_string();
        let dependency =
            |alias| json!({ "name": "gitlab-runner", "version": version, "alias": alias });
        let chart = json!({
            "apiVersion": "v2",
            "name": "all",
            "version": "0.1.0",
            "dependencies": names.iter().map(dependency).collect::<Vec<_>>(),
        });
        let values: Value = names.iter().cloned().zip(values.iter().cloned()).collect();
        let folder = tempfile::tempdir().unwrap();
        let [file, charts] = ["values.yaml", "charts"].map(|name| folder.path().join(name));
        fs::write(folder.path().join("Chart.yaml"), chart.to_string()).unwrap();
        fs::write(&file, values.to_string()).unwrap();
        fs::create_dir(&charts).unwrap();
        let mut copy = Command::new("cp");
        run(copy.arg("-r").arg(&self.path).arg(&charts)).succeeded();
        let all = Self {
            path: folder.path().to_owned(),
            version: self.version,
        };
        let ended = all.template(helm, &file).succeeded();
        let documents: Vec<_> = ended.text().split("---\n# Source: all/charts/").collect();
        let of = |name: &String| {
            let own = |document: &&&str| document.starts_with(name.as_str());
            let own: String = documents.iter().filter(own).copied().collect();
            assert!(!own.is_empty(), "{name} has no manifest");
            own.replace(name.as_str(), "each")
        };
        names.iter().map(of).collect()
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
