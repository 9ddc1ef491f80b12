//! A release that is waited for twice.

use super::needs::{Entry, entries};
use crate::rules::context::remove;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};
use crate::workspace::Need;

pub(in crate::rules) const RULE: Rule = Rule {
    id: "needs-repeated",
    title: "A release is waited for twice",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Finds a release that stands twice in needs, be it once with and once without its namespace.",
        why: "helmfile counts what is waited for, never comes to the end of the count, and ends in a panic about an invalid state.",
        instead: "Each release once.",
    },
    source: "helmfile 1.8: needs, tried with helmfile template",
    failing: "releases:\n  - name: gitlab-runner\n    namespace: ci\n    chart: gitlab/gitlab-runner\n    version: 0.86.0\n    needs: [ci/cache, cache]\n    values:\n      - values.yaml\n  - name: cache\n    namespace: ci\n    chart: example/cache\n---- values\nreplicas: 1\n",
    passing: "releases:\n  - name: gitlab-runner\n    namespace: ci\n    chart: gitlab/gitlab-runner\n    version: 0.86.0\n    needs: [ci/cache]\n    values:\n      - values.yaml\n  - name: cache\n    namespace: ci\n    chart: example/cache\n---- values\nreplicas: 1\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut seen: Vec<Need> = Vec::new();
    let mut findings = Vec::new();
    for Entry { at, text, need } in entries(context) {
        if !seen.contains(&need) {
            seen.push(need);
            continue;
        }
        let sentence = format!("{text} stands in needs already, and helmfile ends in a panic.");
        let found = context.at_value(&RULE, &at, sentence);
        findings.extend(found.map(|found| found.fix("Remove", Safety::Safe, remove(&at))));
    }
    findings
}
