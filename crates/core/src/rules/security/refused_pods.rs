//! Job pods that the namespace refuses.

use crate::rules::jobs::tables;
use crate::rules::rule::{config, explanation};
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "job-pods-refused",
    title: "Pod Security refuses the jobs",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Finds privileged = true and host_path volumes for job pods in a namespace that enforces the level baseline or restricted, which it needs to be told.",
        why: "The API server refuses each of these pods: every job fails with \"violates PodSecurity\".",
        instead: "Neither; or a namespace of its own for these jobs, at the level privileged.",
    },
    source: "Kubernetes documentation: Pod Security Standards",
    failing: config!("privileged = true"),
    passing: config!("privileged = false"),
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let Some(level) = enforced(context) else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    for table in tables(context) {
        let privileged = format!("{table}.privileged");
        if context.is_true(&privileged) {
            findings.extend(context.tell(
                &RULE,
                &privileged,
                format!("The level {level} refuses privileged pods."),
            ));
        }
        let volumes = format!("{table}.volumes.host_path");
        if !context.list(&volumes).is_empty() {
            findings.extend(context.tell(
                &RULE,
                &volumes,
                format!("The level {level} refuses volumes of the node."),
            ));
        }
    }
    findings
}

/// The level of Pod Security that refuses things.
pub(in crate::rules) fn enforced<'c>(context: &'c Context<'_>) -> Option<&'c str> {
    let level = context.assumptions.pod_security.as_deref();
    level.filter(|level| matches!(*level, "baseline" | "restricted"))
}
