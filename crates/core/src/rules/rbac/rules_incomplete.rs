//! A list of permissions that lacks what every job needs.

use super::{Entry, entries};
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
    failing: "rbac:\n  create: true\n  rules:\n    - resources: [pods]\n      verbs: [create, delete, get]\n    - resources: [pods/attach, pods/exec]\n      verbs: [create, delete, get, patch]\n    - resources: [secrets]\n      verbs: [create, delete, get, update]\n    - resources: [serviceaccounts]\n      verbs: [get]\n    - resources: [services]\n      verbs: [create, get]\n",
    passing: "rbac:\n  create: true\n  rules:\n    - resources: [pods]\n      verbs: [create, delete, get, list, watch]\n    - resources: [pods/attach, pods/exec]\n      verbs: [create, delete, get, patch]\n    - resources: [secrets]\n      verbs: [create, delete, get, update]\n    - resources: [serviceaccounts]\n      verbs: [get]\n    - resources: [services]\n      verbs: [create, get]\n",
    check,
}
.kept();

/// Resource, verbs, how bad their lack is, and what does not work then.
struct Need {
    resource: &'static str,
    verbs: &'static [&'static str],
    severity: Severity,
    lost: &'static str,
}

const fn need(
    resource: &'static str,
    verbs: &'static [&'static str],
    severity: Severity,
    lost: &'static str,
) -> Need {
    Need {
        resource,
        verbs,
        severity,
        lost,
    }
}

const NEEDS: [Need; 6] = [
    need(
        "pods",
        &["create", "delete", "get"],
        Severity::Error,
        "no job can run",
    ),
    need(
        "pods",
        &["list", "watch"],
        Severity::Warning,
        "the manager polls every job pod instead of watching it",
    ),
    need(
        "secrets",
        &["create", "delete", "get", "update"],
        Severity::Error,
        "no job can be given its credentials",
    ),
    need(
        "pods/attach",
        &["create"],
        Severity::Error,
        "no script can be started in a job",
    ),
    need(
        "services",
        &["create", "get"],
        Severity::Warning,
        "jobs with service containers fail",
    ),
    need(
        "serviceaccounts",
        &["get"],
        Severity::Warning,
        "jobs with an account of their own fail",
    ),
];

fn check(context: &Context<'_>) -> Vec<Finding> {
    const LEGACY: &str = "config:runners.feature_flags.FF_USE_LEGACY_KUBERNETES_EXECUTION_STRATEGY";
    if !context.is_true("values:rbac.create")
        || context.is_true("values:rbac.clusterWideAccess")
            && context.list("values:rbac.rules").is_empty()
    {
        return Vec::new();
    }
    let Some(entries) = entries(context).filter(|entries| !entries.is_empty()) else {
        return Vec::new();
    };
    let by_exec = context.is_true(LEGACY);
    let needs = NEEDS.iter().map(|need| match need.resource {
        "pods/attach" if by_exec => Need {
            resource: "pods/exec",
            ..*need
        },
        _ => Need { ..*need },
    });
    // A list that lacks nearly everything is a list for something else that still grows: told resource by resource.
    gather(needs.filter_map(|need| report(context, &entries, &need)))
}

fn report(context: &Context<'_>, entries: &[Entry], need: &Need) -> Option<Finding> {
    let allowed = |verb: &str| {
        entries
            .iter()
            .any(|entry| entry.covers(need.resource) && entry.allows(verb))
    };
    let missing: Vec<&str> = need
        .verbs
        .iter()
        .copied()
        .filter(|verb| !allowed(verb))
        .collect();
    if missing.is_empty() {
        return None;
    }
    let sentence = format!(
        "{} on {} {} not allowed: {}.",
        words(&missing),
        need.resource,
        if missing.len() == 1 { "is" } else { "are" },
        need.lost
    );
    let own = entries
        .iter()
        .find(|entry| entry.has_verbs && entry.is_core() && entry.resources == [need.resource]);
    let at = own.map_or_else(
        || "values:rbac.rules".to_owned(),
        |entry| format!("values:rbac.rules[{}]", entry.index),
    );
    let finding = context.at_key(&RULE, &at, sentence)?;
    let steps = match own {
        Some(entry) => more_verbs(entry, &missing),
        None => new_entry(entries.len(), need.resource, &missing),
    };
    Some(finding.severity(need.severity).fix(
        format!("Allow {}", words(&missing)),
        Safety::Safe,
        steps,
    ))
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

fn new_entry(index: usize, resource: &str, verbs: &[&str]) -> Vec<FixStep> {
    let list = |items: &[&str]| items.iter().copied().collect::<Value>();
    let entry = Value::map([("resources", list(&[resource])), ("verbs", list(verbs))]);
    write_input(&format!("values:rbac.rules[{index}]"), Input::Value(entry))
}

fn words(verbs: &[&str]) -> String {
    match verbs {
        [all @ .., last] if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        _ => verbs.join(", "),
    }
}
