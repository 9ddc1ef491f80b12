//! Saving a stack as something else than a helmfile: for Flux, for Argo CD, or as a script that calls Helm.
//!
//! The values go along as they are written, comments and all. What only helmfile does, decrypting and resolving, is
//! refused by name; what is written is read again before it is handed out.

mod argo_cd;
mod flux;
mod script;
mod source;
mod values;

use crate::workspace::Workspace;
use source::Source;

/// What a stack is saved as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The files as they are.
    Helmfile,
    /// A Flux `HelmRelease` with its `HelmRepository`.
    Flux,
    /// An Argo CD `Application`.
    ArgoCd,
    /// A script that calls `helm upgrade --install`, and the values files.
    Helm,
}

/// Why a stack cannot be saved that way.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SaveError {
    /// There is no release in a helmfile.
    #[error("no release of the gitlab-runner chart in a helmfile")]
    NoRelease,
    /// A release has no name or no chart.
    #[error("the release {0} has no name or no chart")]
    Nameless(String),
    /// The chart's repository is not in the helmfile, or the chart is a folder.
    #[error(
        "where the chart {0} comes from is not said: it needs a repository of the helmfile, or oci://"
    )]
    NoRepository(String),
    /// Something that helmfile alone does.
    #[error("{release}: {what}, which helmfile alone does")]
    OnlyHelmfile {
        /// The release.
        release: String,
        /// What it is.
        what: String,
    },
    /// A values file is not open, or cannot be read.
    #[error("{0} is not open, or cannot be read")]
    Unreadable(String),
    /// What was written would not read as what was meant.
    #[error("the values of {0} cannot be put into another document")]
    Unverified(String),
}

/// A stack in another form: paths and texts, in an order in which they make sense to read.
///
/// # Errors
/// What stands in the way; a helmfile is always handed out as it is.
pub fn save_as(workspace: &Workspace, format: Format) -> Result<Vec<(String, String)>, SaveError> {
    if format == Format::Helmfile {
        return Ok(workspace.bundle());
    }
    let sources = Source::all(workspace)?;
    match format {
        Format::Helmfile => Ok(workspace.bundle()),
        Format::Helm => script::files(workspace, &sources),
        Format::Flux => flux::files(workspace, &sources),
        Format::ArgoCd => sources
            .iter()
            .map(|source| {
                let text = argo_cd::text(workspace, source)?;
                Ok((format!("argo-cd/{}.yaml", source.name), text))
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests;
