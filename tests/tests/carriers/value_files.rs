//! An Argo CD Application with the chart from one source and files of values from another.

use super::{difference, independent, read, write};
use evenkeel_core::workspace::Workspace;

const APPLICATION: &str = "# The chart from its repository, the values from ours.\napiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: gitlab-runner\n  namespace: argocd\nspec:\n  project: default\n  sources:\n    - repoURL: https://charts.gitlab.io\n      chart: gitlab-runner\n      targetRevision: 0.86.0\n      helm:\n        releaseName: runner\n        valueFiles:\n          - $values/runners/common.yaml\n          - $values/runners/prod.yaml # the last one wins\n    - repoURL: https://git.example.com/platform/values.git\n      targetRevision: main\n      ref: values\n  destination:\n    server: https://kubernetes.default.svc\n    namespace: ci\n";
const COMMON: &str = "gitlabUrl: https://gitlab.example.com/ # ours\nconcurrent: 4\nrunners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        cpu_request = \"500m\" # of a job\n";
const PROD: &str = "# Only here.\nconcurrent: 10   # jobs\n";

fn open(folder: &str) -> Workspace {
    let files = [
        (format!("{folder}apps/runner.yaml"), APPLICATION.to_owned()),
        (format!("{folder}runners/common.yaml"), COMMON.to_owned()),
        (format!("{folder}runners/prod.yaml"), PROD.to_owned()),
        (format!("{folder}other.yaml"), "replicas: 7\n".to_owned()),
    ];
    Workspace::open(files).0
}

#[test]
fn the_files_it_names_are_its_layers_and_a_write_goes_into_one_of_them() {
    // As a repository, and as a folder with it inside.
    for folder in ["", "platform/"] {
        let mut workspace = open(folder);
        assert_eq!(workspace.releases().len(), 1);
        let release = &workspace.releases()[0];
        assert_eq!(release.name.as_deref(), Some("runner"));
        assert_eq!(release.layers.len(), 2);
        assert_eq!(read(&workspace, "values:concurrent").as_deref(), Some("10"));
        assert_eq!(read(&workspace, "values:replicas"), None);
        let before = workspace.bundle();
        write(&mut workspace, "values:concurrent", "12").unwrap();
        write(
            &mut workspace,
            "config:runners.kubernetes.cpu_request",
            "750m",
        )
        .unwrap();
        let after = workspace.bundle();
        let changes: Vec<_> = before
            .iter()
            .zip(&after)
            .map(|((_, before), (_, after))| difference(before, after))
            .collect();
        assert!(
            changes[0].is_empty() && changes[3].is_empty(),
            "{changes:#?}"
        );
        assert_eq!(
            changes[1],
            [
                "- cpu_request = \"500m\" # of a job",
                "+ cpu_request = \"750m\" # of a job"
            ]
        );
        assert_eq!(
            changes[2],
            ["- concurrent: 10   # jobs", "+ concurrent: 12   # jobs"]
        );
        assert_eq!(independent(&after[2].1, "|yaml.concurrent"), "12");
    }
}

#[test]
fn files_that_are_not_open_are_named() {
    let (workspace, report) = Workspace::open([("apps/runner.yaml", APPLICATION)]);
    assert_eq!(
        workspace.releases()[0].missing,
        ["runners/common.yaml", "runners/prod.yaml"]
    );
    let said = report
        .notes
        .iter()
        .filter(|note| note.text.contains("is not open"));
    assert_eq!(said.count(), 2, "{:#?}", report.notes);
}
