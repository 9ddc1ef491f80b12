//! A global key in a text of which only `[[runners]]` is read.

use crate::keys::{Place, Resolved, Segment};
use crate::rules::context::{address, move_input, remove};
use crate::rules::leaf::input_for;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "global-key-in-template",
    title: "A global key in runners.config",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds keys in runners.config that stand outside of [[runners]], such as concurrent.",
        why: "runners.config is merged at registration, and only its [[runners]] is: a global key there is passed over.",
        instead: "The value of the chart that writes it: concurrent, checkInterval, logLevel, logFormat, shutdown_timeout, sentryDsn, sessionServer, metrics.",
    },
    source: "gitlab-runner commands/register.go (template); templates/configmap.yaml of chart 0.86.0",
    failing: "runners:\n  config: |\n    concurrent = 4\n    [[runners]]\n      [runners.kubernetes]\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n",
    passing: "concurrent: 4\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    if context.is_own_config() {
        return Vec::new();
    }
    let leaves = context
        .leaves
        .iter()
        .filter(|placed| placed.place() == Place::Config);
    gather(leaves.filter_map(|placed| {
        let Resolved::Row(key) = placed.resolved else {
            return None;
        };
        if placed
            .segments()
            .first()
            .and_then(Segment::name)
            .is_some_and(|name| name.eq_ignore_ascii_case("runners"))
        {
            return None;
        }
        let from = placed.leaf.address.to_string();
        let twin = key.twin().and_then(address);
        let instead = twin
            .as_ref()
            .map(|twin| format!("; the chart writes it from the value {}", twin.path()));
        let sentence = format!(
            "{} is passed over in runners.config{}.",
            placed.leaf.address.path(),
            instead.unwrap_or_default()
        );
        let finding = context.found(
            &RULE,
            placed.leaf.address.clone(),
            context.leaf_key(&placed.leaf),
            sentence,
        );
        let row = twin.as_ref().and_then(|twin| twin.key());
        let steps = remove(&from);
        if let (Some(twin), Some(row)) = (twin, row) {
            if context.workspace.is_set(context.release, &twin) {
                return Some(finding.fix("Remove", Safety::Safe, steps));
            }
            if let Some(input) = input_for(row, &placed.leaf.held) {
                let steps = move_input(&from, &twin.to_string(), input);
                return Some(finding.fix(format!("Move to {}", twin.path()), Safety::Safe, steps));
            }
        }
        Some(finding.fix("Remove", Safety::NeedsReview, steps))
    }))
}
