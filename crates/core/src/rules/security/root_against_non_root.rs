//! Root, and not root.

use crate::rules::context::remove;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "root-against-non-root",
    title: "The manager is root and must not be",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Finds runAsUser: 0 for the manager while runAsNonRoot is true, which is the chart's default.",
        why: "The kubelet refuses to start the container: CreateContainerConfigError.",
        instead: "No runAsUser: the manager needs no root. Or securityContext.runAsNonRoot: false.",
    },
    source: "Kubernetes documentation of securityContext; values.yaml of chart 0.86.0",
    failing: "podSecurityContext:\n  runAsUser: 0\n",
    passing: "podSecurityContext:\n  runAsUser: 100\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let non_root = context.held("values:securityContext.runAsNonRoot");
    if non_root.is_some_and(|held| held.as_bool() != Some(true)) {
        return Vec::new();
    }
    let users = [
        "values:podSecurityContext.runAsUser",
        "values:securityContext.runAsUser",
    ];
    let roots = users.into_iter().filter(|at| context.int(at) == Some(0));
    gather(roots.filter_map(|at| {
        let sentence =
            "runAsNonRoot is true, the chart's default, so a container of user 0 is not started.";
        Some(context.at_value(&RULE, at, sentence.to_owned())?.fix(
            "Remove",
            Safety::NeedsReview,
            remove(at),
        ))
    }))
}
