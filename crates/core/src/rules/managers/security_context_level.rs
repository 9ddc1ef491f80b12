//! A field of the pod's security context in the container's, or the other way round.

use crate::keys::{Place, Segment};
use crate::rules::context::{address, move_input};
use crate::rules::leaf::value_of;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};
use crate::workspace::Input;

pub(in crate::rules) const RULE: Rule = Rule {
    id: "security-context-level",
    title: "A field in the wrong security context",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Finds fields that only a pod's security context has in securityContext, which is the container's, and the other way round.",
        why: "Kubernetes does not know the field there: Helm refuses the manifest, or the field is dropped and the protection with it.",
        instead: "fsGroup, supplementalGroups and sysctls below podSecurityContext; privileges and capabilities below securityContext.",
    },
    source: "Kubernetes API: PodSecurityContext and SecurityContext; templates/deployment.yaml of chart 0.86.0",
    failing: "securityContext:\n  fsGroup: 999\n",
    passing: "podSecurityContext:\n  fsGroup: 999\n",
    check,
}
.kept();

/// Fields that only a pod has.
const POD: [&str; 4] = [
    "fsGroup",
    "fsGroupChangePolicy",
    "supplementalGroups",
    "sysctls",
];
/// Fields that only a container has.
const CONTAINER: [&str; 5] = [
    "allowPrivilegeEscalation",
    "capabilities",
    "privileged",
    "readOnlyRootFilesystem",
    "procMount",
];

/// Whether this rule, and not the one about unknown keys, speaks about a path.
pub(in crate::rules) fn is_about(path: &[Segment]) -> bool {
    let name = |at: usize| path.get(at).and_then(Segment::name).unwrap_or_default();
    match name(0) {
        "securityContext" => POD.contains(&name(1)),
        "podSecurityContext" => CONTAINER.contains(&name(1)),
        _ => false,
    }
}

fn check(context: &Context<'_>) -> Vec<Finding> {
    let wrong = POD
        .iter()
        .map(|name| ("securityContext", "podSecurityContext", *name));
    let other = CONTAINER
        .iter()
        .map(|name| ("podSecurityContext", "securityContext", *name));
    gather(wrong.chain(other).filter_map(|(here, there, name)| {
        let from = format!("values:{here}.{name}");
        let to = format!("values:{there}.{name}");
        let held = context.held(&from)?;
        let who = if here == "securityContext" {
            "a container"
        } else {
            "a pod"
        };
        let sentence =
            format!("The security context of {who} has no {name}; it belongs to {there}.");
        let finding = context.at_key(&RULE, &from, sentence)?;
        let is_free =
            !context.is_there(&to) && address(&to).is_some_and(|to| to.place == Place::Values);
        let steps = match value_of(&held).filter(|_| is_free) {
            Some(value) => move_input(&from, &to, Input::Value(value)),
            None => return Some(finding),
        };
        Some(finding.fix(format!("Move to {there}"), Safety::Safe, steps))
    }))
}
