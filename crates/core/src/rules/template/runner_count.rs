//! A template with no runner, or with several.

use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, FixStep, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "runner-count",
    title: "Not exactly one [[runners]]",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Counts the [[runners]] of runners.config.",
        why: "Registration takes a template with exactly one; with none or several it fails, and no manager comes up.",
        instead: "One [[runners]] here, and a release of its own for each further runner: `evenkeel runner split` makes them.",
    },
    source: "gitlab-runner commands/helpers/config_template.go",
    failing: "runners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n    [[runners]]\n      [runners.kubernetes]\n        memory_request = \"2Gi\"\n        helper_memory_request = \"256Mi\"\n",
    passing: "runners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const AT: &str = "values:runners.config";
    if context.is_own_config() || !context.has_config() || context.text(AT).is_none() {
        return Vec::new();
    }
    let count = context.runners();
    let sentence = match count {
        1 => return Vec::new(),
        0 => "runners.config has no [[runners]]; registration takes exactly one.".to_owned(),
        count => format!("runners.config has {count} [[runners]]; registration takes exactly one."),
    };
    let finding = if count == 0 {
        context.at_key(&RULE, AT, sentence)
    } else {
        let finding = context.at_key(&RULE, "config:runners[1]", sentence);
        // The second one is shown; what to change is the whole text.
        let finding = finding.map(|finding| Finding {
            address: crate::rules::context::address(AT),
            ..finding
        });
        // Only a helmfile takes one more release.
        let has_helmfile = context.own().is_some_and(|own| own.place.is_some());
        finding.map(|finding| match has_helmfile {
            true => finding.fix(
                "Give each a release of its own",
                Safety::NeedsReview,
                vec![FixStep::SplitRunners],
            ),
            false => finding,
        })
    };
    finding.into_iter().collect()
}
