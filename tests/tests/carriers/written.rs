//! What is read, and what one write changes.

use super::{difference, independent, open, read, text, text_of, write};

/// File; where `concurrent` is for an independent parser, and where the job's CPU is; the first with `@` is the way to
/// the text of a program.
const CASES: &[(&str, &str, &str)] = &[
    (
        "argo-values-text.yaml",
        "|yaml.spec.source.helm.values.|yaml.concurrent",
        "|yaml.spec.source.helm.values.|yaml.runners.config.|toml.runners.#0.kubernetes.cpu_request",
    ),
    (
        "argo-values-object.yaml",
        "|yaml.spec.sources.#1.helm.valuesObject.concurrent",
        "|yaml.spec.sources.#1.helm.valuesObject.runners.config.|toml.runners.#0.kubernetes.cpu_request",
    ),
    (
        "argo-application-set.yaml",
        "|yaml.spec.template.spec.source.helm.values.|yaml.concurrent",
        "|yaml.spec.template.spec.source.helm.values.|yaml.runners.config.|toml.runners.#0.kubernetes.cpu_request",
    ),
    (
        "argo-application-set-object.yaml",
        "|yaml.spec.template.spec.sources.#1.helm.valuesObject.concurrent",
        "|yaml.spec.template.spec.sources.#1.helm.valuesObject.runners.config.|toml.runners.#0.kubernetes.cpu_request",
    ),
    (
        "flux.yaml",
        "|yaml.#1.spec.values.concurrent",
        "|yaml.#1.spec.values.runners.config.|toml.runners.#0.kubernetes.cpu_request",
    ),
    (
        "k3s-helm-chart.yaml",
        "|yaml.spec.valuesContent.|yaml.concurrent",
        "|yaml.spec.valuesContent.|yaml.runners.config.|toml.runners.#0.kubernetes.cpu_request",
    ),
    (
        "k3s-config.yaml",
        "|yaml.spec.valuesContent.|yaml.concurrent",
        "|yaml.spec.valuesContent.|yaml.runners.config.|toml.runners.#0.kubernetes.cpu_request",
    ),
    (
        "config-map-values.yaml",
        "|yaml.data.values~yaml.|yaml.concurrent",
        "|yaml.data.values~yaml.|yaml.runners.config.|toml.runners.#0.kubernetes.cpu_request",
    ),
    (
        "umbrella-gitlab.yaml",
        "|yaml.gitlab-runner.concurrent",
        "|yaml.gitlab-runner.runners.config.|toml.runners.#0.kubernetes.cpu_request",
    ),
    (
        "umbrella-alias.yaml",
        "|yaml.ci-executor.concurrent",
        "|yaml.ci-executor.runners.config.|toml.runners.#0.kubernetes.cpu_request",
    ),
    (
        "umbrella-nested.yaml",
        "|yaml.addons.gitlabRunner.values.concurrent",
        "|yaml.addons.gitlabRunner.values.runners.config.|toml.runners.#0.kubernetes.cpu_request",
    ),
    (
        "sops-mac-only-encrypted.yaml",
        "|yaml.concurrent",
        "|yaml.runners.config.|toml.runners.#0.kubernetes.cpu_request",
    ),
    (
        "helm-get-values.yaml",
        "|yaml.concurrent",
        "|yaml.runners.config.|toml.runners.#0.kubernetes.cpu_request",
    ),
];

#[test]
fn one_write_changes_one_line_and_reads_back() {
    for (name, concurrent, cpu) in CASES {
        for (at, value, way) in [
            ("values:concurrent", "31", concurrent),
            ("config:runners.kubernetes.cpu_request", "750m", cpu),
        ] {
            let before = text(name);
            let mut workspace = open(name);
            let old = read(&workspace, at).unwrap_or_else(|| panic!("{name}: {at} is not read"));
            assert_eq!(old, independent(&before, way), "{name}: {at}");
            write(&mut workspace, at, value).unwrap_or_else(|error| panic!("{name}: {error}"));
            let after = text_of(&workspace);
            assert_eq!(independent(&after, way), value, "{name}: {at}");
            let lines = difference(&before, &after);
            assert_eq!(lines.len(), 2, "{name}: {at}: {lines:?}");
            let (gone, new) = (&lines[0], &lines[1]);
            assert_eq!(gone[1..].replacen(&old, value, 1), new[1..], "{name}: {at}");
            // And back again.
            write(&mut workspace, at, &old).unwrap();
            assert_eq!(text_of(&workspace), before, "{name}: {at}");
        }
    }
}

#[test]
fn a_new_key_is_one_new_line_and_leaves_no_trace() {
    for (name, concurrent, cpu) in CASES {
        for (at, value, sibling, key) in [
            ("values:replicas", "3", concurrent, "replicas"),
            ("config:runners.limit", "5", cpu, "limit"),
        ] {
            // Set by a parameter of the Application already.
            if *name == "argo-values-object.yaml" && key == "replicas" {
                continue;
            }
            let before = text(name);
            let mut workspace = open(name);
            write(&mut workspace, at, value).unwrap_or_else(|error| panic!("{name}: {error}"));
            let after = text_of(&workspace);
            let way = sibling
                .replace("kubernetes.cpu_request", key)
                .replace("concurrent", key);
            assert_eq!(independent(&after, &way), value, "{name}: {at}");
            let lines = difference(&before, &after);
            match (*name, key) {
                // All of the text is one line.
                ("helm-get-values.yaml", "limit") => assert_eq!(lines.len(), 2, "{lines:?}"),
                (_, "limit") => assert_eq!(lines, ["+ limit = 5"], "{name}"),
                _ => assert_eq!(lines, ["+ replicas: 3"], "{name}"),
            }
            workspace.remove(0, &at.parse().unwrap()).unwrap();
            assert_eq!(text_of(&workspace), before, "{name}: {at}");
        }
    }
}

/// What the set fills in is read as it stands, and a parameter is written where it is.
#[test]
fn an_application_set_keeps_its_placeholders() {
    let name = "argo-application-set-object.yaml";
    let before = text(name);
    let mut workspace = open(name);
    for (at, expected) in [
        ("values:gitlabUrl", "https://{{values.host}}/"),
        ("values:runners.secret", "token-{{name}}"),
        ("values:podLabels.cluster", "{{name}}"),
        ("values:logLevel", "warn"),
        (
            // As it is written: what it will be, and of which type, is not known here.
            "config:runners.kubernetes.memory_request",
            "\"{{values.memory}}\"",
        ),
    ] {
        assert_eq!(read(&workspace, at).as_deref(), Some(expected), "{at}");
    }
    write(&mut workspace, "values:logLevel", "debug").unwrap();
    assert_eq!(text_of(&workspace), before.replace("\"warn\"", "\"debug\""));
    write(
        &mut workspace,
        "values:gitlabUrl",
        "https://{{values.other}}/",
    )
    .unwrap();
    assert_eq!(
        text_of(&workspace),
        before
            .replace("\"warn\"", "\"debug\"")
            .replace("values.host", "values.other")
    );
}

/// File, key, value, and the lines that change.
const IN_TEXT: &[(&str, &str, &str, &[&str])] = &[
    (
        "terraform.tf",
        "values:concurrent",
        "31",
        &[
            "- concurrent: 12 # ${local.reason}",
            "+ concurrent: 31 # ${local.reason}",
        ],
    ),
    (
        "terraform.tf",
        "config:runners.kubernetes.cpu_request",
        "1",
        &["- cpu_request = \"500m\"", "+ cpu_request = \"1\""],
    ),
    (
        "terraform.tf",
        "values:checkInterval",
        "5",
        &["+ checkInterval: 5"],
    ),
    (
        "terraform-expressions.tf",
        "values:concurrent",
        "31",
        &["- concurrent: 9", "+ concurrent: 31"],
    ),
    (
        "terraform-expressions.tf",
        "config:runners.kubernetes.cpu_request",
        "1",
        &["- cpu_request = \"500m\"", "+ cpu_request = \"1\""],
    ),
    (
        "terraform-expressions.tf",
        "config:runners.kubernetes.memory_request",
        "1Gi",
        &["+ memory_request = \"1Gi\""],
    ),
    (
        "template.yaml.tftpl",
        "values:concurrent",
        "31",
        &["- concurrent: 11", "+ concurrent: 31"],
    ),
    (
        "template.yaml.tftpl",
        "config:runners.kubernetes.cpu_limit",
        "2",
        &["+ cpu_limit = \"2\""],
    ),
    (
        "config.toml.tpl",
        "config:runners.kubernetes.cpu_request",
        "1",
        &["- cpu_request = \"500m\"", "+ cpu_request = \"1\""],
    ),
    (
        "envsubst.yaml",
        "values:concurrent",
        "31",
        &["- concurrent: 15", "+ concurrent: 31"],
    ),
    (
        "envsubst.yaml",
        "config:runners.kubernetes.cpu_request",
        "1",
        &["- cpu_request = \"500m\"", "+ cpu_request = \"1\""],
    ),
    (
        "script.sh",
        "values:concurrent",
        "31",
        &["- concurrent: 13", "+ concurrent: 31"],
    ),
    (
        "script.sh",
        "config:runners.kubernetes.cpu_request",
        "1",
        &["- cpu_request = \"500m\"", "+ cpu_request = \"1\""],
    ),
    (
        "config-map-toml.yaml",
        "config:concurrent",
        "31",
        &["- concurrent = 4", "+ concurrent = 31"],
    ),
    (
        "config-map-toml.yaml",
        "config:runners.kubernetes.cpu_request",
        "1",
        &[
            "- cpu_request = \"500m\" # a job",
            "+ cpu_request = \"1\" # a job",
        ],
    ),
    (
        "config-map-toml.yaml",
        "config:log_format",
        "json",
        &["+ log_format = \"json\""],
    ),
    (
        "secret-string-data.yaml",
        "config:concurrent",
        "2",
        &["- concurrent = 1", "+ concurrent = 2"],
    ),
    (
        "argo-values-object.yaml",
        "values:replicas",
        "3",
        &["- value: \"2\"", "+ value: 3"],
    ),
];

#[test]
fn text_in_programs_and_templates_is_edited_in_place() {
    for (name, at, value, lines) in IN_TEXT {
        let before = text(name);
        let mut workspace = open(name);
        write(&mut workspace, at, value).unwrap_or_else(|error| panic!("{name}: {at}: {error}"));
        let after = text_of(&workspace);
        assert_eq!(difference(&before, &after), *lines, "{name}: {at}");
        assert_eq!(
            read(&workspace, at).as_deref(),
            Some(*value),
            "{name}: {at}"
        );
    }
}

#[test]
fn a_heredoc_reads_back_through_another_parser() {
    let mut workspace = open("terraform.tf");
    write(&mut workspace, "config:runners.limit", "5").unwrap();
    write(&mut workspace, "values:concurrent", "31").unwrap();
    let after = text_of(&workspace);
    let (_, after) = after.split_once("<<-EOT\n").unwrap();
    let (body, _) = after.split_once("  EOT\n").unwrap();
    assert_eq!(independent(body, "|yaml.concurrent"), "31");
    assert_eq!(independent(body, "|yaml.gitlabUrl"), "${var.gitlab_url}");
    assert_eq!(
        independent(body, "|yaml.runners.config.|toml.runners.#0.limit"),
        "5"
    );
    assert_eq!(
        independent(
            body,
            "|yaml.runners.config.|toml.runners.#0.kubernetes.namespace"
        ),
        "${var.namespace}"
    );
}

#[test]
fn a_carrier_says_what_it_is() {
    for (name, release) in [
        (
            "argo-values-text.yaml",
            "Argo CD Application gitlab-runner: ci/runner gitlab-runner 0.86.0",
        ),
        (
            "argo-values-object.yaml",
            "Argo CD Application runner: runners/runner gitlab-runner 0.86.0",
        ),
        (
            "flux.yaml",
            "Flux HelmRelease gitlab-runner: ci/gitlab-runner gitlab-runner >=0.80.0",
        ),
        (
            "k3s-helm-chart.yaml",
            "k3s HelmChart gitlab-runner: ci/gitlab-runner gitlab-runner 0.86.0",
        ),
        (
            "k3s-config.yaml",
            "k3s HelmChartConfig gitlab-runner: kube-system/gitlab-runner - -",
        ),
        ("config-map-toml.yaml", "ConfigMap runner: ci/runner - -"),
        ("umbrella-gitlab.yaml", "umbrella chart: -/- - -"),
        ("terraform.tf", "Terraform line 10: -/- - -"),
        ("script.sh", "shell script line 4: -/- - -"),
    ] {
        let workspace = open(name);
        let [found] = workspace.releases() else {
            panic!("{name}: {} releases", workspace.releases().len());
        };
        let or = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let said = format!(
            "{}: {}/{} {} {}",
            or(&found.carrier),
            or(&found.namespace),
            or(&found.name),
            or(&found.chart),
            or(&found.version)
        );
        assert_eq!(said, release, "{name}");
    }
}

#[test]
fn two_aliases_of_an_umbrella_are_two_releases_over_all_its_files() {
    let files = [
        ("values.yaml", text("umbrella-two.yaml")),
        (
            "prod.yaml",
            "large:\n  gitlabUrl: https://gitlab.example.com\n  concurrent: 4\n".to_owned(),
        ),
    ];
    let (mut workspace, _) = super::Workspace::open(files);
    let large = workspace.find_release(Some("large")).unwrap();
    let small = workspace.find_release(Some("small")).unwrap();
    let at = "values:concurrent".parse().unwrap();
    let of = |workspace: &super::Workspace, release| workspace.read(release, &at).unwrap();
    assert_eq!(of(&workspace, large).text, "4");
    assert_eq!(of(&workspace, small).text, "20");
    let input = super::Input::Text("6".to_owned());
    workspace.write(large, &at, &input).unwrap();
    assert_eq!(workspace.files()[0].text(), text("umbrella-two.yaml"));
    assert!(workspace.files()[1].text().contains("concurrent: 6"));
}

#[test]
fn values_that_are_not_there_yet_begin_where_the_carrier_wants_them() {
    let application = "\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: runner
spec:
  source:
    chart: gitlab-runner
    targetRevision: 0.86.0
";
    let (mut workspace, _) = super::Workspace::open([("app.yaml", application)]);
    write(&mut workspace, "values:concurrent", "3").unwrap();
    write(&mut workspace, "config:runners.kubernetes.cpu_request", "1").unwrap();
    let after = text_of(&workspace);
    assert!(after.starts_with(application), "{after}");
    let base = "|yaml.spec.source.helm.valuesObject";
    assert_eq!(independent(&after, &format!("{base}.concurrent")), "3");
    assert!(independent(&after, &format!("{base}.runners.config")).contains("cpu_request = \"1\""));
}
