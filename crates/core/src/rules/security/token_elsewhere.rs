//! A token in a field that is not for tokens.

use crate::keys::Place;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Severity};
use crate::secret::redact_text;
use crate::workspace::Held;

pub(in crate::rules) const RULE: Rule = Rule {
    id: "token-elsewhere",
    title: "A token in another field",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds text that looks like a token of GitLab in any field but those for tokens.",
        why: "It is read by everybody who reads the file, and copied wherever the field goes: into logs, labels, manifests.",
        instead: "A Secret, or a masked CI/CD variable. Revoke the token: it has been in the file.",
    },
    source: "GitLab's documentation of token prefixes",
    failing: concat!("nodeSelector:\n  team: gl", "pat-0123456789abcdefghij\n"),
    passing: "nodeSelector:\n  team: ci\n",
    check,
}
.kept();

/// Fields for tokens, which have rules of their own, and the text whose keys are looked at one by one.
const ELSEWHERE: [&str; 4] = [
    "runnerToken",
    "runnerRegistrationToken",
    "runners.config",
    "token",
];

fn check(context: &Context<'_>) -> Vec<Finding> {
    let leaves = context
        .leaves
        .iter()
        .filter(|placed| holds_token(&placed.leaf.held));
    gather(leaves.filter_map(|placed| {
        let at = placed.leaf.address.clone();
        let path = context.selected(at.clone()).path();
        // What a helmfile sets is looked at as the value it is.
        let is_value =
            at.place == Place::Helmfile && (path.contains(".set") || path.contains(".values"));
        let is_meant =
            is_value || ELSEWHERE.iter().any(|own| path == *own) || path.ends_with(".token");
        let sentence = format!("{path} holds what looks like a token.");
        (!is_meant).then(|| context.found(&RULE, at, placed.leaf.at.clone(), sentence))
    }))
}

fn holds_token(held: &Held) -> bool {
    match held {
        // No token is shorter; most values are.
        Held::Str(text) => text.len() >= 20 && redact_text(text) != *text,
        Held::List(items) => items.iter().any(holds_token),
        _ => false,
    }
}
