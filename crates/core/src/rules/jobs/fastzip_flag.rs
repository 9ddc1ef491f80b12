//! A flag that newer runners have on, and are about to lose.

use crate::keys::{RunnerVersion, Version};
use crate::rules::context::remove;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "fastzip-flag",
    title: "FF_USE_FASTZIP on a runner that has it on",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds FF_USE_FASTZIP with a pinned chart whose runner is 19.4 or newer.",
        why: "There the fast archiver is the default, and the flag is deprecated; it is to go with 19.7.",
        instead: "Nothing: leave the flag out.",
    },
    source: "gitlab-runner helpers/featureflags/flags.go of 19.4",
    failing: "releases:\n  - name: gitlab-runner\n    namespace: ci\n    chart: gitlab/gitlab-runner\n    version: 0.93.0\n    values:\n      - values.yaml\n---- values\nrunners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n      [runners.feature_flags]\n        FF_USE_FASTZIP = true\n",
    passing: "releases:\n  - name: gitlab-runner\n    namespace: ci\n    chart: gitlab/gitlab-runner\n    version: 0.86.0\n    values:\n      - values.yaml\n---- values\nrunners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n      [runners.feature_flags]\n        FF_USE_FASTZIP = true\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const SINCE: RunnerVersion = RunnerVersion(Version::new(19, 4, 0));
    if context.pinned_runner().is_none_or(|runner| runner < SINCE) {
        return Vec::new();
    }
    let ats = (0..context.runners())
        .map(|runner| format!("config:runners[{runner}].feature_flags.FF_USE_FASTZIP"));
    gather(ats.filter(|at| context.is_there(at)).filter_map(|at| {
        let sentence =
            "FF_USE_FASTZIP is on by default since runner 19.4, deprecated, and to go with 19.7.";
        let finding = context.at_key(&RULE, &at, sentence.to_owned())?;
        let safety = if context.is_true(&at) {
            Safety::Safe
        } else {
            Safety::NeedsReview
        };
        Some(finding.fix("Remove", safety, remove(&at)))
    }))
}
