//! A release whose chart floats.

use crate::keys::{newest_checked_chart, runner_of};
use crate::rules::context::write;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "chart-version-unpinned",
    title: "The chart's version is not pinned",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds a release without a version, or with a range of versions.",
        why: "Each run installs the newest chart and with it another runner. Versions of this chart change behaviour: who unregisters, where roles go, what jobs run as.",
        instead: "version: with one version of the chart; it also pins the runner. Raise it on purpose, after reading the changelog.",
    },
    source: "helmfile 1.8: a release without version takes the newest; changelog of the chart",
    failing: "releases:\n  - name: gitlab-runner\n    namespace: ci\n    chart: gitlab/gitlab-runner\n    values:\n      - values.yaml\n---- values\nreplicas: 1\n",
    passing: "releases:\n  - name: gitlab-runner\n    namespace: ci\n    chart: gitlab/gitlab-runner\n    version: 0.86.0\n    values:\n      - values.yaml\n---- values\nreplicas: 1\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const AT: &str = "helmfile:releases[].version";
    let Some(own) = context.own().filter(|own| own.place.is_some()) else {
        return Vec::new();
    };
    // A chart in a folder has the version that is in the folder.
    let chart = own.chart.as_deref().unwrap_or_default();
    if chart.starts_with(['.', '/']) || !chart.contains('/') {
        return Vec::new();
    }
    let name = own.name.as_deref().unwrap_or("The release");
    let checked = newest_checked_chart();
    let fix = |finding: Finding| {
        finding.fix(
            format!("Pin {checked}"),
            Safety::NeedsReview,
            write(AT, checked.to_string()),
        )
    };
    match own
        .version
        .as_deref()
        .map(str::trim)
        .filter(|version| !version.is_empty())
    {
        None => {
            let runner = runner_of(checked).map(|runner| format!(", which brings runner {runner}"));
            let sentence = format!(
                "{name} takes whatever chart is newest; pin one such as {checked}{}.",
                runner.unwrap_or_default()
            );
            // Beside the chart, whose version it is.
            let mut finding = context.at_key(&RULE, AT, sentence);
            if let (Some(finding), Some(chart)) =
                (&mut finding, context.read("helmfile:releases[].chart"))
            {
                finding.at = chart.at;
            }
            finding.map(fix).into_iter().collect()
        }
        Some(version) if is_range(version) => {
            let sentence = format!("{version} is a range: {name} takes the newest chart in it.");
            context
                .at_value(&RULE, AT, sentence)
                .map(fix)
                .into_iter()
                .collect()
        }
        Some(_) => Vec::new(),
    }
}

fn is_range(version: &str) -> bool {
    !version.contains("{{") && version.contains(['^', '~', '>', '<', '*', 'x', 'X', '|'])
}
