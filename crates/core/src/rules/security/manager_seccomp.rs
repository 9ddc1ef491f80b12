//! A manager that a restricted namespace refuses.

use crate::rules::context::write_input;
use crate::rules::reading::mended;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};
use crate::workspace::Input;
use evenkeel_yaml::Value;

pub(in crate::rules) const RULE: Rule = Rule {
    id: "manager-seccomp",
    title: "The manager lacks a seccomp profile",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Finds values without a seccompProfile for the manager where the namespace enforces the level restricted, which it needs to be told.",
        why: "The chart sets everything that the level asks for but this. The pod is refused, and the Deployment stays without one.",
        instead: "podSecurityContext with seccompProfile: {type: RuntimeDefault}.",
    },
    source: "Kubernetes documentation: Pod Security Standards; values.yaml of chart 0.86.0",
    failing: "replicas: 1\n",
    passing: "podSecurityContext:\n  seccompProfile:\n    type: RuntimeDefault\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const AT: &str = "values:podSecurityContext.seccompProfile";
    let is_restricted = context.assumptions.pod_security.as_deref() == Some("restricted");
    let is_there = context.has(AT) || context.has("values:securityContext.seccompProfile");
    if !is_restricted || is_there || !context.is_complete() {
        return Vec::new();
    }
    let profile = Value::map([("type", Value::from("RuntimeDefault"))]);
    let fix = write_input(AT, Input::Value(profile));
    let found = context.tell(
        &RULE,
        AT,
        "The level restricted refuses a manager without a seccomp profile.",
    );
    mended(found, "Use RuntimeDefault", Safety::Safe, fix)
}
