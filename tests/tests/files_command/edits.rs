//! What a command writes, and that it writes nothing else.

use super::Files;

const VALUES: &str = "\
# The managers.
concurrent:   2   # for each of them
replicas: 3

runners:
  config: |
    [[runners]]
      [runners.kubernetes]
        cpu_request = \"500m\" # of a job
";

/// The lines of `after` that are not the line of `before` at the same place.
#[track_caller]
fn changed<'a>(before: &str, after: &'a str) -> Vec<&'a str> {
    assert_eq!(before.lines().count(), after.lines().count(), "{after}");
    let pairs = before.split('\n').zip(after.split('\n'));
    pairs
        .filter(|(old, new)| old != new)
        .map(|(_, new)| new)
        .collect()
}

#[test]
fn set_changes_one_line() {
    for (assignment, line) in [
        (
            "values:concurrent=7",
            "concurrent:   7   # for each of them",
        ),
        ("replicas=1", "replicas: 1"),
        (
            "config:runners.kubernetes.cpu_request=250m",
            "        cpu_request = \"250m\" # of a job",
        ),
    ] {
        let files = Files::new(&[("values.yaml", VALUES.as_bytes())]);
        let ended = files.run(&["set", assignment, "values.yaml"]).succeeded();
        assert_eq!((ended.text(), &*ended.stderr), ("values.yaml\n", ""));
        let after = files.text("values.yaml");
        assert_eq!(changed(VALUES, &after), [line], "{assignment}");
        let key = assignment.split('=').next().unwrap();
        let value = assignment.split('=').nth(1).unwrap();
        let read = files.run(&["get", key, "values.yaml"]).succeeded();
        assert_eq!(read.text(), format!("{value}\n"));
    }
}

#[test]
fn set_and_unset_give_the_same_bytes_again() {
    for (key, value) in [
        ("values:hpa.maxReplicas", "5"),
        ("values:gitlabUrl", "https://gitlab.example.com"),
        ("config:runners.kubernetes.cpu_limit", "2"),
    ] {
        let files = Files::new(&[("values.yaml", VALUES.as_bytes())]);
        files
            .run(&["set", &format!("{key}={value}"), "values.yaml"])
            .succeeded();
        assert_ne!(files.text("values.yaml"), VALUES);
        files.run(&["unset", key, "values.yaml"]).succeeded();
        assert_eq!(files.text("values.yaml"), VALUES, "{key}");
    }
}

#[test]
fn a_value_that_is_there_already_writes_no_file() {
    let files = Files::new(&[("values.yaml", VALUES.as_bytes())]);
    let ended = files
        .run(&["set", "values:replicas=3", "values.yaml"])
        .succeeded();
    assert_eq!(ended.text(), "");
}

#[test]
fn the_rest_of_broken_files_can_be_edited() {
    let toml = "runners:\n  config: |\n    [[runners]\n    limit = \nconcurrent: 2\n";
    let files = Files::new(&[("values.yaml", toml.as_bytes())]);
    files
        .run(&["set", "values:concurrent=3", "values.yaml"])
        .succeeded();
    let after = files.text("values.yaml");
    assert_eq!(changed(toml, &after), ["concurrent: 3"]);

    let broken = b"replicas: [1\nconcurrent: 2\n";
    let files = Files::new(&[("broken.yaml", broken), ("values.yaml", b"concurrent: 2\n")]);
    let both = ["broken.yaml", "values.yaml"];
    let set = ["set", "values:concurrent=3"];
    let ended = files.run(&[&set[..], &both].concat()).succeeded();
    assert_eq!(ended.text(), "values.yaml\n");
    assert_eq!(files.text("values.yaml"), "concurrent: 3\n");
    assert_eq!(files.bytes("broken.yaml"), broken);
}

#[test]
fn a_release_is_chosen_by_name_or_with_its_namespace() {
    let helmfile = "\
releases:
- name: one
  namespace: ci
  chart: gitlab/gitlab-runner
  values:
  - concurrent: 1
- name: two
  chart: gitlab/gitlab-runner
  values:
  - concurrent: 2
";
    for (release, before, after) in [
        ("one", "1\n", "  - concurrent: 5"),
        ("ci/one", "1\n", "  - concurrent: 5"),
        ("two", "2\n", "  - concurrent: 5"),
    ] {
        let files = Files::new(&[("helmfile.yaml", helmfile.as_bytes())]);
        let on = ["helmfile.yaml", "--release", release];
        let get = files.run(&[&["get", "values:concurrent"][..], &on].concat());
        assert_eq!(get.succeeded().text(), before);
        files
            .run(&[&["set", "values:concurrent=5"][..], &on].concat())
            .succeeded();
        assert_eq!(changed(helmfile, &files.text("helmfile.yaml")), [after]);
    }
}

#[test]
fn generate_replaces_files_only_when_told() {
    let files = Files::new(&[]);
    let generate = ["generate", "--out", "new"];
    let written = files.run(&generate).succeeded();
    assert_eq!(written.text().lines().count(), 2);
    let first = written.text().lines().next().unwrap().to_owned();
    let set = ["--preset", "article", "--set", "values:replicas=5"];
    let other = [&generate[..], &set].concat();

    let before = files.text(&first);
    let refused = files.run(&other);
    assert_eq!((refused.code, refused.text()), (Some(2), ""));
    assert!(refused.stderr.contains(&first), "{}", refused.stderr);
    assert!(refused.stderr.contains("--force"), "{}", refused.stderr);
    assert_eq!(files.text(&first), before);

    files.run(&[&other[..], &["--force"]].concat()).succeeded();
    let replicas = files.run(&["get", "values:replicas", "new"]).succeeded();
    assert_eq!(replicas.text(), "5\n");
}

#[test]
fn what_is_generated_has_no_findings() {
    for preset in ["minimal", "article"] {
        let files = Files::new(&[]);
        files
            .run(&["generate", "--out", "new", "--preset", preset])
            .succeeded();
        let checked = files.run(&["check", "new"]);
        assert_eq!(checked.code, Some(0), "{preset}: {}", checked.text());
    }
}

#[test]
fn lists_and_maps_are_typed_as_yaml_json_or_toml() {
    let services = "config:runners.kubernetes.services";
    let list = "[{\"name\": \"redis:7\", \"alias\": \"cache\"}]";
    let toml = "[{ name = \"redis:7\", alias = \"cache\" }]";
    let block = "- name: redis:7\n  alias: cache\n";
    let snippet =
        "[[runners]]\n[[runners.kubernetes.services]]\nname = \"redis:7\"\nalias = \"cache\"\n";
    let header = "        [[runners.kubernetes.services]]\n          name = \"redis:7\"\n          alias = \"cache\"\n";
    let with_service = format!("{VALUES}{header}");
    for typed in [list, toml, block, snippet] {
        let files = Files::new(&[("values.yaml", VALUES.as_bytes())]);
        let assignment = format!("{services}={typed}");
        files.run(&["set", &assignment, "values.yaml"]).succeeded();
        assert_eq!(files.text("values.yaml"), with_service, "{typed}");
        let next = format!("{services}[1]={{name: postgres:17}}");
        files.run(&["set", &next, "values.yaml"]).succeeded();
        assert!(
            files.text("values.yaml").ends_with(
                "        [[runners.kubernetes.services]]\n          name = \"postgres:17\"\n"
            ),
            "{}",
            files.text("values.yaml")
        );
        for element in ["[1]", "[0]"] {
            let key = format!("{services}{element}");
            files.run(&["unset", &key, "values.yaml"]).succeeded();
        }
        assert_eq!(files.text("values.yaml"), VALUES);
    }
    let files = Files::new(&[("values.yaml", VALUES.as_bytes())]);
    let tolerations = "values:tolerations=[{key: ci, operator: Exists}]";
    files.run(&["set", tolerations, "values.yaml"]).succeeded();
    let next = "values:tolerations[1]={key: spot, operator: Exists}";
    files.run(&["set", next, "values.yaml"]).succeeded();
    let after = files.text("values.yaml");
    assert!(
        after.contains(
            "tolerations:\n  - key: ci\n    operator: Exists\n  - key: spot\n    operator: Exists\n"
        ),
        "{after}"
    );
}

const LISTS: &str = "\
tolerations:
  # Spot nodes are cheap.
  - key: spot # by the provider
    operator: Exists
  - key: gpu
    operator: Exists
runners:
  config: |
    [[runners]]
      [[runners.kubernetes.volumes.host_path]]
        name = \"one\" # of two
        mount_path = \"/one\"
      # The other one.
      [[runners.kubernetes.volumes.host_path]]
        name = \"two\"
        mount_path = \"/two\"
";

#[test]
fn a_list_that_is_set_keeps_what_stays() {
    let files = Files::new(&[("values.yaml", LISTS.as_bytes())]);
    let list = "[{key: spot, operator: Exists}, {key: arm}, {key: gpu, operator: Exists}]";
    files
        .run(&["set", &format!("values:tolerations={list}"), "values.yaml"])
        .succeeded();
    let wanted = LISTS.replace("  - key: gpu\n", "  - key: arm\n  - key: gpu\n");
    assert_eq!(files.text("values.yaml"), wanted);
}

#[test]
fn an_element_is_moved_there_and_back() {
    for (key, first) in [
        ("values:tolerations", "  - key: gpu"),
        (
            "config:runners.kubernetes.volumes.host_path",
            "      # The other one.",
        ),
    ] {
        let files = Files::new(&[("values.yaml", LISTS.as_bytes())]);
        let element = |number: usize| format!("{key}[{number}]");
        let back = ["move", &element(1), "--to", "0", "values.yaml"];
        let ended = files.run(&back).succeeded();
        assert_eq!((ended.text(), &*ended.stderr), ("values.yaml\n", ""));
        let after = files.text("values.yaml");
        let (mut old, mut new): (Vec<_>, Vec<_>) =
            (LISTS.lines().collect(), after.lines().collect());
        assert!(changed(LISTS, &after).contains(&first), "{after}");
        old.sort_unstable();
        new.sort_unstable();
        assert_eq!(old, new, "{key}: the same lines in another order");
        files
            .run(&["move", &element(0), "values.yaml", "--to", "1"])
            .succeeded();
        assert_eq!(files.text("values.yaml"), LISTS, "{key}");
    }
    let files = Files::new(&[("values.yaml", LISTS.as_bytes())]);
    let refused = files.run(&["move", "values:tolerations[0]", "--to", "2", "values.yaml"]);
    assert_eq!((refused.code, refused.text()), (Some(2), ""));
    assert_eq!(refused.stderr.lines().count(), 1);
    assert!(refused.stderr.contains("no place 2"), "{}", refused.stderr);
    assert_eq!(files.text("values.yaml"), LISTS);
}
