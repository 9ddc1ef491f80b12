//! Releases that wait for each other.

use super::needs::entries;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Severity};
use crate::workspace::{Beside, Need};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "needs-cycle",
    title: "Releases that wait for each other",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Follows needs from release to release, and finds those that lead back to where they started.",
        why: "helmfile stops with cycle detected before it does anything, for all releases of the helmfile, and also where one of them is not installed.",
        instead: "Take out the entry of the release that can do without the other.",
    },
    source: "helmfile 1.8: needs, tried with helmfile template",
    failing: "releases:\n  - name: gitlab-runner\n    namespace: ci\n    chart: gitlab/gitlab-runner\n    version: 0.86.0\n    needs: [ci/cache]\n    values:\n      - values.yaml\n  - name: cache\n    namespace: ci\n    chart: example/cache\n    needs: [ci/gitlab-runner]\n---- values\nreplicas: 1\n",
    passing: "releases:\n  - name: gitlab-runner\n    namespace: ci\n    chart: gitlab/gitlab-runner\n    version: 0.86.0\n    needs: [ci/cache]\n    values:\n      - values.yaml\n  - name: cache\n    namespace: ci\n    chart: example/cache\n---- values\nreplicas: 1\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let entries = entries(context);
    let Some(own) = context.own().filter(|_| !entries.is_empty()) else {
        return Vec::new();
    };
    let Some(beside) = context.workspace.beside(context.release) else {
        return Vec::new();
    };
    let itself = Need::read(
        own.name.as_deref().unwrap_or_default(),
        own.namespace.as_deref().unwrap_or_default(),
    );
    let back = entries.iter().filter_map(|entry| {
        let way = way_back(&entry.need, &itself, &beside)?;
        let sentence = format!("{} waits for itself: {way}.", itself.name);
        context.at_value(&RULE, &entry.at, sentence)
    });
    back.collect()
}

/// The names on the shortest way from a release to one that waits for it.
fn way_back(from: &Need, to: &Need, beside: &[Beside]) -> Option<String> {
    let mut ways = vec![vec![from]];
    let mut seen = vec![from];
    let mut at = 0;
    while let Some(way) = ways.get(at).cloned() {
        let last = *way.last()?;
        if last == to {
            let names = std::iter::once(to)
                .chain(way)
                .map(|need| need.name.as_str());
            return Some(names.collect::<Vec<_>>().join(" → "));
        }
        let next = beside.iter().filter(|release| last.is(release));
        for need in next.flat_map(|release| &release.needs) {
            if !seen.contains(&need) {
                seen.push(need);
                ways.push(way.iter().copied().chain([need]).collect());
            }
        }
        at += 1;
    }
    None
}
