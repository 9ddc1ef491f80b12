//! A session server that an autoscaler multiplies.

use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "session-server-hpa",
    title: "A session server with an autoscaler",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds sessionServer.enabled with hpa.maxReplicas above one.",
        why: "The chart looks at replicas only and keeps the session server. With several managers behind one address a web terminal mostly reaches the wrong one.",
        instead: "One manager for web terminals, or no session server.",
    },
    source: "templates/_helpers.tpl of chart 0.86.0 (isSessionServerAllowed)",
    failing: "sessionServer:\n  enabled: true\nhpa:\n  maxReplicas: 4\n  metrics:\n    - type: Pods\n      pods:\n        metric: {name: gitlab_runner_jobs}\n        target: {type: AverageValue, averageValue: 400m}\n",
    passing: "sessionServer:\n  enabled: true\nreplicas: 1\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const AT: &str = "values:sessionServer.enabled";
    let most = context
        .int("values:hpa.maxReplicas")
        .filter(|most| *most > 1);
    match most {
        Some(most) if context.is_true(AT) => context.tell(
            &RULE,
            AT,
            format!("With up to {most} managers a web terminal reaches the wrong one."),
        ),
        _ => Vec::new(),
    }
}
