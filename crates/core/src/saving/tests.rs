use super::*;
use crate::keys::Place;
use crate::presets::PRESETS;
use crate::rules::{Assumptions, Severity, check};
use crate::workspace::Held;

const OTHERS: [Format; 3] = [Format::Flux, Format::ArgoCd, Format::Helm];

/// What a release sets, without the layers it is set in: of two that set the same, the stronger.
fn set(workspace: &Workspace, release: usize) -> Vec<(String, Held)> {
    let leaves = workspace.leaves(release).into_iter();
    let own = leaves.filter(|leaf| leaf.address.place != Place::Helmfile);
    let mut found: Vec<(String, Held)> = Vec::new();
    for leaf in own {
        // A text that a config.toml is read from is told by the keys in it.
        if leaf.address.to_string() == "values:runners.config" {
            continue;
        }
        let at = leaf.address.to_string();
        // A stronger list hides the elements of a weaker one.
        let Some(strongest) = workspace.read(release, &leaf.address) else {
            continue;
        };
        let strongest = strongest.held;
        if !found.iter().any(|(known, _)| *known == at) {
            found.push((at, strongest));
        }
    }
    found.sort_by(|left, right| left.0.cmp(&right.0));
    found
}

#[track_caller]
fn reopened(files: &[(String, String)]) -> Workspace {
    let (workspace, _) = Workspace::open(files.to_vec());
    for file in workspace.files() {
        assert_eq!(file.unreadable(), vec![], "{}", file.text());
    }
    workspace
}

#[test]
fn every_preset_is_saved_and_opened_again() {
    for preset in PRESETS {
        let workspace = preset.workspace().unwrap();
        for format in OTHERS {
            let files = save_as(&workspace, format).unwrap();
            let other = reopened(&files);
            assert_eq!(other.releases().len(), 1, "{format:?}: {files:?}");
            assert_eq!(
                set(&other, 0),
                set(&workspace, 0),
                "{}, {format:?}",
                preset.id
            );
            let (was, is) = (&workspace.releases()[0], &other.releases()[0]);
            if format != Format::Helm {
                assert_eq!(is.name, was.name, "{format:?}");
                assert_eq!(is.namespace, was.namespace, "{format:?}");
                assert_eq!(is.version, was.version, "{format:?}");
            }
            let found = check(&other, &Assumptions::default());
            let bad = found
                .iter()
                .filter(|finding| finding.severity != Severity::Info);
            // A values file alone has no release, so its labels are not those of one.
            let bad: Vec<_> = bad.filter(|_| format != Format::Helm).collect();
            assert_eq!(
                bad,
                Vec::<&crate::rules::Finding>::new(),
                "{}, {format:?}",
                preset.id
            );
        }
        let same = save_as(&workspace, Format::Helmfile).unwrap();
        assert_eq!(same, workspace.bundle());
    }
}

const HELMFILE: &str = "repositories:\n- {name: gitlab, url: 'https://charts.gitlab.io'}\n- {name: inner, url: registry.example.com/charts, oci: true}\nreleases:\n- name: small\n  namespace: ci\n  chart: gitlab/gitlab-runner\n  version: 0.86.0\n  values: [common.yaml, small.yaml, {concurrent: 2, podLabels: {b: '1'}}]\n- name: large\n  namespace: ci\n  chart: gitlab/gitlab-runner\n  values: [common.yaml]\n- name: mirrored\n  chart: inner/gitlab-runner\n";
const COMMON: &str = "# shared\r\ngitlabUrl: https://gitlab.example.com # ours\r\nconcurrent: 10\r\npodLabels: {a: x}\r\ntolerations:\r\n- key: a\r\nrunners:\r\n  secret: s\r\n  config: |\r\n    [[runners]]\r\n\r\n      [runners.kubernetes]\r\n        image = \"it's {{ .Release.Name }}\"\r\n";
const SMALL: &str = "tolerations: []\nresources: null\nlogLevel: \"warn\"";

fn several() -> Workspace {
    let files = [
        ("helmfile.yaml", HELMFILE),
        ("common.yaml", COMMON),
        ("small.yaml", SMALL),
    ];
    Workspace::open(files).0
}

#[test]
fn several_layers_become_one_and_several_releases_files_of_their_own() {
    let workspace = several();
    for format in OTHERS {
        let files = save_as(&workspace, format).unwrap();
        let paths: Vec<_> = files.iter().map(|(path, _)| path.as_str()).collect();
        match format {
            Format::Flux => assert_eq!(
                paths,
                ["flux/small.yaml", "flux/large.yaml", "flux/mirrored.yaml"]
            ),
            Format::ArgoCd => assert_eq!(
                paths,
                [
                    "argo-cd/small.yaml",
                    "argo-cd/large.yaml",
                    "argo-cd/mirrored.yaml"
                ]
            ),
            _ => assert_eq!(
                paths,
                ["deploy.sh", "values/small.yaml", "values/large.yaml"]
            ),
        }
        for (release, path) in [(0, "small"), (1, "large")] {
            let own = files
                .iter()
                .find(|(own, _)| own.ends_with(&format!("{path}.yaml")));
            let own = own.unwrap().clone();
            assert!(own.1.contains("# ours"), "{}", own.1);
            assert!(!own.1.contains('\r'));
            let other = reopened(&[own]);
            assert_eq!(
                set(&other, 0),
                set(&workspace, release),
                "{format:?} {path}"
            );
        }
    }
}

#[test]
fn an_object_is_written_once() {
    let files = save_as(&several(), Format::Flux).unwrap();
    let count = |kind: &str| {
        let texts = files
            .iter()
            .map(|(_, text)| text.matches(&format!("kind: {kind}\nmetadata")).count());
        texts.collect::<Vec<_>>()
    };
    assert_eq!(count("Namespace"), [1, 0, 0]);
    assert_eq!(count("HelmRepository"), [1, 0, 1]);
    assert_eq!(count("HelmRelease"), [1, 1, 1]);
    assert!(
        files[2]
            .1
            .contains("  type: oci\n  interval: 1h\n  url: oci://registry.example.com/charts\n")
    );
}

#[test]
fn the_script_says_what_helm_needs() {
    let files = save_as(&several(), Format::Helm).unwrap();
    assert_eq!(
        files[0].1,
        "#!/bin/sh\n# Installs the runner, or upgrades it. What is said behind the script goes to Helm, as in --dry-run or --wait.\nset -eu\ncd \"$(dirname \"$0\")\"\n\nhelm upgrade --install small gitlab-runner \\\n  --repo https://charts.gitlab.io \\\n  --version 0.86.0 \\\n  --namespace ci \\\n  --values values/small.yaml \\\n  --create-namespace \"$@\"\n\nhelm upgrade --install large gitlab-runner \\\n  --repo https://charts.gitlab.io \\\n  --namespace ci \\\n  --values values/large.yaml \\\n  --create-namespace \"$@\"\n\nhelm upgrade --install mirrored oci://registry.example.com/charts/gitlab-runner \\\n  --create-namespace \"$@\"\n"
    );
}

#[test]
fn what_helmfile_alone_does_is_refused_by_name() {
    let refused = |release: &str, values: &str| {
        let helmfile = format!(
            "repositories:\n- {{name: gitlab, url: 'https://charts.gitlab.io'}}\nreleases:\n- name: r\n  {release}\n"
        );
        let files = [
            ("helmfile.yaml", helmfile.as_str()),
            ("v.yaml", values),
            ("t.yaml.gotmpl", "a: b\n"),
        ];
        let (workspace, _) = Workspace::open(files);
        assert_eq!(save_as(&workspace, Format::Helmfile).unwrap().len(), 3);
        save_as(&workspace, Format::Flux).unwrap_err().to_string()
    };
    for (release, values, expected) in [
        (
            "chart: gitlab/gitlab-runner\n  set: [{name: a, value: b}]",
            "a: b\n",
            "r: it has a set list, which helmfile alone does",
        ),
        (
            "chart: gitlab/gitlab-runner\n  values: [t.yaml.gotmpl]",
            "a: b\n",
            "r: t.yaml.gotmpl: it is a Go template, which helmfile alone does",
        ),
        (
            "chart: gitlab/gitlab-runner\n  secrets: [v.yaml]",
            "a: b\n",
            "r: v.yaml: helm-secrets decrypts it, which helmfile alone does",
        ),
        (
            "chart: gitlab/gitlab-runner\n  values: [v.yaml]",
            "runnerToken: ref+vault://a#/b\n",
            "r: values:runnerToken is a reference that it resolves, which helmfile alone does",
        ),
        (
            "chart: gitlab/gitlab-runner\n  values: [none.yaml, other.yaml]",
            "a: b\n",
            "none.yaml is not open, or cannot be read",
        ),
        (
            "chart: ../gitlab-runner",
            "a: b\n",
            "where the chart ../gitlab-runner comes from is not said: it needs a repository of the helmfile, or oci://",
        ),
    ] {
        assert_eq!(refused(release, values), expected);
    }
    let (loose, _) = Workspace::open([("values.yaml", "concurrent: 1\n")]);
    assert_eq!(save_as(&loose, Format::Helm), Err(SaveError::NoRelease));
}
