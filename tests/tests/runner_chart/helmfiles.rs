//! From a command to manifests: what `evenkeel generate` and `evenkeel check --fix` leave behind goes through helmfile and
//! the chart, and arrives in the runner's own configuration as it was written.

use std::fs;

use std::process::Command;

use evenkeel_core::presets;
use evenkeel_tests::{ChartRepository, Ended, Helm, Manifests, binary, folder, run, runner_knows};
use serde_yaml::Value;
use tempfile::TempDir;

use crate::charts::Chart;

/// A helmfile with its values, in a folder of its own, that gets its chart from the loopback address.
pub(crate) struct Files {
    pub(crate) folder: TempDir,
    values: &'static str,
}

pub(crate) const HELMFILE: &str = "helmfile.d/gitlab-runner.yaml";

impl Files {
    /// What `generate` makes of a preset.
    #[track_caller]
    pub(crate) fn generated(preset: &str, sets: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(binary());
        command.args(["generate", "--preset", preset, "--out"]);
        command.arg(folder.path());
        command.args(sets.iter().flat_map(|set| ["--set", set]));
        run(&mut command).succeeded();
        let values = "values/gitlab-runner.yaml";
        Self { folder, values }
    }

    /// The files of the article, mended as far as that goes without a person.
    #[track_caller]
    fn article() -> Self {
        let files = Self {
            folder: tempfile::tempdir().unwrap(),
            values: "values/gitlab.yaml",
        };
        for path in [HELMFILE, files.values] {
            let to = files.folder.path().join(path);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(folder().join("cases/article").join(path), to).unwrap();
        }
        let checked = files.evenkeel(&["check", "--fix"]);
        // What needs a person stays, and is no failure of the command.
        assert!(matches!(checked.code, Some(0 | 1)), "{}", checked.stderr);
        files
            .evenkeel(&["set", "values:gitlabUrl=https://gitlab.example.com"])
            .succeeded();
        files
    }

    /// `evenkeel` with `arguments` on these files.
    pub(crate) fn evenkeel(&self, arguments: &[&str]) -> Ended {
        run(Command::new(binary())
            .args(arguments)
            .arg(self.folder.path()))
    }

    /// The manifests helmfile and the chart make of the files.
    #[track_caller]
    pub(crate) fn rendered(&self, chart: &Chart, helm: &Helm) -> Manifests {
        self.rendered_from(&ChartRepository::of(&chart.path, helm), chart, helm)
    }

    /// The same from a repository that is there already.
    #[track_caller]
    pub(crate) fn rendered_from(
        &self,
        repository: &ChartRepository,
        chart: &Chart,
        helm: &Helm,
    ) -> Manifests {
        self.point_at(repository, chart);
        let helmfile = self.folder.path().join(HELMFILE);
        let ended = run(helm.helmfile(&helmfile).arg("template")).succeeded();
        Manifests::parse(ended.text())
    }

    /// Has the helmfile take the chart from `repository`.
    #[track_caller]
    pub(crate) fn point_at(&self, repository: &ChartRepository, chart: &Chart) {
        let url = format!("helmfile:repositories[0].url={}", repository.url);
        let version = format!("helmfile:releases[].version={}", chart.version);
        self.evenkeel(&["set", &url]).succeeded();
        self.evenkeel(&["set", &version]).succeeded();
    }

    /// The text of `runners.config` as an independent parser reads it.
    #[track_caller]
    pub(crate) fn config(&self) -> toml::Table {
        let text = fs::read_to_string(self.folder.path().join(self.values)).unwrap();
        let values: Value = serde_yaml::from_str(&text).unwrap();
        toml(&values["runners"]["config"])
    }
}

#[track_caller]
fn toml(text: &Value) -> toml::Table {
    let text = text.as_str().unwrap_or_else(|| panic!("{text:?}"));
    toml::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// The runner's configuration in the manifests of a release called gitlab-runner: its template and its global keys, each
/// known to the runner's own types.
#[track_caller]
pub(crate) fn configured(manifests: &Manifests) -> (toml::Table, toml::Table) {
    let data = &manifests.get("ConfigMap", "gitlab-runner")["data"];
    let known = |name: &str| {
        let text = &data[name];
        let table = toml(text);
        runner_knows(text.as_str().unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"));
        table
    };
    (known("config.template.toml"), known("config.toml"))
}

/// What the manager's container has as a variable.
#[track_caller]
pub(crate) fn environment<'m>(manifests: &'m Manifests, name: &str) -> &'m str {
    let pod = &manifests.get("Deployment", "gitlab-runner")["spec"]["template"]["spec"];
    let variables = pod["containers"][0]["env"].as_sequence().unwrap();
    let found = variables.iter().find(|variable| variable["name"] == name);
    found
        .and_then(|variable| variable["value"].as_str())
        .unwrap()
}

#[track_caller]
fn assert_minimal_renders(chart: &Chart) {
    for (name, helm) in Helm::both() {
        let sets = [
            "config:runners.kubernetes.cpu_limit=1500m",
            "values:concurrent=7",
        ];
        let files = Files::generated("minimal", &sets);
        let manifests = files.rendered(chart, &helm);
        let (template, global) = configured(&manifests);
        assert_eq!(template, files.config(), "{name}");
        let kubernetes = &template["runners"][0]["kubernetes"];
        assert_eq!(kubernetes["image"].as_str(), Some("alpine"), "{name}");
        assert_eq!(kubernetes["cpu_limit"].as_str(), Some("1500m"), "{name}");
        assert_eq!(global["concurrent"].as_integer(), Some(7), "{name}");
        assert_eq!(
            environment(&manifests, "CI_SERVER_URL"),
            "https://gitlab.com"
        );
        let rules = manifests.get("Role", "gitlab-runner")["rules"].clone();
        assert_eq!(rules[0]["apiGroups"][0], "", "{name}: {rules:?}");
        assert_eq!(rules[0]["resources"][0], "pods", "{name}");
        manifests.get("ServiceAccount", "gitlab-runner");
    }
}

#[track_caller]
fn assert_article_preset_renders(chart: &Chart) {
    for (name, helm) in Helm::both() {
        let files = Files::generated("article", &[]);
        let manifests = files.rendered(chart, &helm);
        let (template, global) = configured(&manifests);
        assert_eq!(template, files.config(), "{name}");
        let runner = &template["runners"][0];
        assert_eq!(
            runner["environment"][0].as_str(),
            Some("KANIKO_REGISTRY_MIRROR=mirror.gcr.io"),
            "{name}"
        );
        assert_eq!(runner["kubernetes"]["cpu_request"].as_str(), Some("500m"));
        assert_eq!(global["concurrent"].as_integer(), Some(2), "{name}");
        assert_three_managers_apart(&manifests, 2);
        manifests.get("ServiceAccount", "gitlab-ci-runner-sa");
    }
}

/// The constraints count the pods that they are about: the label they select is the one the chart gives.
#[track_caller]
fn assert_three_managers_apart(manifests: &Manifests, constraints: usize) {
    let spec = &manifests.get("Deployment", "gitlab-runner")["spec"];
    assert_eq!(spec["replicas"], 3);
    let pod = &spec["template"];
    let spread = pod["spec"]["topologySpreadConstraints"]
        .as_sequence()
        .unwrap();
    assert!(spread.len() >= constraints, "{spread:?}");
    for constraint in spread {
        let selected = &constraint["labelSelector"]["matchLabels"]["app"];
        assert_eq!(selected, &pod["metadata"]["labels"]["app"]);
    }
}

#[track_caller]
fn assert_article_renders(chart: &Chart) {
    for (name, helm) in Helm::both() {
        let files = Files::article();
        let manifests = files.rendered(chart, &helm);
        let (template, global) = configured(&manifests);
        assert_eq!(template, files.config(), "{name}");
        let kubernetes = &template["runners"][0]["kubernetes"];
        assert_eq!(kubernetes["image"].as_str(), Some("ubuntu:22.04"), "{name}");
        assert_eq!(kubernetes["cpu_request"].as_str(), Some("500m"), "{name}");
        assert_eq!(global["concurrent"].as_integer(), Some(2), "{name}");
        assert_eq!(
            environment(&manifests, "CI_SERVER_URL"),
            "https://gitlab.example.com"
        );
        assert_three_managers_apart(&manifests, 1);
        manifests.get("ServiceAccount", "gitlab-ci-runner-sa");
        assert_fixes_arrived(&manifests, &template);
    }
}

/// What the safe fixes say they do, as the cluster and the runner see it.
#[track_caller]
fn assert_fixes_arrived(manifests: &Manifests, template: &toml::Table) {
    let runner = &template["runners"][0];
    assert!(runner.get("machine").is_none(), "{runner:?}");
    assert_eq!(
        runner["environment"][0].as_str(),
        Some("KANIKO_REGISTRY_MIRROR=mirror.gcr.io")
    );
    let rules = &manifests.get("Role", "gitlab-runner")["rules"];
    let verbs_on = |resource: &str| {
        let rules = rules.as_sequence().unwrap().iter();
        let about = |rule: &&Value| {
            let resources = rule["resources"].as_sequence().unwrap();
            resources.contains(&Value::from(resource))
        };
        rules.filter(about).map(|rule| &rule["verbs"]).next()
    };
    let pods = verbs_on("pods").unwrap().as_sequence().unwrap();
    assert!(pods.contains(&Value::from("watch")), "{pods:?}");
    assert_eq!(verbs_on("namespaces"), None);
    assert_eq!(verbs_on("podsecuritypolicies"), None);
    let pod = &manifests.get("Deployment", "gitlab-runner")["spec"]["template"]["spec"];
    assert_eq!(pod["serviceAccountName"], "gitlab-ci-runner-sa");
    let probe = &pod["containers"][0]["livenessProbe"];
    assert!(
        probe["terminationGracePeriodSeconds"].is_null(),
        "{probe:?}"
    );
}

/// A preset names GitLab's repository; only its address is another one here.
#[test]
fn the_presets_name_gitlabs_repository() {
    for preset in presets::PRESETS {
        let files = Files::generated(preset.id, &[]);
        let text = fs::read_to_string(files.folder.path().join(HELMFILE)).unwrap();
        let helmfile: Value = serde_yaml::from_str(&text).unwrap();
        assert_eq!(
            helmfile["repositories"][0]["url"],
            "https://charts.gitlab.io"
        );
        assert_eq!(helmfile["releases"][0]["chart"], "gitlab/gitlab-runner");
    }
}

#[test]
fn the_minimal_preset_renders() {
    assert_minimal_renders(&Chart::own());
}

#[test]
fn the_articles_preset_renders() {
    assert_article_preset_renders(&Chart::own());
}

#[test]
fn the_articles_own_files_render() {
    assert_article_renders(&Chart::own());
}

#[test]
#[cfg_attr(
    not(has_charts),
    ignore = "EVENKEEL_CHARTS names no folder with packages of GitLab's chart"
)]
fn all_of_them_render_with_gitlabs_charts() {
    Chart::on_packages(|chart| {
        assert_minimal_renders(chart);
        assert_article_preset_renders(chart);
        assert_article_renders(chart);
    });
}
