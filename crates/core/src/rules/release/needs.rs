//! A release that waits for one that is not there.

use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Severity};
use crate::workspace::{Held, Need, Switch};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "needs-undefined",
    title: "A release needs one that is not there",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Finds entries of needs that are no release of the same helmfile, and those that are not installed.",
        why: "helmfile stops at a release that it does not know, be the one that waits installed or not; needs do not reach into other helmfiles. For one that is not installed nothing is waited.",
        instead: "namespace/name of a release in the same helmfile; without a namespace that of the release itself counts.",
    },
    source: "helmfile 1.8: needs, tried with helmfile template",
    failing: "releases:\n  - name: gitlab-runner\n    namespace: ci\n    chart: gitlab/gitlab-runner\n    version: 0.86.0\n    needs: [ci/cache]\n    values:\n      - values.yaml\n---- values\nreplicas: 1\n",
    passing: "releases:\n  - name: gitlab-runner\n    namespace: ci\n    chart: gitlab/gitlab-runner\n    version: 0.86.0\n    needs: [ci/cache]\n    values:\n      - values.yaml\n  - name: cache\n    namespace: ci\n    chart: example/cache\n---- values\nreplicas: 1\n",
    check,
}
.kept();

/// An entry of `needs`: where it stands, what it says, and which release that is.
pub(super) struct Entry {
    pub(super) at: String,
    pub(super) text: String,
    pub(super) need: Need,
}

/// What the release waits for, as far as the helmfile's own text says it.
pub(super) fn entries(context: &Context<'_>) -> Vec<Entry> {
    const AT: &str = "helmfile:releases[].needs";
    let namespace = context.own().and_then(|own| own.namespace.as_deref());
    let entry = |(index, need): (usize, &Held)| {
        let text = need.as_str().unwrap_or_default();
        let text = context.workspace.in_helmfile(context.release, text)?;
        Some(Entry {
            at: format!("{AT}[{index}]"),
            need: Need::read(&text, namespace.unwrap_or_default()),
            text,
        })
    };
    let needs = context.list(AT);
    needs.iter().enumerate().filter_map(entry).collect()
}

fn check(context: &Context<'_>) -> Vec<Finding> {
    let entries = entries(context);
    let Some(own) = context.own().filter(|_| !entries.is_empty()) else {
        return Vec::new();
    };
    let Some(beside) = context.workspace.beside(context.release) else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    for Entry { at, text, need } in entries {
        let found = beside.iter().find(|beside| need.is(beside));
        let (severity, sentence) = match found.map(|found| &found.switch) {
            None => {
                let name = &need.name;
                let same = beside.iter().find(|beside| beside.name == *name);
                let meant = same.map(|same| format!("; {}/{name} is", same.namespace));
                let meant = meant.unwrap_or_default();
                let sentence =
                    format!("{text} is no release of this helmfile, which stops there{meant}.");
                (Severity::Error, sentence)
            }
            // Who isn't installed waits for nobody.
            Some(Switch::Off(why)) if own.switch == Switch::On => {
                let sentence =
                    format!("{text} is not installed ({why}), so nothing is waited for.");
                (Severity::Warning, sentence)
            }
            Some(_) => continue,
        };
        let found = context.at_value(&RULE, &at, sentence);
        findings.extend(found.map(|finding| finding.severity(severity)));
    }
    findings
}
