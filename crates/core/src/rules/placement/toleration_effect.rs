//! A toleration of nothing there is.

use crate::rules::jobs::tables;
use crate::rules::rule::{config, explanation};
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "toleration-effect",
    title: "A toleration with a wrong effect",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Checks the effect of the jobs' tolerations: NoSchedule, PreferNoSchedule or NoExecute, or none for all of them. Those of the managers are checked with their types.",
        why: "Kubernetes refuses a pod with another effect.",
        instead: "One of the three: \"key=value\" = \"NoSchedule\" under [runners.kubernetes.node_tolerations].",
    },
    source: "Kubernetes API validation of tolerations; GitLab's documentation of node_tolerations",
    failing: config!("[runners.kubernetes.node_tolerations]" "  \"ci=true\" = \"Noschedule\""),
    passing: config!("[runners.kubernetes.node_tolerations]" "  \"ci=true\" = \"NoSchedule\""),
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const EFFECTS: [&str; 4] = ["NoSchedule", "PreferNoSchedule", "NoExecute", ""];
    let is_wrong = |effect: &str| !EFFECTS.contains(&effect) && !effect.contains(['{', '$']);
    let sentence = |effect: &str| {
        format!("There is no effect {effect}; it is NoSchedule, PreferNoSchedule or NoExecute.")
    };
    let mut findings = Vec::new();
    for table in tables(context) {
        let at = format!("{table}.node_tolerations");
        let effects = context.map(&at).into_iter();
        let wrong = effects.filter_map(|(_, held)| {
            held.as_str()
                .filter(|effect| is_wrong(effect))
                .map(str::to_owned)
        });
        findings.extend(wrong.filter_map(|effect| context.at_key(&RULE, &at, sentence(&effect))));
    }
    findings
}
