//! How much is added for one resource of one container, or why nothing is.
//! Knows only what is set and what is wanted; where it goes is decided elsewhere.
use evenkeel_yaml::Node;

use crate::postrender::policy::{Conflict, Limit, Profile, RequestFromDefault};
use crate::postrender::report::{Action, Reason};
use crate::quantity::Quantity;

/// What is set for one resource of one container.
pub(super) struct Present<'t> {
    pub(super) request: Option<Node<'t>>,
    pub(super) limit: Option<Node<'t>>,
}

/// A value to add.
pub(super) struct Decided {
    pub(super) action: Action,
    pub(super) quantity: Quantity,
    pub(super) reason: Reason,
}

impl Decided {
    fn added(quantity: &Quantity, code: &'static str, text: &str) -> Self {
        Self {
            action: Action::Added,
            quantity: quantity.clone(),
            reason: Reason::new(code, text),
        }
    }

    fn clamped(quantity: Quantity, code: &'static str, text: String) -> Self {
        Self {
            action: Action::Clamped,
            quantity,
            reason: Reason::new(code, text),
        }
    }
}

/// The request to add where none is set.
pub(super) fn request_to_add(
    present: &Present<'_>,
    profile: &Profile,
    wanted: &Quantity,
) -> Result<Decided, Reason> {
    if let Some(node) = present.request {
        return Err(Reason::new("request-set", set_text(node, "request")));
    }
    let Some(limit) = present.limit else {
        return Ok(Decided::added(
            wanted,
            "not-set",
            "neither request nor limit is set",
        ));
    };
    if profile.request_from_default != Some(RequestFromDefault::Min) {
        return Err(Reason::new(
            "limit-set",
            "a limit is set, and Kubernetes takes it as the request too",
        ));
    }
    let limit = quantity(limit)?;
    if *wanted > limit {
        let text = format!("{wanted} would be above the limit, so the request is the limit");
        return Ok(Decided::clamped(limit, "above-limit", text));
    }
    Ok(Decided::added(
        wanted,
        "below-limit",
        "only a limit is set, and the policy asks for a request of its own",
    ))
}

/// The limit to add where none is set; `request` is the request that is being added.
pub(super) fn limit_to_add(
    present: &Present<'_>,
    profile: &Profile,
    wanted: &Limit,
    request: Option<&Quantity>,
) -> Result<Decided, Reason> {
    if let Some(node) = present.limit {
        return Err(Reason::new("limit-set", set_text(node, "limit")));
    }
    let request = match present.request {
        Some(node) => Some(quantity(node)?),
        None => request.cloned(),
    };
    match (wanted, request) {
        (Limit::Value(limit), Some(request)) if *limit < request => match profile.conflict {
            Conflict::Skip => {
                let text = format!("the limit {limit} would be below the request {request}");
                Err(Reason::new("limit-below-request", text))
            }
            Conflict::Raise => {
                let text =
                    format!("{limit} would be below the request, so the limit is the request");
                Ok(Decided::clamped(request, "raised-to-request", text))
            }
        },
        (Limit::Value(limit), _) => Ok(Decided::added(limit, "not-set", "no limit is set")),
        (_, Some(request)) => Ok(Decided::added(&request, "not-set", "no limit is set")),
        (_, None) => Err(Reason::new(
            "no-request",
            "the limit is to equal the request, and none is set",
        )),
    }
}

fn set_text(node: Node<'_>, what: &str) -> String {
    if node.is_null() {
        format!("the {what} is null, which Kubernetes reads as 0")
    } else {
        format!("a {what} is set already")
    }
}

/// The quantity of a scalar, by its own spelling: a YAML number never passes through floating point.
fn quantity(node: Node<'_>) -> Result<Quantity, Reason> {
    let text = if node.is_null() { None } else { node.text() };
    text.and_then(|text| text.parse().ok()).ok_or_else(|| {
        let token = node.resolved().token();
        Reason::new(
            "not-a-quantity",
            format!("what is set, `{token}`, is no Kubernetes quantity"),
        )
    })
}
