//! Metrics of an API that is gone.

use crate::keys::Segment;
use crate::rules::reading::{field, gather};
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Severity};
use crate::workspace::Held;

pub(in crate::rules) const RULE: Rule = Rule {
    id: "hpa-old-metrics",
    title: "Metrics of an old autoscaling API",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Finds metricName, targetAverageValue, targetAverageUtilization and targetValue in hpa.metrics, as the chart's own comment shows them.",
        why: "The chart writes autoscaling/v2 where the cluster has it, which is every one since Kubernetes 1.23; that refuses these fields.",
        instead: "metric: {name: …} and target: {type: AverageValue, averageValue: …}.",
    },
    source: "Kubernetes API autoscaling/v2; templates/hpa.yaml and values.yaml of chart 0.86.0",
    failing: "hpa:\n  maxReplicas: 4\n  metrics:\n    - type: Pods\n      pods:\n        metricName: gitlab_runner_jobs\n        targetAverageValue: 400m\n",
    passing: "hpa:\n  maxReplicas: 4\n  metrics:\n    - type: Pods\n      pods:\n        metric: {name: gitlab_runner_jobs}\n        target: {type: AverageValue, averageValue: 400m}\n",
    check,
}
.kept();

const OLD: [&str; 4] = [
    "metricName",
    "targetAverageValue",
    "targetAverageUtilization",
    "targetValue",
];

/// Whether this rule, and not the one about unknown keys, speaks about a path.
pub(in crate::rules) fn is_about(path: &[Segment]) -> bool {
    let names: Vec<_> = path.iter().filter_map(Segment::name).collect();
    matches!(names[..], ["hpa", "metrics", _, old, ..] if OLD.contains(&old))
}

fn check(context: &Context<'_>) -> Vec<Finding> {
    let metrics = context.list("values:hpa.metrics").into_iter().enumerate();
    gather(metrics.filter_map(|(index, metric)| {
        let Held::Map(kinds) = &metric else {
            return None;
        };
        let (name, old) = kinds.iter().find_map(|(name, kind)| {
            let old = OLD.iter().find(|old| field(kind, old).is_some())?;
            Some((name, old))
        })?;
        let at = format!("values:hpa.metrics[{index}].{name}");
        context.at_key(
            &RULE,
            &at,
            format!("autoscaling/v2 has no {old}; it has metric and target."),
        )
    }))
}
