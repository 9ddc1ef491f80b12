//! `runner`: several runners in one helmfile.
use super::Files;
use serde_json::Value;

const HELMFILE: &[u8] = b"releases:
- name: ci
  namespace: ci
  chart: gitlab/gitlab-runner
  version: 0.86.0
  values: [values.yaml]
";
const VALUES: &[u8] = b"gitlabUrl: https://gitlab.example.com
runners:
  secret: ci-token
  config: |
    [[runners]]
      [runners.kubernetes]
        image = \"alpine\"
    [[runners]]
      name = \"large\"
      [runners.kubernetes]
        image = \"ubuntu\"
";

#[test]
fn runners_are_split_added_and_listed() {
    let files = Files::new(&[("helmfile.yaml", HELMFILE), ("values.yaml", VALUES)]);
    let split = files.run(&["runner", "split", "."]).succeeded();
    assert_eq!(split.text(), "./helmfile.yaml\n./values.yaml\nlarge.yaml\n");
    let added = files
        .run(&["runner", "add", "gpu", "--like", "large", "."])
        .succeeded();
    assert_eq!(added.text(), "./helmfile.yaml\ngpu.yaml\n");
    let list = files.run(&["runner", "list", "."]).succeeded();
    assert_eq!(
        list.text(),
        "ci/ci 0.86.0\n  ./values.yaml\nci/large 0.86.0\n  ./values.yaml\n  ./large.yaml\nci/gpu 0.86.0\n  ./values.yaml\n  ./large.yaml\n  ./gpu.yaml\n"
    );
    let json = files
        .run(&["runner", "list", "--format", "json", "."])
        .succeeded();
    let json: Value = serde_json::from_str(json.text()).unwrap();
    assert_eq!(json["kind"], "RunnerList");
    assert_eq!(json["runners"][2]["layers"][1]["path"], "./large.yaml");
    let image = |name: &str| {
        let key = "config:runners.kubernetes.image";
        files
            .run(&["get", key, "--release", name, "."])
            .succeeded()
            .text()
            .to_owned()
    };
    assert_eq!(image("ci"), "alpine\n");
    assert_eq!(image("large"), "ubuntu\n");
    assert_eq!(image("gpu"), "ubuntu\n");
}

/// A folder by its whole path: what is new goes beside what is there.
#[test]
fn a_new_file_goes_beside_the_others() {
    let files = Files::new(&[("helmfile.yaml", HELMFILE), ("values.yaml", VALUES)]);
    let folder = files.path().to_str().unwrap().to_owned();
    files.run(&["runner", "add", "gpu", &folder]).succeeded();
    assert!(files.path().join("gpu.yaml").is_file());
}

#[test]
fn mistakes_are_one_line_and_change_nothing() {
    let files = Files::new(&[("helmfile.yaml", HELMFILE), ("values.yaml", VALUES)]);
    for (arguments, expected) in [
        (
            &["add", "ci", "."][..],
            "error: ci was not added: ci cannot be edited: a release of this name is there already\n",
        ),
        (
            &["add", "gpu", "--like", "none", "."],
            "error: there is no release none; there are: ci/ci\n",
        ),
        (
            &["split", "values.yaml"],
            "error: the runners were not split: there is no such release\n",
        ),
    ] {
        let ended = files.run(&[&["runner"], arguments].concat());
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(2), expected));
        assert_eq!(files.bytes("helmfile.yaml"), HELMFILE);
    }
}
