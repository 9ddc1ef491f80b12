//! A mirror for kaniko, written as a web address.

use crate::rules::context::{write, write_list};
use crate::rules::managers::environment;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};
use crate::workspace::Held;

pub(in crate::rules) const RULE: Rule = Rule {
    id: "mirror-scheme",
    title: "A mirror with a scheme",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds KANIKO_REGISTRY_MIRROR with https:// or http:// in front.",
        why: "Kaniko takes what stands before the first slash for the registry, here \"https:\", and finds no mirror.",
        instead: "The host alone: mirror.gcr.io.",
    },
    source: "kaniko pkg/image/remote and its README (--registry-mirror)",
    failing: "runners:\n  config: |\n    [[runners]]\n      environment = [\"KANIKO_REGISTRY_MIRROR=https://mirror.gcr.io\"]\n      [runners.kubernetes]\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n",
    passing: "runners:\n  config: |\n    [[runners]]\n      environment = [\"KANIKO_REGISTRY_MIRROR=mirror.gcr.io\"]\n      [runners.kubernetes]\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n",
    check,
}
.kept();

const NAME: &str = "KANIKO_REGISTRY_MIRROR";

fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let sentence = |host: &str| {
        format!("Kaniko reads \"https:\" as the registry; write {host} without a scheme.")
    };
    for variable in environment(context)
        .into_iter()
        .filter(|variable| variable.name == NAME)
    {
        if let Some(host) = variable.value.as_deref().and_then(bare) {
            let finding = context.at_value(&RULE, &variable.value_at, sentence(&host));
            let fix = write(&variable.value_at, host.clone());
            findings.extend(
                finding.map(|finding| finding.fix(format!("Write {host}"), Safety::Safe, fix)),
            );
        }
    }
    for runner in 0..context.runners() {
        let at = format!("config:runners[{runner}].environment");
        let items = context.list(&at);
        let texts: Option<Vec<String>> = items
            .iter()
            .map(|item| Held::as_str(item).map(str::to_owned))
            .collect();
        for (index, text) in texts.iter().flatten().enumerate() {
            let value = text
                .strip_prefix(NAME)
                .and_then(|rest| rest.strip_prefix('='));
            let Some(host) = value.and_then(bare) else {
                continue;
            };
            let mut mended = texts.clone().unwrap_or_default();
            if let Some(item) = mended.get_mut(index) {
                *item = format!("{NAME}={host}");
            }
            let finding = context.at_value(&RULE, &at, sentence(&host));
            let fix = write_list(&at, mended);
            findings.extend(
                finding.map(|finding| finding.fix(format!("Write {host}"), Safety::Safe, fix)),
            );
        }
    }
    findings
}

/// The host of a web address; none for what has no scheme.
fn bare(value: &str) -> Option<String> {
    let host = value
        .strip_prefix("https://")
        .or_else(|| value.strip_prefix("http://"))?;
    Some(host.trim_end_matches('/').to_owned())
}
