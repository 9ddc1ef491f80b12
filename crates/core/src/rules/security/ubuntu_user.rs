//! A user that the image does not have.

use crate::rules::context::write;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "ubuntu-user",
    title: "The user of another image",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds an image tag of ubuntu with the user and group of the alpine image.",
        why: "The chart runs the manager as user 100 with group 65533, which alpine has. In the ubuntu image gitlab-runner is 999: the manager cannot read its own folder.",
        instead: "podSecurityContext with runAsUser: 999 and fsGroup: 999.",
    },
    source: "values.yaml of chart 0.86.0 (podSecurityContext)",
    failing: "image:\n  tag: ubuntu-v18.9.0\n",
    passing: "image:\n  tag: ubuntu-v18.9.0\npodSecurityContext:\n  runAsUser: 999\n  fsGroup: 999\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const TAG: &str = "values:image.tag";
    const USER: &str = "values:podSecurityContext.runAsUser";
    const GROUP: &str = "values:podSecurityContext.fsGroup";
    let is_ubuntu = context
        .text(TAG)
        .is_some_and(|tag| tag.starts_with("ubuntu"));
    // Null leaves the user to the platform, as OpenShift wants it.
    let is_alpine = !context.is_there(USER) || context.int(USER) == Some(100);
    if !is_ubuntu || !is_alpine {
        return Vec::new();
    }
    let fix = [write(USER, "999"), write(GROUP, "999")].concat();
    let found = context.at_value(
        &RULE,
        TAG,
        "User 100 is not gitlab-runner in this image; that is 999.".to_owned(),
    );
    gather(
        found
            .map(|finding| finding.fix("Run as 999", Safety::Safe, fix))
            .into_iter(),
    )
}
