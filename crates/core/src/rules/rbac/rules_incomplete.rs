//! A list of permissions that lacks what every job needs.

use super::{Entry, entries};
use crate::permissions::{Missing, Switch};
use crate::rules::context::{write, write_input};
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, FixStep, Rule, Safety, Severity};
use crate::workspace::Input;
use evenkeel_yaml::Value;

pub(in crate::rules) const RULE: Rule = Rule {
    id: "rbac-rules-incomplete",
    title: "A permission is missing",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Compares rbac.rules with what the executor does for every job: pods, their attach and exec, secrets, logs, accounts, services.",
        why: "A list replaces the chart's own rule, so what is not in it is forbidden. Without the basic verbs no job starts; without list and watch on pods the manager polls, which is slower and loads the API server.",
        instead: "The missing verbs, in the entry of their resource.",
    },
    source: "kubeAPI comments in the source of the Kubernetes executor; templates/role.yaml of chart 0.86.0; informers since runner 17.9",
    failing: "rbac:\n  create: true\n  rules:\n    - resources: [pods]\n      verbs: [create, delete, get]\n    - resources: [pods/attach, pods/exec]\n      verbs: [create, delete, get, patch]\n    - resources: [pods/log]\n      verbs: [get, list]\n    - resources: [secrets]\n      verbs: [create, delete, get, update]\n    - resources: [serviceaccounts]\n      verbs: [get]\n    - resources: [services]\n      verbs: [create, get]\n",
    passing: "rbac:\n  create: true\n  rules:\n    - resources: [pods]\n      verbs: [create, delete, get, list, watch]\n    - resources: [pods/attach, pods/exec]\n      verbs: [create, delete, get, patch]\n    - resources: [pods/log]\n      verbs: [get, list]\n    - resources: [secrets]\n      verbs: [create, delete, get, update]\n    - resources: [serviceaccounts]\n      verbs: [get]\n    - resources: [services]\n      verbs: [create, get]\n",
    check,
}
.kept();

/// Verbs on a resource that jobs need and the list lacks.
struct Gap {
    group: &'static str,
    resource: &'static str,
    verbs: Vec<&'static str>,
    severity: Severity,
    lost: &'static str,
}

fn check(context: &Context<'_>) -> Vec<Finding> {
    let Some(entries) = entries(context).filter(|entries| !entries.is_empty()) else {
        return Vec::new();
    };
    // A list that lacks nearly everything is a list for something else that still grows: told resource by resource.
    let gaps = gaps(&context.permissions().missing);
    gather(gaps.iter().filter_map(|gap| report(context, &entries, gap)))
}

/// What every job needs; what keys switch on or off is the matter of other rules.
fn gaps(missing: &[Missing]) -> Vec<Gap> {
    let is_everyones = |missing: &&Missing| {
        let switch = missing.need.feature.switch;
        matches!(switch, Switch::Always | Switch::NoFlag(_)) && !missing.resource.is_empty()
    };
    let mut gaps: Vec<Gap> = Vec::new();
    for more in missing.iter().filter(is_everyones) {
        let known = gaps.iter_mut().find(|gap| {
            (gap.group, gap.resource, gap.severity) == (more.group, more.resource, more.severity)
        });
        let Some(gap) = known else {
            gaps.push(Gap {
                group: more.group,
                resource: more.resource,
                verbs: more.verbs.clone(),
                severity: more.severity,
                lost: more.need.feature.lost,
            });
            continue;
        };
        // Who lacks most says what is lost.
        if more.verbs.len() > gap.verbs.len() {
            gap.lost = more.need.feature.lost;
        }
        gap.verbs.extend(&more.verbs);
        gap.verbs.sort_unstable();
        gap.verbs.dedup();
    }
    gaps
}

fn report(context: &Context<'_>, entries: &[Entry], gap: &Gap) -> Option<Finding> {
    let sentence = format!(
        "{} on {} {} not allowed: {}.",
        words(&gap.verbs),
        gap.resource,
        if gap.verbs.len() == 1 { "is" } else { "are" },
        gap.lost
    );
    let own = entries.iter().find(|entry| {
        entry.has_verbs && entry.groups == [gap.group] && entry.resources == [gap.resource]
    });
    let at = own.map_or_else(
        || "values:rbac.rules".to_owned(),
        |entry| format!("values:rbac.rules[{}]", entry.index),
    );
    let finding = context.at_key(&RULE, &at, sentence)?;
    let steps = match own {
        Some(entry) => more_verbs(entry, &gap.verbs),
        None => new_entry(entries.len(), gap),
    };
    let label = format!("Allow {}", words(&gap.verbs));
    Some(
        finding
            .severity(gap.severity)
            .fix(label, Safety::Safe, steps),
    )
}

fn more_verbs(entry: &Entry, missing: &[&str]) -> Vec<FixStep> {
    let verbs = missing.iter().enumerate();
    verbs
        .flat_map(|(more, verb)| {
            let at = format!(
                "values:rbac.rules[{}].verbs[{}]",
                entry.index,
                entry.verbs.len() + more
            );
            write(&at, *verb)
        })
        .collect()
}

/// The core group is the chart's default and is left out.
fn new_entry(index: usize, gap: &Gap) -> Vec<FixStep> {
    let list = |items: &[&str]| items.iter().copied().collect::<Value>();
    let groups = (!gap.group.is_empty()).then(|| ("apiGroups", list(&[gap.group])));
    let rest = [
        ("resources", list(&[gap.resource])),
        ("verbs", list(&gap.verbs)),
    ];
    let entry = Value::map(groups.into_iter().chain(rest));
    write_input(&format!("values:rbac.rules[{index}]"), Input::Value(entry))
}

fn words(verbs: &[&str]) -> String {
    match verbs {
        [all @ .., last] if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        _ => verbs.join(", "),
    }
}
