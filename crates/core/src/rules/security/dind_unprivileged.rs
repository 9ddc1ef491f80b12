//! Docker in a pod that may not run it.

use crate::rules::jobs::tables;
use crate::rules::reading::field;
use crate::rules::rule::{config, explanation};
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "dind-without-privilege",
    title: "Docker-in-Docker without privileges",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Finds a service of a docker:dind image for all jobs while privileged is not true.",
        why: "Its daemon cannot start: jobs end with \"Cannot connect to the Docker daemon\".",
        instead: "privileged = true on nodes of their own; better a builder that needs no privileges.",
    },
    source: "GitLab's documentation of Docker builds with the Kubernetes executor",
    failing: config!("[[runners.kubernetes.services]]" "  name = \"docker:28-dind\""),
    passing: config!("[[runners.kubernetes.services]]" "  name = \"docker:28-dind-rootless\""),
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in tables(context) {
        let list = format!("{table}.services");
        if context.is_true(&format!("{table}.privileged")) {
            continue;
        }
        for (index, service) in context.list(&list).iter().enumerate() {
            let name = field(service, "name")
                .and_then(|held| held.as_str())
                .unwrap_or_default();
            if name.contains("dind") && !name.contains("rootless") {
                let sentence = format!("{name} cannot start without privileged = true.");
                findings.extend(context.at_value(
                    &RULE,
                    &format!("{list}[{index}].name"),
                    sentence,
                ));
            }
        }
    }
    findings
}
