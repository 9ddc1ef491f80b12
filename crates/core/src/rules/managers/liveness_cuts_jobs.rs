//! A grace period of the liveness probe that ends running jobs.

use crate::rules::context::remove;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "liveness-cuts-jobs",
    title: "The liveness probe's grace period cuts jobs",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Finds a terminationGracePeriodSeconds of the liveness probe that is shorter than the pod's.",
        why: "After a failed probe it takes the place of the pod's grace period, an hour by default: the manager is killed while its jobs run, and they are lost.",
        instead: "Leave it out, so that the pod's terminationGracePeriodSeconds counts.",
    },
    source: "Kubernetes documentation on probe-level terminationGracePeriodSeconds; templates/deployment.yaml of chart 0.86.0",
    failing: "livenessProbe:\n  terminationGracePeriodSeconds: 30\n",
    passing: "terminationGracePeriodSeconds: 7200\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const AT: &str = "values:livenessProbe.terminationGracePeriodSeconds";
    let pod = context
        .int("values:terminationGracePeriodSeconds")
        .unwrap_or(3600);
    let Some(grace) = context.int(AT).filter(|grace| *grace > 0 && *grace < pod) else {
        return Vec::new();
    };
    let sentence = format!(
        "After a failed probe the manager has {grace} s instead of {pod} s, and its running jobs are lost."
    );
    let finding = context.at_key(&RULE, AT, sentence);
    gather(
        finding
            .map(|finding| finding.fix("Remove", Safety::Safe, remove(AT)))
            .into_iter(),
    )
}
