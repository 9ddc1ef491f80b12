//! Distribution packages, where there is apt-get and the right to use it. Never asks for a password.

use std::path::Path;

use anyhow::{Result, bail};

use super::in_path;
use crate::command::Program;

/// Whether packages can be installed here at all.
pub(super) fn can_install() -> bool {
    in_path("apt-get").is_some()
        && Program::new("id")
            .arg("-u")
            .output()
            .is_ok_and(|uid| uid.trim() == "0")
}

/// Installs `packages` without their recommendations.
pub(super) fn install(packages: &[&str]) -> Result<()> {
    if !can_install() {
        bail!("needs apt-get and root to install {}", packages.join(", "));
    }
    apt().args(["update"]).quiet()?;
    apt()
        .args(["install", "--yes", "--no-install-recommends"])
        .args(packages)
        .quiet()
}

fn apt() -> Program {
    Program::new("apt-get")
        .args(["-qq", "-o=Dpkg::Use-Pty=0"])
        .env("DEBIAN_FRONTEND", "noninteractive")
}

/// Unpacks `package` into `folder`, which must not hold anything of worth, without installing it: nothing is configured
/// and no service starts.
pub(super) fn unpack(package: &str, folder: &Path) -> Result<()> {
    if !can_install() {
        bail!("needs apt-get and root to fetch {package}");
    }
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir_all(folder)?;
    apt().args(["update"]).quiet()?;
    // Otherwise it gives up root for the download and complains about a folder that only root can write.
    apt()
        .args(["-o=APT::Sandbox::User=root", "download", package])
        .current_dir(folder)
        .quiet()?;
    let fetched = std::fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension().is_some_and(|extension| extension == "deb"));
    let Some(fetched) = fetched else {
        bail!("apt-get download {package} left no package");
    };
    Program::new("dpkg-deb")
        .arg("--extract")
        .arg(fetched)
        .arg(folder)
        .quiet()
}
