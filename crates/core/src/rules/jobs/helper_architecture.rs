//! A helper for another kind of machine.

use super::tables;
use crate::rules::rule::{config, explanation};
use crate::rules::{Context, Finding, Rule, Severity};
use crate::workspace::Held;

pub(in crate::rules) const RULE: Rule = Rule {
    id: "helper-architecture",
    title: "The helper may be for another architecture",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds jobs sent to an architecture by affinity alone, and a helper_image of another architecture than node_selector asks for.",
        why: "The manager takes the helper of the architecture that node_selector names, else of its own; it does not look where the pod lands. On another one every job fails with \"exec format error\".",
        instead: "kubernetes.io/arch in node_selector, or helper_image_autoset_arch_and_os = true where managers run on the same architecture as jobs.",
    },
    source: "gitlab-runner issue 27421; gitlab issue 510740; executors/kubernetes",
    failing: "runners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n        helper_image = \"registry.example.com/gitlab-runner-helper:x86_64-v18.9.0\"\n        [runners.kubernetes.node_selector]\n          \"kubernetes.io/arch\" = \"arm64\"\n",
    passing: config!("[runners.kubernetes.node_selector]" "  \"kubernetes.io/arch\" = \"arm64\""),
    check,
}
.kept();

const LABEL: &str = "kubernetes.io/arch";

fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in tables(context) {
        let image_at = format!("{table}.helper_image");
        let image = context.text(&image_at);
        let selected = context.map(&format!("{table}.node_selector"));
        let selected = selected
            .iter()
            .find(|(name, _)| name == LABEL)
            .and_then(|(_, value)| value.as_str());
        match (selected, image) {
            (Some(wanted), Some(image)) => {
                let other = match wanted {
                    "arm64" => ["x86_64", "amd64"],
                    "amd64" => ["arm64", "aarch64"],
                    _ => continue,
                };
                if let Some(other) = other.into_iter().find(|other| image.contains(other)) {
                    let sentence =
                        format!("This helper is for {other}, and jobs go to {wanted} nodes.");
                    findings.extend(
                        context
                            .at_value(&RULE, &image_at, sentence)
                            .map(|finding| finding.severity(Severity::Error)),
                    );
                }
            }
            (None, None)
                if !context.is_true(&format!("{table}.helper_image_autoset_arch_and_os")) =>
            {
                let affinity = format!("{table}.affinity");
                if context.held(&affinity).is_some_and(|held| has_label(&held)) {
                    let sentence = "An affinity decides the architecture of jobs; the helper is chosen without looking at it.";
                    findings.extend(context.tell(&RULE, &affinity, sentence));
                }
            }
            _ => {}
        }
    }
    findings
}

/// Whether the label stands anywhere in a value.
fn has_label(held: &Held) -> bool {
    match held {
        Held::Str(text) => text == LABEL,
        Held::List(items) => items.iter().any(has_label),
        Held::Map(entries) => entries.iter().any(|(_, value)| has_label(value)),
        _ => false,
    }
}
