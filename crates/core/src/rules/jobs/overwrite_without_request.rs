//! The most a job may ask for, and nothing it asks for.

use crate::keys::Place;
use crate::rules::reading::gather;
use crate::rules::rule::{config, explanation};
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "overwrite-max-without-request",
    title: "A maximum without an amount",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds …_overwrite_max_allowed keys whose own request or limit is not set.",
        why: "The maximum binds only jobs that ask. All others ask for nothing: any number of them fits a node, or they have no limit at all.",
        instead: "The key without _overwrite_max_allowed beside it, with what a usual job needs.",
    },
    source: "GitLab's documentation of the Kubernetes executor (overwrite container resources); gitlab-runner executors/kubernetes/overwrites.go",
    failing: config!("cpu_request_overwrite_max_allowed = \"1\""),
    passing: config!("cpu_request = \"500m\"" "cpu_request_overwrite_max_allowed = \"1\""),
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let leaves = context
        .leaves
        .iter()
        .filter(|placed| placed.place() == Place::Config);
    gather(leaves.filter_map(|placed| {
        let name = placed
            .key()?
            .name()
            .strip_suffix("_overwrite_max_allowed")?;
        let at = &placed.leaf.address;
        let path = at.to_string();
        let own = path.strip_suffix("_overwrite_max_allowed")?;
        if context.has(own) {
            return None;
        }
        let sentence =
            format!("Jobs that ask for nothing have no {name}; this binds only those that ask.");
        Some(context.found(&RULE, at.clone(), context.leaf_key(&placed.leaf), sentence))
    }))
}
