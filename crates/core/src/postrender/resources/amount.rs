//! How much is written for one resource of one container, or why nothing is.
//! Knows only what is set and what is wanted; where it goes is decided elsewhere. Never leaves a request above a limit.
use evenkeel_yaml::Node;

use crate::postrender::facts::Limits;
use crate::postrender::policy::{Conflict, Limit, Mode, Profile, RequestFromDefault};
use crate::postrender::report::{Action, Reason};
use crate::quantity::Quantity;

/// What is known about one resource of one container.
pub(super) struct Present<'t> {
    pub(super) request: Option<Node<'t>>,
    pub(super) limit: Option<Node<'t>>,
    /// The container limits of the namespace, where the stream has them.
    pub(super) namespace: Option<&'t Limits>,
    /// Whether a vertical autoscaler sets the requests.
    pub(super) is_scaled_vertically: bool,
}

/// What is done about a request or a limit.
#[derive(Debug, Clone)]
pub(super) enum Outcome {
    /// It gets this value.
    Write(Action, Quantity, Reason),
    /// It goes.
    Remove(Reason),
    /// It stays.
    Stay(Reason),
}

/// What a policy wants of one side, and the profile that says so.
pub(super) type Wanted<'r, T> = Option<(&'r Profile, &'r T)>;

/// The run fails because request and limit contradict each other and the policy says that this is an error.
pub(in crate::postrender) struct Contradiction(pub(in crate::postrender) String);

impl Outcome {
    fn stay(code: &'static str, text: impl Into<String>) -> Self {
        Self::Stay(Reason::new(code, text))
    }

    fn written(&self) -> Option<&Quantity> {
        match self {
            Self::Write(_, quantity, _) => Some(quantity),
            Self::Remove(_) | Self::Stay(_) => None,
        }
    }
}

/// What becomes of a resource's request and of its limit; none for a side the policy does not speak of.
pub(super) fn decide(
    present: &Present<'_>,
    request: Wanted<'_, Quantity>,
    limit: Wanted<'_, Limit>,
    resource: &str,
) -> Result<(Option<Outcome>, Option<Outcome>), Contradiction> {
    // A limit that is written would become the request too, whatever the namespace's default for it.
    let is_limited = !present.is_scaled_vertically
        && matches!(limit, Some((_, Limit::Value(_))))
        && present
            .namespace
            .is_none_or(|limits| limits.item.default_limit(resource).is_none());
    let mut request_outcome = request
        .map(|(profile, wanted)| request_for(present, profile, wanted, is_limited, resource));
    let final_request = match request_outcome.as_ref().and_then(Outcome::written) {
        Some(quantity) => Some(quantity.clone()),
        None => present.request.and_then(|node| quantity(node).ok()),
    };
    let mut limit_outcome = limit.and_then(|(profile, wanted)| {
        limit_for(present, profile, wanted, final_request.as_ref(), resource)
    });
    let final_limit = match &limit_outcome {
        Some(Outcome::Write(_, quantity, _)) => Some(quantity.clone()),
        Some(Outcome::Remove(_)) => None,
        _ => present.limit.and_then(|node| quantity(node).ok()),
    };
    let (Some(asked), Some(most)) = (final_request, final_limit) else {
        return Ok((request_outcome, limit_outcome));
    };
    if asked <= most {
        return Ok((request_outcome, limit_outcome));
    }
    let writes_limit = matches!(limit_outcome, Some(Outcome::Write(..)));
    if let (true, Some((profile, _))) = (writes_limit, limit) {
        limit_outcome = Some(match profile.conflict {
            Conflict::Skip => Outcome::stay(
                "limit-below-request",
                format!("the limit {most} would be below the request {asked}"),
            ),
            Conflict::Raise | Conflict::Clamp => {
                let text =
                    format!("{most} would be below the request, so the limit is the request");
                Outcome::Write(
                    Action::Clamped,
                    asked,
                    Reason::new("raised-to-request", text),
                )
            }
            Conflict::Error => {
                return Err(Contradiction(format!(
                    "the limit {most} would be below the request {asked}"
                )));
            }
        });
    } else if let (Some(Outcome::Write(..)), Some((profile, _))) = (&request_outcome, request) {
        let text = format!("{asked} would be above the limit {most}");
        match profile.conflict {
            Conflict::Skip => request_outcome = Some(Outcome::stay("request-above-limit", text)),
            Conflict::Error => return Err(Contradiction(text)),
            Conflict::Clamp => {
                let is_same =
                    present.request.and_then(|node| quantity(node).ok()) == Some(most.clone());
                request_outcome = Some(if is_same {
                    Outcome::stay("request-above-limit", text)
                } else {
                    let text = format!("{text}, so the request is the limit");
                    Outcome::Write(Action::Clamped, most, Reason::new("above-limit", text))
                });
            }
            Conflict::Raise => {
                let text = format!("the limit {most} is below the request to write");
                limit_outcome = Some(Outcome::Write(
                    Action::Replaced,
                    asked,
                    Reason::new("raised-to-request", text),
                ));
            }
        }
    }
    Ok((request_outcome, limit_outcome))
}

/// The quantity to aim at: the wanted one, or the nearest that the namespace's limits allow, with the reason then.
struct Target {
    quantity: Quantity,
    bounded: Option<Reason>,
}

impl Target {
    fn of(present: &Present<'_>, wanted: &Quantity, resource: &str) -> Self {
        let nearest = present.namespace.and_then(|limits| {
            let (least, most) = (limits.item.min.get(resource), limits.item.max.get(resource));
            let nearest = match (least, most) {
                (Some(least), _) if wanted < least => least,
                (_, Some(most)) if wanted > most => most,
                _ => return None,
            };
            let text = format!(
                "the LimitRange {} of the stream does not allow {wanted}",
                limits.name
            );
            Some((nearest.clone(), Reason::new("limit-range", text)))
        });
        match nearest {
            Some((quantity, reason)) => Self {
                quantity,
                bounded: Some(reason),
            },
            None => Self {
                quantity: wanted.clone(),
                bounded: None,
            },
        }
    }

    fn write(self, action: Action, code: &'static str, text: &str) -> Outcome {
        match self.bounded {
            Some(reason) => Outcome::Write(Action::Clamped, self.quantity, reason),
            None => Outcome::Write(action, self.quantity, Reason::new(code, text)),
        }
    }

    fn add(self, text: &str) -> Outcome {
        self.write(Action::Added, "not-set", text)
    }

    fn raise(self) -> Outcome {
        let text = "the policy asks for at least this";
        self.write(Action::Replaced, "below-floor", text)
    }

    fn replace(self) -> Outcome {
        let text = "the policy asks for exactly this";
        self.write(Action::Replaced, "overridden", text)
    }
}

fn request_for(
    present: &Present<'_>,
    profile: &Profile,
    wanted: &Quantity,
    is_limited: bool,
    resource: &str,
) -> Outcome {
    let target = Target::of(present, wanted, resource);
    match (profile.mode, present.request, present.limit) {
        (Mode::Default, Some(node), _) => Outcome::stay("request-set", set_text(node, "request")),
        (Mode::Default, None, Some(limit)) => {
            if profile.request_from_default != Some(RequestFromDefault::Min) {
                return Outcome::stay(
                    "limit-set",
                    "a limit is set, and Kubernetes takes it as the request too",
                );
            }
            match quantity(limit) {
                Ok(limit) if target.quantity > limit => {
                    let text = format!(
                        "{} would be above the limit, so the request is the limit",
                        target.quantity
                    );
                    Outcome::Write(Action::Clamped, limit, Reason::new("above-limit", text))
                }
                Ok(_) => {
                    let text = "only a limit is set, and the policy asks for a request of its own";
                    target.write(Action::Added, "below-limit", text)
                }
                Err(reason) => Outcome::Stay(reason),
            }
        }
        (Mode::Default, None, None) => {
            if let (Some(limits), false) = (present.namespace, is_limited)
                && limits.item.default_request(resource).is_some()
            {
                let text = format!(
                    "the LimitRange {} of the stream gives a request",
                    limits.name
                );
                return Outcome::stay("limit-range", text);
            }
            target.add("neither request nor limit is set")
        }
        (Mode::Floor, Some(node), _) => match quantity(node) {
            Ok(found) if found >= target.quantity => {
                Outcome::stay("request-at-floor", "the request is as high or higher")
            }
            Ok(_) => target.raise(),
            Err(reason) => Outcome::Stay(reason),
        },
        (Mode::Floor, None, Some(limit)) => match quantity(limit) {
            Ok(found) if found >= target.quantity => Outcome::stay(
                "limit-set",
                "a limit as high or higher is set, and Kubernetes takes it as the request too",
            ),
            Ok(_) => target.add("the limit, which Kubernetes takes as the request too, is lower"),
            Err(reason) => Outcome::Stay(reason),
        },
        (Mode::Override, Some(node), _) => match quantity(node) {
            Ok(found) if found == target.quantity => {
                Outcome::stay("request-equal", "the request is what the policy wants")
            }
            Ok(_) => target.replace(),
            Err(reason) => Outcome::Stay(reason),
        },
        (Mode::Floor | Mode::Override, None, _) => target.add("no request is set"),
    }
}

fn limit_for(
    present: &Present<'_>,
    profile: &Profile,
    wanted: &Limit,
    request: Option<&Quantity>,
    resource: &str,
) -> Option<Outcome> {
    let may_change = profile.mode != Mode::Default;
    if *wanted == Limit::None {
        let is_to_go = profile.mode == Mode::Override && present.limit.is_some();
        let reason = Reason::new("no-limit", "the policy wants no limit");
        return is_to_go.then_some(Outcome::Remove(reason));
    }
    if let (Some(node), false) = (present.limit, may_change) {
        return Some(Outcome::stay("limit-set", set_text(node, "limit")));
    }
    if present.is_scaled_vertically {
        let text = "a VerticalPodAutoscaler of the stream sets the requests, and a fixed limit would cap it";
        return Some(Outcome::stay("vertical-pod-autoscaler", text));
    }
    let wanted = match (wanted, request) {
        (Limit::Value(quantity), _) => quantity,
        (_, Some(request)) => request,
        (_, None) => {
            let text = "the limit is to equal the request, and none is set";
            return Some(Outcome::stay("no-request", text));
        }
    };
    let target = Target::of(present, wanted, resource);
    let Some(node) = present.limit else {
        if let (Some(limits), false) = (present.namespace, may_change)
            && limits.item.default_limit(resource).is_some()
        {
            let text = format!("the LimitRange {} of the stream gives a limit", limits.name);
            return Some(Outcome::stay("limit-range", text));
        }
        return Some(target.add("no limit is set"));
    };
    Some(match quantity(node) {
        Ok(found) if found == target.quantity => {
            Outcome::stay("limit-equal", "the limit is what the policy wants")
        }
        Ok(found) if profile.mode == Mode::Floor && found > target.quantity => {
            Outcome::stay("limit-at-floor", "the limit is as high or higher")
        }
        Ok(_) if profile.mode == Mode::Floor => target.raise(),
        Ok(_) => target.replace(),
        Err(reason) => Outcome::Stay(reason),
    })
}

fn set_text(node: Node<'_>, what: &str) -> String {
    if node.is_null() {
        format!("the {what} is null, which Kubernetes reads as 0")
    } else {
        format!("a {what} is set already")
    }
}

/// The quantity of a scalar, by its own spelling: a YAML number never passes through floating point.
pub(super) fn quantity(node: Node<'_>) -> Result<Quantity, Reason> {
    let text = if node.is_null() { None } else { node.text() };
    text.and_then(|text| text.parse().ok()).ok_or_else(|| {
        let token = node.resolved().token();
        Reason::new(
            "not-a-quantity",
            format!("what is set, `{token}`, is no Kubernetes quantity"),
        )
    })
}
