//! `installed: true`, which is so anyway.

use crate::rules::context::remove;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "installed-superfluous",
    title: "installed: true says nothing",
    severity: Severity::Info,
    explanation: explanation! {
        what: "Finds installed: true on a release.",
        why: "It is helmfile's default; the line only makes readers look for a reason.",
        instead: "Leave it out; installed: false is what takes a release away.",
    },
    source: "helmfile 1.8: installed defaults to true",
    failing: "releases:\n  - name: gitlab-runner\n    namespace: ci\n    chart: gitlab/gitlab-runner\n    version: 0.86.0\n    installed: true\n    values:\n      - values.yaml\n---- values\nreplicas: 1\n",
    passing: "releases:\n  - name: gitlab-runner\n    namespace: ci\n    chart: gitlab/gitlab-runner\n    version: 0.86.0\n    values:\n      - values.yaml\n---- values\nreplicas: 1\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const AT: &str = "helmfile:releases[].installed";
    if !context.is_true(AT) {
        return Vec::new();
    }
    let finding = context.at_key(
        &RULE,
        AT,
        "installed: true is helmfile's default.".to_owned(),
    );
    gather(
        finding
            .map(|finding| finding.fix("Remove", Safety::Safe, remove(AT)))
            .into_iter(),
    )
}
