//! The mutation `resources`: requests and limits that containers are missing, or that a policy raises or replaces.
//! In its default mode it never changes a value that is there; it never writes a request above a limit and never touches
//! ephemeral containers.
use evenkeel_yaml::{Kind, Node, Route};

use super::facts::Limits;
use super::intent::{ContainerRequest, Draft, Intents};
use super::opt_out::OptOut;
use super::policy::{Candidate, Profile, RESOURCE_NAMES, Resources, Rule, WhenNull};
use super::report::{Action, Reason};
use super::workload::{Pod, has_twice, text_at};
use crate::quantity::Quantity;

mod amount;
mod place;

use amount::{Outcome, Present};

pub(in crate::postrender) use amount::Contradiction;

/// What the decision needs to know around the containers.
pub(super) struct Subject<'s, 't> {
    /// The workload's position in its document.
    pub(super) number: usize,
    pub(super) object: &'s Candidate<'t>,
    pub(super) opt_out: &'s OptOut,
    pub(super) limits: Option<&'s Limits>,
    pub(super) is_scaled_vertically: bool,
}

/// What a container is to its pod.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// One of its containers.
    App,
    /// An init container that keeps running.
    Sidecar,
    /// An init container that ends before the pod starts.
    Init,
}

/// One container of a pod template.
struct Container<'s, 't> {
    node: Node<'t>,
    route: Route,
    role: Role,
    subject: &'s Subject<'s, 't>,
}

/// One of the two mappings below `resources`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Requests,
    Limits,
}

/// What to do about a quantity, and the draft that says so.
struct Write {
    side: Side,
    name: &'static str,
    /// None takes it away.
    quantity: Option<Quantity>,
    /// Whether one is there.
    is_there: bool,
    draft: usize,
}

/// Adds what the containers are missing to `intents`. Of several rules the first that speaks of a resource decides it.
///
/// # Errors
/// Request and limit contradict each other, and the policy says that this is an error.
pub(super) fn decide(
    subject: &Subject<'_, '_>,
    pod: &Pod<'_>,
    rules: &[&Rule],
    intents: &mut Intents,
) -> Result<(), Contradiction> {
    let asked: Vec<&Rule> = rules
        .iter()
        .copied()
        .filter(|rule| rule.resources.is_some())
        .collect();
    let Some(first) = asked.first() else {
        return Ok(());
    };
    let pod = match pod {
        Pod::Template(pod) => pod,
        Pod::Container(node, route) => {
            let container = Container {
                node: *node,
                route: route.clone(),
                role: Role::App,
                subject,
            };
            return container.decide(&asked, intents);
        }
    };
    let skip = |route: Route, node: Node<'_>, reason| Draft {
        rule: Some(first.name.clone()),
        ..Draft::skip(subject.number, route, node.start(), reason)
    };
    let spec = pod.spec;
    if let Some(node) = spec
        .get("resources")
        .filter(|node| !node.merged().is_empty())
    {
        let text = "the pod has resources of its own, which its containers share";
        let reason = Reason::new("pod-level-resources", text);
        intents.draft(skip(pod.spec_route.key("resources"), node, reason));
        return Ok(());
    }
    for key in ["containers", "initContainers"] {
        if has_twice(spec, key)
            && let Some(list) = spec.get(key)
        {
            let reason = Reason::new("duplicate-key", format!("the pod spec has `{key}` twice"));
            intents.draft(skip(pod.spec_route.key(key), list, reason));
        }
    }
    for (node, route, is_init) in pod.containers() {
        let list = if is_init {
            "initContainers"
        } else {
            "containers"
        };
        if node.resolved().kind() != Kind::Mapping || has_twice(spec, list) {
            continue;
        }
        let role = Role::of(node, is_init);
        Container {
            node,
            route,
            role,
            subject,
        }
        .decide(&asked, intents)?;
    }
    Ok(())
}

impl Role {
    /// The role of a container in a pod spec.
    pub(super) fn of(node: Node<'_>, is_init: bool) -> Self {
        match text_at(node, "restartPolicy") {
            Some("Always") if is_init => Self::Sidecar,
            _ if is_init => Self::Init,
            _ => Self::App,
        }
    }

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

impl<'t> Container<'_, 't> {
    fn decide(&self, asked: &[&Rule], intents: &mut Intents) -> Result<(), Contradiction> {
        let (name, image) = (text_at(self.node, "name"), text_at(self.node, "image"));
        let asked: Vec<(&str, &Profile)> = asked
            .iter()
            .filter(|rule| rule.covers_container(self.subject.object, name, image))
            .filter_map(|rule| {
                Some((
                    rule.name.as_str(),
                    self.role.profile(rule.resources.as_ref()?)?,
                ))
            })
            .collect();
        let Some((first, profile)) = asked.first() else {
            return Ok(());
        };
        let opted_out = self
            .subject
            .opt_out
            .resources(name)
            .then(|| (self.route.key("resources"), Reason::opt_out()));
        if let Some((route, reason)) = opted_out.or_else(|| self.unusable(profile)) {
            let draft = self.draft(route, first, reason);
            intents.draft(draft);
            return Ok(());
        }
        let mut writes = Vec::new();
        for name in RESOURCE_NAMES {
            let [request, limit] =
                [Side::Requests, Side::Limits].map(|side| self.side(side)?.get(name));
            let present = Present {
                request,
                limit,
                namespace: self.subject.limits,
                is_scaled_vertically: self.subject.is_scaled_vertically,
            };
            let wants_request = asked
                .iter()
                .find_map(|(rule, profile)| Some((*rule, *profile, profile.requests.get(name)?)));
            let wants_limit = asked
                .iter()
                .find_map(|(rule, profile)| Some((*rule, *profile, profile.limits.get(name)?)));
            let decided = amount::decide(
                &present,
                wants_request.map(|(_, profile, wanted)| (profile, wanted)),
                wants_limit.map(|(_, profile, wanted)| (profile, wanted)),
                name,
            );
            let (request_outcome, limit_outcome) = decided.map_err(|Contradiction(text)| {
                let route = self.route.key("resources");
                Contradiction(format!("{route}: {name}: {text}"))
            })?;
            let written = |outcome: &Option<Outcome>| match outcome {
                Some(Outcome::Write(_, quantity, _)) => Some(quantity.nanos()),
                _ => None,
            };
            // Where only a limit is set, Kubernetes takes it as the request.
            let nanos = |node: Option<Node<'_>>| Some(amount::quantity(node?).ok()?.nanos());
            let before = nanos(request).or_else(|| nanos(limit));
            let after = written(&request_outcome)
                .or_else(|| nanos(request))
                .or_else(|| written(&limit_outcome))
                .or_else(|| nanos(limit));
            let first_draft = intents.drafts.len();
            let request_value = wants_request.map(|(rule, _, wanted)| (rule, Some(wanted)));
            self.note(
                Side::Requests,
                name,
                request,
                request_value,
                request_outcome,
                &mut writes,
                intents,
            );
            let limit_value = wants_limit.map(|(rule, _, wanted)| (rule, wanted.value()));
            let limit_value = limit_value.or_else(|| Some((wants_request?.0, None)));
            self.note(
                Side::Limits,
                name,
                limit,
                limit_value,
                limit_outcome,
                &mut writes,
                intents,
            );
            intents.requests.push(ContainerRequest {
                workload: self.subject.number,
                role: self.role,
                resource: name,
                before: before.unwrap_or(0),
                after: after.unwrap_or(0),
                drafts: first_draft..intents.drafts.len(),
            });
        }
        self.place(&writes, intents);
        Ok(())
    }

    /// Puts what was decided about one field into the report and, if it changes something, among the writes.
    #[expect(
        clippy::too_many_arguments,
        reason = "one call each for the two sides, which have nothing else in common"
    )]
    fn note(
        &self,
        side: Side,
        name: &'static str,
        node: Option<Node<'_>>,
        wanted: Option<(&str, Option<&Quantity>)>,
        outcome: Option<Outcome>,
        writes: &mut Vec<Write>,
        intents: &mut Intents,
    ) {
        let (Some((rule, value)), Some(outcome)) = (wanted, outcome) else {
            return;
        };
        let draft = self.field_draft(side, name, node, rule);
        let (action, quantity, value, reason) = match outcome {
            Outcome::Write(action, quantity, reason) => {
                let value = Some(quantity.to_string());
                (action, Some(quantity), value, reason)
            }
            Outcome::Remove(reason) => (Action::Removed, None, None, reason),
            Outcome::Stay(reason) => {
                let value = value.map(ToString::to_string);
                intents.draft(Draft {
                    action: Action::Skipped,
                    value,
                    reason,
                    ..draft
                });
                return;
            }
        };
        let draft = intents.draft(Draft {
            action,
            value,
            reason,
            ..draft
        });
        writes.push(Write {
            side,
            name,
            quantity,
            is_there: node.is_some(),
            draft,
        });
    }

    fn resources(&self) -> Option<Node<'t>> {
        self.node.get("resources")
    }

    fn side(&self, side: Side) -> Option<Node<'t>> {
        self.resources()?.get(side.key())
    }

    /// Where and why nothing can be added below `resources`: a key twice, or something else than a mapping.
    fn unusable(&self, profile: &Profile) -> Option<(Route, Reason)> {
        let resources = self.route.key("resources");
        let of = |parent: Node<'_>, key: &str| {
            if has_twice(parent, key) {
                return Some(Reason::new(
                    "duplicate-key",
                    format!("`{key}` is there twice"),
                ));
            }
            let value = parent.get(key)?;
            if value.is_null() {
                let is_meant = profile.when_null == WhenNull::Respect && !value.is_empty();
                let text = format!("`{key}` is null, and the policy respects that");
                return is_meant.then(|| Reason::new("null", text));
            }
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
            ..Draft::skip(self.subject.number, route, at, reason)
        }
    }
}
