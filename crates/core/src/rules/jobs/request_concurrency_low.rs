//! A manager that asks for one job at a time.

use crate::rules::context::write;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "request-concurrency-low",
    title: "Jobs are asked for one at a time",
    severity: Severity::Info,
    explanation: explanation! {
        what: "Finds request_concurrency of 1, which is the default, with concurrent of 10 or more, or with several runners in one manager.",
        why: "A request for a job is held open for up to 50 seconds. With one at a time jobs wait although there is room, and several runners wait for each other.",
        instead: "request_concurrency of about the number of jobs, at most 10; since runner 18.0 it is only the ceiling.",
    },
    source: "gitlab-runner issue 29666 and merge request 5759; GitLab's documentation of long polling",
    failing: "concurrent: 20\n",
    passing: "concurrent: 20\nrunners:\n  config: |\n    [[runners]]\n      request_concurrency = 10\n      [runners.kubernetes]\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let concurrent = context
        .int("values:concurrent")
        .or_else(|| context.int("config:concurrent"));
    let (runners, concurrent) = (context.runners(), concurrent.unwrap_or(1));
    if concurrent < 10 && (runners < 2 || concurrent < 2) {
        return Vec::new();
    }
    let low = (0..runners)
        .map(|runner| format!("config:runners[{runner}]"))
        .find_map(|runner| {
            let at = format!("{runner}.request_concurrency");
            let limit = context
                .int(&format!("{runner}.limit"))
                .filter(|limit| *limit > 0)
                .unwrap_or(concurrent);
            (context.int(&at).unwrap_or(1) <= 1 && limit > 1).then_some((at, limit))
        });
    let Some((at, limit)) = low else {
        return Vec::new();
    };
    let enough = concurrent.min(limit).min(10).to_string();
    let sentence =
        "This runner asks for one job at a time, and each question may be held for 50 seconds.";
    let found = context.tell(&RULE, &at, sentence).into_iter();
    gather(found.map(|finding| {
        let severity = if runners > 1 {
            Severity::Warning
        } else {
            RULE.severity
        };
        let fix = write(&at, enough.clone());
        finding
            .severity(severity)
            .fix(format!("Ask for up to {enough}"), Safety::NeedsReview, fix)
    }))
}
