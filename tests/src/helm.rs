//! A real Helm with folders of its own: it sees no plugin, cache, setting or cluster of the person who runs the tests.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::program::{Ended, binary, named_by, run};

/// Which of our plugins a Helm 4 has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plugins {
    /// The binary as a post-renderer.
    Native,
    /// The module and its bridge.
    Wasm,
}

/// A Helm of one version, the only `helm` in its own `PATH`.
pub struct Helm {
    home: TempDir,
    version: u8,
}

impl Helm {
    /// Helm 3 with the binary `evenkeel` in `PATH`, which is where it looks for post-renderers.
    pub fn three() -> Self {
        let helm = Self::new(3);
        link(binary(), &helm.programs().join("evenkeel"));
        helm
    }

    /// Both versions without anything of ours, each with its name.
    pub fn both() -> [(&'static str, Self); 2] {
        [("Helm 3", Self::new(3)), ("Helm 4", Self::new(4))]
    }

    /// Helm 4 without anything of ours.
    pub fn four_bare() -> Self {
        Self::new(4)
    }

    /// Helm 4 with `plugins` installed from the tarballs that are shipped.
    #[track_caller]
    pub fn four(plugins: Plugins) -> Self {
        let helm = Self::new(4);
        let dist = named_by("EVENKEEL_DIST");
        let version = env!("CARGO_PKG_VERSION");
        let tarballs = match plugins {
            Plugins::Native => vec![dist.join(format!("native/evenkeel-{version}.tgz"))],
            Plugins::Wasm => ["evenkeel-wasm", "evenkeel"]
                .iter()
                .map(|name| dist.join(format!("wasm/{name}-{version}.tgz")))
                .collect(),
        };
        for tarball in tarballs {
            run(helm
                .command()
                .args(["plugin", "install", "--verify=false"])
                .arg(tarball))
            .succeeded();
        }
        helm
    }

    fn new(version: u8) -> Self {
        let home = tempfile::tempdir().unwrap();
        let helm = Self { home, version };
        fs::create_dir_all(helm.programs()).unwrap();
        let program = named_by(&format!("EVENKEEL_HELM{version}"));
        link(&program, &helm.programs().join("helm"));
        helm
    }

    /// 3 or 4.
    pub fn version(&self) -> u8 {
        self.version
    }

    /// `helm`, ready for arguments.
    pub fn command(&self) -> Command {
        self.prepare(Command::new(self.programs().join("helm")))
    }

    /// Any other program, with this Helm in `PATH`.
    pub fn program(&self, name: impl AsRef<OsStr>) -> Command {
        self.prepare(Command::new(name))
    }

    /// `helm template` of our chart with `arguments`.
    #[track_caller]
    pub fn template(&self, arguments: &[&str]) -> Ended {
        run(self
            .command()
            .args(["template", "demo"])
            .arg(crate::chart())
            .args(["--namespace", "demo"])
            .args(arguments))
    }

    /// `helmfile template` of the one helmfile all Helms share, through this Helm.
    #[track_caller]
    pub fn helmfile_template(&self) -> Ended {
        run(self
            .helmfile(&crate::folder().join("charts/helmfile.yaml"))
            .args(["template", "--skip-deps"]))
    }

    /// `helmfile` with this Helm and `file`, ready for a command.
    pub fn helmfile(&self, file: &Path) -> Command {
        let mut helmfile = self.prepare(Command::new(named_by("EVENKEEL_HELMFILE")));
        helmfile
            .arg("--helm-binary")
            .arg(self.programs().join("helm"))
            .arg("--file")
            .arg(file)
            .env("HELMFILE_UPGRADE_NOTICE_DISABLED", "true");
        helmfile
    }

    /// Helm's cache folder.
    pub fn cache(&self) -> PathBuf {
        self.home.path().join("cache")
    }

    /// The folder of an installed plugin.
    pub fn plugin(&self, name: &str) -> PathBuf {
        self.home.path().join("data/plugins").join(name)
    }

    fn programs(&self) -> PathBuf {
        self.home.path().join("bin")
    }

    fn prepare(&self, mut command: Command) -> Command {
        let home = self.home.path();
        let path = env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect::<Vec<_>>();
        for (name, _) in env::vars_os() {
            if name.to_str().is_some_and(|name| name.starts_with("HELM")) {
                command.env_remove(name);
            }
        }
        command
            .env(
                "PATH",
                env::join_paths([self.programs()].into_iter().chain(path)).unwrap(),
            )
            .env("HELM_DATA_HOME", home.join("data"))
            .env("HELM_CACHE_HOME", self.cache())
            .env("HELM_CONFIG_HOME", home.join("config"))
            .env("KUBECONFIG", home.join("no-cluster"));
        command
    }
}

/// A second name for a program; a copy where links need a privilege.
fn link(program: &Path, name: &Path) {
    #[cfg(unix)]
    std::os::unix::fs::symlink(program, name).unwrap();
    #[cfg(not(unix))]
    drop(fs::copy(program, name.with_extension("exe")).unwrap());
}
