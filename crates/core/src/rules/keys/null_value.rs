//! A key with nothing behind its colon, where that takes away what the chart needs.

use crate::keys::{Place, may_have};
use crate::rules::context::{address, remove};
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};
use crate::workspace::Held;

pub(in crate::rules) const RULE: Rule = Rule {
    id: "null-value",
    title: "Nothing where the chart needs something",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Finds keys whose value is null or left out, where that makes the chart fail or drops a default that matters.",
        why: "In Helm null is no value: it deletes the chart's default. Templates then fail at a key of nothing, or the setting is silently gone.",
        instead: "Leave the key out to keep the chart's default, or write {} for an empty map.",
    },
    source: "chart 0.86.0 rendered by Helm 3.22 with each key set to null",
    failing: "podSecurityContext:\n",
    passing: "podSecurityContext: {}\n",
    check,
}
.kept();

/// What null does to a key of the chart.
enum Effect {
    /// Helm cannot render the chart.
    Fails,
    /// What is rendered does not work.
    Breaks(&'static str),
    /// A default that matters is gone.
    Drops(&'static str),
}

/// Rendered one by one; keys that are not here take null for "unset".
const EFFECTS: &[(&str, Effect)] = &[
    ("image", Effect::Fails),
    ("rbac", Effect::Fails),
    ("rbac.podSecurityPolicy", Effect::Fails),
    ("runners", Effect::Fails),
    ("runners.config", Effect::Fails),
    ("runners.cache", Effect::Fails),
    ("podSecurityContext", Effect::Fails),
    ("livenessProbe", Effect::Fails),
    ("readinessProbe", Effect::Fails),
    ("metrics", Effect::Fails),
    ("metrics.serviceMonitor", Effect::Fails),
    ("metrics.podMonitor", Effect::Fails),
    ("service", Effect::Fails),
    ("sessionServer", Effect::Fails),
    ("serviceAccount", Effect::Fails),
    (
        "concurrent",
        Effect::Breaks("config.toml gets a line without a value, and the runner stops at it"),
    ),
    (
        "checkInterval",
        Effect::Breaks("config.toml gets a line without a value, and the runner stops at it"),
    ),
    (
        "shutdown_timeout",
        Effect::Breaks("config.toml gets a line without a value, and the runner stops at it"),
    ),
    (
        "image.registry",
        Effect::Breaks("the image's name becomes <nil>/…"),
    ),
    (
        "image.image",
        Effect::Breaks("the image's name becomes %!s(<nil>)"),
    ),
    (
        "metrics.port",
        Effect::Breaks("the container's port has no number, and Kubernetes refuses it"),
    ),
    (
        "securityContext",
        Effect::Drops(
            "the manager runs without its hardening: privilege escalation is allowed and no capability dropped",
        ),
    ),
    (
        "securityContext.capabilities",
        Effect::Drops("the manager keeps all default capabilities"),
    ),
    (
        "terminationGracePeriodSeconds",
        Effect::Drops(
            "Kubernetes' 30 seconds apply, and running jobs are cut off when the manager goes",
        ),
    ),
];

fn check(context: &Context<'_>) -> Vec<Finding> {
    let nulls = context
        .leaves
        .iter()
        .filter(|placed| placed.place() == Place::Values && placed.leaf.held == Held::Null);
    gather(nulls.filter_map(|placed| {
        let path = placed.leaf.address.path();
        let (_, effect) = EFFECTS.iter().find(|(known, _)| *known == path)?;
        // A chart that does not know the key does not look into it.
        if context
            .pinned_chart()
            .is_some_and(|chart| !may_have(&path, chart))
        {
            return None;
        }
        // What a stronger layer says counts.
        let at = address(&format!("values:{path}"))?;
        let reading = context.workspace.read(context.release, &at)?;
        if reading.held != Held::Null || reading.layer != placed.leaf.layer {
            return None;
        }
        let (severity, safety, does) = match effect {
            Effect::Fails => (
                Severity::Error,
                Safety::Safe,
                "Helm cannot render the chart",
            ),
            Effect::Breaks(what) => (Severity::Error, Safety::Safe, *what),
            Effect::Drops(what) => (Severity::Warning, Safety::NeedsReview, *what),
        };
        let sentence = format!("{path} is null: {does}.");
        let finding = context.found(&RULE, at, context.leaf_key(&placed.leaf), sentence);
        Some(finding.severity(severity).fix(
            "Remove, for the chart's default",
            safety,
            remove(&format!("values:{path}")),
        ))
    }))
}
