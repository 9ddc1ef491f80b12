use super::*;
use evenkeel_yaml::Value;

const ARTICLE: &str = "[[runners]]
  [runners.machine]
    MachineOptions = [
      \"engine-registry-mirror=https://gcr.mirror.io\"
    ]
  [runners.kubernetes]
    image = \"ubuntu:22.04\"
    cpu_request = \"500m\"
    cpu_request_overwrite_max_allowed = \"2000m\"
  [runners.feature_flags]
    FF_USE_FASTZIP = true
";

fn order(path: &[&str]) -> Option<u16> {
    let (name, parents) = path.split_last()?;
    let names: &[&str] = match parents {
        ["runners"] => &[
            "name",
            "environment",
            "cache",
            "machine",
            "kubernetes",
            "feature_flags",
        ],
        ["runners", "kubernetes"] => &[
            "image",
            "cpu_request",
            "cpu_limit",
            "memory_request",
            "pod_labels",
        ],
        _ => &[],
    };
    names
        .iter()
        .position(|known| known == name)
        .and_then(|position| u16::try_from(position).ok())
}

fn change(text: &str, change: &TomlChange) -> String {
    edit(text, change, &order).map_or_else(
        |refused| format!("refused: {refused}"),
        |edits| edits.apply(text),
    )
}

fn set(text: &str, path: &str, value: impl Into<Value>) -> String {
    change(
        text,
        &TomlChange::Set {
            path: path.parse().unwrap(),
            value: value.into(),
        },
    )
}

fn remove(text: &str, path: &str) -> String {
    change(
        text,
        &TomlChange::Remove {
            path: path.parse().unwrap(),
        },
    )
}

/// Setting a key adds these lines; removing it again gives the text before.
fn adds(text: &str, path: &str, value: impl Into<Value>, lines: &str) {
    let edited = set(text, path, value);
    assert!(edited.contains(lines), "{edited}");
    assert_eq!(edited.len(), text.len() + lines.len(), "{edited}");
    assert_eq!(remove(&edited, path), text);
}

#[test]
fn keys_are_read_by_path_in_any_letter_case() {
    let document = ConfigToml::parse(ARTICLE).unwrap();
    let read = |path: &str| document.get(&path.parse().unwrap()).map(Found::value);
    assert_eq!(
        read("runners.kubernetes.cpu_request"),
        Some(TomlValue::String("500m".into()))
    );
    assert_eq!(
        read("runners[0].Kubernetes.CPU_request"),
        Some(TomlValue::String("500m".into()))
    );
    assert_eq!(
        read("runners.feature_flags.FF_USE_FASTZIP"),
        Some(TomlValue::Boolean(true))
    );
    assert_eq!(
        read("runners.machine.MachineOptions"),
        Some(TomlValue::Array)
    );
    assert_eq!(read("runners[1]"), None);
    assert_eq!(document.leaves().len(), 5);
}

#[test]
fn templates_are_read_as_templates() {
    let text = "[[runners]]\n  name = \"{{ .Release.Name }}\"\n  {{- if .Values.x }}\n  limit = {{ .Values.x }}\n  {{- end }}\n";
    let document = ConfigToml::parse(text).unwrap();
    let read = |path: &str| document.get(&path.parse().unwrap()).map(Found::value);
    assert_eq!(
        read("runners.name"),
        Some(TomlValue::Template("\"{{ .Release.Name }}\"".into()))
    );
    assert_eq!(
        read("runners.limit"),
        Some(TomlValue::Template("{{ .Values.x }}".into()))
    );
    adds(
        text,
        "runners.environment",
        Value::from_iter(["A=b"]),
        "  environment = [\"A=b\"]\n",
    );
}

#[test]
fn keys_come_and_go_among_their_neighbours() {
    adds(
        ARTICLE,
        "runners.kubernetes.memory_request",
        "1Gi",
        "    memory_request = \"1Gi\"\n",
    );
    adds(
        ARTICLE,
        "runners.kubernetes.cpu_limit",
        "1",
        "    cpu_limit = \"1\"\n",
    );
    let edited = set(ARTICLE, "runners.kubernetes.cpu_limit", "1");
    assert!(
        edited.contains("cpu_request = \"500m\"\n    cpu_limit = \"1\"\n"),
        "{edited}"
    );
    let edited = set(ARTICLE, "runners.environment", Value::from_iter(["A=b"]));
    assert!(
        edited.starts_with("[[runners]]\n  environment = [\"A=b\"]\n  [runners.machine]"),
        "{edited}"
    );
}

#[test]
fn tables_come_and_go_with_their_first_and_last_key() {
    adds(
        ARTICLE,
        "runners.cache.Type",
        "s3",
        "  [runners.cache]\n    Type = \"s3\"\n",
    );
    adds(
        ARTICLE,
        "runners.kubernetes.pod_labels.\"a/b\"",
        "c",
        "    [runners.kubernetes.pod_labels]\n      \"a/b\" = \"c\"\n",
    );
    let apart =
        "concurrent = 1\n\n[[runners]]\nname = \"a\"\n\n# cache\n[runners.cache]\nType = \"s3\"\n";
    adds(
        apart,
        "runners.kubernetes.image",
        "x",
        "\n[runners.kubernetes]\nimage = \"x\"\n",
    );
    adds(
        apart,
        "check_interval",
        Value::from(3),
        "check_interval = 3\n",
    );
    adds(
        apart,
        "runners.custom_build_dir.enabled",
        Value::from(true),
        "\n[runners.custom_build_dir]\nenabled = true\n",
    );
    assert_eq!(
        set("", "runners[0].name", "x"),
        "[[runners]]\n  name = \"x\"\n"
    );
    let without_end = "[[runners]]\n  name = \"a\"";
    adds(
        without_end,
        "runners.limit",
        Value::from(1),
        "\n  limit = 1",
    );
    adds(
        without_end,
        "runners.cache.Type",
        "s3",
        "\n  [runners.cache]\n    Type = \"s3\"",
    );
    adds(
        "[[runners]]\r\nname = \"a\"\r\n",
        "runners.limit",
        Value::from(1),
        "limit = 1\r\n",
    );
}

#[test]
fn inline_and_dotted_tables_keep_their_spelling() {
    let inline = "[[runners]]\nkubernetes = { image = \"x\" } # c\n";
    adds(
        inline,
        "runners.kubernetes.cpu_request",
        "1",
        ", cpu_request = \"1\"",
    );
    adds(
        inline,
        "runners.kubernetes.pod_labels.a",
        "b",
        ", pod_labels = { a = \"b\" }",
    );
    let dotted = "[[runners]]\nkubernetes.image = \"x\"\nkubernetes.cpu_limit = \"2\"\n";
    adds(
        dotted,
        "runners.kubernetes.cpu_request",
        "1",
        "kubernetes.cpu_request = \"1\"\n",
    );
    assert_eq!(
        remove(dotted, "runners.kubernetes.image"),
        "[[runners]]\nkubernetes.cpu_limit = \"2\"\n"
    );
}

#[test]
fn values_keep_their_quotes() {
    assert_eq!(set("a = 'x' # c\n", "a", "y"), "a = 'y' # c\n");
    assert_eq!(set("a = 'x'\n", "a", "it's"), "a = \"it's\"\n");
    assert_eq!(set("a = 1\n", "a", Value::from(2)), "a = 2\n");
    assert_eq!(set("A = 1\n", "a", Value::from(2)), "A = 2\n");
    assert_eq!(
        set("a = [\n  1,\n]\n", "a", Value::from_iter(["x"])),
        "a = [\"x\"]\n"
    );
}

#[test]
fn comments_keep_a_table_and_leave_with_their_key() {
    let text = "[[runners]]\n  [runners.cache]\n    # why\n    Type = \"s3\"\n    # Path = \"x\"\n  [runners.kubernetes]\n    image = \"x\"\n";
    assert_eq!(
        remove(text, "runners.cache.Type"),
        "[[runners]]\n  [runners.cache]\n    # Path = \"x\"\n  [runners.kubernetes]\n    image = \"x\"\n"
    );
    assert_eq!(remove(ARTICLE, "runners.machine"), ARTICLE.replace(
        "  [runners.machine]\n    MachineOptions = [\n      \"engine-registry-mirror=https://gcr.mirror.io\"\n    ]\n", ""));
}

#[test]
fn what_cannot_be_edited_is_refused() {
    assert!(set("a = \n", "b", "x").starts_with("refused: not readable as TOML"));
    assert!(set("a = 1\n", "a.b", "x").starts_with("refused: a value stands"));
    assert!(set("a = 1\n", "b", Value::Null).starts_with("refused: TOML has no null"));
    assert!(remove("a = 1\n", "b").starts_with("refused: there is nothing"));
}

#[test]
fn the_next_element_stands_behind_the_last_one() {
    let text = "[[runners]]\n  [runners.kubernetes]\n    image = \"a\"\n    [[runners.kubernetes.services]]\n      name = \"one\" # first\n      [runners.kubernetes.services.x]\n        y = 1\n    [runners.kubernetes.node_selector]\n      a = \"b\"\n";
    let path = Route::root()
        .key("runners")
        .index(0)
        .key("kubernetes")
        .key("services");
    let set = |path: Route, value: &str| TomlChange::Set {
        path,
        value: Value::from(value),
    };
    let order = |_: &[&str]| None;
    let change = set(path.clone().index(1).key("name"), "two");
    let edited = edit(text, &change, &order).unwrap().apply(text);
    let new = "    [[runners.kubernetes.services]]\n      name = \"two\"\n    [runners.kubernetes.node_selector]\n";
    assert_eq!(
        edited,
        text.replace("    [runners.kubernetes.node_selector]\n", new)
    );
    let removed = TomlChange::Remove {
        path: path.clone().index(1),
    };
    assert_eq!(
        edit(&edited, &removed, &order).unwrap().apply(&edited),
        text
    );
    let inside = set(path.clone().index(1).key("z").key("w"), "deep");
    let edited = edit(text, &inside, &order).unwrap().apply(text);
    assert!(edited.contains("        y = 1\n    [[runners.kubernetes.services]]\n    [runners.kubernetes.services.z]\n      w = \"deep\"\n"), "{edited}");
    // Not the next one, and a list that is no list of tables.
    assert!(edit(text, &set(path.index(2).key("name"), "three"), &order).is_err());
    let list = "a = [1]\n";
    let change = set(Route::root().key("a").index(1).key("b"), "c");
    assert!(edit(list, &change, &order).is_err());
}

#[test]
fn items_of_a_list_come_and_go_and_the_others_keep_their_comments() {
    let at = |index| Route::root().key("a").index(index);
    let order = |_: &[&str]| None;
    for (text, longer) in [
        (
            "a = [\"x\"] # c\nb = 1\n",
            "a = [\"x\", \"n\"] # c\nb = 1\n",
        ),
        (
            "a = [\n  \"x\", # one\n  # two\n  \"y\" # three\n]\n",
            "a = [\n  \"x\", # one\n  # two\n  \"y\", # three\n  \"n\"\n]\n",
        ),
        (
            "a = [\n  \"x\",\n  \"y\", # three\n]\n",
            "a = [\n  \"x\",\n  \"y\", # three\n  \"n\",\n]\n",
        ),
        ("a = [\"x\",\n  \"y\"]\n", "a = [\"x\",\n  \"y\", \"n\"]\n"),
    ] {
        let count = text.matches('"').count() / 2;
        let change = TomlChange::Set {
            path: at(count),
            value: Value::from("n"),
        };
        let edited = edit(text, &change, &order).unwrap().apply(text);
        assert_eq!(edited, longer);
        let removed = TomlChange::Remove { path: at(count) };
        let shorter = edit(&edited, &removed, &order).unwrap().apply(&edited);
        // A comma that had to come may stay behind the last item.
        let without_comma = |text: &str| text.replace("\"y\",", "\"y\"");
        assert_eq!(without_comma(&shorter), without_comma(text));
    }
    let text = "a = [\n  \"x\", # one\n  # two\n  \"y\", # three\n]\n";
    let first = TomlChange::Remove { path: at(0) };
    let edited = edit(text, &first, &order).unwrap().apply(text);
    assert_eq!(edited, "a = [\n  # two\n  \"y\", # three\n]\n");
    let last = edit(&edited, &first, &order).unwrap().apply(&edited);
    assert_eq!(last, "");
    let beyond = TomlChange::Set {
        path: at(7),
        value: Value::from("n"),
    };
    assert!(edit(text, &beyond, &order).is_err());
}

/// A value as it is typed, with its maps and lists.
fn service(name: &str, more: &[(&str, Value)]) -> Value {
    let entries = [("name", Value::from(name))].into_iter();
    Value::map(entries.chain(more.iter().map(|(key, value)| (*key, value.clone()))))
}

#[test]
fn tables_are_set_whole_and_what_stays_keeps_its_comments() {
    let text = "[[runners]]\n  name = \"x\"\n  [runners.kubernetes]\n    # why one\n    [[runners.kubernetes.services]]\n      name = \"one\" # first\n      alias = \"a\"\n    # why two\n    [[runners.kubernetes.services]]\n      name = \"two\"\n    # labels\n    [runners.kubernetes.pod_labels]\n      a = \"b\" # c\n";
    let services = Route::root()
        .key("runners")
        .key("kubernetes")
        .key("services");
    let whole = |items: Vec<Value>| {
        let set = TomlChange::Set {
            path: services.clone(),
            value: Value::Seq(items),
        };
        change(text, &set)
    };
    let (one, two) = (
        service("one", &[("alias", Value::from("a"))]),
        service("two", &[]),
    );
    assert_eq!(whole(vec![one.clone(), two.clone()]), text);
    assert_eq!(
        whole(vec![two.clone()]),
        text.replace("    # why one\n    [[runners.kubernetes.services]]\n      name = \"one\" # first\n      alias = \"a\"\n", "")
    );
    let longer = whole(vec![
        one,
        two,
        service(
            "three",
            &[("variables", Value::map([("k", Value::from("v"))]))],
        ),
    ]);
    let new = "      name = \"two\"\n    [[runners.kubernetes.services]]\n      name = \"three\"\n      [runners.kubernetes.services.variables]\n        k = \"v\"\n";
    assert_eq!(longer, text.replace("      name = \"two\"\n", new));
    let labels = TomlChange::Set {
        path: Route::root()
            .key("runners")
            .key("kubernetes")
            .key("pod_labels"),
        value: Value::map([("d", Value::from("e")), ("a", Value::from("b"))]),
    };
    assert_eq!(
        change(text, &labels),
        text.replace(
            "      a = \"b\" # c\n",
            "      a = \"b\" # c\n      d = \"e\"\n"
        )
    );
}

#[test]
fn an_inline_table_stays_inline_and_scattered_parts_are_not_rewritten() {
    let labels = |text: &str| {
        let set = TomlChange::Set {
            path: Route::root().key("a").key("l"),
            value: Value::map([("x", Value::from("y"))]),
        };
        change(text, &set)
    };
    assert_eq!(
        labels("[a]\nl = { z = \"1\" } # c\n"),
        "[a]\nl = { x = \"y\" } # c\n"
    );
    assert_eq!(
        labels("a = { b = 1 }\n"),
        "a = { b = 1, l = { x = \"y\" } }\n"
    );
    assert_eq!(labels("[a]\nb = 1\n"), "[a]\nb = 1\n[a.l]\nx = \"y\"\n");
    let scattered = "[a.l]\nx = \"1\"\n[b]\n[a.l.m]\nz = 1\n";
    assert!(labels(scattered).starts_with("refused: parts of this table stand apart"));
}

fn moved(text: &str, path: &str, to: usize) -> String {
    let path = path.parse().unwrap();
    change(text, &TomlChange::Move { path, to })
}

const VOLUMES: &str = "[[runners]]
  [runners.kubernetes]
    # Two of them.
    allowed_images = [
      \"a\", # first
      # The second one.
      \"b\"
    ]
    [[runners.kubernetes.volumes.host_path]]
      name = \"one\" # of two
      mount_path = \"/one\"

    # The other one.
    [[runners.kubernetes.volumes.host_path]]
      name = \"two\"
      mount_path = \"/two\"
      # read_only = true
";

#[test]
fn elements_move_with_their_comments() {
    let header = "    [[runners.kubernetes.volumes.host_path]]\n";
    let one = format!("{header}      name = \"one\" # of two\n      mount_path = \"/one\"\n");
    let two = format!(
        "    # The other one.\n{header}      name = \"two\"\n      mount_path = \"/two\"\n      # read_only = true\n"
    );
    let front = VOLUMES.split(header).next().unwrap();
    let swapped = format!("{front}{two}\n{one}");
    let element = |number: usize| format!("runners[0].kubernetes.volumes.host_path[{number}]");
    assert_eq!(moved(VOLUMES, &element(1), 0), swapped);
    assert_eq!(moved(VOLUMES, &element(0), 1), swapped);
    assert_eq!(moved(&swapped, &element(1), 0), VOLUMES);
    assert_eq!(
        moved(VOLUMES, "runners[0].kubernetes.allowed_images[1]", 0),
        VOLUMES.replace(
            "      \"a\", # first\n      # The second one.\n      \"b\"\n",
            "      # The second one.\n      \"b\",\n      \"a\" # first\n"
        )
    );
    assert_eq!(moved("a = [1,  2, 3]\n", "a[2]", 0), "a = [3,  1, 2]\n");
    let shared = "a = [1, 2, # two\n 3]\n";
    assert!(moved(shared, "a[2]", 0).starts_with("refused"));
}

#[test]
fn elements_that_stay_keep_their_comments_when_the_list_is_set() {
    let volume = |name: &str| {
        let path = format!("/{name}");
        Value::map([
            ("name", Value::from(name)),
            ("mount_path", Value::from(path)),
        ])
    };
    let list = |names: &[&str]| Value::Seq(names.iter().map(|name| volume(name)).collect());
    let path = "runners[0].kubernetes.volumes.host_path";
    let two = VOLUMES.replace("\n\n", "\n");
    let three = set(&two, path, list(&["zero", "one", "two"]));
    assert_eq!(
        three
            .matches("# of two\n      mount_path = \"/one\"")
            .count(),
        1,
        "{three}"
    );
    let at = |word: &str| three.find(word).unwrap();
    assert!(at("\"zero\"") < at("\"one\"") && at("\"one\"") < at("# The other one."));
    assert_eq!(set(&three, path, list(&["one", "two"])), two);

    let images = "runners[0].kubernetes.allowed_images";
    let names = |names: &[&str]| names.iter().copied().collect::<Value>();
    assert_eq!(
        set(VOLUMES, images, names(&["c", "a", "b"])),
        VOLUMES.replace(
            "      \"a\", # first\n",
            "      \"c\",\n      \"a\", # first\n"
        )
    );
    assert_eq!(
        set(VOLUMES, images, names(&["a"])),
        VOLUMES.replace("      # The second one.\n      \"b\"\n", "")
    );
}

#[test]
fn tables_of_a_list_of_the_same_length_are_told_by_what_they_hold() {
    const TEXT: &str = "[[runners]]\n  [runners.kubernetes]\n    # docker\n    [[runners.kubernetes.services]]\n      name = 'a' # first\n    # cache\n    [[runners.kubernetes.services]]\n      name = 'b' # second\n";
    let set_to = |names: [&str; 2]| {
        let list = names.map(|name| service(name, &[]));
        set(
            TEXT,
            "runners[0].kubernetes.services",
            Value::Seq(list.into()),
        )
    };
    let (first, second) = TEXT.split_once("    # cache").unwrap();
    let (head, docker) = first.split_once("    # docker").unwrap();
    let swapped = format!("{head}    # cache{second}    # docker{docker}");
    assert_eq!(set_to(["b", "a"]), swapped);
    assert_eq!(set_to(["a", "b"]), TEXT);
    // The one that went makes place for the one that comes, and keeps its comments.
    assert_eq!(set_to(["a", "c"]), TEXT.replace("'b'", "'c'"));
    // What was the second is the first now.
    let shifted = format!(
        "{head}    # cache{second}    [[runners.kubernetes.services]]\n      name = \"c\"\n"
    );
    assert_eq!(set_to(["b", "c"]), shifted);
}
