//! Real Helm 3, Helm 4, helmfile, yq and kustomize, and Kubernetes' own code: from `PATH` when the version fits, else built
//! by Go into the cache folder.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::{Tools, in_path, says};
use crate::command::Program;
use crate::step::step;

impl Tools {
    /// Helm 3.22.
    pub(crate) fn helm3(&self) -> Result<PathBuf> {
        self.helm("helm3", "helm.sh/helm/v3", "3.22.0")
    }

    /// Helm 4.3.
    pub(crate) fn helm4(&self) -> Result<PathBuf> {
        self.helm("helm4", "helm.sh/helm/v4", "4.3.1")
    }

    /// helmfile 1.8.
    pub(crate) fn helmfile(&self) -> Result<PathBuf> {
        let fits = |path: &Path| {
            // Otherwise it asks a server whether there is a newer one.
            let asked = Program::new(path)
                .args(["version", "-o", "short"])
                .env("HELMFILE_UPGRADE_NOTICE_DISABLED", "true");
            asked
                .output()
                .is_ok_and(|text| text.trim().starts_with("v1.8."))
        };
        // Its go.mod has `replace` lines, which `go install` refuses; a module of our own repeats them.
        let module = self.root.join("tests/peers");
        self.found_or_built("helmfile", "1.8.0", &["helmfile"], fits, |target| {
            go().arg("build")
                .arg("-o")
                .arg(target)
                .arg("github.com/helmfile/helmfile")
                .current_dir(&module)
                .quiet()
        })
    }

    /// mikefarah's yq 4, a peer in speed comparisons; Debian's package of that name is another program.
    pub(crate) fn yq(&self) -> Result<PathBuf> {
        let fits = |path: &Path| says(path, &["--version"], "mikefarah");
        self.found_or_built("yq", "4.54.2", &["yq"], fits, |target| {
            install("github.com/mikefarah/yq/v4@v4.54.2", "yq", target)
        })
    }

    /// Kubernetes' own scheduler plugins and validation as a program. It is our own source, so it is built every time;
    /// Go knows by itself what has not changed.
    pub(crate) fn scheduler(&self) -> Result<PathBuf> {
        if in_path("go").is_none() {
            bail!("Kubernetes' own code is compared with: install Go 1.26 to have it built");
        }
        let target = self
            .cache
            .join(format!("scheduler{}", std::env::consts::EXE_SUFFIX));
        let module = self.root.join("tests/peers/scheduler");
        step(
            "build Kubernetes' scheduler and validation with Go (some minutes the first time)",
            || {
                go().args(["build", "-o"])
                    .arg(&target)
                    .arg(".")
                    .current_dir(&module)
                    .quiet()
            },
        )
        .context("see why Go cannot build tests/peers/scheduler")?;
        Ok(target)
    }

    /// kustomize 5, another peer.
    pub(crate) fn kustomize(&self) -> Result<PathBuf> {
        let fits = |path: &Path| says(path, &["version"], "v5.");
        self.found_or_built("kustomize", "5.8.1", &["kustomize"], fits, |target| {
            let package = "sigs.k8s.io/kustomize/kustomize/v5@v5.8.1";
            install(package, "kustomize", target)
        })
    }

    /// A host for modules as Helm 4 has one, from the source in this repository; Go builds it anew only when that changed.
    pub(crate) fn extism_host(&self) -> Result<PathBuf> {
        if in_path("go").is_none() {
            bail!("the host that calls the module is built by Go: install Go 1.26");
        }
        let host = self
            .cache
            .join(format!("extism-host{}", std::env::consts::EXE_SUFFIX));
        go().arg("build")
            .arg("-o")
            .arg(&host)
            .arg(".")
            .current_dir(self.root.join("tests/peers/extism"))
            .quiet()?;
        Ok(host)
    }

    fn helm(&self, name: &str, module: &str, version: &str) -> Result<PathBuf> {
        let (minor, _) = version.rsplit_once('.').unwrap_or((version, ""));
        let fits = |path: &Path| {
            says(
                path,
                &["version", "--template", "{{.Version}}."],
                &format!("v{minor}."),
            )
        };
        let package = format!("{module}/cmd/helm@v{version}");
        self.found_or_built(name, version, &[name, "helm"], fits, |target| {
            install(&package, "helm", target)
        })
    }

    pub(super) fn found_or_built(
        &self,
        name: &str,
        version: &str,
        names_in_path: &[&str],
        fits: impl Fn(&Path) -> bool,
        build: impl FnOnce(&Path) -> Result<()>,
    ) -> Result<PathBuf> {
        let cached = self
            .cache
            .join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
        if cached.is_file() && fits(&cached) {
            return Ok(cached);
        }
        if let Some(found) = names_in_path
            .iter()
            .filter_map(|name| in_path(name))
            .find(|path| fits(path))
        {
            return Ok(found);
        }
        if in_path("go").is_none() {
            bail!(
                "{name} {version} is missing: put it on PATH, or install Go 1.26 to have it built"
            );
        }
        step(
            format_args!("build {name} {version} with Go (some minutes, once)"),
            || build(&cached),
        )
        .with_context(|| {
            format!("{name} {version} is missing: put it on PATH, or see why Go cannot build it")
        })?;
        Ok(cached)
    }
}

pub(super) fn go() -> Program {
    Program::new("go").env("GOFLAGS", "-buildvcs=false")
}

/// `go install` names the program itself, so it goes into a folder of its own first.
fn install(package: &str, program: &str, target: &Path) -> Result<()> {
    let folder = target.with_extension("new");
    go().args(["install", package])
        .env("GOBIN", &folder)
        .quiet()?;
    std::fs::rename(
        folder.join(format!("{program}{}", std::env::consts::EXE_SUFFIX)),
        target,
    )?;
    std::fs::remove_dir_all(&folder).ok();
    Ok(())
}
