//! A feature flag that no runner has.

use super::{Told, flags};
use crate::rules::reading::gather;
use crate::rules::rule::{config, explanation};
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "unknown-feature-flag",
    title: "A feature flag that nothing reads",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds variables FF_… in environment that are no feature flag, or none any more.",
        why: "The runner passes over a name it does not know without a word.",
        instead: "A flag of the list in GitLab's documentation; what was removed is mostly how every runner works now.",
    },
    source: "gitlab-runner helpers/featureflags/flags.go by version",
    failing: config!(runner: "environment = [\"FF_USE_FASTZIPP=true\"]"),
    passing: config!("[runners.feature_flags]" "  FF_SCRIPT_SECTIONS = true"),
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let found = flags(context).into_iter();
    gather(found.filter_map(|(variable, told)| {
        let sentence = match told {
            Told::Unknown => format!("No runner has the feature flag {}.", variable.name),
            Told::Removed(Some(until)) => {
                format!("{} is gone since runner {until}.", variable.name)
            }
            Told::Removed(None) => format!("{} is gone.", variable.name),
            Told::Known(_) | Told::NoTruth => return None,
        };
        context.at_value(
            &RULE,
            &format!("{}[{}]", variable.list(), variable.index),
            sentence,
        )
    }))
}
