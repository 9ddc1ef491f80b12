//! A permission on namespaces in a Role, which cannot give it.

use super::entries;
use crate::rules::context::{remove, write_input, write_list};
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};
use crate::workspace::Input;
use evenkeel_yaml::Value;

pub(in crate::rules) const RULE: Rule = Rule {
    id: "namespaces-in-role",
    title: "Namespaces in a Role",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds an entry for namespaces in rbac.rules without rbac.clusterWideAccess.",
        why: "Namespaces belong to no namespace, so all that a Role can allow is to get the one it is in, which FF_SUSPENDABLE_ENVIRONMENTS does. Making namespaces, as namespace_per_job does, needs a ClusterRole.",
        instead: "Nothing; or rbac.clusterWideAccess: true where jobs get namespaces of their own.",
    },
    source: "Kubernetes documentation on RBAC; templates/role.yaml of chart 0.86.0",
    failing: "rbac:\n  create: true\n  rules:\n    - resources: [namespaces]\n      verbs: [create, delete]\n    - verbs: [\"*\"]\n",
    passing: "rbac:\n  create: true\n  rules:\n    - verbs: [\"*\"]\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const NAME: &str = "namespaces";
    if !context.is_true("values:rbac.create") || context.is_true("values:rbac.clusterWideAccess") {
        return Vec::new();
    }
    // The one namespace that a Role is in can be looked at.
    let is_looked_at = context.has_flag(0, "FF_SUSPENDABLE_ENVIRONMENTS");
    let is_wanted = context.is_true("config:runners.kubernetes.namespace_per_job");
    let entries = entries(context).unwrap_or_default();
    let found = entries
        .iter()
        .filter(|entry| entry.is_core() && entry.resources.iter().any(|own| own == NAME))
        .filter(|entry| !is_looked_at || is_wanted || entry.verbs.iter().any(|verb| verb != "get"));
    gather(found.filter_map(|entry| {
        let at = format!("values:rbac.rules[{}]", entry.index);
        let sentence = if is_wanted {
            "namespace_per_job needs a ClusterRole; a Role cannot allow namespaces."
        } else if is_looked_at {
            "A Role can allow to get its own namespace and nothing else on namespaces; FF_SUSPENDABLE_ENVIRONMENTS needs no more."
        } else {
            "A Role cannot allow namespaces, and nothing here needs them."
        };
        let finding = context.at_key(&RULE, &at, sentence.to_owned())?;
        if is_wanted {
            let wide = write_input(
                "values:rbac.clusterWideAccess",
                Input::Value(Value::Bool(true)),
            );
            return Some(finding.severity(Severity::Error).fix(
                "Make it a ClusterRole",
                Safety::NeedsReview,
                wide,
            ));
        }
        if is_looked_at {
            return Some(finding);
        }
        let rest: Vec<String> = entry
            .resources
            .iter()
            .filter(|own| *own != NAME)
            .cloned()
            .collect();
        let steps = if rest.is_empty() {
            remove(&at)
        } else {
            write_list(&format!("{at}.resources"), rest)
        };
        Some(finding.fix("Remove", Safety::Safe, steps))
    }))
}
