//! Managers that take no job.

use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "no-jobs",
    title: "Nothing runs any job",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Finds concurrent: 0 and replicas: 0.",
        why: "A runner with concurrent of 0 stops at once with a fatal error; with no replicas there is none.",
        instead: "At least one of each. To stop taking jobs, pause the runner in GitLab.",
    },
    source: "gitlab-runner common/config.go; templates/configmap.yaml and deployment.yaml of chart 0.86.0",
    failing: "concurrent: 0\n",
    passing: "concurrent: 1\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, severity, sentence) in [
        (
            "values:concurrent",
            Severity::Error,
            "With concurrent of 0 the runner stops with a fatal error.",
        ),
        (
            "values:replicas",
            Severity::Warning,
            "There is no manager, so no job is taken.",
        ),
    ] {
        if context.int(at) == Some(0) {
            let found = context.at_value(&RULE, at, sentence.to_owned());
            findings.extend(found.map(|finding| finding.severity(severity)));
        }
    }
    findings
}
