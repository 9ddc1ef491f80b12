//! Tells the runner's values and `config.toml` from other text, and finds them below an umbrella chart's key.

use evenkeel_yaml::{Kind, Node, Route};

/// Keys that no other chart is likely to have.
const OWN: [&str; 5] = [
    "gitlabUrl",
    "runnerToken",
    "runnerRegistrationToken",
    "unregisterRunners",
    "checkInterval",
];

/// Keys that say nothing alone.
const COMMON: [&str; 7] = [
    "concurrent",
    "rbac",
    "certsSecretName",
    "sessionServer",
    "runners",
    "terminationGracePeriodSeconds",
    "logLevel",
];

/// Keys of `runners` that tell it from any other map of that name.
const BELOW_RUNNERS: [&str; 12] = [
    "config",
    "secret",
    "tags",
    "privileged",
    "executor",
    "cache",
    "runUntagged",
    "locked",
    "image",
    "helpers",
    "builds",
    "configPath",
];

/// Names that an umbrella chart gives to the runner's chart.
const ALIASES: [&str; 3] = ["gitlab-runner", "gitlabRunner", "gitlab_runner"];

/// Whether a map holds values of the runner's chart at its top.
fn looks_like_values(node: Node<'_>) -> bool {
    let count = |keys: &[&str]| keys.iter().filter(|key| node.get(key).is_some()).count();
    let below = node
        .get("runners")
        .is_some_and(|runners| BELOW_RUNNERS.iter().any(|key| runners.get(key).is_some()));
    below || count(&OWN) >= 1 || count(&COMMON) >= 2
}

/// Whether a map holds values of the runner's chart, at its top or below an alias.
pub(crate) fn looks_like_runner(node: Node<'_>) -> bool {
    looks_like_values(node) || !aliases(node).is_empty()
}

/// The ways to the runner's values in an umbrella chart's; none where the values are the runner's own.
pub(crate) fn aliases(root: Node<'_>) -> Vec<Route> {
    let mut found = Vec::new();
    if !looks_like_values(root) {
        collect(root, &Route::root(), 0, &mut found);
    }
    found
}

fn collect(node: Node<'_>, route: &Route, depth: usize, found: &mut Vec<Route>) {
    for (key, value) in node.entries() {
        let Some(name) = key.text() else { continue };
        // What an alias repeats is edited where it is written.
        if value.kind() != Kind::Mapping {
            continue;
        }
        let here = route.key(name);
        let inner = value
            .get("values")
            .filter(|inner| looks_like_values(*inner));
        if ALIASES.contains(&name) && inner.is_some() {
            found.push(here.key("values"));
        } else if ALIASES.contains(&name) || looks_like_values(value) {
            found.push(here);
        } else if depth < 3 {
            collect(value, &here, depth + 1, found);
        }
    }
}

/// Whether a text is a runner's `config.toml`.
pub(crate) fn looks_like_config(text: &str) -> bool {
    text.lines()
        .any(|line| line.trim_start().starts_with("[[runners]]"))
}

/// Whether SOPS encrypted a value.
pub(crate) fn is_encrypted(node: Node<'_>) -> bool {
    node.text().is_some_and(is_encrypted_text)
}

/// Whether a text is what SOPS writes for an encrypted value.
pub(crate) fn is_encrypted_text(text: &str) -> bool {
    text.starts_with("ENC[") && text.trim_end().ends_with(']')
}

/// Why a document that SOPS encrypted cannot be edited; none for any other, and where the checksum leaves out what is
/// not encrypted.
pub(crate) fn seals(root: Node<'_>) -> Option<&'static str> {
    let sops = root.get("sops")?;
    sops.get("mac")?;
    let is_partial = sops.get("mac_only_encrypted").and_then(Node::text) == Some("true");
    (!is_partial).then_some(
        "SOPS encrypted it, and its checksum covers every value; change it with `sops set` or `sops edit`",
    )
}
