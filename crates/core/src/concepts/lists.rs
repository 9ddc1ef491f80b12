//! Elements of lists that other people's elements stand in, too: ours are known by a name, and only they are touched.

use super::{Plan, View};
use crate::workspace::Held;
use evenkeel_yaml::Value;

/// The variables of jobs.
pub(super) const ENVIRONMENT: &str = "config:runners.environment";

/// The variables of jobs, as `NAME=value`.
pub(super) fn variables(view: &View<'_>) -> Vec<String> {
    let items = view.list(ENVIRONMENT);
    items
        .iter()
        .filter_map(Held::as_str)
        .map(str::to_owned)
        .collect()
}

/// The value of one of them.
pub(super) fn variable(view: &View<'_>, name: &str) -> Option<String> {
    variables(view).iter().find_map(|own| {
        let (known, value) = own.split_once('=')?;
        (known == name).then(|| value.to_owned())
    })
}

/// The jobs' variables with these instead of any of ours; the others stay where they are.
pub(super) fn environment(
    view: &View<'_>,
    wanted: &[(&str, &str)],
    ours: &[&str],
    plan: &mut Plan,
) {
    let own = variables(view);
    let wanted: Vec<String> = wanted
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let is_ours = |variable: &str| {
        let name = variable.split('=').next().unwrap_or_default();
        ours.contains(&name)
    };
    let new: Vec<&String> = wanted.iter().filter(|text| !own.contains(text)).collect();
    if own.is_empty() {
        let all: Value = new.iter().map(|text| text.as_str()).collect();
        if !new.is_empty() {
            plan.set(ENVIRONMENT, all);
        }
        return;
    }
    for (more, text) in new.iter().enumerate() {
        plan.set(
            format!("{ENVIRONMENT}[{}]", own.len() + more),
            text.as_str(),
        );
    }
    // From the last to the first, so that numbers stay true.
    for (index, text) in own.iter().enumerate().rev() {
        if is_ours(text) && !wanted.contains(text) {
            plan.unset(format!("{ENVIRONMENT}[{index}]"));
        }
    }
}

/// Takes the element out whose field has this text; the list with it where it is the only one.
pub(super) fn no_element(view: &View<'_>, list: &str, field: &str, text: &str, plan: &mut Plan) {
    if let (Some(index), _) = view.element(list, field, text) {
        plan.unset(format!("{list}[{index}]"));
    }
}

/// A map of texts and maps, for objects of Kubernetes.
pub(super) fn map<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::map(entries)
}

/// Where among the extra objects of the values one of a kind and name is, and how many there are.
pub(super) fn object(view: &View<'_>, kind: &str, name: &str) -> (Option<usize>, usize) {
    let items = view.list(OBJECTS);
    let is_meant = |item: &Held| {
        let own = item.entry("metadata").and_then(|own| own.entry("name"));
        item.entry("kind").and_then(Held::as_str) == Some(kind)
            && own.and_then(Held::as_str) == Some(name)
    };
    (items.iter().position(is_meant), items.len())
}

/// The list of extra objects.
pub(super) const OBJECTS: &str = "values:extraObjects";

/// Puts an object in place of the one of its kind and name, else behind all.
pub(super) fn set_object(view: &View<'_>, kind: &str, name: &str, object: Value, plan: &mut Plan) {
    match self::object(view, kind, name) {
        (None, 0) => plan.set(OBJECTS, Value::Seq(vec![object])),
        (found, count) => plan.set(format!("{OBJECTS}[{}]", found.unwrap_or(count)), object),
    }
}

/// Takes an object out.
pub(super) fn no_object(view: &View<'_>, kind: &str, name: &str, plan: &mut Plan) {
    if let (Some(index), _) = object(view, kind, name) {
        plan.unset(format!("{OBJECTS}[{index}]"));
    }
}
