//! A number of managers that another one decides.

use crate::rules::context::remove;
use crate::rules::reading::mended;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "hpa-with-replicas",
    title: "replicas beside an autoscaler",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds replicas together with hpa.",
        why: "With hpa the chart leaves replicas out: the autoscaler decides, from minReplicas on.",
        instead: "hpa.minReplicas and hpa.maxReplicas.",
    },
    source: "templates/deployment.yaml of chart 0.86.0",
    failing: "replicas: 2\nhpa:\n  maxReplicas: 4\n  metrics:\n    - type: Pods\n      pods:\n        metric: {name: gitlab_runner_jobs}\n        target: {type: AverageValue, averageValue: 400m}\n",
    passing: "hpa:\n  minReplicas: 2\n  maxReplicas: 4\n  metrics:\n    - type: Pods\n      pods:\n        metric: {name: gitlab_runner_jobs}\n        target: {type: AverageValue, averageValue: 400m}\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const AT: &str = "values:replicas";
    if !context.has("values:hpa") || !context.has(AT) {
        return Vec::new();
    }
    let found = context.tell(&RULE, AT, "With hpa the chart leaves replicas out.");
    mended(found, "Remove", Safety::Safe, remove(AT))
}
