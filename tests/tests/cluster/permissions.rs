//! The computed permissions on a real API server: for every feature, alone and with all others, the manager's account may
//! do exactly what the executor asks for. What that is stands here once more, taken from its documentation.

use std::collections::BTreeSet;
use std::fs;
use std::thread;
use std::time::Duration;

use evenkeel_core::permissions;
use evenkeel_core::presets;
use evenkeel_core::workspace::{Input, Workspace};
use evenkeel_tests::{ControlPlane, Helm, folder, run, run_with_input, say};
use serde_json::Value;

/// `group/resource verb`.
type Allowed = BTreeSet<String>;

/// What a set of switches asks for beyond every job, whether anything needs a `ClusterRole`, and what it takes away.
struct Feature {
    /// Addresses and their values.
    writes: &'static [(&'static str, &'static str)],
    /// `resource[.group]: verbs`.
    more: &'static [(&'static str, &'static str)],
    less: &'static [(&'static str, &'static str)],
    is_wide: bool,
}

const fn feature(
    writes: &'static [(&'static str, &'static str)],
    more: &'static [(&'static str, &'static str)],
) -> Feature {
    Feature {
        writes,
        more,
        less: &[],
        is_wide: false,
    }
}

/// A runner with all defaults.
const EVERY_JOB: &[(&str, &str)] = &[
    ("pods", "create delete get list watch"),
    ("pods/attach", "create delete get patch"),
    ("pods/exec", "create delete get patch"),
    ("pods/log", "get list"),
    ("secrets", "create delete get update"),
    ("serviceaccounts", "get"),
    ("services", "create get"),
    ("events", "list"),
];

const FEATURES: &[Feature] = &[
    feature(&[], &[]),
    Feature {
        less: &[
            ("pods/attach", "create delete get patch"),
            ("pods/log", "get list"),
        ],
        ..feature(
            &[(
                "config:runners.feature_flags.FF_USE_LEGACY_KUBERNETES_EXECUTION_STRATEGY",
                "true",
            )],
            &[],
        )
    },
    Feature {
        less: &[("events", "list")],
        ..feature(
            &[(
                "config:runners.kubernetes.print_pod_warning_events",
                "false",
            )],
            &[],
        )
    },
    // The last runner before informers; the attached one still watches.
    Feature {
        less: &[("pods", "list")],
        ..feature(&[("values:image.tag", "alpine-v17.8.1")], &[])
    },
    feature(
        &[("config:runners.feature_flags.FF_PRINT_POD_EVENTS", "true")],
        &[("events", "watch")],
    ),
    feature(
        &[(
            "config:runners.feature_flags.FF_KUBERNETES_HONOR_ENTRYPOINT",
            "true",
        )],
        &[],
    ),
    feature(
        &[(
            "config:runners.feature_flags.FF_WAIT_FOR_POD_TO_BE_REACHABLE",
            "true",
        )],
        &[],
    ),
    // Without attaching, these two are what brings the log back.
    Feature {
        less: &[("pods/attach", "create delete get patch")],
        ..feature(
            &[
                (
                    "config:runners.feature_flags.FF_USE_LEGACY_KUBERNETES_EXECUTION_STRATEGY",
                    "true",
                ),
                (
                    "config:runners.feature_flags.FF_KUBERNETES_HONOR_ENTRYPOINT",
                    "true",
                ),
            ],
            &[],
        )
    },
    Feature {
        less: &[
            ("pods/attach", "create delete get patch"),
            ("pods/log", "list"),
        ],
        ..feature(
            &[
                (
                    "config:runners.feature_flags.FF_USE_LEGACY_KUBERNETES_EXECUTION_STRATEGY",
                    "true",
                ),
                ("config:runners.feature_flags.FF_CONCRETE", "true"),
            ],
            &[],
        )
    },
    feature(
        &[(
            "config:runners.kubernetes.resource_availability_check_max_attempts",
            "3",
        )],
        &[("secrets", "list"), ("serviceaccounts", "list")],
    ),
    feature(
        &[("config:runners.kubernetes.pod_disruption_budget", "true")],
        &[("poddisruptionbudgets.policy", "create get")],
    ),
    feature(
        &[(
            "config:runners.feature_flags.FF_SUSPENDABLE_ENVIRONMENTS",
            "true",
        )],
        &[
            ("configmaps", "create delete get update"),
            ("namespaces", "get"),
            ("persistentvolumeclaims", "create delete"),
        ],
    ),
    Feature {
        is_wide: true,
        ..feature(
            &[("config:runners.kubernetes.autoscaler.max_pause_pods", "5")],
            &[
                ("deployments.apps", "create delete get list update"),
                ("priorityclasses.scheduling.k8s.io", "create get"),
            ],
        )
    },
    Feature {
        is_wide: true,
        ..feature(
            &[("config:runners.kubernetes.namespace_per_job", "true")],
            &[("namespaces", "create delete")],
        )
    },
    Feature {
        is_wide: true,
        ..feature(
            &[(
                "config:runners.kubernetes.namespace_overwrite_allowed",
                "^ci-.*$",
            )],
            &[],
        )
    },
];

fn single(entries: &[(&str, &str)]) -> Allowed {
    let verbs = entries.iter().flat_map(|(resource, verbs)| {
        let verbs = verbs.split(' ');
        verbs.map(move |verb| format!("{resource} {verb}"))
    });
    verbs.collect()
}

/// What the documentation says that a set of switches needs.
fn documented(features: &[&Feature]) -> Allowed {
    let mut allowed = single(EVERY_JOB);
    for feature in features {
        allowed.extend(single(feature.more));
    }
    for verb in features.iter().flat_map(|feature| single(feature.less)) {
        allowed.remove(&verb);
    }
    allowed
}

/// The manager of one set of switches, with the computed permissions, in a namespace of its own.
struct Manager {
    namespace: String,
    account: String,
}

impl Manager {
    #[track_caller]
    fn install(plane: &ControlPlane, namespace: &str, features: &[&Feature]) -> Self {
        let mut workspace = presets::find("minimal").unwrap().workspace().unwrap();
        // Every way in which permissions may have been too many before.
        write(&mut workspace, "values:rbac.clusterWideAccess", "true");
        let address = "values:rbac.rules".parse().unwrap();
        workspace.remove(0, &address).unwrap();
        write(&mut workspace, "values:fullnameOverride", namespace);
        for (at, value) in features.iter().flat_map(|feature| feature.writes) {
            write(&mut workspace, at, value);
        }
        assert!(permissions::grant(&mut workspace, 0).unwrap());
        let rendered = rendered(&workspace, namespace);
        plane.namespaces([namespace, OTHER]);
        plane.apply(&rendered);
        Self {
            namespace: namespace.to_owned(),
            account: format!("system:serviceaccount:{namespace}:{namespace}"),
        }
    }

    /// Everything that the API server says the account may do in a namespace, without what every account may.
    #[track_caller]
    fn allowed(&self, plane: &ControlPlane, namespace: &str) -> Allowed {
        let own = listed(plane, &self.account, namespace);
        let anybody = listed(plane, "system:serviceaccount:default:nobody", namespace);
        own.difference(&anybody).cloned().collect()
    }

    fn can(&self, plane: &ControlPlane, namespace: &str, allowed: &str) -> bool {
        let (resource, verb) = allowed.rsplit_once(' ').unwrap();
        // To kubectl, what is behind a slash is a name.
        let (resource, subresource) = resource.split_once('/').unwrap_or((resource, ""));
        let ended = run(plane
            .kubectl()
            .args(["auth", "can-i", verb, resource, "--quiet"])
            .args(["--subresource", subresource])
            .args(["--namespace", namespace, "--as", &self.account]));
        assert!(matches!(ended.code, Some(0 | 1)), "{}", ended.stderr);
        ended.code == Some(0)
    }
}

/// A namespace that no manager is in.
const OTHER: &str = "other-than-the-managers";

#[track_caller]
fn write(workspace: &mut Workspace, at: &str, value: &str) {
    let input = Input::Text(value.to_owned());
    workspace.write(0, &at.parse().unwrap(), &input).unwrap();
}

/// Account, role and binding as the chart makes them.
#[track_caller]
fn rendered(workspace: &Workspace, namespace: &str) -> String {
    let folder_of_values = tempfile::tempdir().unwrap();
    let values = folder_of_values.path().join("values.yaml");
    let text = workspace.file("values/gitlab-runner.yaml").unwrap().text();
    fs::write(&values, text).unwrap();
    let ended = run(Helm::three()
        .command()
        .args(["template", "demo", "--namespace", namespace])
        .args(["--show-only", "templates/permissions.yaml", "--values"])
        .arg(&values)
        .arg(folder().join("charts/gitlab-runner")));
    ended.succeeded().text().to_owned()
}

/// What `kubectl auth can-i --list` shows, as data.
#[track_caller]
fn listed(plane: &ControlPlane, account: &str, namespace: &str) -> Allowed {
    let review = format!(
        "{{apiVersion: authorization.k8s.io/v1, kind: SelfSubjectRulesReview, spec: {{namespace: {namespace}}}}}"
    );
    let mut kubectl = plane.kubectl();
    kubectl
        .args(["create", "--as", account, "--output", "json"])
        // Whether the server has more kinds than it has itself is not for this account to ask.
        .args(["--validate=false", "--filename", "-"]);
    let ended = run_with_input(&mut kubectl, review.as_bytes()).succeeded();
    let review: Value = serde_json::from_str(ended.text()).unwrap();
    let texts = |rule: &Value, name: &str| -> Vec<String> {
        let items = rule[name].as_array().into_iter().flatten();
        items
            .map(|item| item.as_str().unwrap().to_owned())
            .collect()
    };
    let mut allowed = Allowed::new();
    for rule in review["status"]["resourceRules"].as_array().unwrap() {
        for group in texts(rule, "apiGroups") {
            for resource in texts(rule, "resources") {
                for verb in texts(rule, "verbs") {
                    let dot = if group.is_empty() { "" } else { "." };
                    allowed.insert(format!("{resource}{dot}{group} {verb}"));
                }
            }
        }
    }
    allowed
}

#[track_caller]
fn assert_exact(plane: &ControlPlane, namespace: &str, features: &[&Feature]) -> Manager {
    let manager = Manager::install(plane, namespace, features);
    let expected = documented(features);
    let writes: Vec<_> = features.iter().flat_map(|own| own.writes).collect();
    let mut allowed = manager.allowed(plane, namespace);
    // The server reads roles and bindings a moment after it has stored them.
    for _ in 0..50 {
        if allowed == expected {
            break;
        }
        thread::sleep(Duration::from_millis(100));
        allowed = manager.allowed(plane, namespace);
    }
    assert_eq!(allowed, expected, "{namespace}: {writes:?}");
    let is_wide = features.iter().any(|feature| feature.is_wide);
    let elsewhere = if is_wide { expected } else { Allowed::new() };
    assert_eq!(
        manager.allowed(plane, OTHER),
        elsewhere,
        "{namespace}, elsewhere: {writes:?}"
    );
    manager
}

#[test]
fn each_feature_is_allowed_what_it_needs_and_nothing_else() {
    let plane = ControlPlane::shared();
    for (number, feature) in FEATURES.iter().enumerate() {
        assert_exact(&plane, &format!("feature-{number}"), &[feature]);
    }
    say(&format!("{} sets of switches, each alone", FEATURES.len()));
}

/// Two at a time, as far as they do not take something away that the other brings.
#[test]
fn features_together_are_allowed_what_all_of_them_need() {
    let plane = ControlPlane::shared();
    let adding: Vec<&Feature> = FEATURES.iter().filter(|own| own.less.is_empty()).collect();
    let mut count = 0;
    for (number, pair) in adding.windows(2).enumerate() {
        assert_exact(&plane, &format!("pair-{number}"), pair);
        count += 1;
    }
    assert_exact(&plane, "all", &adding);
    say(&format!("{count} pairs of switches, and all at once"));
}

/// The list above is what the server says of itself; here it is asked.
#[test]
fn asked_one_by_one_the_answers_are_the_same() {
    let plane = ControlPlane::shared();
    let suspend = FEATURES
        .iter()
        .find(|own| own.more.contains(&("namespaces", "get")))
        .unwrap();
    let manager = assert_exact(&plane, "asked", &[suspend]);
    // A Role may allow to get the one namespace that it is in.
    let get = |namespace: &str| {
        run(plane
            .kubectl()
            .args(["get", "namespace", namespace, "--as", &manager.account]))
    };
    get("asked").succeeded();
    let refused = get("default");
    assert!(refused.stderr.contains("Forbidden"), "{}", refused.stderr);
    for yes in documented(&[suspend]) {
        assert!(manager.can(&plane, &manager.namespace, &yes), "{yes}");
    }
    for no in [
        "pods update",
        "pods/exec update",
        "secrets list",
        "serviceaccounts create",
        "services delete",
        "events create",
        "nodes list",
        "namespaces create",
        "deployments.apps get",
        "roles.rbac.authorization.k8s.io create",
    ] {
        assert!(!manager.can(&plane, &manager.namespace, no), "{no}");
    }
    assert!(!manager.can(&plane, OTHER, "pods get"));
}
