//! Memory in powers of ten.

use crate::keys::Type;
use crate::quantity::{Quantity, Resource};
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, FixStep, Rule, Safety, Severity};
use crate::workspace::Input;

pub(in crate::rules) const RULE: Rule = Rule {
    id: "decimal-memory",
    title: "Memory in powers of ten",
    severity: Severity::Info,
    explanation: explanation! {
        what: "Finds amounts of memory and disk with the suffix k, M, G or T.",
        why: "1G is a thousand million bytes, seven per cent less than 1Gi. A request and a limit that look alike are not, and nodes are counted in Gi.",
        instead: "Mi and Gi.",
    },
    source: "Kubernetes documentation on resource units",
    failing: "resources:\n  requests:\n    memory: 1G\n",
    passing: "resources:\n  requests:\n    memory: 1Gi\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let leaves = context.leaves.iter();
    gather(leaves.filter_map(|placed| {
        let Type::Quantity(resource) = placed.key()?.ty else {
            return None;
        };
        let amount: Quantity = placed.leaf.held.as_scalar_text()?.parse().ok()?;
        let is_decimal = amount.as_str().ends_with(['k', 'M', 'G', 'T']);
        if resource == Resource::Cpu || !is_decimal || amount.suspicion(resource).is_some() {
            return None;
        }
        let at = placed.leaf.address.clone();
        let sentence =
            format!("{amount} counts in thousands; {amount}i is what nodes are counted in.");
        let input = Input::Text(format!("{amount}i").replace('k', "K"));
        let step = FixStep::Write {
            address: at.clone(),
            input,
        };
        let finding = context.found(&RULE, at, placed.leaf.at.clone(), sentence);
        Some(finding.fix(format!("Write {amount}i"), Safety::NeedsReview, vec![step]))
    }))
}
