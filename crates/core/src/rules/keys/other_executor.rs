//! A table that another executor reads.

use super::{Once, removing};
use crate::keys::{Key, Place, Segment, Status};
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "other-executor",
    title: "A table of another executor",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds tables and keys of the docker, docker+machine, ssh and other executors in the configuration of a runner with the kubernetes executor.",
        why: "When a runner registers with the kubernetes executor, these tables are thrown away without a message; what they were meant to do does not happen.",
        instead: "Leave the table out. A mirror for the images of jobs is a setting of the nodes' container runtime; settings of job pods belong to [runners.kubernetes].",
    },
    source: "gitlab-runner commands/register.go, which clears the tables of other executors",
    failing: "runners:\n  config: |\n    [[runners]]\n      [runners.machine]\n        IdleCount = 1\n      [runners.kubernetes]\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n",
    passing: "runners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut once = Once::default();
    let is_meant = |key: &Key| key.status == Status::OtherExecutor;
    let mut findings = Vec::new();
    for placed in context
        .leaves
        .iter()
        .filter(|placed| placed.place() == Place::Config)
    {
        let Some((_, length)) = placed.highest(is_meant) else {
            continue;
        };
        let runner = match placed.segments().get(1) {
            Some(Segment::Index(runner)) => *runner,
            _ => 0,
        };
        let at = placed.prefix(length);
        if context.executor(runner) != "kubernetes" || !once.is_new(placed.leaf.layer, &at) {
            continue;
        }
        let location = context
            .workspace
            .locate_in(context.release, placed.leaf.layer, &at)
            .unwrap_or_else(|| placed.leaf.at.clone());
        let name = context.selected(at.clone()).path();
        let what = if length < placed.segments().len() {
            format!("[{name}]")
        } else {
            name
        };
        let sentence = format!(
            "{what} belongs to another executor; the kubernetes executor drops it without a message."
        );
        findings.push(removing(
            context.found(&RULE, at.clone(), location, sentence),
            &at,
            Safety::Safe,
        ));
    }
    findings
}
