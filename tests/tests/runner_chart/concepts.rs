//! Concepts through the chart: what each one writes is what the cluster and the runner get.

use evenkeel_core::concepts::{
    Access, Autoscaling, Cache, Concept, Exposure, ImageBuilds, JobSpread, Metrics, Monitor,
    Security, SessionServer, Storage, find,
};
use evenkeel_core::keys::may_have;
use evenkeel_core::presets;
use evenkeel_core::rules::{Assumptions, check};
use evenkeel_core::workspace::{Input, Workspace};
use evenkeel_tests::{Helm, Manifests};
use serde_yaml::Value;

use crate::charts::Chart;
use crate::helmfiles::configured;

/// The manifests of the minimal preset with a concept, and the runner's configuration in them.
#[track_caller]
fn rendered(
    chart: &Chart,
    helm: &Helm,
    write: impl Fn(&mut Workspace),
) -> (Manifests, toml::Value) {
    let mut workspace = presets::find("minimal").unwrap().workspace().unwrap();
    write(&mut workspace);
    let manifests = chart.manifests(helm, &workspace);
    let (template, _) = configured(&manifests);
    let runner = template["runners"][0].clone();
    (manifests, runner)
}

#[track_caller]
fn assert_concepts(chart: &Chart) {
    for (name, helm) in Helm::both() {
        let with = |write: &dyn Fn(&mut Workspace)| rendered(chart, &helm, write);
        assert_cache(&with, name);
        assert_jobs(&with, name);
        assert_managers(&with, name);
        assert_metrics(&with, chart, name);
        assert_surroundings(&with, name);
    }
}

type With<'a> = &'a dyn Fn(&dyn Fn(&mut Workspace)) -> (Manifests, toml::Value);

#[track_caller]
fn assert_cache(with: With<'_>, name: &str) {
    let cache = |access| Cache {
        storage: Storage::S3 {
            bucket: "cache".to_owned(),
            region: Some("eu-central-1".to_owned()),
            server: None,
        },
        access,
        path: None,
        is_shared: true,
    };
    let secret = cache(Access::Secret("cache-access".to_owned()));
    let (manifests, runner) = with(&|workspace| secret.write(workspace, 0).unwrap());
    assert_eq!(runner["cache"]["Shared"].as_bool(), Some(true), "{name}");
    assert_eq!(runner["cache"]["s3"]["BucketName"].as_str(), Some("cache"));
    let pod = &manifests.get("Deployment", "gitlab-runner")["spec"]["template"]["spec"];
    let pod = serde_yaml::to_string(pod).unwrap();
    assert!(pod.contains("cache-access"), "{name}: {pod}");

    let role = "arn:aws:iam::123456789012:role/cache";
    let identity = cache(Access::Identity(Some(role.to_owned())));
    let (manifests, runner) = with(&|workspace| identity.write(workspace, 0).unwrap());
    assert_eq!(
        runner["cache"]["s3"]["AuthenticationType"].as_str(),
        Some("iam")
    );
    let account = manifests.get("ServiceAccount", "gitlab-runner");
    let annotations = &account["metadata"]["annotations"];
    assert_eq!(annotations["eks.amazonaws.com/role-arn"], role, "{name}");
}

#[track_caller]
fn assert_jobs(with: With<'_>, name: &str) {
    let docker = ImageBuilds::DockerInDocker {
        image: "docker:28-dind".to_owned(),
    };
    let (_, runner) = with(&|workspace| docker.write(workspace, 0).unwrap());
    let jobs = &runner["kubernetes"];
    assert_eq!(jobs["privileged"].as_bool(), Some(true), "{name}");
    assert_eq!(jobs["services"][0]["name"].as_str(), Some("docker:28-dind"));
    let variables = runner["environment"].as_array().unwrap();
    assert!(variables.contains(&"DOCKER_HOST=tcp://docker:2376".into()));

    let restricted = Security::Restricted { user: 1000 };
    let (manifests, runner) = with(&|workspace| restricted.write(workspace, 0).unwrap());
    let pod = &manifests.get("Deployment", "gitlab-runner")["spec"]["template"]["spec"];
    let profile = &pod["securityContext"]["seccompProfile"]["type"];
    assert_eq!(profile, "RuntimeDefault", "{name}");
    let user = &runner["kubernetes"]["pod_security_context"]["run_as_user"];
    assert_eq!(user.as_integer(), Some(1000));

    let spread = JobSpread {
        topology_key: "topology.kubernetes.io/zone".to_owned(),
        max_skew: 1,
        is_strict: false,
    };
    let (_, runner) = with(&|workspace| spread.write(workspace, 0).unwrap());
    let patch = &runner["kubernetes"]["pod_spec"][0]["patch"];
    let patch: Value = serde_yaml::from_str(patch.as_str().unwrap()).unwrap();
    let constraint = &patch["topologySpreadConstraints"][0];
    assert_eq!(constraint["whenUnsatisfiable"], "ScheduleAnyway", "{name}");
    let selected = &constraint["labelSelector"]["matchExpressions"][0];
    assert_eq!(selected["key"], "job.runner.gitlab.com/pod");
}

#[track_caller]
fn assert_managers(with: With<'_>, name: &str) {
    let scale = Autoscaling {
        min: 2,
        max: 9,
        jobs_per_manager: 8,
    };
    let (manifests, _) = with(&|workspace| scale.write(workspace, 0).unwrap());
    let spec = &manifests.get("HorizontalPodAutoscaler", "gitlab-runner")["spec"];
    assert_eq!(
        (&spec["minReplicas"], &spec["maxReplicas"]),
        (&2.into(), &9.into())
    );
    let pods = &spec["metrics"][0]["pods"];
    assert_eq!(pods["metric"]["name"], "gitlab_runner_jobs", "{name}");
    assert_eq!(pods["target"]["averageValue"], "8");

    let server = SessionServer {
        exposure: Exposure::NodePort(Some(30_900)),
        address: Some("203.0.113.7".to_owned()),
        timeout: Some(900),
    };
    let (manifests, _) = with(&|workspace| server.write(workspace, 0).unwrap());
    let (_, global) = configured(&manifests);
    let session = &global["session_server"];
    assert_eq!(session["session_timeout"].as_integer(), Some(900), "{name}");
    let service = manifests.get("Service", "gitlab-runner-session-server");
    assert_eq!(service["spec"]["ports"][0]["nodePort"], 30_900);
}

/// A chart from before the `PodMonitor` renders none, and whoever pins such a chart is told.
#[track_caller]
fn assert_metrics(with: With<'_>, chart: &Chart, name: &str) {
    let metrics = Metrics {
        monitor: Some(Monitor {
            labels: vec![("prometheus".to_owned(), "main".to_owned())],
            interval: Some("30s".to_owned()),
        }),
    };
    let (manifests, _) = with(&|workspace| metrics.write(workspace, 0).unwrap());
    let mut workspace = presets::find("minimal").unwrap().workspace().unwrap();
    metrics.write(&mut workspace, 0).unwrap();
    let version = "helmfile:releases[].version".parse().unwrap();
    let pinned = Input::Text(chart.version.to_string());
    workspace.write(0, &version, &pinned).unwrap();
    let lacking = check(&workspace, &Assumptions::default())
        .into_iter()
        .filter(|finding| finding.rule == "key-not-in-version")
        .count();
    if may_have("metrics.podMonitor", chart.version) {
        let monitor = manifests.get("PodMonitor", "gitlab-runner");
        let labels = &monitor["metadata"]["labels"];
        assert_eq!(labels["prometheus"], "main", "{name}");
        assert_eq!(lacking, 0, "{name}, {}", chart.version);
    } else {
        assert!(!manifests.has("PodMonitor", "gitlab-runner"), "{name}");
        assert_eq!(lacking, 3, "{name}, {}", chart.version);
    }
}

#[track_caller]
fn assert_surroundings(with: With<'_>, name: &str) {
    let address = "http://proxy.example.com:3128";
    let (manifests, runner) = with(&|workspace| {
        say(
            workspace,
            "proxy",
            &[("https", address), ("no-proxy", ".svc")],
        );
        say(
            workspace,
            "custom-ca",
            &[("secret", "authority"), ("jobs-path", "/ca")],
        );
        say(
            workspace,
            "priority-classes",
            &[("managers", "ci"), ("jobs", "ci-jobs")],
        );
        say(workspace, "disruption-budget", &[("managers", "1")]);
        say(
            workspace,
            "retries",
            &[("quota", "10"), ("backoff-max", "30000")],
        );
        say(
            workspace,
            "logs-and-polling",
            &[("format", "json"), ("poll-timeout", "900")],
        );
    });
    let pod = &manifests.get("Deployment", "gitlab-runner")["spec"]["template"]["spec"];
    assert_eq!(pod["priorityClassName"], "ci", "{name}");
    let variables = pod["containers"][0]["env"].as_sequence().unwrap();
    let has = |name: &str, value: &str| {
        variables
            .iter()
            .any(|own| own["name"] == name && own["value"] == value)
    };
    assert!(
        has("HTTPS_PROXY", address) && has("NO_PROXY", ".svc"),
        "{variables:?}"
    );
    let text = serde_yaml::to_string(pod).unwrap();
    assert!(text.contains("authority"), "{text}");
    let jobs = runner["environment"].as_array().unwrap();
    assert!(
        jobs.contains(&format!("https_proxy={address}").into()),
        "{jobs:?}"
    );
    let kubernetes = &runner["kubernetes"];
    assert_eq!(
        kubernetes["volumes"]["secret"][0]["mount_path"].as_str(),
        Some("/ca")
    );
    assert_eq!(kubernetes["priority_class_name"].as_str(), Some("ci-jobs"));
    assert_eq!(
        kubernetes["retry_limits"]["exceeded quota"].as_integer(),
        Some(10)
    );
    assert_eq!(kubernetes["retry_backoff_max"].as_integer(), Some(30_000));
    assert_eq!(kubernetes["poll_timeout"].as_integer(), Some(900));
    let (_, global) = configured(&manifests);
    assert_eq!(global["log_format"].as_str(), Some("json"), "{name}");
    let budget = manifests.get("PodDisruptionBudget", "gitlab-runner");
    assert_eq!(budget["spec"]["maxUnavailable"], 1);

    let store = [
        ("from", "external-secrets"),
        ("store", "vault"),
        ("key", "ci/{{runner}}"),
    ];
    let (manifests, _) = with(&|workspace| say(workspace, "token", &store));
    let external = manifests.get("ExternalSecret", "gitlab-runner-token");
    let spec = &external["spec"];
    assert_eq!(spec["data"][0]["secretKey"], "runner-token");
    assert_eq!(
        spec["data"][0]["remoteRef"]["key"], "ci/{{runner}}",
        "{name}"
    );
    assert_eq!(
        spec["target"]["template"]["data"]["runner-registration-token"],
        ""
    );
    let pod = &manifests.get("Deployment", "gitlab-runner")["spec"]["template"]["spec"];
    let text = serde_yaml::to_string(pod).unwrap();
    assert!(text.contains("name: gitlab-runner-token"), "{text}");

    let sealed = [("from", "sealed-secrets"), ("sealed", "AgBy3i4OJSWK+Pi/==")];
    let (manifests, _) = with(&|workspace| say(workspace, "token", &sealed));
    let sealed = manifests.get("SealedSecret", "gitlab-runner-token");
    assert_eq!(
        sealed["spec"]["encryptedData"]["runner-token"],
        "AgBy3i4OJSWK+Pi/=="
    );
    assert_eq!(
        sealed["spec"]["template"]["data"]["runner-registration-token"],
        ""
    );
}

#[track_caller]
fn say(workspace: &mut Workspace, concept: &str, said: &[(&str, &str)]) {
    let said: Vec<_> = said
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect();
    find(concept).unwrap().write(workspace, 0, &said).unwrap();
}

#[test]
fn concepts_arrive() {
    assert_concepts(&Chart::own());
}

#[test]
#[cfg_attr(
    not(has_charts),
    ignore = "EVENKEEL_CHARTS names no folder with packages of GitLab's chart"
)]
fn concepts_arrive_with_gitlabs_charts() {
    Chart::on_packages(|chart| {
        assert_concepts(chart);
    });
}
