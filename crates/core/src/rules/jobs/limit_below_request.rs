//! A limit below what is asked for.

use super::tables;
use crate::rules::reading::gather;
use crate::rules::rule::{config, explanation};
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "limit-below-request",
    title: "A limit below its request",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Compares requests and limits of the manager and of the containers of jobs.",
        why: "Kubernetes refuses a container whose limit is below its request: no manager is made, or every job fails.",
        instead: "A limit of at least the request.",
    },
    source: "Kubernetes API validation of resources",
    failing: config!("memory_limit = \"512Mi\"" "helper_memory_limit = \"512Mi\""),
    passing: config!("memory_limit = \"2Gi\"" "helper_memory_limit = \"512Mi\""),
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const MANAGER: [&str; 3] = ["cpu", "memory", "ephemeral-storage"];
    let mut pairs: Vec<(String, String)> = MANAGER
        .iter()
        .map(|resource| {
            let side = |side: &str| format!("values:resources.{side}.{resource}");
            (side("requests"), side("limits"))
        })
        .collect();
    for table in tables(context) {
        for container in ["", "helper_", "service_", "pod_"] {
            for resource in ["cpu", "memory", "ephemeral_storage"] {
                let side = |side: &str| format!("{table}.{container}{resource}_{side}");
                pairs.push((side("request"), side("limit")));
            }
        }
    }
    gather(pairs.iter().filter_map(|(request, limit)| {
        let (most, least) = (context.quantity(limit)?, context.quantity(request)?);
        let sentence =
            format!("The limit {most} is below the request {least}; Kubernetes refuses that.");
        (most < least).then(|| context.at_value(&RULE, limit, sentence))?
    }))
}
