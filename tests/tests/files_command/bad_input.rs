//! Whatever cannot be done is said in one line, with exit code 2, nothing on standard output and no file touched.

use super::Files;

const VALUES: &[u8] = b"concurrent: 2\nreplicas: 3\n";
const TWO_RELEASES: &[u8] = b"\
releases:
- name: one
  namespace: ci
  chart: gitlab/gitlab-runner
  values: [{concurrent: 1}]
- name: two
  chart: gitlab/gitlab-runner
";
const BROKEN_YAML: &[u8] = b"replicas: [1\nconcurrent: 2\n";
const BROKEN_TOML: &[u8] = b"runners:\n  config: |\n    [[runners]\n    limit = \nconcurrent: 2\n";

/// Arguments, and the pieces of the one line that is said.
type Case = (&'static [&'static str], &'static [&'static str]);

const CASES: &[Case] = &[
    // Files.
    (
        &["get", "values:replicas", "latin1.yaml"],
        &["latin1.yaml is not UTF-8", "byte 3"],
    ),
    (
        &["set", "values:replicas=3", "latin1.yaml"],
        &["latin1.yaml is not UTF-8"],
    ),
    (&["check", "latin1.yaml"], &["latin1.yaml is not UTF-8"]),
    (
        &["get", "values:replicas", "missing.yaml"],
        &["cannot read missing.yaml"],
    ),
    (
        &["set", "values:replicas=3", "missing.yaml"],
        &["cannot read missing.yaml"],
    ),
    (
        &["unset", "values:replicas", "missing.yaml"],
        &["cannot read missing.yaml"],
    ),
    (
        &["check", "values.yaml", "missing.yaml"],
        &["cannot read missing.yaml"],
    ),
    (
        &["check", "nothing"],
        &["no YAML or TOML file to open in nothing"],
    ),
    // Keys.
    (
        &["get", "replicsa", "values.yaml"],
        &["replicsa is no key", "values:replicas was meant"],
    ),
    (
        &["set", "replicsa=3", "values.yaml"],
        &["replicsa is no key", "values:replicas was meant"],
    ),
    (
        &["set", "values:replicsa=3", "values.yaml"],
        &["values:replicsa is no key", "values:replicas was meant"],
    ),
    (
        &[
            "set",
            "config:runners.kubernetes.cpu_requst=1",
            "values.yaml",
        ],
        &[
            "cpu_requst is no key",
            "config:runners.kubernetes.cpu_request was meant",
        ],
    ),
    (
        &["set", "namespace=ci", "values.yaml"],
        &["namespace means several keys", "values:namespace"],
    ),
    (
        &["set", "replicas", "values.yaml"],
        &["`replicas` is no KEY=VALUE"],
    ),
    (&["set", "=3", "values.yaml"], &["an address is empty"]),
    (
        &["unset", "values:hpa", "values.yaml"],
        &["values:hpa is not set"],
    ),
    (
        &["unset", "values:replicsa", "values.yaml"],
        &["values:replicsa is not set"],
    ),
    // Releases.
    (
        &["get", "values:concurrent", "two.yaml"],
        &["--release", "ci/one, two"],
    ),
    (
        &["set", "values:concurrent=2", "two.yaml"],
        &["--release", "ci/one, two"],
    ),
    (
        &["unset", "values:concurrent", "two.yaml"],
        &["--release", "ci/one, two"],
    ),
    (
        &["get", "values:concurrent", "two.yaml", "--release", "three"],
        &["no release three", "ci/one, two"],
    ),
    (
        &["get", "values:concurrent", "other.yaml"],
        &["no values, config.toml or release"],
    ),
    // What cannot be parsed.
    (
        &["set", "values:concurrent=3", "broken.yaml"],
        &["broken.yaml cannot be edited"],
    ),
    (
        &["set", "config:runners.limit=3", "toml.yaml"],
        &["toml.yaml", "not readable as TOML"],
    ),
    (
        &["unset", "config:runners.limit", "toml.yaml"],
        &["toml.yaml", "not readable as TOML"],
    ),
    // Options.
    (
        &["check", "values.yaml", "--chart-version", "newest"],
        &["newest"],
    ),
    (
        &["generate", "--out", "new", "--preset", "best"],
        &["no preset `best`", "minimal, small-team, "],
    ),
    (
        &["generate", "--out", "new", "--set", "replicsa=3"],
        &["replicsa is no key", "values:replicas was meant"],
    ),
];

fn files() -> Files {
    let files = Files::new(&[
        ("values.yaml", VALUES),
        ("two.yaml", TWO_RELEASES),
        ("broken.yaml", BROKEN_YAML),
        ("toml.yaml", BROKEN_TOML),
        ("latin1.yaml", b"a: \xe9\n"),
        (
            "other.yaml",
            b"releases:\n- name: web\n  chart: example/web\n",
        ),
    ]);
    std::fs::create_dir(files.path().join("nothing")).unwrap();
    files
}

#[test]
fn is_refused_in_one_line_and_changes_nothing() {
    let files = files();
    let contents = |files: &Files| {
        let names = files.names().into_iter().filter(|name| name != "nothing");
        names
            .map(|name| (files.bytes(&name), name))
            .collect::<Vec<_>>()
    };
    let before = contents(&files);
    for (arguments, pieces) in CASES {
        let ended = files.run(arguments);
        let said = &ended.stderr;
        assert_eq!(
            (ended.code, ended.text()),
            (Some(2), ""),
            "{arguments:?}: {said}"
        );
        assert_eq!(said.lines().count(), 1, "{arguments:?}: {said}");
        assert!(said.starts_with("error: "), "{arguments:?}: {said}");
        for piece in *pieces {
            assert!(said.contains(piece), "{arguments:?}: {said}");
        }
        assert_eq!(contents(&files), before, "{arguments:?}");
    }
}

#[test]
fn arguments_that_make_no_command_are_explained() {
    let files = files();
    for arguments in [&["check"][..], &["frobnicate"], &["set", "replicas=3"], &[]] {
        let ended = files.run(arguments);
        assert_eq!((ended.code, ended.text()), (Some(2), ""), "{arguments:?}");
        assert!(ended.stderr.contains("Usage: evenkeel"), "{arguments:?}");
    }
}

#[test]
fn what_is_not_set_is_no_error() {
    let files = files();
    for key in ["values:hpa", "values:replicsa", "config:runners.limit"] {
        let ended = files.run(&["get", key, "values.yaml"]);
        let seen = (ended.code, ended.text(), &*ended.stderr);
        assert_eq!(seen, (Some(1), "", ""), "{key}");
    }
}

#[test]
fn a_read_only_file_stays_as_it_is() {
    let files = files();
    let path = files.path().join("values.yaml");
    let mut permissions = std::fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).unwrap();
    let names = files.names();
    for arguments in [
        ["set", "values:replicas=4", "values.yaml"],
        ["unset", "values:replicas", "values.yaml"],
    ] {
        let ended = files.run(&arguments);
        assert_eq!((ended.code, ended.text()), (Some(2), ""), "{arguments:?}");
        assert_eq!(
            ended.stderr,
            "error: cannot write values.yaml: it is read-only\n"
        );
        assert_eq!(files.bytes("values.yaml"), VALUES);
        assert_eq!(files.names(), names, "something was left behind");
    }
    // What changes nothing writes nothing.
    files
        .run(&["set", "values:replicas=3", "values.yaml"])
        .succeeded();
}

#[test]
fn check_says_where_a_file_is_broken() {
    let ended = files().run(&["check", "broken.yaml", "toml.yaml"]);
    assert_eq!((ended.code, &*ended.stderr), (Some(1), ""));
    for place in ["broken.yaml:2: error: ", "toml.yaml:3: error: "] {
        assert!(
            ended.text().lines().any(|line| line.starts_with(place)),
            "{}",
            ended.text()
        );
    }
}
