//! A key that is still read, and has no use any more.

use super::removing;
use crate::keys::Status;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "obsolete-key",
    title: "A key without any use",
    severity: Severity::Info,
    explanation: explanation! {
        what: "Finds keys that are still accepted but do nothing.",
        why: "Who reads the file takes the setting for one that works.",
        instead: "Nothing: leave the key out.",
    },
    source: "helmfile 1.8, whose decoder still takes them",
    failing: "releases:\n  - name: gitlab-runner\n    namespace: ci\n    chart: gitlab/gitlab-runner\n    version: 0.86.0\n    recreatePods: true\n    values:\n      - values.yaml\n---- values\nreplicas: 1\n",
    passing: "releases:\n  - name: gitlab-runner\n    namespace: ci\n    chart: gitlab/gitlab-runner\n    version: 0.86.0\n    values:\n      - values.yaml\n---- values\nreplicas: 1\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let is_meant = |key: &crate::keys::Key| {
        key.status == Status::Obsolete && !key.path().starts_with("rbac.podSecurityPolicy")
    };
    let leaves = context
        .leaves
        .iter()
        .filter(|placed| placed.key().is_some_and(is_meant) && !placed.is_default());
    gather(leaves.map(|placed| {
        let at = placed.leaf.address.clone();
        let sentence = format!("{} does nothing any more.", at.path());
        let finding = context.found(&RULE, at.clone(), context.leaf_key(&placed.leaf), sentence);
        removing(finding, &at, Safety::Safe)
    }))
}
