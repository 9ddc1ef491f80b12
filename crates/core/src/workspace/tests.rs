use super::*;
use crate::keys::Address;

const HELMFILE: &str =
    include_str!("../../../../tests/cases/article/helmfile.d/gitlab-runner.yaml");
const VALUES: &str = include_str!("../../../../tests/cases/article/values/gitlab.yaml");

fn article() -> Workspace {
    let files = [
        ("helmfile.d/gitlab-runner.yaml", HELMFILE),
        ("values/gitlab.yaml", VALUES),
    ];
    let (workspace, report) = Workspace::open(files);
    assert_eq!(report, OpenReport::default());
    workspace
}

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

fn text(workspace: &Workspace, at: &str) -> Option<String> {
    workspace.read(0, &address(at)).map(|reading| reading.text)
}

fn write(workspace: &mut Workspace, at: &str, value: &str) -> String {
    match workspace.write(0, &address(at), &Input::Text(value.to_owned())) {
        Ok(applied) => applied.edits.iter().map(|edit| edit.text.clone()).collect(),
        Err(refused) => format!("refused: {refused}"),
    }
}

#[test]
fn keys_are_read_at_their_places() {
    let workspace = article();
    assert_eq!(workspace.releases().len(), 1);
    assert_eq!(
        text(&workspace, "helmfile:releases[].namespace").as_deref(),
        Some("test-namespace")
    );
    assert_eq!(
        text(&workspace, "helmfile:repositories[].url").as_deref(),
        Some("https://charts.gitlab.io")
    );
    assert_eq!(text(&workspace, "values:replicas").as_deref(), Some("3"));
    assert_eq!(
        text(&workspace, "values:resources.limits.memory").as_deref(),
        Some("128Mi")
    );
    assert_eq!(
        text(&workspace, "config:runners.kubernetes.cpu_request").as_deref(),
        Some("500m")
    );
    let reading = workspace
        .read(0, &address("config:runners.kubernetes.cpu_request"))
        .unwrap();
    assert_eq!(
        VALUES.lines().nth(reading.at.line - 1).unwrap().trim(),
        "cpu_request = \"500m\""
    );
    assert_eq!(VALUES.get(reading.at.span), Some("\"500m\""));
    assert_eq!(
        text(&workspace, "values:topologySpreadConstraints[1].maxSkew").as_deref(),
        Some("1")
    );
}

#[test]
fn lists_and_maps_are_shown_as_they_are_written() {
    let workspace = article();
    let rules = text(&workspace, "values:rbac.rules").unwrap();
    assert!(
        rules.starts_with("- resources: [\"events\"]\n  verbs: [\"list\", \"watch\"]\n- resources"),
        "{rules}"
    );
    let limits = text(&workspace, "values:resources.limits").unwrap();
    assert_eq!(limits, "memory: 128Mi\ncpu: 4\nephemeral-storage: 512Mi");
    let spread = text(&workspace, "values:topologySpreadConstraints").unwrap();
    assert!(
        spread.starts_with("- &topologySpreadConstraint\n  maxSkew: 1\n"),
        "{spread}"
    );
}

#[test]
fn a_key_written_and_removed_leaves_no_trace() {
    for (at, value) in [
        ("config:runners.kubernetes.memory_request", "1Gi"),
        ("config:runners.cache.Type", "s3"),
        ("values:serviceAccount.name", "x"),
        ("values:resources.requests.ephemeral-storage", "1Gi"),
        ("helmfile:releases[].version", "0.86.0"),
        ("helmfile:helmDefaults.wait", "true"),
        ("values:metrics.enabled", "true"),
        (
            "config:runners.kubernetes.node_selector.\"kubernetes.io/arch\"",
            "arm64",
        ),
    ] {
        let before = article();
        let mut workspace = before.clone();
        let had = text(&before, at);
        assert!(
            !write(&mut workspace, at, value).starts_with("refused"),
            "{at}: {}",
            write(&mut workspace, at, value)
        );
        assert_eq!(text(&workspace, at).as_deref(), Some(value));
        match had {
            Some(old) => {
                write(&mut workspace, at, &old);
            }
            None => {
                workspace.remove(0, &address(at)).unwrap();
            }
        }
        assert_eq!(workspace.bundle(), before.bundle(), "{at}");
    }
}

#[test]
fn values_are_spelled_for_their_type() {
    let mut workspace = article();
    assert_eq!(
        write(&mut workspace, "values:runnerToken", "500"),
        "\"500\""
    );
    assert_eq!(write(&mut workspace, "values:replicas", "5"), "5");
    assert_eq!(write(&mut workspace, "values:replicas", "many"), "many");
    assert_eq!(
        write(&mut workspace, "config:runners.kubernetes.cpu_request", "1"),
        "\"1\""
    );
    assert_eq!(
        write(&mut workspace, "config:runners.limit", "5"),
        "      limit = 5\n"
    );
    assert_eq!(
        write(&mut workspace, "helmfile:releases[].version", "0.86.0"),
        "    version: 0.86.0\n"
    );
}

#[test]
fn layers_count_from_the_last_and_null_deletes() {
    let helmfile = "releases:\n  - name: a\n    chart: gitlab/gitlab-runner\n    values:\n      - one.yaml\n      - two.yaml\n      - replicas: 4\n        rbac:\n    set:\n      - name: concurrent\n        value: 9\n";
    let (mut workspace, _) = Workspace::open([
        ("helmfile.yaml", helmfile),
        (
            "one.yaml",
            "replicas: 1\nrbac:\n  create: true\nlogLevel: info\n",
        ),
        ("two.yaml", "replicas: 2\nconcurrent: 3\n"),
    ]);
    assert_eq!(text(&workspace, "values:replicas").as_deref(), Some("4"));
    assert_eq!(text(&workspace, "values:rbac.create"), None);
    assert_eq!(text(&workspace, "values:logLevel").as_deref(), Some("info"));
    assert_eq!(text(&workspace, "values:concurrent").as_deref(), Some("9"));
    write(&mut workspace, "values:concurrent", "10");
    workspace.remove(0, &address("values:replicas")).unwrap();
    assert_eq!(text(&workspace, "values:replicas").as_deref(), Some("2"));
    write(&mut workspace, "values:logLevel", "debug");
    assert_eq!(
        workspace.file("one.yaml").unwrap().text(),
        "replicas: 1\nrbac:\n  create: true\nlogLevel: debug\n"
    );
    workspace.remove(0, &address("values:concurrent")).unwrap();
    assert_eq!(text(&workspace, "values:concurrent").as_deref(), Some("3"));
    assert!(
        !workspace
            .file("helmfile.yaml")
            .unwrap()
            .text()
            .contains("set")
    );
}

#[test]
fn a_new_config_starts_from_the_charts_own() {
    let (mut workspace, _) =
        Workspace::open([("values.yaml", "gitlabUrl: https://gitlab.example.com\n")]);
    write(
        &mut workspace,
        "config:runners.kubernetes.cpu_request",
        "500m",
    );
    assert_eq!(
        workspace.file("values.yaml").unwrap().text(),
        "gitlabUrl: https://gitlab.example.com\nrunners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        namespace = \"{{ default .Release.Namespace .Values.runners.jobNamespace }}\"\n        image = \"alpine\"\n        cpu_request = \"500m\"\n"
    );
}

#[test]
fn merged_and_anchored_values_are_not_changed_behind_ones_back() {
    let mut workspace = article();
    let refused = write(
        &mut workspace,
        "values:topologySpreadConstraints[0].maxSkew",
        "2",
    );
    assert!(
        refused.contains("an anchor that is used elsewhere"),
        "{refused}"
    );
    assert_eq!(
        write(
            &mut workspace,
            "values:topologySpreadConstraints[1].maxSkew",
            "2"
        ),
        "    maxSkew: 2\n"
    );
}

#[test]
fn what_cannot_be_read_stays_open_and_the_rest_editable() {
    let values = "replicas: 3\nrunners:\n  config: |\n    [[runners]]\n      limit = \n";
    let (mut workspace, _) = Workspace::open([("values.yaml", values), ("broken.yaml", "a: [\n")]);
    assert_eq!(write(&mut workspace, "values:replicas", "4"), "4");
    assert!(write(&mut workspace, "config:runners.limit", "4").contains("not readable as TOML"));
    let (_, place) = workspace.config(0).unwrap().err().unwrap();
    assert_eq!(place.line, 5);
    let report = workspace.report();
    assert_eq!(report.notes.len(), 1);
    assert_eq!(report.notes[0].path, "broken.yaml");
}

#[test]
fn runners_come_and_go() {
    let before = article();
    let mut workspace = before.clone();
    let added = workspace.add_runner("gpu", "replicas: 1\n").unwrap();
    assert_eq!(added, 1);
    assert_eq!(workspace.bundle()[2].0, "values/gpu.yaml");
    assert_eq!(
        workspace.read(1, &address("values:replicas")).unwrap().text,
        "1"
    );
    assert!(workspace.add_runner("gpu", "").is_err());
    workspace.remove_runner(1).unwrap();
    assert_eq!(workspace.bundle(), before.bundle());
}

#[test]
fn every_leaf_is_found_with_its_key() {
    let workspace = article();
    let leaves = workspace.leaves(0);
    assert!(leaves.iter().all(|leaf| leaf.at.line > 0));
    let addresses: Vec<_> = leaves.iter().map(|leaf| leaf.address.to_string()).collect();
    for wanted in [
        "helmfile:repositories[0].name",
        "helmfile:releases[0].installed",
        "values:rbac.rules[3].apiGroups",
        "config:runners[0].machine.MachineOptions",
        "values:topologySpreadConstraints[2].labelSelector.matchLabels.app",
    ] {
        assert!(
            addresses.iter().any(|address| address == wanted),
            "{wanted} in {addresses:#?}"
        );
    }
}

#[test]
fn a_value_asked_for_alone_is_the_one_that_is_read() {
    let files = [
        (
            "helmfile.yaml",
            "environments:\n  default:\n    values:\n      - count: 2\n---\nreleases:\n  - name: runner\n    chart: gitlab/gitlab-runner\n    values:\n      - values.yaml.gotmpl\n    set:\n      - name: rbac.create\n        value: true\n",
        ),
        (
            "values.yaml.gotmpl",
            "replicas: {{ .Values.count }}\nnodeSelector: ~\nrunners:\n  config: |\n    [[runners]]\n      name = \"{{ .Release.Name }}\"\n      limit = 3\n",
        ),
    ];
    for workspace in [article(), Workspace::open(files).0] {
        let leaves = workspace.leaves(0);
        assert!(leaves.len() > 6, "{leaves:?}");
        for leaf in leaves {
            let read = workspace.read(0, &leaf.address);
            assert!(read.is_some(), "{}", leaf.address);
            assert!(workspace.is_set(0, &leaf.address), "{}", leaf.address);
            let held = read.map(|reading| reading.held);
            assert_eq!(workspace.value(0, &leaf.address), held, "{}", leaf.address);
        }
        assert!(!workspace.is_set(0, &address("values:hostAliases")));
    }
}

#[test]
fn a_config_of_its_own_is_read_and_written() {
    let (mut workspace, _) = Workspace::open([(
        "config.toml",
        "concurrent = 4\n\n[[runners]]\n  executor = \"docker\"\n",
    )]);
    assert_eq!(text(&workspace, "config:concurrent").as_deref(), Some("4"));
    assert_eq!(
        write(&mut workspace, "config:check_interval", "5"),
        "check_interval = 5\n"
    );
}

#[test]
fn aliases_that_stand_for_billions_are_read_in_part() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let below = level - 1;
        let items = vec![format!("*a{below}"); 10].join(", ");
        text.push_str(&format!("a{level}: &a{level} [{items}]\n"));
    }
    text.push_str("replicas: 3\n");
    let (workspace, _) = Workspace::open([("values.yaml", text.as_str())]);
    assert_eq!(
        self::text(&workspace, "values:replicas").as_deref(),
        Some("3")
    );
    assert!(workspace.leaves(0).len() <= 20_000);
}

#[test]
fn keys_are_located_where_they_are_written() {
    let workspace = article();
    let located = |at: &str| {
        let place = workspace.locate(0, &address(at)).unwrap();
        let file = &workspace.files()[place.file];
        (file.text()[place.span].to_owned(), place.line)
    };
    let is = |text: &str, line: usize| (text.to_owned(), line);
    assert_eq!(
        located("helmfile:releases[].installed"),
        is("installed", 11)
    );
    assert_eq!(located("values:rbac.create"), is("create", 20));
    assert_eq!(located("config:runners.machine"), is("machine", 4));
    assert_eq!(located("config:runners.kubernetes.image"), is("image", 9));
    assert_eq!(
        located("values:topologySpreadConstraints[1].maxSkew"),
        is("maxSkew", 55)
    );
    assert_eq!(
        located("values:rbac.rules[7]").1,
        40,
        "an element of a list is where it begins"
    );
    assert_eq!(workspace.locate(0, &address("values:hpa")), None);
}

#[test]
fn entries_of_set_are_leaves() {
    let helmfile = "releases:\n  - name: a\n    chart: gitlab/gitlab-runner\n    set:\n      - name: rbac.rules[0].verbs\n        value: 9\n";
    let (workspace, _) = Workspace::open([("helmfile.yaml", helmfile)]);
    let leaves = workspace.leaves(0);
    let leaf = leaves
        .iter()
        .find(|leaf| leaf.address.to_string() == "values:rbac.rules[0].verbs")
        .unwrap();
    assert_eq!((leaf.at.line, leaf.layer), (6, Some(0)));
    assert_eq!(
        workspace.locate(0, &leaf.address).unwrap().line,
        5,
        "the entry's name is its key"
    );
}
