use super::*;
use crate::presets;
use crate::rules::Severity;
use crate::workspace::Workspace;

/// A release with these lines below `[[runners]]` and these values beside it.
fn release(toml: &str, values: &str) -> Workspace {
    let toml: String = toml.lines().map(|line| format!("    {line}\n")).collect();
    let values = format!("runners:\n  config: |\n    [[runners]]\n{toml}{values}");
    let (workspace, report) = Workspace::open([("values.yaml", values)]);
    assert!(report.notes.is_empty(), "{report:?}");
    workspace
}

fn lines(needs: &[Need]) -> Vec<String> {
    let line = |rule: &RoleRule| {
        format!(
            "{} {}: {}",
            rule.group,
            rule.resources.join(" "),
            rule.verbs.join(" ")
        )
    };
    rules(needs).iter().map(line).collect()
}

#[test]
fn every_resource_of_the_table_has_its_place_in_a_list() {
    for feature in FEATURES {
        for grant in feature.grants {
            assert!(
                feature::ORDER.contains(&(grant.group, grant.resource)),
                "{grant:?}"
            );
            assert!(grant.verbs.is_sorted(), "{grant:?}");
        }
    }
}

#[test]
fn the_skeleton_grants_exactly_what_it_needs() {
    let mut workspace = presets::find("minimal").unwrap().workspace().unwrap();
    let before = workspace.bundle();
    let compared = compare(&workspace, 0);
    assert_eq!(compared.granted, Granted::List);
    assert_eq!((compared.missing, compared.excessive), (vec![], vec![]));
    assert!(!grant(&mut workspace, 0).unwrap());
    assert_eq!(workspace.bundle(), before);
}

#[test]
fn a_switch_is_found_wherever_it_can_be_set() {
    let has = |toml: &str, id: &str| {
        let needs = needed(&release(toml, ""), 0);
        needs.iter().any(|need| need.feature.id == id)
    };
    for (toml, id, expected) in [
        (
            "[runners.feature_flags]\n  FF_PRINT_POD_EVENTS = true",
            "pod-events",
            true,
        ),
        (
            "environment = [\"A=b\", \"FF_PRINT_POD_EVENTS=1\"]",
            "pod-events",
            true,
        ),
        (
            "environment = [\"FF_PRINT_POD_EVENTS=true\", \"FF_PRINT_POD_EVENTS=false\"]",
            "pod-events",
            false,
        ),
        // The table of flags is stronger than a variable.
        (
            "environment = [\"FF_PRINT_POD_EVENTS=true\"]\n[runners.feature_flags]\n  FF_PRINT_POD_EVENTS = false",
            "pod-events",
            false,
        ),
        (
            "environment = [\"FF_USE_LEGACY_KUBERNETES_EXECUTION_STRATEGY=true\"]",
            "attach",
            false,
        ),
        ("", "attach", true),
        (
            "[runners.kubernetes]\n  print_pod_warning_events = false",
            "warning-events",
            false,
        ),
        (
            "[runners.kubernetes]\n  resource_availability_check_max_attempts = 0",
            "availability-check",
            false,
        ),
        (
            "[runners.kubernetes]\n  resource_availability_check_max_attempts = -1",
            "availability-check",
            true,
        ),
        (
            "[runners.kubernetes]\n  namespace_overwrite_allowed = \"\"",
            "namespace-overwrite",
            false,
        ),
        (
            "[runners.kubernetes]\n  namespace_overwrite_allowed = \"^ci-.*$\"",
            "namespace-overwrite",
            true,
        ),
        (
            "[runners.kubernetes.autoscaler]\n  max_pause_pods = 3",
            "pause-pods",
            true,
        ),
        (
            "[runners.kubernetes]\n  pod_disruption_budget = {{ .Values.pdb }}",
            "disruption-budget",
            true,
        ),
    ] {
        assert_eq!(has(toml, id), expected, "{id}: {toml}");
    }
}

#[test]
fn an_old_runner_does_not_watch_and_another_executor_needs_nothing() {
    let old = release("", "image:\n  tag: alpine-v17.8.1\n");
    let pods = |workspace| lines(&needed(workspace, 0)).swap_remove(0);
    assert_eq!(pods(&old), " pods: create delete get watch");
    let new = release("", "");
    assert_eq!(pods(&new), " pods: create delete get list watch");
    let docker = release("executor = \"docker\"", "");
    assert_eq!(needed(&docker, 0), vec![]);
}

#[test]
fn what_lacks_is_an_error_and_what_is_too_much_is_named() {
    let workspace = release(
        "[runners.kubernetes]\n  namespace_per_job = true",
        "rbac:\n  create: true\n  rules:\n    - resources: [pods, services, pods/exec]\n      verbs: [\"*\"]\n    - apiGroups: [\"\", batch]\n      resources: [secrets]\n      verbs: [create, delete, get, update]\n",
    );
    let compared = compare(&workspace, 0);
    let missing: Vec<_> = compared
        .missing
        .iter()
        .map(|lack| {
            (
                lack.need.feature.id,
                lack.resource,
                lack.verbs.join(" "),
                lack.severity,
            )
        })
        .collect();
    let warning =
        |feature, resource, verbs: &str| (feature, resource, verbs.to_owned(), Severity::Warning);
    let error =
        |feature, resource, verbs: &str| (feature, resource, verbs.to_owned(), Severity::Error);
    assert_eq!(
        missing,
        [
            warning("accounts", "serviceaccounts", "get"),
            error("attach", "pods/attach", "create delete get patch"),
            warning("service-logs", "pods/log", "get list"),
            warning("warning-events", "events", "list"),
            error("namespace-per-job", "namespaces", "create delete"),
            error("namespace-per-job", "", ""),
        ]
    );
    let excessive: Vec<_> = compared
        .excessive
        .iter()
        .map(|own| (own.at.as_str(), own.sentence()))
        .collect();
    assert_eq!(
        excessive,
        [
            (
                "values:rbac.rules[0]",
                "every verb on pods is allowed: what is in use needs create, delete, get, list, watch.".to_owned()
            ),
            (
                "values:rbac.rules[0]",
                "every verb on services is allowed: what is in use needs create, get.".to_owned()
            ),
            (
                "values:rbac.rules[0]",
                "every verb on pods/exec is allowed: what is in use needs create, delete, get, patch.".to_owned()
            ),
            (
                "values:rbac.rules[1]",
                "create, delete, get, update on batch/secrets is allowed: nothing in use needs it.".to_owned()
            ),
        ]
    );
}

#[test]
fn granting_ends_every_difference_and_keeps_what_is_right() {
    for (toml, values) in [
        ("", "rbac:\n  create: true\n"),
        (
            "",
            "rbac:\n  create: true\n  clusterWideAccess: true\n  rules: []\n",
        ),
        (
            "[runners.kubernetes]\n  namespace_per_job = true",
            "rbac:\n  create: true\n  rules:\n    # mine\n    - resources: [pods]\n      verbs: [get]\n    - resources: [nodes]\n      verbs: [get]\n    - resources: [events] # why\n      verbs: [list]\n",
        ),
        (
            "",
            "rbac:\n  create: true\n  rules:\n    - resources: [configmaps]\n      verbs: [get]\n",
        ),
        (
            "[runners.kubernetes.autoscaler]\n  max_pause_pods = 3\n[runners.feature_flags]\n  FF_SUSPENDABLE_ENVIRONMENTS = true",
            "rbac: {create: true, rules: [{verbs: [get]}]}\n",
        ),
    ] {
        let mut workspace = release(toml, values);
        assert!(grant(&mut workspace, 0).unwrap());
        let text = workspace.bundle().swap_remove(0).1;
        let compared = compare(&workspace, 0);
        assert_eq!(
            (compared.missing, compared.excessive),
            (vec![], vec![]),
            "{text}"
        );
        for comment in ["# mine", "# why"] {
            assert_eq!(text.contains(comment), values.contains(comment), "{text}");
        }
        assert!(!grant(&mut workspace, 0).unwrap(), "{text}");
    }
}

#[test]
fn an_account_from_elsewhere_and_files_half_open_are_not_judged() {
    let elsewhere = release("", "rbac:\n  create: false\n");
    let compared = compare(&elsewhere, 0);
    assert_eq!(
        (compared.granted, compared.missing.len()),
        (Granted::Elsewhere, 0)
    );
    let broken = release(
        "[runners.kubernetes",
        "rbac:\n  create: true\n  rules:\n    - resources: [nodes]\n      verbs: [get]\n",
    );
    let compared = compare(&broken, 0);
    assert!(!compared.is_complete);
    assert!(compared.excessive.is_empty() && !compared.missing.is_empty());
}

#[test]
fn as_yaml_it_is_values_that_need_nothing_else() {
    for toml in ["", "[runners.kubernetes]\n  namespace_per_job = true"] {
        let needs = needed(&release(toml, ""), 0);
        let text = yaml(&needs);
        let workspace = release(toml, &text);
        let compared = compare(&workspace, 0);
        assert_eq!(
            (compared.missing, compared.excessive),
            (vec![], vec![]),
            "{text}"
        );
        for rule in rules(&needs) {
            let comment = |need: &Need| format!("    # {}\n", need.reason());
            assert!(
                rule.needs.iter().all(|need| text.contains(&comment(need))),
                "{text}"
            );
        }
    }
}
