//! More questions than jobs that may run.

use crate::rules::context::write;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "request-concurrency-above-concurrent",
    title: "request_concurrency is above concurrent",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Compares request_concurrency with concurrent, and with limit.",
        why: "A manager asks for no more jobs than it may run. The rest of the number does nothing, and hides that concurrent is what binds.",
        instead: "request_concurrency of at most concurrent.",
    },
    source: "GitLab's documentation of request_concurrency",
    failing: "concurrent: 4\nrunners:\n  config: |\n    [[runners]]\n      request_concurrency = 10\n      [runners.kubernetes]\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n",
    passing: "concurrent: 4\nrunners:\n  config: |\n    [[runners]]\n      request_concurrency = 4\n      [runners.kubernetes]\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let concurrent = context
        .int("values:concurrent")
        .or_else(|| context.int("config:concurrent"));
    // Where a file that sets it may be missing, the default is not what applies.
    let default = context.is_complete().then_some(10);
    let Some(concurrent) = concurrent.or(default).filter(|concurrent| *concurrent > 0) else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    for runner in 0..context.runners() {
        let at = format!("config:runners[{runner}].request_concurrency");
        let limit = context
            .int(&format!("config:runners[{runner}].limit"))
            .filter(|limit| *limit > 0);
        let most = limit.map_or(concurrent, |limit| limit.min(concurrent));
        let Some(own) = context.int(&at).filter(|own| *own > most) else {
            continue;
        };
        let sentence = format!("{own} jobs are asked for at once, and {most} may run.");
        let found = context.at_value(&RULE, &at, sentence);
        let fix = write(&at, most.to_string());
        findings.extend(
            found.map(|finding| finding.fix(format!("Write {most}"), Safety::NeedsReview, fix)),
        );
    }
    findings
}
