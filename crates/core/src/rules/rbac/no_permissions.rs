//! A manager that may do nothing.

use super::rules_empty::needed;
use crate::rules::reading::{mended, write_bool};
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "manager-without-permissions",
    title: "The manager has no permissions",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds values with neither rbac.create nor the name of an account that has permissions.",
        why: "The manager then runs as an account that may do nothing: every job fails with \"pods is forbidden\" or \"secrets is forbidden\".",
        instead: "rbac.create: true with the list of what the executor needs; or serviceAccount.name with an account that somebody gave the permissions.",
    },
    source: "templates/role.yaml and _helpers.tpl of chart 0.86.0; GitLab's documentation of troubleshooting",
    failing: "serviceAccount:\n  create: true\n  name: \"\"\n",
    passing: "serviceAccount:\n  name: somebody\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const AT: &str = "values:rbac.create";
    // An account that somebody names may have been given permissions elsewhere, and so may one that comes with objects of
    // one's own; a manager with credentials of its own uses no account.
    const ELSEWHERE: [&str; 5] = [
        "values:serviceAccount.name",
        "values:rbac.serviceAccountName",
        "values:extraObjects",
        "config:runners.kubernetes.host",
        "config:runners.kubernetes.bearer_token",
    ];
    let create = context.held(AT);
    let is_off = create.is_none_or(|held| held.as_bool() == Some(false));
    let is_judged = is_off && context.executor(0) == "kubernetes" && context.is_complete();
    if !is_judged || ELSEWHERE.iter().any(|at| context.has(at)) {
        return Vec::new();
    }
    let mut fix = write_bool(AT, true);
    if !context.has("values:rbac.rules") {
        fix.extend(needed(context));
    }
    let sentence = "The manager runs as an account without permissions, so every job is forbidden.";
    let found = context.tell(&RULE, AT, sentence);
    mended(found, "Give it what it needs", Safety::NeedsReview, fix)
}
