//! A manager that is gone before its jobs are done.

use crate::rules::context::write;
use crate::rules::reading::mended;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "grace-shorter-than-jobs",
    title: "The grace period is shorter than a job",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Compares terminationGracePeriodSeconds, 3600 unless set, with the longest time a job may take, which it needs to be told; and finds one below five minutes.",
        why: "When a manager goes, by an upgrade, by an autoscaler or with its node, it finishes its jobs for so long. Then it is killed: the jobs are lost, and their pods may stay behind.",
        instead: "terminationGracePeriodSeconds of at least the longest job.",
    },
    source: "GitLab's FAQ of the chart and documentation of graceful shutdown; charts issue 225",
    failing: "terminationGracePeriodSeconds: 60\n",
    passing: "terminationGracePeriodSeconds: 7200\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const AT: &str = "values:terminationGracePeriodSeconds";
    let own = context.int(AT);
    if own.is_none() && context.is_there(AT) {
        return Vec::new();
    }
    let grace = own.unwrap_or(3600);
    let longest = context
        .assumptions
        .longest_job_seconds
        .and_then(|longest| i64::try_from(longest).ok());
    let (sentence, enough) = match longest {
        Some(longest) if grace < longest && context.has_values() => (
            format!(
                "A manager that goes has {grace} s for its jobs, and one may take {longest} s."
            ),
            longest,
        ),
        None if own.is_some_and(|own| own < 300) => (
            format!("A manager that goes has {grace} s for its jobs; longer ones are lost."),
            3600,
        ),
        _ => return Vec::new(),
    };
    let found = context.tell(&RULE, AT, sentence);
    mended(
        found,
        &format!("Write {enough}"),
        Safety::NeedsReview,
        write(AT, enough.to_string()),
    )
}
