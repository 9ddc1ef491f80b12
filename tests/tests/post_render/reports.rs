//! The report as data: the shape that tools hold on to.
use evenkeel_core::postrender::Policy;
use serde_json::json;

use super::invariants;

#[test]
fn the_json_report_has_version_summary_and_one_decision_per_field() {
    let input = "---\n# Source: c/templates/a.yaml\napiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: a, namespace: n}\nspec:\n  replicas: 1\n  template:\n    spec:\n      containers:\n        - name: one\n          resources:\n            limits: {memory: 1Gi}\n";
    let report = invariants::render(input, &Policy::built_in()).report;
    let object =
        json!({"apiVersion": "apps/v1", "kind": "StatefulSet", "namespace": "n", "name": "a"});
    let source = "c/templates/a.yaml";
    let field = "spec.template.spec.containers[0].resources.requests";
    assert_eq!(
        serde_json::to_value(&report).unwrap(),
        json!({
            "apiVersion": "evenkeel.dev/v1alpha1",
            "kind": "PostRenderReport",
            "summary": {"documents": 1, "changed": 1, "unreadable": 0, "added": 1, "clamped": 0, "replaced": 0, "removed": 0, "skipped": 2},
            "decisions": [
                {
                    "document": 1, "source": source, "object": object,
                    "path": "spec.template.spec.topologySpreadConstraints", "action": "skipped", "rule": "built-in",
                    "reason": {"code": "too-few-replicas", "text": "replicas is 1, the rule starts at 2"},
                    "line": {"before": 10, "after": 10},
                },
                {
                    "document": 1, "source": source, "object": object, "container": "one",
                    "path": format!("{field}.cpu"), "action": "added", "value": "100m", "rule": "built-in",
                    "reason": {"code": "not-set", "text": "neither request nor limit is set"},
                    "line": {"before": 14, "after": 14},
                },
                {
                    "document": 1, "source": source, "object": object, "container": "one",
                    "path": format!("{field}.memory"), "action": "skipped", "value": "128Mi", "rule": "built-in",
                    "reason": {"code": "limit-set", "text": "a limit is set, and Kubernetes takes it as the request too"},
                    "line": {"before": 13, "after": 13},
                },
            ],
            "workloads": [{
                "document": 1, "source": source, "object": object, "rolls": true, "immutable": false, "replicas": 1,
                "requests": [{"resource": "cpu", "perPod": "100m", "total": "100m"}],
            }],
        })
    );
}

#[test]
fn names_with_line_breaks_stay_on_one_line() {
    let input = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: \"a\\nb\"}\nspec: {replicas: 1, template: {spec: {containers: []}}}\n";
    let report = invariants::render(input, &Policy::built_in())
        .report
        .to_string();
    assert_eq!(report.lines().count(), 2, "{report}");
}
