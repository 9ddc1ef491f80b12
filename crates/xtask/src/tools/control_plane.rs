//! What a Kubernetes control plane is made of: API server, scheduler, controller manager and kubectl of one release,
//! built by Go, and etcd from the distribution. Starts none of them and leaves no service behind.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::go::go;
use super::{Tools, debian, in_path, says};
use crate::command::Program;
use crate::step::step;

const KUBERNETES: &str = "1.37.2";
const MODULE: &str = "k8s.io/kubernetes";
/// The name of the distribution's package and of the program in it.
const ETCD: (&str, &str) = ("etcd-server", "usr/bin/etcd");

impl Tools {
    /// `name`, one of Kubernetes' own programs, of release 1.37.
    pub(crate) fn kubernetes(&self, name: &str) -> Result<PathBuf> {
        let module = self.root.join("tests/peers/kubernetes");
        self.found_or_built(name, KUBERNETES, &[name], is_kubernetes, |target| {
            // Renamed into place, because the old one may be running.
            let new = target.with_extension("new");
            let version =
                format!("-s -w -X k8s.io/component-base/version.gitVersion=v{KUBERNETES}");
            go().args(["build", "-ldflags", &version, "-o"])
                .arg(&new)
                .arg(format!("{MODULE}/cmd/{name}"))
                .current_dir(&module)
                .quiet()?;
            std::fs::rename(&new, target)?;
            Ok(())
        })
    }

    /// etcd 3, a copy of our own: the distribution's package would start it as a service.
    pub(crate) fn etcd(&self) -> Result<PathBuf> {
        let fits = |path: &Path| says(path, &["--version"], "etcd Version: 3.");
        let cached = self.cache.join("etcd");
        if let Some(found) = in_path("etcd")
            .into_iter()
            .chain([cached.clone()])
            .find(|path| fits(path))
        {
            return Ok(found);
        }
        let (package, program) = ETCD;
        if !debian::can_install() {
            bail!("etcd 3 is missing: put it on PATH, or install the package {package}");
        }
        step(
            format_args!("unpack etcd from the package {package}"),
            || {
                let folder = self.cache.join("etcd.new");
                debian::unpack(package, &folder)?;
                std::fs::rename(folder.join(program), &cached)
                    .with_context(|| format!("{package} has no {program}"))?;
                std::fs::remove_dir_all(&folder)?;
                Ok(())
            },
        )?;
        if !fits(&cached) {
            bail!("the package {package} has no etcd 3: put one on PATH");
        }
        Ok(cached)
    }
}

/// Whether `program` is of this release. Kubernetes learns its version when it is linked; Go itself always knows what a
/// program was built from.
fn is_kubernetes(program: &Path) -> bool {
    let (release, _) = KUBERNETES.rsplit_once('.').unwrap_or((KUBERNETES, ""));
    let version = format!("v{release}.");
    says(program, &["--version"], &version)
        || says(program, &["version", "--client"], &version)
        || Program::new("go")
            .args(["version", "-m"])
            .arg(program)
            .output()
            .is_ok_and(|text| text.contains(&format!("\t{MODULE}\t{version}")))
}
