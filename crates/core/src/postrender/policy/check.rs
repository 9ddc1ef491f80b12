//! What makes a policy contradict itself although every key of it is known.
use std::fmt;

use evenkeel_yaml::{Route, Step, Value};

use super::amounts::RESOURCE_NAMES;
use super::error::Flaw;
use super::{
    Conditions, CustomKind, Field, FieldPlace, FieldWhenPresent, Limit, Mode, Profile, Resources,
    Rule, TopologySpread, WhenUnsatisfiable,
};
use crate::postrender::kinds;
use crate::quantity::{Quantity, Resource, Suspicion};

/// The first flaw of the declared kinds.
pub(super) fn kinds(kinds: &[CustomKind]) -> Result<(), Flaw> {
    for (index, one) in kinds.iter().enumerate() {
        let at = Route::root().key("kinds").index(index);
        if one.kind.is_empty() {
            return flaw(at.key("kind"), "the kind is empty");
        }
        let is_twice = kinds
            .iter()
            .take(index)
            .any(|earlier| earlier.kind == one.kind && earlier.group == one.group);
        if is_twice {
            return flaw(
                at.key("kind"),
                format_args!("`{}` is declared already", one.kind),
            );
        }
        let places = [&one.template, &one.pod_spec, &one.container];
        if places.into_iter().flatten().count() != 1 {
            return flaw(at, "give one of `template`, `podSpec` or `container`");
        }
    }
    Ok(())
}

/// The first flaw of the rules in reading order.
pub(super) fn rules(rules: &[Rule], kinds: &[CustomKind]) -> Result<(), Flaw> {
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
        if let Some(conditions) = rule.matches.conditions() {
            known_kinds(conditions, kinds, &at.key("match"))?;
        }
        if let Some(exclude) = &rule.exclude {
            if exclude.is_empty() {
                return flaw(
                    at.key("exclude"),
                    "no condition is given, so nothing would be left of the rule",
                );
            }
            known_kinds(exclude, kinds, &at.key("exclude"))?;
        }
        if let Some(spread) = &rule.topology_spread {
            topology_spread(spread, &at.key("topologySpread"))?;
        }
        if let Some(given) = &rule.resources {
            resources(given, &at.key("resources"))?;
        }
        for (number, one) in rule.fields.iter().enumerate() {
            field(one, &at.key("fields").index(number))?;
        }
    }
    Ok(())
}

/// A kind that no object can have is a misspelling.
fn known_kinds(conditions: &Conditions, custom: &[CustomKind], at: &Route) -> Result<(), Flaw> {
    let Some(named) = &conditions.kind else {
        return Ok(());
    };
    for (index, name) in named.0.iter().enumerate() {
        let is_known = kinds::TABLE.iter().any(|row| row.kind == name)
            || custom.iter().any(|one| one.kind == *name);
        if !is_known {
            let mut known: Vec<&str> = kinds::TABLE.iter().map(|row| row.kind).collect();
            known.extend(custom.iter().map(|one| one.kind.as_str()));
            known.sort_unstable();
            known.dedup();
            let known: Vec<String> = known.iter().map(|kind| format!("`{kind}`")).collect();
            let at = at.key("kind");
            let at = if named.0.len() > 1 {
                at.index(index)
            } else {
                at
            };
            let known = known.join(", ");
            return flaw(
                at,
                format_args!(
                    "unknown kind `{name}`, expected one of {known}, or one declared in `kinds`"
                ),
            );
        }
    }
    Ok(())
}

fn resources(resources: &Resources, at: &Route) -> Result<(), Flaw> {
    let profiles = [
        ("app", &resources.app),
        ("sidecar", &resources.sidecar),
        ("init", &resources.init),
    ];
    if resources.emulate.is_some() && profiles.iter().any(|(_, given)| given.is_some()) {
        return flaw(at.key("emulate"), "give `emulate` or profiles, not both");
    }
    for (role, given) in profiles {
        if let Some(given) = given {
            profile(given, &at.key(role))?;
        }
    }
    Ok(())
}

/// Fields that another part of a rule decides, or that no one may set for all.
const NOT_FIELDS: [(&str, &str); 6] = [
    (
        "topologySpreadConstraints",
        "use the rule's `topologySpread`",
    ),
    ("resources", "use the rule's `resources`"),
    ("containers", "use `in: containers`"),
    ("initContainers", "use `in: initContainers`"),
    (
        "ephemeralContainers",
        "Kubernetes refuses them in a template",
    ),
    ("name", "every object and container has a name of its own"),
];

fn field(field: &Field, at: &Route) -> Result<(), Flaw> {
    let Some(Step::Key(first)) = field.path.0.0.first() else {
        return flaw(at.key("path"), "the path begins with an index");
    };
    if field
        .path
        .0
        .0
        .iter()
        .any(|step| matches!(step, Step::Index(_)))
    {
        return flaw(
            at.key("path"),
            "the path goes through a list; give the list whole",
        );
    }
    if let Some((_, instead)) = NOT_FIELDS.iter().find(|(name, _)| name == first) {
        return flaw(
            at.key("path"),
            format_args!("`{first}` is no field to add: {instead}"),
        );
    }
    let in_metadata = [FieldPlace::Metadata, FieldPlace::PodMetadata];
    let is_metadata = field
        .place
        .0
        .iter()
        .any(|place| in_metadata.contains(place));
    if is_metadata && !matches!(first.as_str(), "labels" | "annotations") {
        return flaw(
            at.key("path"),
            "in metadata only `labels` and `annotations` can be added to",
        );
    }
    if field.when_present == FieldWhenPresent::Append && !matches!(field.value.0, Value::Seq(_)) {
        return flaw(
            at.key("whenPresent"),
            "only the items of a list can be appended",
        );
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
    if profile.mode != Mode::Default && profile.request_from_default.is_some() {
        return flaw(
            at.key("requestFromDefault"),
            "it goes with `mode: default`; the other modes write the request anyway",
        );
    }
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
