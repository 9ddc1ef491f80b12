//! Rules about the release in the helmfile.

pub(super) mod chart_version_unpinned;
pub(super) mod condition;
pub(super) mod installed_superfluous;
pub(super) mod needs;
pub(super) mod needs_cycle;
pub(super) mod needs_repeated;
pub(super) mod not_installed;
