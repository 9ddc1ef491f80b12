//! Presets: writes on a skeleton, made by the workspace like any other write.

use crate::keys::Address;
use crate::workspace::{Input, Workspace};
use evenkeel_yaml::{Node, Tree};

/// A named starting point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    /// Its name on the command line.
    pub id: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What it is for, in one sentence.
    pub about: &'static str,
    /// What it sets: addresses with values, as YAML.
    writes: &'static str,
}

/// All presets, the plainest first.
pub const PRESETS: &[Preset] = &[
    Preset {
        id: "minimal",
        title: "Minimal",
        about: "One runner with its token in a Secret and the permissions a job needs; everything else is the chart's.",
        writes: "",
    },
    Preset {
        id: "article",
        title: "The article, corrected",
        about: "Three managers that prefer to be apart, job pods with requests, a registry mirror that reaches the jobs.",
        writes: include_str!("article.yaml"),
    },
];

const HELMFILE: (&str, &str) = (
    "helmfile.d/gitlab-runner.yaml",
    include_str!("skeleton.helmfile.yaml"),
);
const VALUES: (&str, &str) = (
    "values/gitlab-runner.yaml",
    include_str!("skeleton.values.yaml"),
);

/// The files every preset starts from.
pub(crate) const SKELETON: [(&str, &str); 2] = [HELMFILE, VALUES];

/// The values a new runner starts with.
pub const NEW_RUNNER: &str = VALUES.1;

/// Why a preset cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PresetError {
    /// There is none of this name.
    #[error("there is no preset `{0}`; there are: {1}")]
    Unknown(String, String),
    /// The preset's own text is wrong.
    #[error("the preset is broken: {0}")]
    Broken(String),
}

/// The preset of a name.
///
/// # Errors
/// There is none; the error names those that are.
pub fn find(id: &str) -> Result<&'static Preset, PresetError> {
    PRESETS
        .iter()
        .find(|preset| preset.id == id)
        .ok_or_else(|| {
            let known: Vec<_> = PRESETS.iter().map(|preset| preset.id).collect();
            PresetError::Unknown(id.to_owned(), known.join(", "))
        })
}

impl Preset {
    /// The preset's documents.
    ///
    /// # Errors
    /// A write of the preset is refused; a test makes every preset.
    pub fn workspace(&self) -> Result<Workspace, PresetError> {
        let (mut workspace, _) = Workspace::open([HELMFILE, VALUES]);
        let broken =
            |at: &str, error: &dyn std::fmt::Display| PresetError::Broken(format!("{at}: {error}"));
        let tree = Tree::parse(self.writes).map_err(|error| broken(self.id, &error))?;
        for (key, value) in tree.root().map(Node::entries).unwrap_or_default() {
            let at = key.text().unwrap_or_default();
            let address: Address = at.parse().map_err(|error| broken(at, &error))?;
            let input = match value.text() {
                Some(text) => Input::Text(text.to_owned()),
                None => Input::Value(
                    value
                        .copy()
                        .ok_or_else(|| broken(at, &"a value that cannot be copied"))?,
                ),
            };
            workspace
                .write(0, &address, &input)
                .map_err(|error| broken(at, &error))?;
        }
        Ok(workspace)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_can_be_made_and_reads_back() {
        for preset in PRESETS {
            let workspace = preset.workspace().unwrap();
            assert!(workspace.report().notes.is_empty());
            assert_eq!(workspace.releases().len(), 1);
        }
        assert_eq!(
            find("none").unwrap_err().to_string(),
            "there is no preset `none`; there are: minimal, article"
        );
    }
}
