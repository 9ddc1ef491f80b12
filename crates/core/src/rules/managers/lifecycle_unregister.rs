//! A hook that takes the place of another.

use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Severity};
use crate::workspace::Held;

pub(in crate::rules) const RULE: Rule = Rule {
    id: "lifecycle-without-unregister",
    title: "Managers that stay registered",
    severity: Severity::Info,
    explanation: explanation! {
        what: "Finds deploymentLifecycle while unregisterRunners is on.",
        why: "The chart's own hook, which takes a manager that goes off the list in GitLab, is left out when there is another: the list fills up with managers that are gone.",
        instead: "gitlab-runner unregister --all-runners in the preStop hook, or unregisterRunners: false to say that it is meant.",
    },
    source: "templates/_helpers.tpl of chart 0.86.0 (unregisterRunners)",
    failing: "deploymentLifecycle:\n  preStop:\n    exec:\n      command: [sleep, \"5\"]\n",
    passing: "unregisterRunners: false\ndeploymentLifecycle:\n  preStop:\n    exec:\n      command: [sleep, \"5\"]\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const AT: &str = "values:deploymentLifecycle";
    let is_off = context
        .held("values:unregisterRunners")
        .is_some_and(|held| held.as_bool() == Some(false));
    if !context.has(AT) || is_off || context.held(AT).is_some_and(|held| unregisters(&held)) {
        return Vec::new();
    }
    context.tell(
        &RULE,
        AT,
        "With this the chart leaves out its own hook, which unregisters the manager.",
    )
}

fn unregisters(held: &Held) -> bool {
    match held {
        Held::Str(text) => text.contains("unregister"),
        Held::List(items) => items.iter().any(unregisters),
        Held::Map(entries) => entries.iter().any(|(_, value)| unregisters(value)),
        _ => false,
    }
}
