//! How many jobs run at once, over all managers.

use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "total-jobs",
    title: "concurrent counts for each manager",
    severity: Severity::Info,
    explanation: explanation! {
        what: "Multiplies concurrent by the number of managers.",
        why: "concurrent is what one manager runs at once; with several managers the nodes must hold that many times as much.",
        instead: "The number of jobs you want, divided by the replicas. To make a cluster grow it must be above what its nodes hold.",
    },
    source: "gitlab-runner documentation of concurrent; each pod of the chart registers a manager of its own",
    failing: "replicas: 3\nconcurrent: 2\n",
    passing: "concurrent: 6\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const AT: &str = "values:concurrent";
    let Some(replicas) = context
        .int("values:replicas")
        .filter(|replicas| *replicas > 1)
    else {
        return Vec::new();
    };
    // Of a full set of defaults nobody chose the number.
    let Some(concurrent) = context.int(AT).filter(|concurrent| *concurrent > 1) else {
        return Vec::new();
    };
    let limit = context
        .int("config:runners.limit")
        .filter(|limit| *limit > 0);
    let each = limit.map_or(concurrent, |limit| limit.min(concurrent));
    let total = replicas.saturating_mul(each);
    let sentence =
        format!("{replicas} managers with {each} jobs each run up to {total} jobs at once.");
    context.at_key(&RULE, AT, sentence).into_iter().collect()
}
