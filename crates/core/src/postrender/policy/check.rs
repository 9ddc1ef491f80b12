//! What makes a policy contradict itself although every key of it is known.
use std::fmt;

use evenkeel_yaml::Route;

use super::amounts::RESOURCE_NAMES;
use super::error::Flaw;
use super::{Limit, Profile, Rule, TopologySpread, WhenUnsatisfiable};
use crate::quantity::{Quantity, Resource, Suspicion};

/// The first flaw in reading order.
pub(super) fn rules(rules: &[Rule]) -> Result<(), Flaw> {
    for (index, rule) in rules.iter().enumerate() {
        let at = Route::root().key("rules").index(index);
        if rules
            .iter()
            .take(index)
            .any(|earlier| earlier.name == rule.name)
        {
            return flaw(
                at.key("name"),
                format_args!("another rule is called `{}` too", rule.name),
            );
        }
        if rule
            .exclude
            .as_ref()
            .is_some_and(super::Conditions::is_empty)
        {
            return flaw(
                at.key("exclude"),
                "no condition is given, so nothing would be left of the rule",
            );
        }
        if let Some(spread) = &rule.topology_spread {
            topology_spread(spread, &at.key("topologySpread"))?;
        }
        if let Some(resources) = &rule.resources {
            let at = at.key("resources");
            let profiles = [
                ("app", &resources.app),
                ("sidecar", &resources.sidecar),
                ("init", &resources.init),
            ];
            for (role, given) in profiles {
                if let Some(given) = given {
                    profile(given, &at.key(role))?;
                }
            }
        }
    }
    Ok(())
}

fn topology_spread(spread: &TopologySpread, at: &Route) -> Result<(), Flaw> {
    match (spread.preset, spread.constraints.is_empty()) {
        (None, true) => return flaw(at.clone(), "give `constraints` or a `preset`"),
        (Some(_), false) => {
            return flaw(
                at.key("preset"),
                "give `constraints` or a `preset`, not both",
            );
        }
        _ => {}
    }
    for (index, constraint) in spread.constraints.iter().enumerate() {
        let at = at.key("constraints").index(index);
        if constraint.topology_key.trim().is_empty() {
            return flaw(at.key("topologyKey"), "the key is empty");
        }
        // Two entries with one key collapse in a strategic merge patch, also where the API takes both.
        if spread
            .constraints
            .iter()
            .take(index)
            .any(|earlier| earlier.topology_key == constraint.topology_key)
        {
            return flaw(
                at.key("topologyKey"),
                format_args!("`{}` has a constraint already", constraint.topology_key),
            );
        }
        if constraint.min_domains.is_some()
            && constraint.when_unsatisfiable != WhenUnsatisfiable::DoNotSchedule
        {
            return flaw(
                at.key("minDomains"),
                "minDomains goes with `whenUnsatisfiable: DoNotSchedule` only",
            );
        }
    }
    Ok(())
}

fn profile(profile: &Profile, at: &Route) -> Result<(), Flaw> {
    for name in RESOURCE_NAMES {
        let request = profile.requests.get(name);
        let limit = profile.limits.get(name).and_then(Limit::value);
        for (side, quantity) in [("requests", request), ("limits", limit)] {
            if let Some(quantity) = quantity
                && let Some(odd) = mistaken(name, quantity)
            {
                return flaw(at.key(side).key(name), odd.sentence(quantity));
            }
        }
        if let (Some(request), Some(limit)) = (request, limit)
            && request > limit
        {
            return flaw(
                at.key("limits").key(name),
                format_args!("the limit {limit} is below the request {request}"),
            );
        }
    }
    Ok(())
}

/// What nobody means by a quantity. Many cores are odd in a chart and may be right as a limit for all.
fn mistaken(name: &str, quantity: &Quantity) -> Option<Suspicion> {
    let resource = match name {
        "cpu" => Resource::Cpu,
        "memory" => Resource::Memory,
        _ => Resource::EphemeralStorage,
    };
    quantity
        .suspicion(resource)
        .filter(|odd| *odd != Suspicion::ManyCores)
}

fn flaw(at: Route, message: impl fmt::Display) -> Result<(), Flaw> {
    Err(Flaw::new(at, message))
}
