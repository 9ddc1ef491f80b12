//! `concept`: several keys as one thing.
use super::Files;
use serde_json::Value;

const VALUES: &[u8] = b"# ours\ngitlabUrl: https://gitlab.example.com\nrunners:\n  secret: s\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        image = \"alpine\"\n";

#[test]
fn what_is_set_is_shown_and_goes_again() {
    let files = Files::new(&[("values.yaml", VALUES)]);
    let show = |name: &str| files.run(&["concept", "show", name, "."]);
    assert_eq!(show("cache").code, Some(1));
    let set = [
        "concept",
        "set",
        "cache",
        "storage=s3",
        "bucket=ci cache",
        "region=eu-central-1",
        ".",
    ];
    assert_eq!(files.run(&set).succeeded().text(), "./values.yaml\n");
    assert_eq!(
        show("cache").succeeded().text(),
        "storage=s3 bucket='ci cache' region=eu-central-1 shared=false\n"
    );
    files
        .run(&["concept", "set", "cache", "region=", "secret=access", "."])
        .succeeded();
    assert_eq!(
        show("all").succeeded().text(),
        "token: from=existing secret=s\ncache: storage=s3 bucket='ci cache' secret=access shared=false\n"
    );
    let json = files
        .run(&["concept", "show", "all", "--format", "json", "."])
        .succeeded();
    let json: Value = serde_json::from_str(json.text()).unwrap();
    assert_eq!(json["apiVersion"], "evenkeel.dev/v1alpha1");
    assert_eq!(json["kind"], "ConceptReport");
    assert_eq!(json["concepts"][1]["name"], "cache");
    assert_eq!(json["concepts"][1]["options"]["secret"], "access");
    let removed = files.run(&["concept", "remove", "cache", "."]).succeeded();
    assert_eq!(removed.text(), "./values.yaml\n");
    assert_eq!(files.bytes("values.yaml"), VALUES);
    assert_eq!(
        files.run(&["concept", "remove", "cache", "."]).code,
        Some(1)
    );
}

#[test]
fn all_are_listed_with_their_options() {
    let files = Files::new(&[]);
    let list = files.run(&["concept", "list"]).succeeded();
    assert_eq!(list.text().lines().count(), 15, "{}", list.text());
    let json = files
        .run(&["concept", "list", "--format", "json"])
        .succeeded();
    let json: Value = serde_json::from_str(json.text()).unwrap();
    assert_eq!(json["kind"], "ConceptList");
    for concept in json["concepts"].as_array().unwrap() {
        let name = concept["name"].as_str().unwrap();
        let told = files.run(&["concept", "list", name]).succeeded();
        for option in concept["options"].as_array().unwrap() {
            let option = option["name"].as_str().unwrap();
            assert!(
                told.text().contains(&format!("\n  {option}")),
                "{name}: {option}"
            );
        }
    }
}

#[test]
fn mistakes_are_one_line_and_change_nothing() {
    let files = Files::new(&[("values.yaml", VALUES)]);
    for (arguments, expected) in [
        (
            &["set", "cash", "storage=s3", "."][..],
            "error: there is no concept cash; there are: token, custom-ca, proxy, cache, image-builds, security, autoscaling, idle-capacity, job-spread, priority-classes, disruption-budget, retries, logs-and-polling, metrics, session-server\n",
        ),
        (
            &["set", "cache", "storage=s3", "."],
            "error: the option bucket is needed\n",
        ),
        (
            &["set", "cache", "bucket=b", "storage=s3"],
            "error: name the files, or folders with them, behind the options\n",
        ),
        (
            &["set", "metrics", "port=1", "."],
            "error: there is no option port; there are: monitor, labels, interval\n",
        ),
        (
            &["show", "cache", "none.yaml"],
            "error: cannot read none.yaml: No such file or directory (os error 2)\n",
        ),
    ] {
        let ended = files.run(&[&["concept"], arguments].concat());
        assert_eq!(ended.code, Some(2), "{arguments:?}");
        assert_eq!(ended.stderr, expected);
        assert_eq!(files.bytes("values.yaml"), VALUES);
    }
}
