//! A key that the pinned chart does not know yet.

use crate::keys::{Availability, Place, Status, available, runner_of};
use crate::rules::leaf::is_nothing;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "key-not-in-version",
    title: "A key of a later version",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Compares every key with the version of the chart that the helmfile pins, and with the runner which that chart installs.",
        why: "An older version passes over a key it does not know without a word, so the setting does not apply.",
        instead: "Pin a version that has the key, or leave it out.",
    },
    source: "changelog and templates of the chart; struct tags of GitLab Runner by version",
    failing: "releases:\n  - name: gitlab-runner\n    namespace: ci\n    chart: gitlab/gitlab-runner\n    version: 0.41.0\n    values:\n      - values.yaml\n---- values\npriorityClassName: ci\n",
    passing: "releases:\n  - name: gitlab-runner\n    namespace: ci\n    chart: gitlab/gitlab-runner\n    version: 0.86.0\n    values:\n      - values.yaml\n---- values\npriorityClassName: ci\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let Some(chart) = context.pinned_chart() else {
        return Vec::new();
    };
    let leaves = context
        .leaves
        .iter()
        .filter(|placed| placed.place() != Place::Helmfile && !is_nothing(&placed.leaf.held));
    gather(leaves.filter_map(|placed| {
        let key = placed
            .key()
            .filter(|key| !matches!(key.status, Status::Removed | Status::OtherExecutor))?;
        let Availability::SinceLater(since) = available(key, chart) else {
            return None;
        };
        let at = placed.leaf.address.clone();
        let pinned = match (at.place, runner_of(chart)) {
            (Place::Config, Some(runner)) => format!("runner {runner} of chart {chart}"),
            _ => format!("chart {chart}"),
        };
        let sentence = format!(
            "{} needs chart {since}; {pinned} does not know it.",
            context.selected(at.clone()).path()
        );
        Some(context.found(&RULE, at, context.leaf_key(&placed.leaf), sentence))
    }))
}
