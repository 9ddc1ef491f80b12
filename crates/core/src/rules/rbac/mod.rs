//! Rules about the permissions and the account of the manager.

pub(super) mod account_token;
pub(super) mod cluster_wide;
pub(super) mod feature_permission;
pub(super) mod generated_account;
pub(super) mod ignored_account;
pub(super) mod namespace_permissions;
pub(super) mod namespaces_in_role;
pub(super) mod no_permissions;
pub(super) mod pod_security_policy;
pub(super) mod rules_empty;
pub(super) mod rules_incomplete;
pub(super) mod rules_without_create;

use super::Context;
use crate::workspace::Held;

/// One entry of `rbac.rules`, with the chart's defaults for what it leaves out.
struct Entry {
    index: usize,
    groups: Vec<String>,
    resources: Vec<String>,
    verbs: Vec<String>,
    /// Whether the verbs are written out, so that one can be added.
    has_verbs: bool,
}

impl Entry {
    fn is_core(&self) -> bool {
        self.groups
            .iter()
            .any(|group| group.is_empty() || group == "*")
    }
}

/// The entries of `rbac.rules`; none when the list has something that is not readable as one.
fn entries(context: &Context<'_>) -> Option<Vec<Entry>> {
    let read = |index: usize, item: &Held| {
        let Held::Map(fields) = item else {
            return None;
        };
        let field = |name: &str, default: &str| match fields.iter().find(|(key, _)| key == name) {
            Some((_, Held::List(items))) if !items.is_empty() => items
                .iter()
                .map(|item| item.as_str().map(str::to_owned))
                .collect(),
            Some((_, Held::Str(_) | Held::Map(_) | Held::Template)) => None,
            _ => Some(vec![default.to_owned()]),
        };
        Some(Entry {
            index,
            groups: field("apiGroups", "")?,
            resources: field("resources", "*")?,
            verbs: field("verbs", "*")?,
            has_verbs: matches!(fields.iter().find(|(key, _)| key == "verbs"), Some((_, Held::List(items))) if !items.is_empty()),
        })
    };
    let items = context.list("values:rbac.rules");
    items
        .iter()
        .enumerate()
        .map(|(index, item)| read(index, item))
        .collect()
}
