//! Rules about the release in the helmfile.

pub(super) mod chart_version_unpinned;
pub(super) mod installed_superfluous;
