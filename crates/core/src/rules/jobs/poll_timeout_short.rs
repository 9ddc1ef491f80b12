//! A job that gives up before a node is there.

use super::tables;
use crate::rules::context::write;
use crate::rules::reading::mended;
use crate::rules::rule::{config, explanation};
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "poll-timeout-short",
    title: "Jobs give up before a node is there",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Compares poll_timeout, 180 seconds unless set, with the time a new node takes, which it needs to be told; and finds one below a minute.",
        why: "A job whose pod has not started by then fails with \"timed out waiting for pod to start\". A cluster that grows for it needs minutes, and so does pulling a large image.",
        instead: "poll_timeout = 600, or more than the slowest node takes.",
    },
    source: "GitLab's documentation of the Kubernetes executor (troubleshooting); gitlab-runner merge requests 384 and 3556",
    failing: config!("poll_timeout = 30"),
    passing: config!("poll_timeout = 600"),
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let start = context.assumptions.node_start_seconds;
    let mut findings = Vec::new();
    for table in tables(context) {
        let at = format!("{table}.poll_timeout");
        let own = context.int(&at);
        if own.is_none() && context.is_there(&at) {
            continue;
        }
        let timeout = own.unwrap_or(180);
        let start = start
            .and_then(|start| i64::try_from(start).ok())
            .filter(|start| timeout <= *start);
        let sentence = match start {
            Some(start) => {
                format!("Jobs give up after {timeout} s, and a new node takes {start} s.")
            }
            None if own.is_some_and(|own| own < 60) => {
                format!("Jobs give up after {timeout} s; pulling a usual image takes longer.")
            }
            None => continue,
        };
        let enough = start
            .map_or(600, |start| start.saturating_mul(2).max(600))
            .to_string();
        let fix = write(&at, enough.clone());
        let found = context.tell(&RULE, &at, sentence);
        findings.extend(mended(
            found,
            &format!("Wait {enough} s"),
            Safety::NeedsReview,
            fix,
        ));
    }
    findings
}
