//! Policies that are not taken, and what is said about them: one line with the place and the known keys.
use evenkeel_core::postrender::policy::Rule;
use evenkeel_core::postrender::{Policy, PolicySources};

fn error(text: &str) -> String {
    let error = Policy::parse(text, "evenkeel.yaml").expect_err("the policy is wrong");
    assert_eq!(format!("{error:?}"), error.to_string());
    assert_eq!(error.to_string().lines().count(), 1, "{error}");
    error.to_string()
}

fn rule(text: &str) -> String {
    let head = "apiVersion: evenkeel.dev/v1alpha1\nkind: PostRenderPolicy\nrules:\n";
    error(&format!("{head}{text}"))
}

#[test]
fn malformed_policies_name_line_column_and_the_known_keys() {
    let known = "expected one of `preset`, `constraints`, `whenPresent`, `whenEmpty`, `minReplicas`, `whenReplicasUnknown`";
    let table: [(String, &str); 38] = [
        (
            error(""),
            "line 1, column 1: the policy is empty; it begins with `apiVersion: evenkeel.dev/v1alpha1`",
        ),
        (error("rules: ["), "line 1, column 8: unclosed bracket '['"),
        (
            error("apiVersion: v1\nkind: PostRenderPolicy\nrules: []\n"),
            "line 1, column 13: apiVersion: unknown variant `v1`, expected `evenkeel.dev/v1alpha1`",
        ),
        (
            error("apiVersion: evenkeel.dev/v1alpha1\nkind: Policy\nrules: []\n"),
            "line 2, column 7: kind: unknown variant `Policy`, expected `PostRenderPolicy`",
        ),
        (
            error("apiVersion: evenkeel.dev/v1alpha1\nkind: PostRenderPolicy\nrulez: []\n"),
            "line 3, column 1: unknown field `rulez`, expected one of `apiVersion`, `kind`, `metadata`, `kinds`, `rules`",
        ),
        (
            rule("- topologySpread: {preset: default}\n"),
            "line 4, column 3: rules[0]: missing field `match`; a rule for every workload says `match: all`",
        ),
        (
            rule("- match: {}\n"),
            "line 4, column 10: rules[0].match: no condition is given; a rule for every workload says `match: all`",
        ),
        (
            rule("- match: every\n"),
            "line 4, column 10: rules[0].match: unknown value `every`, expected `all` or conditions such as `kind: Deployment`",
        ),
        (
            rule("- match: {kind: Deploymnt}\n"),
            "line 4, column 17: rules[0].match.kind: unknown kind `Deploymnt`, expected one of `AdvancedCronJob`, `BroadcastJob`, `CloneSet`, ",
        ),
        (
            rule("- match: {kind: [Deployment, Service, Ingress]}\n"),
            "line 4, column 39: rules[0].match.kind[2]: unknown kind `Ingress`, expected one of ",
        ),
        (
            rule("- match: {name: []}\n"),
            "line 4, column 17: rules[0].match.name: an empty list matches nothing; leave the key out",
        ),
        (
            rule("- match: {hook: maybe}\n"),
            "line 4, column 17: rules[0].match.hook: invalid value: string \"maybe\", expected true, false or `any`",
        ),
        (
            rule("- match: all\n  expect: many\n"),
            "line 5, column 11: rules[0].expect: invalid value: string \"many\", expected a number of objects such as \">=1\", \"<=3\" or 2",
        ),
        (
            rule("- match: all\n  fields:\n  - path: priorityClassName\n    value: high\n"),
            "line 6, column 5: rules[0].fields[0]: missing field `in`",
        ),
        (
            rule("- match: all\n  topologySpread:\n    minReplica: 3\n"),
            "line 6, column 5: rules[0].topologySpread: unknown field `minReplica`, KNOWN",
        ),
        (
            rule("- match: all\n  topologySpread:\n    minReplicas: three\n    preset: default\n"),
            "line 6, column 18: rules[0].topologySpread.minReplicas: invalid type: string \"three\", expected a whole number",
        ),
        (
            rule("- match: all\n  topologySpread: {minReplicas: 2}\n"),
            "line 5, column 19: rules[0].topologySpread: give `constraints` or a `preset`",
        ),
        (
            rule(
                "- match: all\n  topologySpread:\n    constraints:\n    - {topologyKey: a, maxSkew: 0, whenUnsatisfiable: ScheduleAnyway}\n",
            ),
            "line 7, column 33: rules[0].topologySpread.constraints[0].maxSkew: invalid value: integer `0`, expected a whole number from 1",
        ),
        (
            rule(
                "- match: all\n  topologySpread:\n    constraints:\n    - {topologyKey: a, maxSkew: 1, whenUnsatisfiable: ScheduleAnyway}\n    - {topologyKey: a, maxSkew: 1, whenUnsatisfiable: DoNotSchedule}\n",
            ),
            "line 8, column 21: rules[0].topologySpread.constraints[1].topologyKey: `a` has a constraint already",
        ),
        (
            rule("- match: all\n  resources:\n    app:\n      mode: ceiling\n"),
            "line 7, column 13: rules[0].resources.app.mode: unknown variant `ceiling`, expected one of `default`, `floor`, `override`",
        ),
        (
            rule("- match: all\n  resources:\n    app:\n      requests: {cpu: 100x}\n"),
            "line 7, column 23: rules[0].resources.app.requests.cpu: \"100x\" is not a Kubernetes quantity: ",
        ),
        (
            rule(
                "- match: all\n  resources:\n    app:\n      requests: {memory: 1Gi}\n      limits: {memory: 512Mi}\n",
            ),
            "line 8, column 24: rules[0].resources.app.limits.memory: the limit 512Mi is below the request 1Gi",
        ),
        (
            rule("- match: all\n  resources:\n    app:\n      requests: {memory: 128m}\n"),
            "line 7, column 26: rules[0].resources.app.requests.memory: 128m means 1 byte: the suffix m is a thousandth; write Mi or M.",
        ),
        (
            rule("- match: all\n  resources:\n    app:\n      requests: {gpu: 1}\n"),
            "line 7, column 18: rules[0].resources.app.requests: unknown field `gpu`, expected one of `cpu`, `memory`, `ephemeral-storage`",
        ),
        (
            rule("- match: all\n  fields:\n  - {in: podSpec, path: resources, value: {}}\n"),
            "line 6, column 25: rules[0].fields[0].path: `resources` is no field to add: use the rule's `resources`",
        ),
        (
            rule("- match: all\n  fields:\n  - {in: pod, path: dnsPolicy, value: Default}\n"),
            "line 6, column 10: rules[0].fields[0].in: unknown variant `pod`, expected one of `metadata`, `podMetadata`, `podSpec`, `containers`, `initContainers`",
        ),
        (
            rule(
                "- match: all\n  fields:\n  - {in: podSpec, path: \"tolerations[0].key\", value: a}\n",
            ),
            "line 6, column 25: rules[0].fields[0].path: the path goes through a list; give the list whole",
        ),
        (
            rule("- match: all\n  fields:\n  - {in: metadata, path: finalizers, value: []}\n"),
            "line 6, column 26: rules[0].fields[0].path: in metadata only `labels` and `annotations` can be added to",
        ),
        (
            rule(
                "- match: all\n  fields:\n  - {in: podSpec, path: dnsPolicy, value: a, whenPresent: append}\n",
            ),
            "line 6, column 59: rules[0].fields[0].whenPresent: only the items of a list can be appended",
        ),
        (
            rule("- match: all\n  fields:\n  - {in: podSpec, path: dnsPolicy, value: !x a}\n"),
            "line 6, column 46: rules[0].fields[0].value: a policy has no tag `!x`",
        ),
        (
            rule(
                "- match: all\n  resources:\n    app: {}\n    emulate: {limitrange: {spec: {limits: []}}}\n",
            ),
            "line 7, column 14: rules[0].resources.emulate: give `emulate` or profiles, not both",
        ),
        (
            rule(
                "- match: all\n  resources:\n    emulate: {limitrange: {kind: ResourceQuota, spec: {limits: []}}}\n",
            ),
            "line 6, column 34: rules[0].resources.emulate.limitrange.kind: expected `LimitRange`",
        ),
        (
            rule(
                "- match: all\n  resources:\n    app: {mode: override, requestFromDefault: min}\n",
            ),
            "line 6, column 47: rules[0].resources.app.requestFromDefault: it goes with `mode: default`; the other modes write the request anyway",
        ),
        (
            rule("- match: {kind: RayCluster}\n"),
            "line 4, column 17: rules[0].match.kind: unknown kind `RayCluster`, expected one of ",
        ),
        (
            rule("- match: all\nkinds:\n- {group: ray.io, kind: RayCluster}\n"),
            "line 6, column 3: kinds[0]: give one of `template`, `podSpec` or `container`",
        ),
        (
            rule(
                "- match: all\nkinds:\n- {group: a.io, kind: A, template: t}\n- {group: a.io, kind: A, template: u}\n",
            ),
            "line 7, column 23: kinds[1].kind: `A` is declared already",
        ),
        (
            rule("- match: all\n  exclude: {}\n"),
            "line 5, column 12: rules[0].exclude: no condition is given, so nothing would be left of the rule",
        ),
        (
            rule("- match: all\n  expect: -1\n"),
            "line 5, column 11: rules[0].expect: invalid type: integer `-1`, expected a number of objects such as",
        ),
    ];
    let mut failures = String::new();
    for (found, expected) in table {
        let expected = format!("evenkeel.yaml: {}", expected.replace("KNOWN", known));
        if !found.starts_with(&expected) {
            failures += &format!("expected: {expected}\n   found: {found}\n");
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn single_values_are_set_by_path() {
    let mut policy = Policy::built_in();
    for good in [
        "rules[0].topologySpread.minReplicas=3",
        "rules[0].resources.app.limits={memory: 1Gi}",
        "rules[0].resources.init=null",
        "rules[1]={match: {kind: StatefulSet}}",
        "rules[1].topologySpread.preset=karpenter",
    ] {
        policy.set(good).unwrap();
    }
    let mut nameless = policy.clone();
    nameless.set("rules[0].name=null").unwrap();
    nameless.set("rules[0].name=~").unwrap();
    assert_eq!(nameless.rules()[0].name, "rules[0]");
    let bad = [
        (
            "rules[0].name=!mine x",
            "the value has a tag, an anchor, an alias or text over several lines; put it into a policy file",
        ),
        (
            "rules[1]=null",
            "rules[1]: invalid type: null, expected struct Rule",
        ),
        (
            "rules[0].topologySpread.minReplicas",
            "expected PATH=VALUE, e.g. rules[0].topologySpread.minReplicas=3",
        ),
        (
            "rules[0].topologySpread.minReplica=3",
            "rules[0].topologySpread: unknown field `minReplica`, expected one of `preset`, `constraints`, ",
        ),
        (
            "rules[0].topologySpread.minReplicas=many",
            "rules[0].topologySpread.minReplicas: invalid type: string \"many\", expected a whole number",
        ),
        ("rules[4].match=all", "rules has 2 entries, there is no [4]"),
        (
            "rules[0].match.kind=StatefulSet",
            "rules[0].match is `all`, not a mapping; set it whole: rules[0].match={kind: VALUE}",
        ),
        (
            "rules[0]..x=1",
            "not a place: an empty key in `rules[0]..x`",
        ),
        ("=1", "the path is empty"),
        ("rules[0].name=[", "the value is no YAML: "),
        (
            "rules[0].resources.app.requests.memory=2Gi",
            "rules[0].resources.app.limits.memory: the limit 1Gi is below the request 2Gi",
        ),
        (
            "rules[0].match.labels={a: b}",
            "rules[0].match is `all`, not a mapping",
        ),
        (
            "rules[1].match={labels: a}",
            "rules[1].match.labels: invalid type: string \"a\", expected a map",
        ),
        (
            "rules[1].topologySpread.constraints=[{topologyKey: a, maxSkew: 1, whenUnsatisfiable: DoNotSchedule}]",
            "rules[1].topologySpread.preset: give `constraints` or a `preset`, not both",
        ),
    ];
    for (assignment, expected) in bad {
        let error = policy.set(assignment).expect_err(assignment).to_string();
        let expected = format!("--policy-set {assignment}: {expected}");
        assert!(
            error.starts_with(&expected),
            "expected: {expected}\n   found: {error}"
        );
    }
    let [first, second] = policy.rules() else {
        panic!("two rules")
    };
    let spread = |rule: &Rule| rule.topology_spread.as_ref().unwrap().clone();
    assert_eq!(spread(first).min_replicas, 3);
    assert_eq!(first.resources.as_ref().unwrap().init, None);
    assert_eq!(spread(second).constraints.len(), 2);
}

#[test]
fn the_strongest_source_wins() {
    let text = |replicas: u32| {
        format!(
            "apiVersion: evenkeel.dev/v1alpha1\nkind: PostRenderPolicy\nrules:\n- match: all\n  topologySpread: {{preset: default, minReplicas: {replicas}}}\n"
        )
    };
    let (file, config) = (text(5), text(4));
    let sets = ["rules[0].topologySpread.minReplicas=6".to_owned()];
    let least = |sources: PolicySources<'_>| {
        Policy::resolve(&sources).unwrap().rules()[0]
            .topology_spread
            .as_ref()
            .unwrap()
            .min_replicas
    };
    let file = Some(("evenkeel.yaml", file.as_str()));
    let plugin_config = Some(config.as_str());
    assert_eq!(
        least(PolicySources {
            file,
            plugin_config,
            sets: &sets
        }),
        6
    );
    assert_eq!(
        least(PolicySources {
            file,
            plugin_config,
            sets: &[]
        }),
        5
    );
    assert_eq!(
        least(PolicySources {
            file: None,
            plugin_config,
            sets: &[]
        }),
        4
    );
    assert_eq!(least(PolicySources::default()), 2);
    let broken = PolicySources {
        file: None,
        plugin_config: Some("rules: 1"),
        sets: &[],
    };
    assert!(
        Policy::resolve(&broken)
            .unwrap_err()
            .to_string()
            .starts_with("policy in the plugin's config: ")
    );
}
