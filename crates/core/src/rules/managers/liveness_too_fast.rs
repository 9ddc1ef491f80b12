//! A liveness probe that gives up before registration does.

use crate::rules::context::remove;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "liveness-too-fast",
    title: "The liveness probe is faster than registration",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Adds up how long the liveness probe waits before it restarts a manager, and compares that with the 150 seconds for which a manager tries to register.",
        why: "Until it is registered a manager counts as not alive. When GitLab is slow or away for a minute, pods are restarted again and again instead of waiting.",
        instead: "Leave the keys out: the chart waits 60 seconds and then three times 60.",
    },
    source: "templates/configmap.yaml of chart 0.86.0: check-live verifies the registration, which is tried 30 times, 5 s apart",
    failing: "livenessProbe:\n  initialDelaySeconds: 20\n  periodSeconds: 10\n",
    passing: "livenessProbe:\n  periodSeconds: 30\n",
    check,
}
.kept();

/// For this long a manager tries to register.
const REGISTRATION: i64 = 150;

/// Keys of the probe with the chart's defaults, which also stand for 0.
const KEYS: [(&str, i64); 3] = [
    ("values:livenessProbe.initialDelaySeconds", 60),
    ("values:livenessProbe.periodSeconds", 60),
    ("values:livenessProbe.failureThreshold", 3),
];

fn check(context: &Context<'_>) -> Vec<Finding> {
    let set = KEYS.map(|(at, default)| {
        context
            .int(at)
            .filter(|value| *value > 0)
            .unwrap_or(default)
    });
    let [delay, period, threshold] = set;
    let total = delay.saturating_add(period.saturating_mul(threshold));
    if total >= REGISTRATION {
        return Vec::new();
    }
    let low: Vec<&str> = KEYS
        .iter()
        .zip(set)
        .filter(|((_, default), value)| value < default)
        .map(|((at, _), _)| *at)
        .collect();
    let Some(first) = low.first() else {
        return Vec::new();
    };
    let sentence = format!(
        "The manager is restarted when it is not registered after {total} s; it tries for {REGISTRATION} s."
    );
    let steps = low.iter().flat_map(|at| remove(at)).collect();
    let finding = context.at_key(&RULE, first, sentence);
    gather(
        finding
            .map(|finding| finding.fix("Use the chart's defaults", Safety::Safe, steps))
            .into_iter(),
    )
}
