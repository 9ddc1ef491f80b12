//! A permission for an API that is gone.

use crate::rules::context::remove;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "pod-security-policy",
    title: "PodSecurityPolicy is gone",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds rbac.podSecurityPolicy.enabled.",
        why: "Kubernetes has no PodSecurityPolicy since 1.25. The chart still writes a rule for it, which allows nothing and protects nothing.",
        instead: "Nothing here; label the namespace for Pod Security Admission.",
    },
    source: "Kubernetes 1.25: removal of PodSecurityPolicy; templates/role.yaml of chart 0.86.0",
    failing: "rbac:\n  podSecurityPolicy:\n    enabled: true\n",
    passing: "rbac:\n  podSecurityPolicy:\n    enabled: false\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const AT: &str = "values:rbac.podSecurityPolicy";
    let enabled = format!("{AT}.enabled");
    let is_old = context
        .assumptions
        .kubernetes_minor
        .is_some_and(|minor| minor < 25);
    if is_old || !context.is_true(&enabled) {
        return Vec::new();
    }
    let sentence = "Kubernetes has no PodSecurityPolicy since 1.25; the rule for it does nothing.";
    let mut finding = context.at_key(&RULE, AT, sentence.to_owned());
    if let Some(finding) = &mut finding {
        finding.address = crate::rules::context::address(&enabled);
    }
    gather(
        finding
            .map(|finding| finding.fix("Remove", Safety::Safe, remove(AT)))
            .into_iter(),
    )
}
