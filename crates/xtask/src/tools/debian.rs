//! Distribution packages, where there is apt-get and the right to use it. Never asks for a password.

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
