//! A feature whose permission is missing.

use super::{Entry, entries};
use crate::rules::context::write_input;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};
use crate::workspace::Input;
use evenkeel_yaml::Value;

pub(in crate::rules) const RULE: Rule = Rule {
    id: "rbac-feature-permission",
    title: "A feature lacks its permission",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Compares rbac.rules with what switched-on features do: pod events, waiting for pods, the image's entrypoint, disruption budgets, idle capacity.",
        why: "A list replaces the chart's own rule, so the feature is forbidden: it does nothing, or jobs fail at it.",
        instead: "The verbs that the finding names.",
    },
    source: "kubeAPI comments in the source of the Kubernetes executor",
    failing: "releases:\n  - name: gitlab-runner\n    namespace: ci\n    chart: gitlab/gitlab-runner\n    version: 0.93.0\n    values:\n      - values.yaml\n---- values\nrbac:\n  create: true\n  rules:\n    - verbs: [\"*\"]\nrunners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        pod_disruption_budget = true\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n",
    passing: "releases:\n  - name: gitlab-runner\n    namespace: ci\n    chart: gitlab/gitlab-runner\n    version: 0.93.0\n    values:\n      - values.yaml\n---- values\nrbac:\n  create: true\n  rules:\n    - verbs: [\"*\"]\n    - apiGroups: [policy]\n      resources: [poddisruptionbudgets]\n      verbs: [create, get]\nrunners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        pod_disruption_budget = true\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n",
    check,
}
.kept();

/// A feature flag, or a key of `[runners.kubernetes]`; group, resource and verbs that it needs.
type Need = (
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
);

const NEEDS: [Need; 6] = [
    ("FF_PRINT_POD_EVENTS", "", "events", &["list", "watch"]),
    (
        "FF_KUBERNETES_HONOR_ENTRYPOINT",
        "",
        "pods/log",
        &["get", "list"],
    ),
    ("FF_WAIT_FOR_POD_TO_BE_REACHABLE", "", "pods/log", &["get"]),
    ("FF_CONCRETE", "", "pods/log", &["get"]),
    (
        "pod_disruption_budget",
        "policy",
        "poddisruptionbudgets",
        &["create", "get"],
    ),
    (
        "autoscaler",
        "apps",
        "deployments",
        &["create", "delete", "get", "list", "update"],
    ),
];

fn check(context: &Context<'_>) -> Vec<Finding> {
    let Some(entries) = entries(context).filter(|entries| !entries.is_empty()) else {
        return Vec::new();
    };
    if !context.is_true("values:rbac.create") || context.executor(0) != "kubernetes" {
        return Vec::new();
    }
    gather(
        NEEDS
            .iter()
            .filter_map(|need| report(context, &entries, need)),
    )
}

fn report(context: &Context<'_>, entries: &[Entry], need: &Need) -> Option<Finding> {
    let &(feature, group, resource, verbs) = need;
    let is_flag = feature.starts_with("FF_");
    let at = format!(
        "config:runners.{}.{feature}",
        if is_flag {
            "feature_flags"
        } else {
            "kubernetes"
        }
    );
    let is_on = match is_flag {
        true => context.has_flag(0, feature),
        false => context.is_true(&at) || feature == "autoscaler" && context.has(&at),
    };
    let covers = |entry: &Entry, verb: &str| {
        entry.groups.iter().any(|own| own == group || own == "*")
            && entry
                .resources
                .iter()
                .any(|own| own == resource || own == "*")
            && entry.allows(verb)
    };
    let is_allowed = |verb: &&str| entries.iter().any(|entry| covers(entry, verb));
    let missing: Vec<&str> = verbs
        .iter()
        .copied()
        .filter(|verb| !is_allowed(verb))
        .collect();
    if !is_on || missing.is_empty() {
        return None;
    }
    let sentence = format!(
        "{feature} needs {} on {resource}, which rbac.rules does not allow.",
        missing.join(", ")
    );
    let finding = context.at_key(&RULE, &at, sentence)?;
    let list = |items: &[&str]| items.iter().copied().collect::<Value>();
    let entry = Value::map([
        ("apiGroups", list(&[group])),
        ("resources", list(&[resource])),
        ("verbs", list(&missing)),
    ]);
    let fix = write_input(
        &format!("values:rbac.rules[{}]", entries.len()),
        Input::Value(entry),
    );
    Some(finding.fix("Allow it", Safety::Safe, fix))
}
