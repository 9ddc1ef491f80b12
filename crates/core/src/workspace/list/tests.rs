use crate::workspace::{Input, Workspace};

const TOLERATIONS: &str = "\
tolerations:   # who may go there
  # Spot nodes are cheap.
  - key: spot   # by the provider
    operator: Exists
  - {key: gpu, operator: Exists} # dear

  # For now.
  - key: old
    # Any value will do.
    operator: Exists
replicas: 3
";

fn at(text: &str) -> crate::keys::Address {
    text.parse().unwrap()
}

#[track_caller]
fn edited(text: &str, edit: impl Fn(&mut Workspace) -> Result<(), String>) -> String {
    let (mut workspace, _) = Workspace::open([("values.yaml", text)]);
    match edit(&mut workspace) {
        Ok(()) => workspace.file("values.yaml").unwrap().text().to_owned(),
        Err(refused) => format!("refused: {refused}"),
    }
}

fn set(text: &str, key: &str, value: &str) -> String {
    edited(text, |workspace| {
        let written = workspace.write(0, &at(key), &Input::Text(value.to_owned()));
        written.map(|_| ()).map_err(|refused| refused.to_string())
    })
}

fn moved(text: &str, element: &str, to: usize) -> String {
    edited(text, |workspace| {
        let moved = workspace.move_element(0, &at(element), to);
        moved.map(|_| ()).map_err(|refused| refused.to_string())
    })
}

const SPOT: &str = "{key: spot, operator: Exists}";
const GPU: &str = "{operator: Exists, key: gpu}";
const OLD: &str = "{key: old, operator: Exists}";

fn tolerations(values: &[&str]) -> String {
    set(
        TOLERATIONS,
        "values:tolerations",
        &format!("[{}]", values.join(", ")),
    )
}

#[test]
fn the_same_list_in_another_spelling_changes_nothing() {
    assert_eq!(tolerations(&[SPOT, GPU, OLD]), TOLERATIONS);
}

#[test]
fn items_that_stay_keep_their_comments() {
    let new = "{key: arm, operator: Exists}";
    let lines = "  - key: arm\n    operator: Exists\n";
    let behind = |line: &str| TOLERATIONS.replace(line, &format!("{line}{lines}"));
    assert_eq!(
        tolerations(&[SPOT, GPU, OLD, new]),
        TOLERATIONS.replace("replicas", &format!("{lines}replicas"))
    );
    assert_eq!(tolerations(&[SPOT, GPU, new, OLD]), behind("# dear\n"));
    assert_eq!(
        tolerations(&[new, SPOT, GPU, OLD]),
        TOLERATIONS.replace("  # Spot", &format!("{lines}  # Spot"))
    );
}

#[test]
fn items_that_go_take_their_comments_along() {
    let spot =
        "  # Spot nodes are cheap.\n  - key: spot   # by the provider\n    operator: Exists\n";
    let gpu = "  - {key: gpu, operator: Exists} # dear\n";
    let old = "\n  # For now.\n  - key: old\n    # Any value will do.\n    operator: Exists\n";
    assert_eq!(tolerations(&[GPU, OLD]), TOLERATIONS.replace(spot, ""));
    assert_eq!(tolerations(&[SPOT, OLD]), TOLERATIONS.replace(gpu, ""));
    assert_eq!(tolerations(&[SPOT, GPU]), TOLERATIONS.replace(old, ""));
    assert_eq!(
        tolerations(&[GPU]),
        TOLERATIONS.replace(spot, "").replace(old, "")
    );
}

#[test]
fn of_an_item_that_changes_only_what_differs_is_written() {
    let value = "{key: old, operator: Equal, value: x}";
    assert_eq!(
        tolerations(&[SPOT, GPU, value]),
        TOLERATIONS.replace(
            "do.\n    operator: Exists\n",
            "do.\n    operator: Equal\n    value: x\n"
        )
    );
}

#[test]
fn a_list_without_a_last_newline_is_left_without_one() {
    let text = "imagePullSecrets:\n- name: a # one\n- name: b";
    assert_eq!(
        set(
            text,
            "values:imagePullSecrets",
            "[{name: a}, {name: c}, {name: b}]"
        ),
        "imagePullSecrets:\n- name: a # one\n- name: c\n- name: b"
    );
    assert_eq!(
        moved(text, "values:imagePullSecrets[1]", 0),
        "imagePullSecrets:\n- name: b\n- name: a # one"
    );
}

#[test]
fn an_element_moves_with_its_comments() {
    let spot =
        "  # Spot nodes are cheap.\n  - key: spot   # by the provider\n    operator: Exists\n";
    let gpu = "  - {key: gpu, operator: Exists} # dear\n";
    let old = "  # For now.\n  - key: old\n    # Any value will do.\n    operator: Exists\n";
    let list = |items: [&str; 4]| {
        let [one, two, gap, three] = items;
        format!("tolerations:   # who may go there\n{one}{two}{gap}{three}replicas: 3\n")
    };
    let element = |number: usize| format!("values:tolerations[{number}]");
    assert_eq!(
        moved(TOLERATIONS, &element(2), 0),
        list([old, spot, "\n", gpu])
    );
    assert_eq!(
        moved(TOLERATIONS, &element(0), 2),
        list([gpu, old, "\n", spot])
    );
    assert_eq!(moved(TOLERATIONS, &element(1), 1), TOLERATIONS);
    let flow = "imagePullSecrets: [{name: a},  {name: b}] # two\n";
    assert_eq!(
        moved(flow, "values:imagePullSecrets[1]", 0),
        "imagePullSecrets: [{name: b},  {name: a}] # two\n"
    );
}

#[test]
fn what_cannot_be_moved_says_why() {
    for (key, to, why) in [
        ("values:replicas", 0, "is not an element of a list"),
        (
            "values:tolerations[3]",
            0,
            "values:tolerations[3] is not set",
        ),
        (
            "values:tolerations[0]",
            3,
            "values:tolerations has no place 3: its 3 elements",
        ),
        (
            "config:runners.kubernetes.volumes.host_path[0]",
            0,
            "is not set",
        ),
    ] {
        let said = moved(TOLERATIONS, key, to);
        assert!(
            said.starts_with("refused") && said.contains(why),
            "{key}: {said}"
        );
    }
    let anchored = "tolerations:\n  - &a\n    key: x\n  - *a\n";
    assert!(moved(anchored, "values:tolerations[1]", 0).contains("read back"));
}

#[test]
fn of_a_list_in_brackets_only_the_item_that_differs_is_written() {
    const DROP: &str = "capabilities";
    let text =
        |items: &str| format!("securityContext:\n  {DROP}:\n    drop: {items} # all of them\n");
    let set = |items: &str, value: &str| {
        let key = format!("values:securityContext.{DROP}.drop");
        set(&text(items), &key, value)
    };
    for (before, value, after) in [
        // One more, at each place.
        ("[ 'A',  \"B\" ]", "[A, B, C]", "[ 'A',  \"B\", C ]"),
        ("['A', \"B\"]", "[C, A, B]", "[C, 'A', \"B\"]"),
        ("['A', \"B\"]", "[A, C, B]", "['A', C, \"B\"]"),
        // One less.
        ("['A', \"B\", C]", "[B, C]", "[\"B\", C]"),
        ("['A', \"B\", C]", "[A, C]", "['A', C]"),
        ("['A', \"B\", 'C']", "[A, B]", "['A', \"B\"]"),
        // Another one, and another order.
        ("['A',  \"B\", 'C']", "[A, D, C]", "['A',  \"D\", 'C']"),
        ("['A', \"B\"]", "[B, A]", "[\"B\", 'A']"),
        ("['A', \"B\"]", "[A, B]", "['A', \"B\"]"),
        // Over lines, with comments.
        (
            "[\n      'A', # one\n      \"B\", # two\n    ]",
            "[A, C]",
            "[\n      'A', # one\n      \"C\", # two\n    ]",
        ),
    ] {
        assert_eq!(set(before, value), text(after), "{before} {value}");
    }
}
