//! `why`: the layers of a release, the strongest first.
use super::Files;

const HELMFILE: &[u8] = b"releases:
- name: runner
  chart: gitlab/gitlab-runner
  values: [base.yaml, prod.yaml]
";
const BASE: &[u8] = b"concurrent: 4
rbac: {create: true}
runnerToken: glrt-aaaaaaaaaaaaaaaaaaaa
resources:
  limits: {cpu: 1}
nodeSelector: {a: b}
";
const PROD: &[u8] = b"# more of it
concurrent: 30
rbac:
  clusterWideAccess: false
resources:
";

#[test]
fn every_layer_is_listed_with_what_becomes_of_it() {
    let files = Files::new(&[
        ("helmfile.yaml", HELMFILE),
        ("base.yaml", BASE),
        ("prod.yaml", PROD),
    ]);
    let why = |key: &str| files.run(&["why", key, "."]);
    for (key, expected) in [
        (
            "values:concurrent",
            "./prod.yaml:2: 30 (counts)\n./base.yaml:1: 4 (hidden)\nthe chart: 10 (when nothing is set)\nsee also config:concurrent, which is the same setting in the other file\n",
        ),
        (
            "values:rbac.create",
            "./base.yaml:2: true (counts)\nthe chart: false (when nothing is set)\n",
        ),
        (
            "values:resources.limits.cpu",
            "./base.yaml:5: 1 (hidden)\nthe chart: nothing (when nothing is set)\n",
        ),
        (
            "values:nodeSelector",
            "./base.yaml:6: {a: b} (counts)\nthe chart: {} (when nothing is set)\n",
        ),
    ] {
        assert_eq!(why(key).succeeded().text(), expected, "{key}");
    }
    let token = why("values:runnerToken").succeeded();
    assert!(!token.text().contains("glrt-aaaa"), "{}", token.text());
    let unset = why("values:replicas");
    assert_eq!(
        (unset.code, unset.text()),
        (Some(1), "the chart: nothing (when nothing is set)\n")
    );
}
