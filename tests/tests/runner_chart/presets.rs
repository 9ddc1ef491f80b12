//! Every preset through helmfile and the chart, by Helm 3 and Helm 4: accepted, without a finding, and in the cluster's
//! objects what the preset says that it decides.

use evenkeel_core::permissions;
use evenkeel_core::presets::{PRESETS, Preset};
use evenkeel_tests::{ChartRepository, Ended, Helm, Manifests, run, say};
use serde_yaml::Value;

use crate::charts::Chart;
use crate::helmfiles::{Files, HELMFILE, configured};

/// The name that the presets give the release, and with it the chart most of its objects.
const NAME: &str = "gitlab-runner";

/// Whoever pins an older chart is told what it does not know yet, and nothing else.
#[track_caller]
fn assert_lacks_alone(files: &Files, who: &str) {
    let checked = files.evenkeel(&["check"]);
    let is_wrong = |line: &&str| line.contains(": warning: ") || line.contains(": error: ");
    for line in checked.text().lines().filter(is_wrong) {
        assert!(line.ends_with("[key-not-in-version]"), "{who}: {line}");
    }
}

/// By one Helm: rendered with what the preset decides.
#[track_caller]
fn assert_renders(preset: &Preset, repository: &ChartRepository, chart: &Chart, helm: &Helm) {
    let files = Files::generated(preset.id, &[]);
    let manifests = files.rendered_from(repository, chart, helm);
    let who = format!(
        "{} by Helm {}, {}",
        preset.id,
        helm.version(),
        chart.version
    );
    assert_lacks_alone(&files, &who);
    let (template, global) = configured(&manifests);
    assert_eq!(template, files.config(), "{who}");
    assert_eq!(template["runners"].as_array().unwrap().len(), 1, "{who}");
    assert!(global["concurrent"].as_integer().unwrap() > 0, "{who}");
    assert_role(preset, &manifests);
    assert_decided(preset, &template["runners"][0]["kubernetes"], &manifests);
}

/// Without a finding, and by helmfile's commands that look at no chart's templates.
#[track_caller]
fn assert_accepted(preset: &Preset, repository: &ChartRepository, chart: &Chart, helm: &Helm) {
    let files = Files::generated(preset.id, &[]);
    let checked = files.evenkeel(&["check"]);
    assert_eq!(checked.code, Some(0), "{}: {}", preset.id, checked.text());
    files.point_at(repository, chart);
    let helmfile = files.folder.path().join(HELMFILE);
    let who = format!("{} by Helm {}", preset.id, helm.version());
    for command in ["list", "build"] {
        let ended: Ended = run(helm.helmfile(&helmfile).args([command]));
        assert_eq!(ended.code, Some(0), "{who}: {command}: {}", ended.stderr);
    }
    let written = files.folder.path().join("written.yaml");
    let write = ["write-values", "--skip-deps", "--output-file-template"];
    run(helm.helmfile(&helmfile).arg("repos")).succeeded();
    run(helm.helmfile(&helmfile).args(write).arg(&written)).succeeded();
    let read = |path: &std::path::Path| -> Value {
        serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    };
    let own = files.folder.path().join("values/gitlab-runner.yaml");
    assert_eq!(read(&written), read(&own), "{who}");
}

#[track_caller]
fn assert_all_render(chart: &Chart) {
    for (_, helm) in Helm::both() {
        let repository = ChartRepository::of(&chart.path, &helm);
        for preset in PRESETS {
            assert_renders(preset, &repository, chart, &helm);
        }
    }
}

/// The Role that the chart renders is the computed one.
#[track_caller]
fn assert_role(preset: &Preset, manifests: &Manifests) {
    let workspace = preset.workspace().unwrap();
    let needs = permissions::needed(&workspace, 0);
    assert_eq!(permissions::scope(&needs), permissions::Scope::Namespace);
    let expected: Vec<Vec<Vec<&str>>> = permissions::rules(&needs)
        .into_iter()
        .map(|rule| vec![vec![rule.group], rule.resources, rule.verbs])
        .collect();
    let role = manifests.get("Role", NAME);
    let rules = role["rules"].as_sequence().unwrap().iter();
    let texts = |value: &Value| -> Vec<String> {
        let items = value.as_sequence().unwrap().iter();
        items
            .map(|item| item.as_str().unwrap().to_owned())
            .collect()
    };
    let rendered: Vec<Vec<Vec<String>>> = rules
        .map(|rule| {
            ["apiGroups", "resources", "verbs"]
                .map(|name| texts(&rule[name]))
                .to_vec()
        })
        .collect();
    assert_eq!(rendered, expected, "{}", preset.id);
}

/// What the help says, where it is to be found.
#[track_caller]
fn assert_decided(preset: &Preset, jobs: &toml::Value, manifests: &Manifests) {
    let deployment = manifests.get("Deployment", NAME);
    let pod = &deployment["spec"]["template"]["spec"];
    match preset.id {
        "minimal" => assert_eq!(jobs.as_table().unwrap().len(), 1, "{jobs:?}"),
        "small-team" => assert_eq!(jobs["memory_limit"].as_str(), Some("2Gi")),
        "autoscaling" => {
            let annotation = "cluster-autoscaler.kubernetes.io/safe-to-evict";
            assert_eq!(jobs["pod_annotations"][annotation].as_str(), Some("false"));
            let manager = &deployment["spec"]["template"]["metadata"]["annotations"];
            assert_eq!(manager[annotation], "false");
            assert_eq!(
                jobs["retry_limits"]["exceeded quota"].as_integer(),
                Some(10)
            );
        }
        "many-managers" => {
            assert_eq!(deployment["spec"]["replicas"], 3);
            let budget = manifests.get("PodDisruptionBudget", NAME);
            let selected = &budget["spec"]["selector"]["matchLabels"]["app"];
            let labels = &deployment["spec"]["template"]["metadata"]["labels"];
            assert_eq!(*selected, labels["app"]);
            for constraint in pod["topologySpreadConstraints"].as_sequence().unwrap() {
                assert_eq!(constraint["whenUnsatisfiable"], "ScheduleAnyway");
                assert_eq!(
                    constraint["labelSelector"]["matchLabels"]["app"],
                    labels["app"]
                );
            }
        }
        "rootless-builds" => {
            assert!(jobs.get("privileged").is_none(), "{jobs:?}");
            let build = &jobs["build_container_security_context"];
            assert_eq!(build["run_as_user"].as_integer(), Some(1000));
        }
        "docker-in-docker" => {
            assert_eq!(jobs["privileged"].as_bool(), Some(true));
            assert_eq!(jobs["services"][0]["alias"].as_str(), Some("docker"));
            let volume = &jobs["volumes"]["empty_dir"][0];
            assert_eq!(volume["mount_path"].as_str(), Some("/certs/client"));
        }
        "locked-down" => {
            assert_eq!(
                pod["securityContext"]["seccompProfile"]["type"],
                "RuntimeDefault"
            );
            let policy = manifests.get("NetworkPolicy", "gitlab-runner-jobs");
            assert_eq!(policy["spec"]["policyTypes"][0], "Ingress");
        }
        "article" => assert_eq!(deployment["spec"]["replicas"], 3),
        other => panic!("nobody has said what {other} decides"),
    }
}

#[test]
fn every_preset_renders() {
    assert_all_render(&Chart::own());
}

#[test]
fn every_preset_is_accepted() {
    let chart = Chart::own();
    for (_, helm) in Helm::both() {
        let repository = ChartRepository::of(&chart.path, &helm);
        for preset in PRESETS {
            assert_accepted(preset, &repository, &chart, &helm);
        }
    }
}

#[test]
#[cfg_attr(
    not(has_charts),
    ignore = "EVENKEEL_CHARTS names no folder with packages of GitLab's chart"
)]
fn every_preset_renders_with_gitlabs_charts() {
    Chart::on_packages(|chart| {
        assert_all_render(chart);
        say(&format!(
            "{} presets on chart {}",
            PRESETS.len(),
            chart.version
        ));
    });
}
