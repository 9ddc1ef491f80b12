//! An autoscaler that looks at what managers do not use.

use crate::rules::reading::field;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "hpa-on-cpu",
    title: "Managers scaled by their CPU",
    severity: Severity::Info,
    explanation: explanation! {
        what: "Finds hpa without metrics, which means CPU, or with CPU as its metric.",
        why: "A manager waits for its jobs and uses next to no CPU, however many it runs: the number of managers never grows.",
        instead: "gitlab_runner_jobs against gitlab_runner_concurrent, through an adapter for custom metrics.",
    },
    source: "GitLab's documentation of runner metrics; Kubernetes documentation on HorizontalPodAutoscaler",
    failing: "hpa:\n  maxReplicas: 4\n",
    passing: "hpa:\n  maxReplicas: 4\n  metrics:\n    - type: Pods\n      pods:\n        metric: {name: gitlab_runner_jobs}\n        target: {type: AverageValue, averageValue: 400m}\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const AT: &str = "values:hpa";
    if !context.has(AT) {
        return Vec::new();
    }
    let metrics = context.list("values:hpa.metrics");
    let is_cpu = metrics.iter().any(|metric| {
        let name = field(metric, "resource").and_then(|resource| field(resource, "name"));
        name.and_then(|name| name.as_str()) == Some("cpu")
    });
    if is_cpu {
        return context.tell(
            &RULE,
            "values:hpa.metrics",
            "Managers use next to no CPU, however many jobs they run.",
        );
    }
    if metrics.is_empty() && !context.has("values:hpa.metrics") {
        return context.tell(
            &RULE,
            AT,
            "Without metrics CPU decides, and managers use next to none.",
        );
    }
    Vec::new()
}
