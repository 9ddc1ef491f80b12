//! The mutation `resources`: requests and limits that containers are missing.
//! Never changes a value that is there, never writes a request above a limit, never touches ephemeral containers.
use evenkeel_yaml::{Change, Kind, Node, Route, Value};

use super::intent::{Draft, Intents};
use super::policy::{self, Conflict, Limit, Profile, RequestFromDefault, Resources};
use super::report::{Action, Reason};
use super::workload::{PodTemplate, has_twice, text_at};
use crate::quantity::Quantity;

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

/// Adds what the containers are missing to `intents`. Of several rules the first that speaks of a resource decides it.
pub(super) fn decide(
    number: usize,
    pod: &PodTemplate<'_>,
    asked: &[Asked<'_>],
    intents: &mut Intents,
) {
    let Some(first) = asked.first() else { return };
    let whole = |route: Route, at: usize, reason| Draft {
        workload: number,
        container: None,
        path: Some(route),
        action: Action::Skipped,
        value: None,
        rule: Some(first.rule.to_owned()),
        reason,
        change: None,
        at,
    };
    let spec = pod.spec;
    if let Some(node) = spec
        .get("resources")
        .filter(|node| !node.merged().is_empty())
    {
        let reason = Reason::new(
            "pod-level-resources",
            "the pod has resources of its own, which the containers share",
        );
        return intents
            .drafts
            .push(whole(pod.spec_route.key("resources"), node.start(), reason));
    }
    for (key, is_init) in [("containers", false), ("initContainers", true)] {
        let Some(list) = spec.get(key).filter(|list| !list.is_null()) else {
            continue;
        };
        let route = pod.spec_route.key(key);
        if has_twice(spec, key) {
            let reason = Reason::new("duplicate-key", format!("the pod spec has `{key}` twice"));
            intents.drafts.push(whole(route, list.start(), reason));
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
            Container {
                node,
                route: route.index(index),
                role,
                workload: number,
            }
            .decide(asked, intents);
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

/// What is set for one resource of one container.
struct Present<'t> {
    request: Option<Node<'t>>,
    limit: Option<Node<'t>>,
}

/// What to write, before it is known where.
struct Write {
    name: &'static str,
    quantity: Quantity,
    /// Position of its draft.
    draft: usize,
}

impl<'t> Container<'t> {
    fn decide(&self, asked: &[Asked<'_>], intents: &mut Intents) {
        let resources = self.node.get("resources").filter(|node| !node.is_null());
        if let Some(reason) = unusable(self.node, "resources", resources) {
            let draft = self.draft(asked, self.route.key("resources"), None, reason);
            return intents.drafts.push(draft);
        }
        let mut writes: [Vec<Write>; 2] = [Vec::new(), Vec::new()];
        let [requests, limits] = ["requests", "limits"].map(|key| {
            resources
                .and_then(|node| node.get(key))
                .filter(|node| !node.is_null())
        });
        for (key, node) in [("requests", requests), ("limits", limits)] {
            if let Some(reason) = resources.and_then(|parent| unusable(parent, key, node)) {
                let draft = self.draft(asked, self.route.key("resources").key(key), None, reason);
                return intents.drafts.push(draft);
            }
        }
        for name in policy::RESOURCE_NAMES {
            let present = Present {
                request: requests.and_then(|node| node.get(name)),
                limit: limits.and_then(|node| node.get(name)),
            };
            self.one_resource(name, &present, asked, intents, &mut writes);
        }
        self.place(writes, intents);
    }

    fn one_resource(
        &self,
        name: &'static str,
        present: &Present<'t>,
        asked: &[Asked<'_>],
        intents: &mut Intents,
        writes: &mut [Vec<Write>; 2],
    ) {
        let profiles = || {
            asked
                .iter()
                .filter_map(|one| Some((one.rule, self.role.profile(one.resources)?)))
        };
        let mut note = |list: usize,
                        rule: &str,
                        decided: Result<Decided, Reason>,
                        wanted: Option<&Quantity>| {
            let key = ["requests", "limits"]
                .get(list)
                .copied()
                .unwrap_or_default();
            let node = [present.request, present.limit]
                .get(list)
                .copied()
                .flatten();
            let at = node
                .or(self.node.get("resources"))
                .unwrap_or(self.node)
                .start();
            let draft = |action, value: Option<&Quantity>, reason| Draft {
                workload: self.workload,
                container: self.name(),
                path: Some(self.route.key("resources").key(key).key(name)),
                action,
                value: value.map(ToString::to_string),
                rule: Some(rule.to_owned()),
                reason,
                change: None,
                at,
            };
            match decided {
                Ok(Decided {
                    action,
                    quantity,
                    reason,
                }) => {
                    intents.drafts.push(draft(action, Some(&quantity), reason));
                    let written = Write {
                        name,
                        quantity: quantity.clone(),
                        draft: intents.drafts.len() - 1,
                    };
                    if let Some(writes) = writes.get_mut(list) {
                        writes.push(written);
                    }
                    Some(quantity)
                }
                Err(reason) => {
                    intents.drafts.push(draft(Action::Skipped, wanted, reason));
                    None
                }
            }
        };
        let mut request = None;
        if let Some((rule, profile, wanted)) = profiles()
            .find_map(|(rule, profile)| Some((rule, profile, profile.requests.get(name)?)))
        {
            request = note(
                0,
                rule,
                request_to_add(present, profile, wanted),
                Some(wanted),
            );
        }
        if let Some((rule, profile, wanted)) =
            profiles().find_map(|(rule, profile)| Some((rule, profile, profile.limits.get(name)?)))
            && *wanted != Limit::None
        {
            let value = match wanted {
                Limit::Value(value) => Some(value),
                _ => None,
            };
            note(
                1,
                rule,
                limit_to_add(present, profile, wanted, request.as_ref()),
                value,
            );
        }
    }

    /// Turns what is to be written into changes at the deepest mapping that is there.
    fn place(&self, writes: [Vec<Write>; 2], intents: &mut Intents) {
        let route = self.route.key("resources");
        let resources = self.node.get("resources");
        let mut missing = Vec::new();
        for (key, writes) in ["requests", "limits"].into_iter().zip(writes) {
            let drafts: Vec<usize> = writes.iter().map(|write| write.draft).collect();
            let entries = writes
                .iter()
                .map(|write| (write.name, Value::from(write.quantity.as_str())));
            match resources.and_then(|node| node.get(key)) {
                _ if writes.is_empty() => {}
                Some(node) if !node.entries().is_empty() => {
                    for (entry, draft) in entries.zip(drafts) {
                        let (name, value) = entry;
                        intents.change(Change::insert(route.key(key), name, value), [draft]);
                    }
                }
                // Empty or null: filled as a whole, for two insertions would not know of each other.
                Some(_) => {
                    let value = Value::map(entries);
                    intents.change(
                        Change::Replace {
                            at: route.key(key),
                            value,
                        },
                        drafts,
                    );
                }
                None => missing.push((key, Value::map(entries), drafts)),
            }
        }
        if missing.is_empty() {
            return;
        }
        if resources.is_some() {
            for (key, value, drafts) in missing {
                intents.change(Change::insert(route.clone(), key, value), drafts);
            }
        } else {
            let drafts: Vec<usize> = missing
                .iter()
                .flat_map(|(_, _, drafts)| drafts.clone())
                .collect();
            let value = Value::map(missing.into_iter().map(|(key, value, _)| (key, value)));
            intents.change(
                Change::insert(self.route.clone(), "resources", value),
                drafts,
            );
        }
    }

    fn name(&self) -> Option<String> {
        text_at(self.node, "name").map(str::to_owned)
    }

    fn draft(
        &self,
        asked: &[Asked<'_>],
        path: Route,
        value: Option<String>,
        reason: Reason,
    ) -> Draft {
        Draft {
            workload: self.workload,
            container: self.name(),
            path: Some(path),
            action: Action::Skipped,
            value,
            rule: asked.first().map(|one| one.rule.to_owned()),
            reason,
            change: None,
            at: self.node.get("resources").unwrap_or(self.node).start(),
        }
    }
}

/// A value to add.
struct Decided {
    action: Action,
    quantity: Quantity,
    reason: Reason,
}

/// The request to add where none is set.
fn request_to_add(
    present: &Present<'_>,
    profile: &Profile,
    wanted: &Quantity,
) -> Result<Decided, Reason> {
    if present.request.is_some() {
        return Err(Reason::new("request-set", "a request is set already"));
    }
    let Some(limit) = present.limit else {
        let reason = Reason::new("not-set", "neither request nor limit is set");
        return Ok(Decided {
            action: Action::Added,
            quantity: wanted.clone(),
            reason,
        });
    };
    if profile.request_from_default != Some(RequestFromDefault::Min) {
        return Err(Reason::new(
            "limit-set",
            "a limit is set, and Kubernetes takes it as the request too",
        ));
    }
    let limit = quantity(limit)?;
    if *wanted > limit {
        let reason = Reason::new(
            "above-limit",
            format!("{wanted} would be above the limit, so the request is the limit"),
        );
        return Ok(Decided {
            action: Action::Clamped,
            quantity: limit,
            reason,
        });
    }
    let reason = Reason::new(
        "below-limit",
        "only a limit is set, and the policy asks for a request of its own",
    );
    Ok(Decided {
        action: Action::Added,
        quantity: wanted.clone(),
        reason,
    })
}

/// The limit to add where none is set; `request` is the request that is being added.
fn limit_to_add(
    present: &Present<'_>,
    profile: &Profile,
    wanted: &Limit,
    request: Option<&Quantity>,
) -> Result<Decided, Reason> {
    if present.limit.is_some() {
        return Err(Reason::new("limit-set", "a limit is set already"));
    }
    let request = match present.request {
        Some(node) => Some(quantity(node)?),
        None => request.cloned(),
    };
    let reason = Reason::new("not-set", "no limit is set");
    match (wanted, request) {
        (Limit::Value(limit), Some(request)) if *limit < request => match profile.conflict {
            Conflict::Skip => {
                let text = format!("the limit {limit} would be below the request {request}");
                Err(Reason::new("limit-below-request", text))
            }
            Conflict::Raise => {
                let reason = Reason::new(
                    "raised-to-request",
                    format!("{limit} would be below the request"),
                );
                Ok(Decided {
                    action: Action::Clamped,
                    quantity: request,
                    reason,
                })
            }
        },
        (Limit::Value(limit), _) => Ok(Decided {
            action: Action::Added,
            quantity: limit.clone(),
            reason,
        }),
        (_, Some(request)) => Ok(Decided {
            action: Action::Added,
            quantity: request,
            reason,
        }),
        (_, None) => Err(Reason::new(
            "no-request",
            "the limit is to equal the request, and none is set",
        )),
    }
}

/// The quantity of a scalar, by its own spelling: a YAML number never passes through floating point.
fn quantity(node: Node<'_>) -> Result<Quantity, Reason> {
    let text = if node.is_null() { None } else { node.text() };
    let parsed = text.and_then(|text| text.parse().ok());
    parsed.ok_or_else(|| {
        Reason::new(
            "not-a-quantity",
            format!(
                "what is set, `{}`, is no Kubernetes quantity",
                node.resolved().token()
            ),
        )
    })
}

/// Why nothing can be added below a key: it is there twice, or holds something else than a mapping.
fn unusable(parent: Node<'_>, key: &str, value: Option<Node<'_>>) -> Option<Reason> {
    if has_twice(parent, key) {
        return Some(Reason::new(
            "duplicate-key",
            format!("`{key}` is there twice"),
        ));
    }
    let value = value?;
    (value.resolved().kind() != Kind::Mapping)
        .then(|| Reason::new("not-a-mapping", format!("`{key}` is no mapping")))
}
