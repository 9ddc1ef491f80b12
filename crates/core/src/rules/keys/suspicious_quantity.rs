//! An amount of CPU, memory or disk that Kubernetes takes and nobody means.

use crate::keys::{Address, Type};
use crate::quantity::{Quantity, Suspicion};
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, FixStep, Rule, Safety, Severity};
use crate::workspace::Input;

pub(in crate::rules) const RULE: Rule = Rule {
    id: "suspicious-quantity",
    title: "An amount nobody means",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds quantities with a suffix that was forgotten or mistaken: 128m of memory is a fraction of a byte, 100 of CPU is a hundred cores.",
        why: "Kubernetes takes them as they are written: the pod fits no node, or its container cannot start.",
        instead: "m only for thousandths of a core; Mi or Gi for memory and disk.",
    },
    source: "apimachinery pkg/api/resource; the Kubernetes documentation on resource units",
    failing: "resources:\n  requests:\n    memory: 128m\n",
    passing: "resources:\n  requests:\n    memory: 128Mi\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let leaves = context.leaves.iter().filter_map(|placed| {
        let key = placed.key()?;
        let Type::Quantity(resource) = key.ty else {
            return None;
        };
        let quantity: Quantity = placed.leaf.held.as_scalar_text()?.parse().ok()?;
        let suspicion = quantity.suspicion(resource)?;
        Some((placed, key, quantity, suspicion))
    });
    gather(leaves.map(|(placed, key, quantity, suspicion)| {
        let at = placed.leaf.address.clone();
        let sentence = format!(
            "{}: {}",
            context.selected(at.clone()).path(),
            suspicion.sentence(&quantity)
        );
        let is_limit = key.path().contains("limit");
        let severity = match suspicion {
            Suspicion::Negative => Severity::Error,
            Suspicion::FractionOfByte | Suspicion::FewBytes if is_limit => Severity::Error,
            _ => Severity::Warning,
        };
        let finding = context
            .found(&RULE, at.clone(), placed.leaf.at.clone(), sentence)
            .severity(severity);
        match meant(&quantity, suspicion) {
            Some(meant) => finding.fix(
                format!("Write {meant}"),
                Safety::NeedsReview,
                step(at, meant),
            ),
            None => finding,
        }
    }))
}

fn step(address: Address, meant: String) -> Vec<FixStep> {
    vec![FixStep::Write {
        address,
        input: Input::Text(meant),
    }]
}

/// The amount that was probably meant: the same number with the usual suffix.
fn meant(quantity: &Quantity, suspicion: Suspicion) -> Option<String> {
    let digits = quantity
        .as_str()
        .trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let is_whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    match suspicion {
        _ if !is_whole => None,
        Suspicion::FractionOfByte | Suspicion::FewBytes => Some(format!("{digits}Mi")),
        Suspicion::ManyCores if digits == quantity.as_str() => Some(format!("{digits}m")),
        _ => None,
    }
}
