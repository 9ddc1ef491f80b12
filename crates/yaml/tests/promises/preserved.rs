//! What an edit leaves as it is, in text written in blocks.

use evenkeel_yaml::{Change, Kind, Tree, Value, apply, split};

use super::{append, insert};

#[test]
fn comments_stay_where_they_are() {
    assert_eq!(
        insert(
            "# head\na:\n  b: 1 # one\n    # deeper\n # less\n# tail\n",
            "a",
            "k",
            "v"
        ),
        "# head\na:\n  b: 1 # one\n    # deeper\n  k: v\n # less\n# tail\n"
    );
    assert_eq!(
        append("a:\n  - # why - so\n    b: 1\n  # last\n", "a", "v"),
        "a:\n  - # why - so\n    b: 1\n  - v\n  # last\n"
    );
    assert_eq!(
        insert("a: # soon\n  # later\nb: 1\n", "a", "k", "v"),
        "a: # soon\n  k: v\n  # later\nb: 1\n"
    );
}

#[test]
fn blank_lines_and_blanks_stay() {
    assert_eq!(
        insert("\n\na: 1  \n\t\n\nb:   2\t\n\n", ".", "k", "v"),
        "\n\na: 1  \n\t\n\nb:   2\t\nk: v\n\n"
    );
}

#[test]
fn quoting_and_spelling_stay() {
    let text = "a: 'it''s'\nb: \"\\u00e9\\n\"\nc: 0x1F\nd: yes\ne: 1_000\n\"f\" : ~\n";
    assert_eq!(insert(text, ".", "k", "on"), format!("{text}k: \"on\"\n"));
}

#[test]
fn the_order_of_keys_stays() {
    let change = Change::insert(".".parse().unwrap(), "k", Value::from("v")).after(["c"]);
    assert_eq!(
        apply("z: 1\nc: 2\na: 3\n", &[change]).unwrap().text,
        "z: 1\nc: 2\nk: v\na: 3\n"
    );
}

#[test]
fn anchors_aliases_and_merges_stay() {
    let text = "a: &x {b: 1}\nc: *x\nd:\n  <<: [*x]\n  e: &y [1]\n";
    assert_eq!(insert(text, "d", "k", "v"), format!("{text}  k: v\n"));
    assert_eq!(
        insert("a: &x\nb: &y ~\n", "a", "k", "v"),
        "a: &x\n  k: v\nb: &y ~\n"
    );
    assert_eq!(
        insert("a: &x\nb: &y ~\n", "b", "k", "v"),
        "a: &x\nb: &y\n  k: v\n"
    );
}

#[test]
fn tags_stay() {
    let text = "a: !own 1\nb: !!map\n  c: !!str 1\n";
    assert_eq!(insert(text, "b", "k", "v"), format!("{text}  k: v\n"));
}

#[test]
fn block_scalars_keep_every_newline() {
    let text = "a: |+\n  x\n\n\nb: >-\n  y\n   z\nc: |2\n   w\n";
    assert_eq!(insert(text, ".", "k", "v"), format!("{text}k: v\n"));
    let change = Change::insert(".".parse().unwrap(), "k", Value::from("v")).after(["a"]);
    let edited = apply(text, &[change]).unwrap().text;
    assert!(
        edited.starts_with("a: |+\n  x\n\n\nk: v\nb: >-\n"),
        "{edited}"
    );
    assert_eq!(
        insert("a: 1\nb: |\n  x", ".", "k", "v"),
        "a: 1\nk: v\nb: |\n  x"
    );
    assert_eq!(insert("b: |\n  x", ".", "k", "v"), "k: v\nb: |\n  x");
    assert_eq!(insert("b: |-\n  x", ".", "k", "v"), "b: |-\n  x\nk: v");
    assert_eq!(
        insert("b: |\n  x\n   ", ".", "k", "v"),
        "k: v\nb: |\n  x\n   "
    );
}

#[test]
fn text_over_several_lines_stays() {
    let text = "a: one\n  two\n\n  three\nb: 'x\n\n  y'\nc: \"p \\\n  q\"\n";
    assert_eq!(insert(text, ".", "k", "v"), format!("{text}k: v\n"));
}

#[test]
fn markers_and_directives_stay() {
    let text = "%YAML 1.2\n--- # c\na: 1\n";
    assert_eq!(
        insert(&format!("{text}...\n"), ".", "k", "v"),
        format!("{text}k: v\n...\n")
    );
}

#[test]
fn a_byte_order_mark_stays() {
    assert_eq!(
        insert("\u{feff}a: 1\n", ".", "k", "v"),
        "\u{feff}a: 1\nk: v\n"
    );
    let first = Change::insert(".".parse().unwrap(), "k", Value::from("v")).before(["a"]);
    assert_eq!(
        apply("\u{feff}a: 1\n", &[first]).unwrap().text,
        "\u{feff}k: v\na: 1\n"
    );
}

#[test]
fn windows_line_ends_stay_and_are_followed() {
    let value = Value::map([("x", Value::from_iter(["y\nz\n"]))]);
    let edited = insert("a: 1\r\nb:\r\n- c: |\r\n    d\r\n", "b[0]", "k", value);
    assert_eq!(
        edited,
        "a: 1\r\nb:\r\n- c: |\r\n    d\r\n  k:\r\n    x:\r\n    - |\r\n      y\r\n      z\r\n"
    );
}

#[test]
fn a_missing_final_newline_stays_missing() {
    assert_eq!(insert("a:\n  b: 1", "a", "k", "v"), "a:\n  b: 1\n  k: v");
    assert_eq!(append("- a", ".", "v"), "- a\n- v");
    assert_eq!(insert("a:", "a", "k", "v"), "a:\n  k: v");
}

#[test]
fn indentation_and_list_style_are_followed() {
    let list = || {
        Value::from_iter([Value::map(
            [("x", 1), ("y", 2)].map(|(k, v)| (k, Value::from(v))),
        )])
    };
    assert_eq!(
        insert("a:\n    b:\n    - 1\n", "a", "k", list()),
        "a:\n    b:\n    - 1\n    k:\n    - x: 1\n      \"y\": 2\n"
    );
    assert_eq!(
        insert("a:\n  b:\n    -   c: 1\n", "a.b[0]", "k", list()),
        "a:\n  b:\n    -   c: 1\n        k:\n          - x: 1\n            \"y\": 2\n"
    );
    assert_eq!(
        append("-\n  a: 1\n- - b\n", "[1]", "v"),
        "-\n  a: 1\n- - b\n  - v\n"
    );
}

#[test]
fn keys_that_stand_twice_stay_both() {
    let text = "a: 1\nb: 2\na: 3\n";
    let edited = insert(text, ".", "k", "v");
    assert_eq!(edited, format!("{text}k: v\n"));
    let tree = Tree::parse(edited).unwrap();
    assert_eq!(tree.root().unwrap().count("a"), 2);
    assert_eq!(tree.root().unwrap().get("a").unwrap().text(), Some("3"));
}

#[test]
fn long_and_wide_texts_are_edited_at_the_right_byte() {
    let head = "# \u{1f680} \u{6f22}\u{5b57}\n".repeat(300);
    let text = format!(
        "{head}\u{e9}: \"\u{1f680}\" # \u{6f22}\nb:\n  c: {}\n",
        "x".repeat(1 << 20)
    );
    assert_eq!(insert(&text, "b", "k", "v"), format!("{text}  k: v\n"));
}

#[test]
fn only_an_empty_value_that_is_written_out_gives_way() {
    for (text, edited) in [
        ("a: ~ # c\nb: 1\n", "a: # c\n  k: v\nb: 1\n"),
        ("a: null\n", "a:\n  k: v\n"),
        ("a: {}\n", "a:\n  k: v\n"),
        ("a: []\n", "a:\n  k: v\n"),
        ("a:\n  # c\n  ~\n", "a:\n  # c\n  k: v\n"),
        ("a: {b: ~, c: null}\n", "a: {b: ~, c: null}\n"),
    ] {
        let at = if text == edited { "a.d" } else { "a" };
        let change = Change::insert(at.parse().unwrap(), "k", Value::from("v"));
        let got = apply(text, &[change]).map_or(text.to_owned(), |applied| applied.text);
        assert_eq!(got, edited);
    }
    assert_eq!(insert("- ~\n-\n", "[0]", "k", "v"), "- k: v\n-\n");
    assert_eq!(insert("- ~\n-\n", "[1]", "k", "v"), "- ~\n-\n  k: v\n");
    assert_eq!(insert("null\n", ".", "k", "v"), "{\"k\": \"v\"}\n");
}

#[test]
fn insertions_at_one_offset_keep_their_nesting() {
    let text = "a:\n  b:\n  - c: 1\n";
    let list = |at: &str| Change::Append {
        at: at.parse().unwrap(),
        value: Value::from("v"),
    };
    let entry = |at: &str| Change::insert(at.parse().unwrap(), "k", Value::from("v"));
    let edited = "a:\n  b:\n  - c: 1\n    k: v\n  - v\n  k: v\nk: v\n";
    let changes = [entry("."), entry("a"), list("a.b"), entry("a.b[0]")];
    assert_eq!(apply(text, &changes).unwrap().text, edited);
    let text = text.trim_end();
    assert_eq!(apply(text, &changes).unwrap().text, edited.trim_end());
}

#[test]
fn documents_that_are_split_and_joined_are_the_stream() {
    let stream = "\u{feff}# c\n---\n\n--- # d\na: 1\r\n---b: 2\n...\n------\n  ---\n--- {c: 3}";
    let documents = split(stream);
    let joined: String = documents
        .iter()
        .map(|one| &stream[one.range.clone()])
        .collect();
    assert_eq!(joined, stream);
    assert_eq!(documents.len(), 6);
    let glued = &stream[documents[3].body.clone()];
    assert_eq!(
        Tree::parse(glued).unwrap().root().unwrap().kind(),
        Kind::Mapping
    );
}
