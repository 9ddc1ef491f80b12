//! The last error as a file, for Helm 4 throws away what a post-renderer says on standard error.
//!
//! Only when Helm runs this binary as the plugin `evenkeel`, and only below Helm's own cache folder.

use std::env;
use std::fs;
use std::path::PathBuf;

/// Keeps `message` as `evenkeel/last-error.txt`; a file that cannot be written is not worth a second error.
pub(super) fn keep(message: &str) {
    if env::var_os("HELM_PLUGIN_NAME").is_none_or(|name| name != "evenkeel") {
        return;
    }
    if let Some(folder) = helm_cache().map(|cache| cache.join("evenkeel")) {
        fs::create_dir_all(&folder)
            .and_then(|()| fs::write(folder.join("last-error.txt"), format!("{message}\n")))
            .ok();
    }
}

/// As Helm finds it: <https://helm.sh/docs/helm/helm/>.
fn helm_cache() -> Option<PathBuf> {
    let named = |name| {
        env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let of_the_system = || {
        named("XDG_CACHE_HOME").or_else(|| match env::consts::OS {
            "windows" => named("TEMP"),
            "macos" => env::home_dir().map(|home| home.join("Library/Caches")),
            _ => env::home_dir().map(|home| home.join(".cache")),
        })
    };
    named("HELM_CACHE_HOME").or_else(|| of_the_system().map(|cache| cache.join("helm")))
}
