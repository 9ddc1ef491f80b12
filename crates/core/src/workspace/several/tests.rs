use super::*;
use crate::presets;

fn text(workspace: &Workspace, path: &str) -> String {
    workspace.file(path).unwrap().text().to_owned()
}

#[test]
fn a_further_runner_shares_all_but_its_names() {
    let mut workspace = presets::find("locked-down").unwrap().workspace().unwrap();
    let before = text(&workspace, "values/gitlab-runner.yaml");
    let added = workspace.add_runner_like(0, "gpu").unwrap();
    assert_eq!(added, 1);
    assert_eq!(text(&workspace, "values/gitlab-runner.yaml"), before);
    let helmfile = text(&workspace, "helmfile.d/gitlab-runner.yaml");
    assert!(
        helmfile.ends_with("  - name: gpu\n    namespace: gitlab-runner\n    chart: gitlab/gitlab-runner\n    version: 0.88.4\n    values:\n      - ../values/gitlab-runner.yaml\n      - ../values/gpu.yaml\n"),
        "{helmfile}"
    );
    assert_eq!(
        text(&workspace, "values/gpu.yaml"),
        "# What gpu has of its own; the values that the helmfile names before this file are shared.\n\nrunners:\n  secret: gpu-token\n\nextraObjects:\n  - apiVersion: networking.k8s.io/v1\n    kind: NetworkPolicy\n    metadata:\n      name: gpu-gitlab-runner-jobs\n    spec:\n      podSelector:\n        matchExpressions:\n          - key: job.runner.gitlab.com/pod\n            operator: Exists\n      policyTypes:\n        - \"Ingress\"\n"
    );
}

#[test]
fn what_stands_in_the_way_is_said_and_nothing_changes() {
    let mut workspace = presets::find("minimal").unwrap().workspace().unwrap();
    workspace.add_file("values/taken.yaml", "a: b\n");
    let before = workspace.bundle();
    for (name, expected) in [
        (
            "gitlab-runner",
            "gitlab-runner cannot be edited: a release of this name is there already",
        ),
        (
            "taken",
            "taken cannot be edited: its values file is there already",
        ),
        (
            "Big",
            "Big cannot be edited: a release's name is at most 53 small letters, digits and dashes",
        ),
        (
            "",
            " cannot be edited: a release's name is at most 53 small letters, digits and dashes",
        ),
    ] {
        let error = workspace.add_runner_like(0, name).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
    assert_eq!(
        workspace.split_runners(0).unwrap_err().to_string(),
        "runners.config cannot be edited: it has no two [[runners]] that stand one behind the other"
    );
    assert_eq!(workspace.bundle(), before);
    let (mut loose, _) = Workspace::open([("values.yaml", "concurrent: 1\n")]);
    assert!(loose.add_runner_like(0, "gpu").is_err());
    assert!(loose.split_runners(0).is_err());
    assert!(loose.add_runner_like(7, "gpu").is_err());
}

const HELMFILE: &str = "releases:\n- name: ci # ours\n  chart: gitlab/gitlab-runner\n  labels: {tier: x}\n  values:\n  - v.yaml\n  - concurrent: 3\n";

fn with_config(config: &str) -> Workspace {
    let mut values = "fullnameOverride: builders\nrunnerToken: ref+vault://a#/b\nserviceAccount: {create: true, name: builders}\nrunners:\n  config: |\n".to_owned();
    for line in config.lines() {
        values.push_str(&format!("    {line}\n"));
    }
    Workspace::open([("helmfile.yaml", HELMFILE), ("v.yaml", values.as_str())]).0
}

#[test]
fn several_runners_of_a_text_are_parted() {
    let mut workspace = with_config(
        "concurrent = 4\n# one\n[[runners]]\n  [runners.kubernetes]\n    image = \"a\"\n\n# two\n[[runners]]\n  name = \"Big_Ones!\"\n  [runners.kubernetes]\n    image = \"b\" # b\n[[runners]]\n  [runners.kubernetes]\n    image = \"c\"",
    );
    let added = workspace.split_runners(0).unwrap();
    let names: Vec<_> = added
        .iter()
        .map(|number| workspace.releases()[*number].name.clone().unwrap())
        .collect();
    assert_eq!(names, ["big-ones", "ci-3"]);
    let read = |release, at: &str| workspace.read(release, &at.parse().unwrap()).unwrap().text;
    for (release, image) in [(0, "a"), (1, "b"), (2, "c")] {
        assert_eq!(read(release, "config:runners.kubernetes.image"), image);
        assert_eq!(read(release, "values:concurrent"), "3");
    }
    assert_eq!(read(1, "values:fullnameOverride"), "big-ones");
    assert_eq!(read(1, "values:serviceAccount.name"), "big-ones");
    assert_eq!(read(1, "values:runnerToken"), "");
    assert_eq!(read(1, "values:runners.secret"), "big-ones-token");
    assert_eq!(read(1, "helmfile:releases[].labels.tier"), "x");
    assert_eq!(
        text(&workspace, "big-ones.yaml")
            .lines()
            .skip(2)
            .take(10)
            .collect::<Vec<_>>(),
        [
            "fullnameOverride: big-ones",
            "runnerToken: \"\"",
            "serviceAccount:",
            "  name: big-ones",
            "runners:",
            "  secret: big-ones-token",
            "  config: |",
            "    # two",
            "    [[runners]]",
            "      name = \"Big_Ones!\"",
        ]
    );
    let first = text(&workspace, "v.yaml");
    assert!(
        first.contains("# one") && !first.contains("# two"),
        "{first}"
    );
}

#[test]
fn a_text_that_does_not_fall_apart_stays_whole() {
    for config in [
        "runners = [{name = \"a\"}, {name = \"b\"}]",
        "[[runners]]\n  name = \"a\"\n  pre_build_script = '''\n[[runners]]\n'''\n[[runners]]\n  name = \"b\"",
        "{{- range .Values.all }}\n[[runners]]\n  name = \"{{ . }}\"\n{{- end }}",
    ] {
        let mut workspace = with_config(config);
        let before = workspace.bundle();
        assert!(workspace.split_runners(0).is_err(), "{config}");
        assert_eq!(workspace.bundle(), before);
    }
}
