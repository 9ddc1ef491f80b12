//! The releases that stand in the same helmfile as one of ours, of whatever chart.

use super::environment::{Presence, Switch, switch, worked_out};
use super::release::text_of;
use super::{Workspace, inherited};
use evenkeel_yaml::{Node, Route};

/// A release of any chart, as far as others may need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Beside {
    pub(crate) name: String,
    /// Empty where the context of the cluster decides.
    pub(crate) namespace: String,
    pub(crate) switch: Switch,
    /// What it waits for, as far as it can be worked out.
    pub(crate) needs: Vec<Need>,
}

/// A release that another one waits for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Need {
    pub(crate) namespace: String,
    pub(crate) name: String,
}

impl Need {
    /// `name`, `namespace/name` or `context/namespace/name`; without a namespace that of whoever waits counts.
    pub(crate) fn read(text: &str, own_namespace: &str) -> Self {
        let mut parts = text.rsplit('/');
        let name = parts.next().unwrap_or_default().to_owned();
        let namespace = parts.next().unwrap_or(own_namespace).to_owned();
        Self { namespace, name }
    }

    /// Whether it is this release.
    pub(crate) fn is(&self, release: &Beside) -> bool {
        self.name == release.name && self.namespace == release.namespace
    }
}

impl Workspace {
    /// All releases of a release's helmfile; none where a name in it cannot be worked out or comes from elsewhere.
    pub(crate) fn beside(&self, release: usize) -> Option<Vec<Beside>> {
        let own = self.releases.get(release)?;
        let (file, ..) = own.place?;
        let scope = own.helmfile_scope.as_deref()?;
        let helmfile = self.files.get(file)?;
        let mut found = Vec::new();
        for (document, tree) in helmfile.trees() {
            let root = tree.root()?;
            if root.get("bases").is_some() || root.get("namespace").is_some() {
                return None;
            }
            let conditions = helmfile.conditions(document, scope);
            let list = root.get("releases").map(Node::items).unwrap_or_default();
            for (index, node) in list.into_iter().enumerate() {
                let presence = conditions.at(node.span().start);
                if presence == Presence::Absent {
                    continue;
                }
                let route = Route::root().key("releases").index(index);
                let sources = inherited::sources(helmfile, document, route, node);
                let text = |key: &str| text_of(helmfile, &sources, key, scope);
                let name = text("name").filter(|name| !name.contains("{{"))?;
                let namespace = text("namespace").unwrap_or_default();
                if namespace.contains("{{") {
                    return None;
                }
                let needs = sources
                    .iter()
                    .filter_map(|source| source.get("needs"))
                    .flat_map(Node::items)
                    .filter_map(|need| worked_out(need.text()?, scope).ok())
                    .map(|need| Need::read(&need, &namespace))
                    .collect();
                found.push(Beside {
                    name,
                    switch: switch(text, scope),
                    needs,
                    namespace,
                });
            }
        }
        Some(found)
    }

    /// A text of a release's helmfile as it comes out in the chosen environment; none where that cannot be worked out.
    pub(crate) fn in_helmfile(&self, release: usize, text: &str) -> Option<String> {
        let scope = self.releases.get(release)?.scope.as_deref()?;
        worked_out(text, scope).ok()
    }
}
