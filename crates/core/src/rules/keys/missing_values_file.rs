//! A values file that the helmfile names and that is not open.

use crate::rules::context::address;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "missing-values-file",
    title: "A values file that is not open",
    severity: Severity::Info,
    explanation: explanation! {
        what: "Names the values files of a release that were not given.",
        why: "What they set is not seen: nothing is said about keys that seem to be missing.",
        instead: "Open the file too, or mend its path, which is read from the helmfile's folder.",
    },
    source: "helmfile 1.8: paths of values are relative to the helmfile",
    failing: "releases:\n  - name: gitlab-runner\n    namespace: ci\n    chart: gitlab/gitlab-runner\n    version: 0.86.0\n    values:\n      - values.yaml\n      - other.yaml\n---- values\nreplicas: 1\n",
    passing: "releases:\n  - name: gitlab-runner\n    namespace: ci\n    chart: gitlab/gitlab-runner\n    version: 0.86.0\n    values:\n      - values.yaml\n---- values\nreplicas: 1\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let missing = context
        .own()
        .map(|own| own.missing.as_slice())
        .unwrap_or_default();
    let entries = context.list("helmfile:releases[].values");
    gather(missing.iter().filter_map(|missing| {
        let index = entries
            .iter()
            .position(|entry| entry.as_str() == Some(missing))?;
        let at = context
            .read(&format!("helmfile:releases[].values[{index}]"))?
            .at;
        let about = address("helmfile:releases[].values")?;
        Some(context.found(&RULE, about, at, format!("{missing} is not open.")))
    }))
}
