//! Privileges with and without escalation.

use crate::rules::jobs::tables;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "privileged-without-escalation",
    title: "Privileged, and not allowed to gain privileges",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Finds privileged: true together with allowPrivilegeEscalation: false, which is the chart's default for the manager, and the same keys for jobs.",
        why: "Kubernetes refuses a container that has both: no manager is made, or every job fails.",
        instead: "One of the two. The manager needs no privileges at all.",
    },
    source: "Kubernetes API validation of securityContext; values.yaml of chart 0.86.0",
    failing: "securityContext:\n  privileged: true\n",
    passing: "securityContext:\n  privileged: false\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const MANAGER: &str = "values:securityContext.privileged";
    let denies = |at: &str| context.held(at).and_then(|held| held.as_bool()) == Some(false);
    let mut findings = Vec::new();
    let allows = context.is_true("values:securityContext.allowPrivilegeEscalation");
    if context.is_true(MANAGER) && !allows {
        let sentence = "allowPrivilegeEscalation is false, the chart's default; Kubernetes refuses both together.";
        findings.extend(context.tell(&RULE, MANAGER, sentence));
    }
    for table in tables(context) {
        let at = format!("{table}.allow_privilege_escalation");
        if context.is_true(&format!("{table}.privileged")) && denies(&at) {
            findings.extend(context.tell(
                &RULE,
                &at,
                "These jobs are privileged; Kubernetes refuses both together.",
            ));
        }
    }
    findings
}
