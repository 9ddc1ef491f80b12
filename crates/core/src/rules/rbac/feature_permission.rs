//! A feature whose permission is missing.

use super::entries;
use crate::permissions::{Missing, Scope};
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

fn check(context: &Context<'_>) -> Vec<Finding> {
    if !context.is_true("values:rbac.create") {
        return Vec::new();
    }
    let Some(entries) = entries(context).filter(|entries| !entries.is_empty()) else {
        return Vec::new();
    };
    let is_wide = context.is_true("values:rbac.clusterWideAccess");
    // What belongs to no namespace needs a ClusterRole first.
    let is_possible = |missing: &&Missing| {
        let is_clusters = matches!(missing.resource, "namespaces" | "priorityclasses");
        is_wide || !is_clusters || missing.need.feature.scope == Scope::Namespace
    };
    let missing = context.permissions().missing.iter().filter(is_possible);
    gather(missing.filter_map(|missing| report(context, entries.len(), missing)))
}

/// What every job needs, switched on by no key, is the matter of another rule.
fn report(context: &Context<'_>, index: usize, missing: &Missing) -> Option<Finding> {
    let key = missing.need.key.as_deref()?;
    let (at, feature) = match key.rsplit_once('.') {
        Some((_, name)) => (format!("config:{key}"), name),
        None => (format!("config:runners.feature_flags.{key}"), key),
    };
    let sentence = match missing.resource {
        // The scope, not a verb.
        "" => return None,
        resource => format!(
            "{feature} needs {} on {resource}, which rbac.rules does not allow.",
            missing.verbs.join(", ")
        ),
    };
    let finding = context.at_key(&RULE, &at, sentence)?;
    let list = |items: &[&str]| items.iter().copied().collect::<Value>();
    let entry = Value::map([
        ("apiGroups", list(&[missing.group])),
        ("resources", list(&[missing.resource])),
        ("verbs", list(&missing.verbs)),
    ]);
    let fix = write_input(&format!("values:rbac.rules[{index}]"), Input::Value(entry));
    Some(finding.fix("Allow it", Safety::Safe, fix))
}
