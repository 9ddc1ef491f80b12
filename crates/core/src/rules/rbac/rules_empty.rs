//! Permissions without a list, which are all permissions.

use crate::permissions::{self, RoleRule};
use crate::rules::context::write_input;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, FixStep, Rule, Safety, Severity};
use crate::workspace::Input;
use evenkeel_yaml::Value;

pub(in crate::rules) const RULE: Rule = Rule {
    id: "rbac-rules-empty",
    title: "The manager may do everything",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds rbac.create without rbac.rules.",
        why: "With an empty list the chart allows every verb on every resource of the core group, Secrets included. One entry is enough to end that: the list then replaces it.",
        instead: "The list of what the executor needs: pods, pods/attach, pods/exec, pods/log, secrets, serviceaccounts, services, events.",
    },
    source: "templates/role.yaml of chart 0.86.0; permissions in GitLab's documentation of the Kubernetes executor",
    failing: "rbac:\n  create: true\n",
    passing: "rbac:\n  create: true\n  rules:\n    - resources: [pods]\n      verbs: [create, delete, get, list, watch]\n    - resources: [pods/attach, pods/exec]\n      verbs: [create, delete, get, patch]\n    - resources: [pods/log]\n      verbs: [get, list]\n    - resources: [secrets]\n      verbs: [create, delete, get, update]\n    - resources: [serviceaccounts]\n      verbs: [get]\n    - resources: [services]\n      verbs: [create, get]\n    - resources: [events]\n      verbs: [list]\n",
    check,
}
.kept();

const AT: &str = "values:rbac.rules";

/// A step that writes the list of what is in use.
pub(super) fn needed(context: &Context<'_>) -> Vec<FixStep> {
    let needs = permissions::needed(context.workspace, context.release);
    let rules = permissions::rules(&needs);
    let list = rules.iter().map(RoleRule::value).collect();
    write_input(AT, Input::Value(Value::Seq(list)))
}

fn check(context: &Context<'_>) -> Vec<Finding> {
    if !context.is_true("values:rbac.create") || !context.list(AT).is_empty() {
        return Vec::new();
    }
    let sentence = "Without rbac.rules the manager may do everything in its namespace.";
    let mut finding = context.at_key(&RULE, "values:rbac.create", sentence.to_owned());
    if let Some(finding) = &mut finding {
        finding.address = crate::rules::context::address(AT);
    }
    gather(
        finding
            .map(|finding| finding.fix("Write what it needs", Safety::NeedsReview, needed(context)))
            .into_iter(),
    )
}
