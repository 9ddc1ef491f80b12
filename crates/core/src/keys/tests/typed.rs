//! One check per type, with the sentence a person reads.

use super::*;

fn said(address: &str, seen: Seen<'_>) -> Option<(Severity, String)> {
    key(address)
        .accepts(&seen)
        .err()
        .map(|mismatch| (mismatch.severity, mismatch.sentence))
}

#[test]
fn wrong_types_in_config_are_fatal() {
    let (severity, sentence) =
        said("config:runners.kubernetes.cpu_request", Seen::Int("500")).unwrap();
    assert_eq!(severity, Severity::Fatal);
    assert_eq!(
        sentence,
        "500 is a number, but a quantity such as 500m or 2 in quotes belongs here; the runner stops at it."
    );
    for (address, seen) in [
        ("config:runners.limit", Seen::Str("3")),
        ("config:runners.kubernetes.privileged", Seen::Str("true")),
        ("config:runners.kubernetes.image", Seen::Bool(true)),
        ("config:runners.environment", Seen::Str("A=b")),
        (
            "config:runners.environment",
            Seen::List(vec![Seen::Str("A=b"), Seen::Int("1")]),
        ),
        (
            "config:runners.kubernetes.node_selector",
            Seen::Map(vec![("gpu", Seen::Bool(true))]),
        ),
        (
            "config:runners.kubernetes.node_selector",
            Seen::List(vec![]),
        ),
        (
            "config:runners.feature_flags",
            Seen::Map(vec![("FF_TIMESTAMPS", Seen::Str("true"))]),
        ),
        ("config:runners.prepare_timeout", Seen::Str("5 minutes")),
        ("config:runners.kubernetes.cpu_request", Seen::Str("500 m")),
    ] {
        assert_eq!(
            said(address, seen.clone()).map(|said| said.0),
            Some(Severity::Fatal),
            "{address} {seen:?}"
        );
    }
    for (address, seen) in [
        ("config:runners.kubernetes.pull_policy", Seen::Str("always")),
        (
            "config:runners.kubernetes.pull_policy",
            Seen::List(vec![Seen::Str("always"), Seen::Str("if-not-present")]),
        ),
        ("config:runners.prepare_timeout", Seen::Str("1h30m")),
        ("config:runners.prepare_timeout", Seen::Str("1.5h")),
        ("config:runners.kubernetes.cpu_request", Seen::Str("")),
        (
            "config:runners.kubernetes.autoscaler.policy.scale_factor",
            Seen::Int("1"),
        ),
        ("config:runners.kubernetes.cpu_request", Seen::Template),
    ] {
        assert_eq!(said(address, seen.clone()), None, "{address} {seen:?}");
    }
    let nanoseconds = said("config:runners.unhealthy_interval", Seen::Int("60")).unwrap();
    assert_eq!(nanoseconds.0, Severity::Wrong);
    let spelled = said(
        "config:runners.kubernetes.pull_policy",
        Seen::Str("IfNotPresent"),
    )
    .unwrap();
    assert_eq!(
        spelled.1,
        "\"IfNotPresent\" is not one of always, if-not-present, never."
    );
}

#[test]
fn kubernetes_is_strict_with_what_the_chart_copies() {
    let (severity, sentence) = said("values:tolerations[].value", Seen::Bool(true)).unwrap();
    assert_eq!(severity, Severity::Fatal);
    assert_eq!(
        sentence,
        "true is a boolean, but text in quotes belongs here; Kubernetes refuses it."
    );
    let (severity, sentence) = said("values:tolerations[].effect", Seen::Str("NoShedule")).unwrap();
    assert_eq!(severity, Severity::Fatal);
    assert_eq!(
        sentence,
        "\"NoShedule\" is not one of NoSchedule, PreferNoSchedule, NoExecute."
    );
    for (address, seen) in [
        ("values:tolerations[].tolerationSeconds", Seen::Str("60")),
        ("values:volumeMounts[].readOnly", Seen::Str("true")),
        ("values:volumeMounts[].readOnly", Seen::Int("1")),
        ("values:hostAliases[].hostnames", Seen::Str("a")),
        ("values:hostAliases[].hostnames", Seen::Map(vec![])),
        (
            "values:hostAliases[].hostnames",
            Seen::List(vec![Seen::Int("1")]),
        ),
        ("values:volumes[].emptyDir", Seen::List(vec![])),
        ("values:volumes[].emptyDir.sizeLimit", Seen::Str("1GB")),
        ("values:strategy.type", Seen::Str("recreate")),
    ] {
        assert_eq!(
            said(address, seen.clone()).map(|said| said.0),
            Some(Severity::Fatal),
            "{address} {seen:?}"
        );
    }
    for (address, seen) in [
        ("values:tolerations[].effect", Seen::Str("")),
        ("values:tolerations[].effect", Seen::Null),
        ("values:volumes[].emptyDir", Seen::Map(vec![])),
        ("values:volumes[].emptyDir.sizeLimit", Seen::Int("1000000")),
        ("values:strategy.rollingUpdate.maxSurge", Seen::Int("1")),
        ("values:strategy.rollingUpdate.maxSurge", Seen::Str("25%")),
    ] {
        assert_eq!(said(address, seen.clone()), None, "{address} {seen:?}");
    }
}

#[test]
fn helm_is_lenient_with_values_and_the_sentence_says_what_it_does() {
    let (severity, sentence) = said("values:rbac.create", Seen::Str("false")).unwrap();
    assert_eq!(severity, Severity::Wrong);
    assert!(sentence.contains("any text for true"), "{sentence}");
    let cases = [
        ("values:replicas", Seen::Str("3"), Some(Severity::Loose)),
        ("values:replicas", Seen::Str("three"), Some(Severity::Wrong)),
        ("values:replicas", Seen::Float("1.5"), Some(Severity::Wrong)),
        ("values:runners.name", Seen::Int("1"), Some(Severity::Loose)),
        (
            "values:imagePullPolicy",
            Seen::Str("always"),
            Some(Severity::Wrong),
        ),
        (
            "values:tolerations",
            Seen::Map(vec![("key", Seen::Str("a"))]),
            Some(Severity::Wrong),
        ),
        ("values:tolerations", Seen::Map(vec![]), None),
        ("values:topologySpreadConstraints", Seen::Map(vec![]), None),
        ("values:nodeSelector", Seen::List(vec![]), None),
        ("values:rbac.create", Seen::Null, None),
        ("values:resources.limits.cpu", Seen::Float("0.5"), None),
        (
            "values:resources.limits.memory",
            Seen::Str("512MB"),
            Some(Severity::Fatal),
        ),
        (
            "values:envVars[].value",
            Seen::Int("1"),
            Some(Severity::Loose),
        ),
        ("values:strategy", Seen::List(vec![]), None),
    ];
    for (address, seen, severity) in cases {
        assert_eq!(
            said(address, seen.clone()).map(|said| said.0),
            severity,
            "{address} {seen:?}"
        );
    }
}

#[test]
fn helmfile_decodes_strictly_but_takes_scalars_as_text() {
    for (address, seen, severity) in [
        ("helmfile:releases[].version", Seen::Float("0.86"), None),
        (
            "helmfile:releases[].wait",
            Seen::Str("true"),
            Some(Severity::Fatal),
        ),
        (
            "helmfile:releases[].timeout",
            Seen::Str("300"),
            Some(Severity::Fatal),
        ),
        (
            "helmfile:releases[].values",
            Seen::List(vec![Seen::Str("a.yaml"), Seen::Map(vec![])]),
            None,
        ),
        (
            "helmfile:releases[].values",
            Seen::Str("a.yaml"),
            Some(Severity::Fatal),
        ),
        (
            "helmfile:helmfiles",
            Seen::List(vec![Seen::Str("other.yaml")]),
            None,
        ),
    ] {
        assert_eq!(
            said(address, seen.clone()).map(|said| said.0),
            severity,
            "{address} {seen:?}"
        );
    }
}

#[test]
fn versions_order_and_map_from_runner_to_chart() {
    let chart = |text: &str| text.parse::<ChartVersion>().unwrap();
    assert!(chart("0.9.0") < chart("0.86.0") && chart("v0.86") == chart("0.86.0-rc1"));
    for wrong in ["", "1.", "1.2.3.4", "x", "1.2.99999", "-1"] {
        assert!(wrong.parse::<Version>().is_err(), "{wrong}");
    }
    let runner = |text: &str| runner_of(chart(text)).map(|version| version.to_string());
    assert_eq!(runner("0.86.0").as_deref(), Some("18.9.0"));
    assert_eq!(
        runner("0.78.5").as_deref(),
        Some("18.0.2"),
        "the pair below"
    );
    assert_eq!(
        runner("0.88.0").as_deref(),
        Some("18.11.4"),
        "the pair of its minor version"
    );
    assert_eq!((runner("0.69.0"), runner("0.94.0")), (None, None));
    let when = |address: &str, version: &str| available(key(address), chart(version));
    assert_eq!(
        when("values:metrics.podMonitor.enabled", "0.84.2"),
        Availability::SinceLater(chart("0.85.0"))
    );
    assert_eq!(
        when("values:metrics.podMonitor.enabled", "0.86.0"),
        Availability::Yes
    );
    assert_eq!(
        when("values:metrics.podMonitor.enabled", "0.92.0"),
        Availability::Unknown
    );
    assert_eq!(
        when("values:runners.image", "0.86.0"),
        Availability::Removed(Version::new(0, 53, 0))
    );
    assert_eq!(
        when("config:runners.kubernetes.pod_cpu_request", "0.86.0"),
        Availability::SinceLater(chart("0.87.0"))
    );
    assert_eq!(
        when("config:runners.kubernetes.pod_cpu_request", "0.87.0"),
        Availability::Yes
    );
    assert_eq!(
        when("config:runners.kubernetes.volumes.nfs", "0.90.1"),
        Availability::Yes
    );
    assert_eq!(
        when("config:runners.kubernetes.cpu_request", "0.50.0"),
        Availability::Yes
    );
    assert_eq!(
        when("config:runners.pre_clone_script", "0.86.0"),
        Availability::Removed(Version::new(17, 0, 0))
    );
    assert_eq!(
        when("config:runners.limit", "0.99.0"),
        Availability::Unknown
    );
    assert_eq!(
        when("config:runners.cache.RedactURL", "0.70.0"),
        Availability::SinceLater(chart("0.93.0"))
    );
}

#[test]
fn what_a_chart_lacks_is_told_by_the_charts_that_have_it() {
    let chart = |text: &str| text.parse::<ChartVersion>().unwrap();
    let lacks = |address: &str, version: &str| lack(key(address), chart(version));
    let offered = |address: &str, version: &str| is_offered(key(address), chart(version));
    let (later, gone) = (
        "values:metrics.podMonitor.enabled",
        "config:runners.feature_flags.FF_USE_NATIVE_STEPS",
    );
    assert_eq!(
        lacks(later, "0.84.2").as_deref(),
        Some("since chart 0.85.0")
    );
    assert_eq!(lacks(later, "0.85.0"), None);
    assert!(offered(later, "0.84.2"));
    // Runner 18.5 is the last that has it.
    assert_eq!(lacks(gone, "0.82.0"), None);
    assert_eq!(lacks(gone, "0.83.0").as_deref(), Some("until chart 0.82.0"));
    assert!(offered(gone, "0.82.0") && offered(gone, "0.83.0"));
    // What nobody has looked at lacks nothing, and what was removed long ago is not brought up again.
    assert_eq!(lacks("config:runners.cache.RedactURL", "0.87.0"), None);
    assert!(!offered(gone, "0.93.0"));
    assert!(!offered("values:runners.image", "0.86.0"));
}
