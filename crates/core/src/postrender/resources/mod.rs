//! The mutation `resources`: requests and limits that containers are missing.
//! Never changes a value that is there, never writes a request above a limit, never touches ephemeral containers.
use evenkeel_yaml::{Change, Kind, Node, Route, Value};

use super::intent::{Draft, Intents};
use super::policy::{Limit, Profile, RESOURCE_NAMES, Resources};
use super::report::{Action, Reason};
use super::workload::{PodTemplate, has_twice, text_at};
use crate::quantity::Quantity;

mod amount;

use amount::{Decided, Present};

/// A rule that asks for resources, under its name.
pub(super) struct Asked<'r> {
    pub(super) rule: &'r str,
    pub(super) resources: &'r Resources,
}

/// What a container is to its pod.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    App,
    Sidecar,
    Init,
}

/// One container of a pod template.
struct Container<'t> {
    node: Node<'t>,
    route: Route,
    role: Role,
    /// The workload's position in its document.
    workload: usize,
}

/// One of the two mappings below `resources`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Requests,
    Limits,
}

/// A quantity to write, and the draft that says so.
struct Write {
    side: Side,
    name: &'static str,
    quantity: Quantity,
    draft: usize,
}

/// Adds what the containers are missing to `intents`. Of several rules the first that speaks of a resource decides it.
pub(super) fn decide(
    number: usize,
    pod: &PodTemplate<'_>,
    asked: &[Asked<'_>],
    intents: &mut Intents,
) {
    let Some(first) = asked.first() else { return };
    let skip = |route: Route, node: Node<'_>, reason| Draft {
        rule: Some(first.rule.to_owned()),
        ..Draft::skip(number, route, node.start(), reason)
    };
    let spec = pod.spec;
    if let Some(node) = spec
        .get("resources")
        .filter(|node| !node.merged().is_empty())
    {
        let text = "the pod has resources of its own, which its containers share";
        let reason = Reason::new("pod-level-resources", text);
        intents.draft(skip(pod.spec_route.key("resources"), node, reason));
        return;
    }
    for (key, is_init) in [("containers", false), ("initContainers", true)] {
        let Some(list) = spec.get(key).filter(|list| !list.is_null()) else {
            continue;
        };
        let route = pod.spec_route.key(key);
        if has_twice(spec, key) {
            let reason = Reason::new("duplicate-key", format!("the pod spec has `{key}` twice"));
            intents.draft(skip(route, list, reason));
            continue;
        }
        for (index, node) in list.items().into_iter().enumerate() {
            if node.resolved().kind() != Kind::Mapping {
                continue;
            }
            let role = match text_at(node, "restartPolicy") {
                Some("Always") if is_init => Role::Sidecar,
                _ if is_init => Role::Init,
                _ => Role::App,
            };
            let container = Container {
                node,
                route: route.index(index),
                role,
                workload: number,
            };
            container.decide(asked, intents);
        }
    }
}

impl Role {
    fn profile(self, resources: &Resources) -> Option<&Profile> {
        match self {
            Self::App => resources.app.as_ref(),
            Self::Sidecar => resources.sidecar.as_ref().or(resources.app.as_ref()),
            Self::Init => resources.init.as_ref(),
        }
    }
}

impl Side {
    const fn key(self) -> &'static str {
        match self {
            Self::Requests => "requests",
            Self::Limits => "limits",
        }
    }
}

impl<'t> Container<'t> {
    fn decide(&self, asked: &[Asked<'_>], intents: &mut Intents) {
        let asked: Vec<(&str, &Profile)> = asked
            .iter()
            .filter_map(|one| Some((one.rule, self.role.profile(one.resources)?)))
            .collect();
        let Some((first, _)) = asked.first() else {
            return;
        };
        if let Some((route, reason)) = self.unusable() {
            let draft = self.draft(route, first, reason);
            intents.draft(draft);
            return;
        }
        let mut writes = Vec::new();
        for name in RESOURCE_NAMES {
            let [request, limit] =
                [Side::Requests, Side::Limits].map(|side| self.side(side)?.get(name));
            let present = Present { request, limit };
            let mut added = None;
            if let Some((rule, profile, wanted)) = asked
                .iter()
                .find_map(|(rule, profile)| Some((rule, profile, profile.requests.get(name)?)))
            {
                let decided = amount::request_to_add(&present, profile, wanted);
                let draft = self.field_draft(Side::Requests, name, request, rule);
                added = note(
                    draft,
                    Side::Requests,
                    name,
                    decided,
                    Some(wanted),
                    &mut writes,
                    intents,
                );
            }
            if let Some((rule, profile, wanted)) = asked
                .iter()
                .find_map(|(rule, profile)| Some((rule, profile, profile.limits.get(name)?)))
                && *wanted != Limit::None
            {
                let decided = amount::limit_to_add(&present, profile, wanted, added.as_ref());
                let draft = self.field_draft(Side::Limits, name, limit, rule);
                note(
                    draft,
                    Side::Limits,
                    name,
                    decided,
                    wanted.value(),
                    &mut writes,
                    intents,
                );
            }
        }
        self.place(&writes, intents);
    }

    fn resources(&self) -> Option<Node<'t>> {
        self.node.get("resources")
    }

    fn side(&self, side: Side) -> Option<Node<'t>> {
        self.resources()?.get(side.key())
    }

    /// Where and why nothing can be added below `resources`: a key twice, or something else than a mapping.
    fn unusable(&self) -> Option<(Route, Reason)> {
        let resources = self.route.key("resources");
        let of = |parent: Node<'_>, key: &str| {
            if has_twice(parent, key) {
                return Some(Reason::new(
                    "duplicate-key",
                    format!("`{key}` is there twice"),
                ));
            }
            let value = parent.get(key).filter(|value| !value.is_null())?;
            let is_mapping = value.resolved().kind() == Kind::Mapping;
            (!is_mapping).then(|| Reason::new("not-a-mapping", format!("`{key}` is no mapping")))
        };
        if let Some(reason) = of(self.node, "resources") {
            return Some((resources, reason));
        }
        let parent = self.resources()?;
        [Side::Requests, Side::Limits]
            .into_iter()
            .find_map(|side| Some((resources.key(side.key()), of(parent, side.key())?)))
    }

    /// Turns what is to be written into changes at the deepest mapping that is there. Several entries for an empty
    /// mapping are one change, for two insertions there would not know of each other.
    fn place(&self, writes: &[Write], intents: &mut Intents) {
        if self.targets(writes).iter().any(|node| node.has_merge()) {
            for write in writes {
                if let Some(draft) = intents.drafts.get_mut(write.draft) {
                    draft.action = Action::Skipped;
                    draft.reason = Reason::merge_key();
                }
            }
            return;
        }
        intents.begin_unit();
        let route = self.route.key("resources");
        let mut missing = Vec::new();
        for side in [Side::Requests, Side::Limits] {
            let writes: Vec<&Write> = writes.iter().filter(|write| write.side == side).collect();
            let drafts: Vec<usize> = writes.iter().map(|write| write.draft).collect();
            let entries = writes
                .iter()
                .map(|write| (write.name, Value::from(write.quantity.as_str())));
            let at = route.key(side.key());
            match (self.side(side), writes.as_slice()) {
                (_, []) => {}
                (None, _) => missing.push((side.key(), Value::map(entries), drafts)),
                (Some(node), [_, _, ..]) if node.entries().is_empty() => {
                    intents.change(
                        Change::Replace {
                            at,
                            value: Value::map(entries),
                        },
                        drafts,
                    );
                }
                (Some(_), _) => {
                    for ((name, value), draft) in entries.zip(drafts) {
                        intents.change(Change::insert(at.clone(), name, value), [draft]);
                    }
                }
            }
        }
        let resources = self.resources();
        let is_filled = resources.is_some_and(|node| !node.entries().is_empty());
        if resources.is_some() && (is_filled || missing.len() == 1) {
            for (key, value, drafts) in missing {
                intents.change(Change::insert(route.clone(), key, value), drafts);
            }
        } else if !missing.is_empty() {
            let drafts: Vec<usize> = missing
                .iter()
                .flat_map(|(_, _, drafts)| drafts.clone())
                .collect();
            let value = Value::map(missing.into_iter().map(|(key, value, _)| (key, value)));
            let change = match resources {
                Some(_) => Change::Replace { at: route, value },
                None => Change::insert(self.route.clone(), "resources", value),
            };
            intents.change(change, drafts);
        }
    }

    /// The mappings that get a new key.
    fn targets(&self, writes: &[Write]) -> Vec<Node<'t>> {
        let target = |write: &Write| {
            self.side(write.side)
                .filter(|node| !node.is_null())
                .or(self.resources())
                .unwrap_or(self.node)
        };
        writes.iter().map(target).collect()
    }

    fn field_draft(&self, side: Side, name: &str, node: Option<Node<'_>>, rule: &str) -> Draft {
        let route = self.route.key("resources").key(side.key()).key(name);
        let draft = self.draft(route, rule, Reason::new("", ""));
        Draft {
            at: node.map_or(draft.at, Node::start),
            ..draft
        }
    }

    fn draft(&self, route: Route, rule: &str, reason: Reason) -> Draft {
        let at = self.resources().unwrap_or(self.node).start();
        Draft {
            container: text_at(self.node, "name").map(str::to_owned),
            rule: Some(rule.to_owned()),
            ..Draft::skip(self.workload, route, at, reason)
        }
    }
}

/// Puts what was decided about one field into the report and, if it adds something, among the writes; tells the
/// quantity then.
fn note(
    draft: Draft,
    side: Side,
    name: &'static str,
    decided: Result<Decided, Reason>,
    wanted: Option<&Quantity>,
    writes: &mut Vec<Write>,
    intents: &mut Intents,
) -> Option<Quantity> {
    match decided {
        Ok(Decided {
            action,
            quantity,
            reason,
        }) => {
            let value = Some(quantity.to_string());
            let draft = intents.draft(Draft {
                action,
                value,
                reason,
                ..draft
            });
            writes.push(Write {
                side,
                name,
                quantity: quantity.clone(),
                draft,
            });
            Some(quantity)
        }
        Err(reason) => {
            let value = wanted.map(ToString::to_string);
            intents.draft(Draft {
                action: Action::Skipped,
                value,
                reason,
                ..draft
            });
            None
        }
    }
}
