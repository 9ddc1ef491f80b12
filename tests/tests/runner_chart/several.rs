//! Several runners in one helmfile: each preset with one more, and several `[[runners]]` made into releases of their own,
//! through helmfile and both Helms. No object is made twice, and each manager has what is its own.

use std::fs;

use evenkeel_core::presets::PRESETS;
use evenkeel_tests::{Helm, Manifests};
use serde_yaml::Value;

use crate::charts::Chart;
use crate::helmfiles::{Files, HELMFILE};

fn toml(manifests: &Manifests, name: &str) -> toml::Table {
    let text = manifests.get("ConfigMap", name)["data"]["config.template.toml"].clone();
    toml::from_str(text.as_str().unwrap()).unwrap()
}

fn pod<'m>(manifests: &'m Manifests, name: &str) -> &'m Value {
    &manifests.get("Deployment", name)["spec"]["template"]["spec"]
}

#[track_caller]
fn mounts(manifests: &Manifests, name: &str, secret: &str) -> bool {
    let text = serde_yaml::to_string(pod(manifests, name)).unwrap();
    text.contains(&format!("name: {secret}\n"))
}

#[test]
fn every_preset_takes_one_more_runner() {
    let chart = Chart::own();
    for preset in PRESETS {
        for (helm_name, helm) in Helm::both() {
            let who = format!("{} by {helm_name}", preset.id);
            let before = Files::generated(preset.id, &[]).rendered(&chart, &helm);
            let files = Files::generated(preset.id, &[]);
            files.evenkeel(&["runner", "add", "gpu"]).succeeded();
            files
                .evenkeel(&["set", "values:logLevel=warn", "--release", "gpu"])
                .succeeded();
            let checked = files.evenkeel(&["check"]);
            assert_eq!(checked.code, Some(0), "{who}: {}", checked.text());
            // Both in one namespace: parsing fails where one object comes twice.
            let helmfile = files.folder.path().join(HELMFILE);
            let repository = evenkeel_tests::ChartRepository::of(&chart.path, &helm);
            let url = format!("helmfile:repositories[0].url={}", repository.url);
            let version = format!("helmfile:releases[].version={}", chart.version);
            for (key, release) in [
                (&url, "gitlab-runner"),
                (&version, "gitlab-runner"),
                (&version, "gpu"),
            ] {
                files
                    .evenkeel(&["set", key, "--release", release])
                    .succeeded();
            }
            let ended = evenkeel_tests::run(helm.helmfile(&helmfile).arg("template")).succeeded();
            let both = Manifests::parse(ended.text());
            let (old, new) = ("gitlab-runner", "gpu-gitlab-runner");
            // The first one is as it was.
            for kind in ["Deployment", "ConfigMap", "Role", "RoleBinding"] {
                assert_eq!(both.get(kind, old), before.get(kind, old), "{who}");
            }
            assert!(mounts(&both, old, "gitlab-runner-token"), "{who}");
            assert!(mounts(&both, new, "gpu-token"), "{who}");
            assert_eq!(toml(&both, new), toml(&both, old), "{who}");
            let account = |name: &str| pod(&both, name)["serviceAccountName"].clone();
            assert_ne!(account(old), account(new), "{who}");
            both.get("ServiceAccount", account(new).as_str().unwrap());
            let constraints = &pod(&both, new)["topologySpreadConstraints"];
            for constraint in constraints.as_sequence().into_iter().flatten() {
                assert_eq!(
                    constraint["labelSelector"]["matchLabels"]["app"], new,
                    "{who}"
                );
            }
            if preset.id == "many-managers" {
                let budget = both.get("PodDisruptionBudget", new);
                assert_eq!(budget["spec"]["selector"]["matchLabels"]["app"], new);
                both.get("PodDisruptionBudget", old);
            }
        }
    }
}

const TWO: &str = "gitlabUrl: https://gitlab.example.com\nrunners:\n  secret: gitlab-runner-token\n  config: |\n    # for all\n    [[runners]]\n      name = \"Small jobs\"\n      environment = [\"FORMAT=${CI_A}\"]\n      [runners.kubernetes]\n        namespace = \"{{ .Release.Namespace }}\"\n        image = \"alpine\" # small\n    # for those with much to do\n    [[runners]]\n      name = \"Large jobs\"\n      pre_build_script = \"\"\"\n      docker ps --format '{{ \"{{\" }}.Names}}'\n      \"\"\"\n      [runners.kubernetes]\n        image = \"ubuntu\"\n        memory_request = \"8Gi\"\nrbac:\n  create: true\n";

#[test]
fn two_runners_of_one_text_become_two_releases() {
    let chart = Chart::own();
    for (helm_name, helm) in Helm::both() {
        let files = Files::generated("minimal", &[]);
        let values = files.folder.path().join("values/gitlab-runner.yaml");
        fs::write(&values, TWO).unwrap();
        let found = files.evenkeel(&["check"]);
        assert!(
            found.text().contains("Give each a release of its own"),
            "{}",
            found.text()
        );
        let split = files.evenkeel(&["runner", "split"]).succeeded();
        assert!(
            split.text().contains("values/large-jobs.yaml"),
            "{}",
            split.text()
        );
        let found = files.evenkeel(&["check"]);
        assert!(!found.text().contains("runner-count"), "{}", found.text());
        let repository = evenkeel_tests::ChartRepository::of(&chart.path, &helm);
        let url = format!("helmfile:repositories[0].url={}", repository.url);
        let set = ["set", &url, "--release", "gitlab-runner"];
        files.evenkeel(&set).succeeded();
        let helmfile = files.folder.path().join(HELMFILE);
        let ended = evenkeel_tests::run(helm.helmfile(&helmfile).arg("template")).succeeded();
        let manifests = Manifests::parse(ended.text());
        let small = toml(&manifests, "gitlab-runner");
        assert_eq!(small["runners"].as_array().unwrap().len(), 1, "{helm_name}");
        let small = &small["runners"][0];
        assert_eq!(small["name"].as_str(), Some("Small jobs"));
        assert_eq!(small["environment"][0].as_str(), Some("FORMAT=${CI_A}"));
        assert_eq!(
            small["kubernetes"]["namespace"].as_str(),
            Some("gitlab-runner")
        );
        let large = toml(&manifests, "large-jobs-gitlab-runner");
        assert_eq!(large["runners"].as_array().unwrap().len(), 1, "{helm_name}");
        let large = &large["runners"][0];
        assert_eq!(large["kubernetes"]["memory_request"].as_str(), Some("8Gi"));
        let script = large["pre_build_script"].as_str().unwrap();
        assert!(
            script.contains("--format '{{.Names}}'"),
            "{helm_name}: {script}"
        );
        assert!(mounts(
            &manifests,
            "large-jobs-gitlab-runner",
            "large-jobs-token"
        ));
        let text = fs::read_to_string(&values).unwrap();
        assert!(
            text.contains("# for all") && text.contains("# small"),
            "{text}"
        );
        assert!(!text.contains("Large jobs"), "{text}");
    }
}

/// What Helm 3 and Helm 4 both take as defaults of all releases.
#[test]
fn defaults_for_both_helms_are_taken_by_both() {
    let defaults = "helmDefaults:\n  createNamespace: true\n  wait: true\n  waitForJobs: true\n  timeout: 600\n  atomic: true\n  cleanupOnFail: true\n  historyMax: 5\n  skipSchemaValidation: false\n\n";
    let chart = Chart::own();
    for (helm_name, helm) in Helm::both() {
        let files = Files::generated("minimal", &[]);
        let helmfile = files.folder.path().join(HELMFILE);
        let text = fs::read_to_string(&helmfile).unwrap();
        fs::write(&helmfile, format!("{defaults}{text}")).unwrap();
        let manifests = files.rendered(&chart, &helm);
        manifests.get("Deployment", "gitlab-runner");
        for command in ["build", "list", "write-values"] {
            let folder = tempfile::tempdir().unwrap();
            let mut call = helm.helmfile(&helmfile);
            call.arg(command);
            if command == "write-values" {
                call.args(["--skip-deps", "--output-file-template"]);
                call.arg(folder.path().join("values.yaml"));
            }
            let ended = evenkeel_tests::run(&mut call);
            assert_eq!(
                ended.code,
                Some(0),
                "{helm_name} {command}: {}",
                ended.stderr
            );
        }
        let checked = files.evenkeel(&["check"]);
        assert_eq!(checked.code, Some(0), "{}", checked.text());
    }
}

/// Text with braces that means itself arrives as it was given, in a plain helmfile and in one that helmfile fills in.
#[test]
fn braces_survive_both_templates() {
    let chart = Chart::own();
    let script = "docker ps --format '{{.Names}} {{ `x` }}'";
    for (helm_name, helm) in Helm::both() {
        for is_template in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            let (name, chart) = if is_template {
                ("helmfile.yaml.gotmpl", "{{ .Values.chart }}".to_owned())
            } else {
                ("helmfile.yaml", chart.path.display().to_string())
            };
            let helmfile = folder.path().join(name);
            let text = format!(
                "values:\n- chart: {}\n---\nreleases:\n- name: gitlab-runner\n  chart: {chart}\n  values:\n  - gitlabUrl: https://gitlab.example.com\n    runners:\n      secret: s\n      config: |\n        [[runners]]\n          [runners.kubernetes]\n            image = \"alpine\"\n",
                Chart::own().path.display()
            );
            fs::write(&helmfile, text).unwrap();
            let set = |key: &str| {
                let assignment = format!("{key}={script}");
                let ended = evenkeel_tests::run(
                    std::process::Command::new(evenkeel_tests::binary())
                        .args(["set", "--literal", &assignment])
                        .arg(&helmfile),
                );
                ended.succeeded();
            };
            set("config:runners.pre_build_script");
            set("values:podAnnotations.script");
            set("values:serviceAccount.annotations.script");
            evenkeel_tests::run(
                std::process::Command::new(evenkeel_tests::binary())
                    .args(["set", "values:serviceAccount.create=true"])
                    .arg(&helmfile),
            )
            .succeeded();
            let mut call = helm.helmfile(&helmfile);
            let ended = evenkeel_tests::run(call.args(["template", "--skip-deps"])).succeeded();
            let manifests = Manifests::parse(ended.text());
            let who = format!("{helm_name}, {name}");
            let config = toml(&manifests, "gitlab-runner");
            let own = config["runners"][0]["pre_build_script"].as_str();
            assert_eq!(own, Some(script), "{who}");
            let pod = &manifests.get("Deployment", "gitlab-runner")["spec"]["template"];
            assert_eq!(pod["metadata"]["annotations"]["script"], script, "{who}");
            let account = manifests.get("ServiceAccount", "gitlab-runner");
            assert_eq!(
                account["metadata"]["annotations"]["script"], script,
                "{who}"
            );
        }
    }
}
