use super::*;

fn route(text: &str) -> Route {
    text.parse().unwrap()
}

fn edited(text: &str, change: Change) -> String {
    apply(text, &[change])
        .map(|applied| applied.text)
        .unwrap_or_else(|refused| format!("refused: {refused}"))
}

fn insert(text: &str, at: &str, key: &str, value: impl Into<Value>) -> String {
    edited(text, Change::insert(route(at), key, value.into()))
}

fn remove(text: &str, at: &str) -> String {
    edited(text, Change::Remove { at: route(at) })
}

fn replace(text: &str, at: &str, value: impl Into<Value>) -> String {
    edited(
        text,
        Change::Replace {
            at: route(at),
            value: value.into(),
        },
    )
}

#[test]
fn entries_go_into_block_mappings() {
    assert_eq!(insert("a: 1\n", ".", "b", "x"), "a: 1\nb: x\n");
    assert_eq!(insert("a: 1", ".", "b", "x"), "a: 1\nb: x");
    assert_eq!(
        insert("a:\r\n  b: 1\r\nc: 2\r\n", "a", "d", "x"),
        "a:\r\n  b: 1\r\n  d: x\r\nc: 2\r\n"
    );
    assert_eq!(
        insert("a:\n  b: 1 # one\n  # two\n\nc: 2\n", "a", "d", "x"),
        "a:\n  b: 1 # one\n  d: x\n  # two\n\nc: 2\n"
    );
    assert_eq!(
        insert("a:\n  - b: |+\n      t\n\n\n  - c\n", "a[0]", "d", "x"),
        "a:\n  - b: |+\n      t\n\n\n    d: x\n  - c\n"
    );
    assert_eq!(
        insert("a: |\n  t\n\n\nb: 1\n", ".", "c", "x"),
        "a: |\n  t\n\n\nb: 1\nc: x\n"
    );
    assert_eq!(insert("", ".", "c", "x"), "c: x\n");
    assert_eq!(
        insert("# only a comment\n", ".", "c", "x"),
        "# only a comment\nc: x\n"
    );
    assert_eq!(insert("---\n", ".", "c", "x"), "---\nc: x\n");
}

#[test]
fn entries_go_beside_the_wanted_key() {
    let change = |after: &[&str], before: &[&str]| {
        Change::insert(Route::root(), "k", Value::from(1))
            .after(after.iter().copied())
            .before(before.iter().copied())
    };
    assert_eq!(
        edited("a: 1\nb: 2\n", change(&["x", "a"], &[])),
        "a: 1\nk: 1\nb: 2\n"
    );
    assert_eq!(
        edited("# about a\na: 1\nb: 2\n", change(&[], &["a"])),
        "k: 1\n# about a\na: 1\nb: 2\n"
    );
    assert_eq!(
        edited("# head\n\na: 1\nb: 2\n", change(&[], &["a"])),
        "# head\n\nk: 1\na: 1\nb: 2\n"
    );
    let in_item = Change::insert(route("[0]"), "k", Value::from(1)).before(["a"]);
    assert_eq!(
        edited("- a: 1\n  b: 2\n", in_item),
        "- k: 1\n  a: 1\n  b: 2\n"
    );
}

#[test]
fn keys_without_a_value_are_filled() {
    assert_eq!(
        insert("a:\n  # soon\nb: 1\n", "a", "c", "x"),
        "a:\n  c: x\n  # soon\nb: 1\n"
    );
    assert_eq!(
        insert("a: # soon\nb: 1\n", "a", "c", "x"),
        "a: # soon\n  c: x\nb: 1\n"
    );
    assert_eq!(insert("a: ~\nb: 1\n", "a", "c", "x"), "a:\n  c: x\nb: 1\n");
    assert_eq!(
        insert("a: null # n\nb: 1\n", "a", "c", "x"),
        "a: # n\n  c: x\nb: 1\n"
    );
    assert_eq!(
        insert("a: {} # n\nb: 1\n", "a", "c", "x"),
        "a: # n\n  c: x\nb: 1\n"
    );
    assert_eq!(
        insert("a:\n  {}\nb: 1\n", "a", "c", "x"),
        "a:\n  {c: x}\nb: 1\n"
    );
    let append = Change::Append {
        at: route("a"),
        value: Value::from("x"),
    };
    assert_eq!(edited("a: []\nb: 1\n", append.clone()), "a:\n  - x\nb: 1\n");
    assert_eq!(edited("a:\nb:\n- 1\n", append), "a:\n- x\nb:\n- 1\n");
}

#[test]
fn flow_collections_grow_inside() {
    assert_eq!(insert("a: {b: 1}\n", "a", "c", "x"), "a: {b: 1, c: x}\n");
    assert_eq!(
        insert("{\"a\": {\"b\": 1}}", "a", "c", "x"),
        "{\"a\": {\"b\": 1, \"c\": \"x\"}}"
    );
    assert_eq!(
        insert("{\n  \"a\": 1\n}\n", ".", "c", "x"),
        "{\n  \"a\": 1,\n  \"c\": \"x\"\n}\n"
    );
    assert_eq!(insert("a: {b: 1,}\n", "a", "c", "x"), "a: {b: 1, c: x,}\n");
    let append = |at: &str| Change::Append {
        at: route(at),
        value: Value::from("x"),
    };
    assert_eq!(edited("a: [1, 2]\n", append("a")), "a: [1, 2, x]\n");
    assert_eq!(
        edited("a: [\"create\",\"get\"]\n", append("a")),
        "a: [\"create\",\"get\",\"x\"]\n"
    );
}

#[test]
fn values_are_replaced_in_their_own_spelling() {
    assert_eq!(replace("a: \"1\" # c\n", "a", "2"), "a: \"2\" # c\n");
    assert_eq!(replace("a: '1'\n", "a", "it's"), "a: 'it''s'\n");
    assert_eq!(
        replace("a: {b: 1, c: [2]}\n", "a.b", Value::from_iter(["x"])),
        "a: {b: [\"x\"], c: [2]}\n"
    );
    assert_eq!(replace("a: {b: [1]}\n", "a.b", "x"), "a: {b: x}\n");
    assert_eq!(replace("a:\nb: 1\n", "a", "x"), "a: x\nb: 1\n");
    assert_eq!(replace("a: 1\n", "a", "1"), "a: \"1\"\n");
    assert_eq!(replace("a:\n  b: 1\nc: 2\n", "a", "x"), "a: x\nc: 2\n");
    assert_eq!(
        replace("a: [] # none\nc: 2\n", "a", Value::from_iter(["x"])),
        "a: # none\n  - x\nc: 2\n"
    );
    assert_eq!(
        replace("a: |\n  old\nc: 2\n", "a", "new\nlines\n"),
        "a: |\n  new\n  lines\nc: 2\n"
    );
    assert_eq!(
        replace("a: &x 1\nb: 2\n", "a", Value::from(3)),
        "a: &x 3\nb: 2\n"
    );
    assert_eq!(
        replace("a:\n- b: 1\n- c\n", "a[1]", "d"),
        "a:\n- b: 1\n- d\n"
    );
}

#[test]
fn empty_places_inside_flow_collections_are_filled_on_their_line() {
    let two = || Value::map([("x", Value::from(1)), ("y", Value::from("z"))]);
    assert_eq!(
        replace("a: {b: {}, c: 1}\n", "a.b", two()),
        "a: {b: {\"x\": 1, \"y\": \"z\"}, c: 1}\n"
    );
    assert_eq!(
        replace("{\"a\": null}\n", "a", two()),
        "{\"a\": {\"x\": 1, \"y\": \"z\"}}\n"
    );
    assert_eq!(
        insert("{\"a\": null, \"c\": 1}\n", "a", "k", "v"),
        "{\"a\": {\"k\": \"v\"}, \"c\": 1}\n"
    );
}

#[test]
fn entries_go_behind_one_that_ends_in_a_key_without_a_value() {
    for tail in ["", " ", "  # c"] {
        assert_eq!(
            insert(&format!("a:\n  - b: 1\n    c:{tail}\n"), ".", "k", "v"),
            format!("a:\n  - b: 1\n    c:{tail}\nk: v\n")
        );
    }
    assert_eq!(insert("a:\n  - b :", ".", "k", "v"), "a:\n  - b :\nk: v");
}

#[test]
fn removed_entries_take_their_comments_along() {
    assert_eq!(
        remove("a: 1\n# about b\nb: 2 # two\n\nc: 3\n", "b"),
        "a: 1\n\nc: 3\n"
    );
    assert_eq!(remove("a: 1\n# apart\n\nb: 2\n", "b"), "a: 1\n# apart\n");
    assert_eq!(remove("a: 1\nb: 2", "b"), "a: 1");
    assert_eq!(remove("a:\n  b: 1\nc: 2\n", "a.b"), "a: {}\nc: 2\n");
    assert_eq!(remove("a:\n  - b\nc: 2\n", "a[0]"), "a: []\nc: 2\n");
    assert_eq!(remove("- a: 1\n  b: 2\n", "[0].a"), "- b: 2\n");
    assert_eq!(
        remove("- a: 1\n  # why\n  b: 2\n", "[0].a"),
        "-\n  # why\n  b: 2\n"
    );
    assert_eq!(
        remove("a: {b: 1, c: 2, d: 3}\n", "a.c"),
        "a: {b: 1, d: 3}\n"
    );
    assert_eq!(remove("a: [1, 2]\n", "a[1]"), "a: [1]\n");
    assert_eq!(remove("a: 1\n", "a"), "{}\n");
    assert_eq!(
        remove("a:\n  - x\n  # y\n  - y: |\n      t\n  - z\n", "a[1]"),
        "a:\n  - x\n  - z\n"
    );
}

#[test]
fn aliases_and_anchors_are_left_alone_unless_all_places_are_meant() {
    let text = "a: &x\n  b: 1\nc: *x\nd:\n  <<: *x\n  e: 2\n";
    assert_eq!(
        insert(text, "c", "k", "v"),
        "refused: c: the value is an alias or comes from a merge key"
    );
    assert!(insert(text, "a", "k", "v").starts_with("refused: a: the node carries an anchor"));
    assert_eq!(
        insert(text, "d", "b", Value::from(3)),
        "a: &x\n  b: 1\nc: *x\nd:\n  <<: *x\n  e: 2\n  b: 3\n"
    );
    assert!(
        replace(text, "d.b", Value::from(3)).starts_with("refused: d.b: the value is an alias")
    );
    let all = apply_with(
        text,
        &[Change::insert(route("a"), "k", Value::from("v"))],
        Anchors::All,
    )
    .unwrap();
    assert_eq!(
        all.text,
        "a: &x\n  b: 1\n  k: v\nc: *x\nd:\n  <<: *x\n  e: 2\n"
    );
}

#[test]
fn several_changes_are_made_together_deeper_first() {
    let text = "spec:\n  containers:\n    - name: a\n      image: b\n";
    let changes = [
        Change::insert(
            route("spec"),
            "topologySpreadConstraints",
            Value::from_iter(["x"]),
        ),
        Change::insert(
            route("spec.containers[0]"),
            "resources",
            Value::map([("requests", Value::map([("cpu", Value::from("100m"))]))]),
        ),
    ];
    let expected = "spec:\n  containers:\n    - name: a\n      image: b\n      resources:\n        requests:\n          cpu: 100m\n  topologySpreadConstraints:\n    - x\n";
    assert_eq!(apply(text, &changes).unwrap().text, expected);
    let unterminated = text.trim_end();
    assert_eq!(
        apply(unterminated, &changes).unwrap().text,
        expected.trim_end()
    );
}

#[test]
fn what_cannot_be_edited_is_refused_with_its_shape() {
    assert!(insert("? [a]\n: b\n", ".", "k", "v").contains("a key that is not a plain scalar"));
    assert!(insert("a:\n  b: 1\na: 2\n", "a", "k", "v").contains("has a key twice"));
    assert!(insert("a: 1\n", ".", "a", "v").contains("already there"));
    assert!(insert("a: !t\n  b: 1\n", "a", "k", "v").contains("a tag of its own"));
    assert!(insert("a: [\n", ".", "k", "v").contains("not readable as YAML"));
    let append = Change::Append {
        at: Route::root(),
        value: Value::from("v"),
    };
    assert!(edited("- |\n  text", append).contains("ends in a block scalar"));
    assert!(remove("a: 1\n", "b").contains("nothing at this place"));
}

#[test]
fn what_does_not_read_back_is_refused() {
    // No number: written out, half of it is a comment.
    let change = Change::insert(Route::root(), "k", Value::Number("1 # c".into()));
    let refused = apply("a: 1\n", &[change]).unwrap_err();
    assert_eq!(refused.shape, Shape::Unverified);
}

#[test]
fn removal_widens_to_parents_that_would_stay_empty() {
    let tree =
        Tree::parse("a:\n  b:\n    c: 1\nd:\n  # why\n  e: 1\nf: &x\n  g: 1\nh:\n  i: 1\n  j: 2\n")
            .unwrap();
    let wide = |at: &str| removal(&tree, &route(at), &[]).to_string();
    assert_eq!(wide("a.b.c"), "a");
    assert_eq!(wide("d.e"), "d.e");
    assert_eq!(wide("f.g"), "f.g");
    assert_eq!(wide("h.i"), "h.i");
    assert_eq!(
        removal(&tree, &route("a.b.c"), &[route("a.b")]).to_string(),
        "a.b.c"
    );
}

#[test]
fn text_inside_a_literal_block_is_edited_in_place() {
    let within = |text: &str, range: std::ops::Range<usize>, new: &str| {
        let edit = Edit {
            range,
            text: new.to_owned(),
            depth: 0,
            change: 0,
        };
        edited(
            text,
            Change::Within {
                at: route("a"),
                edits: EditSet::new(vec![edit]).unwrap(),
            },
        )
    };
    let text = "a: |\n  one\n\n  two\nb: 1\n";
    assert_eq!(within(text, 0..3, "1"), "a: |\n  1\n\n  two\nb: 1\n");
    assert_eq!(
        within(text, 4..4, "x\ny\n"),
        "a: |\n  one\n  x\n  y\n\n  two\nb: 1\n"
    );
    assert_eq!(
        within(text, 9..9, "end\n"),
        "a: |\n  one\n\n  two\n  end\nb: 1\n"
    );
    assert_eq!(within(text, 5..9, ""), "a: |\n  one\n\nb: 1\n");
    assert_eq!(
        within("a: |-\n  one\n", 3..3, "\ntwo"),
        "a: |-\n  one\n  two\n"
    );
    assert_eq!(
        within("a: |\r\n  one\r\nb: 1\r\n", 4..4, "two\n"),
        "a: |\r\n  one\r\n  two\r\nb: 1\r\n"
    );
    assert_eq!(
        within("a: \"one\\n\"\n", 4..4, "two\n"),
        "a: |\n  one\n  two\n"
    );
    let tree = Tree::parse(text).unwrap();
    let node = tree.root().unwrap().get("a").unwrap();
    assert_eq!(node.offset_within(5), text.find("two").unwrap());
    assert_eq!(node.offset_within(0), text.find("one").unwrap());
}

#[test]
fn the_last_entry_without_a_value_leaves_an_empty_map() {
    for (text, route, edited) in [
        ("a:\n", "a", "{}\n"),
        ("# c\na: # d\n", "a", "# c\n{} # d\n"),
        ("x:\n  a:\ny: 1\n", "x.a", "x: {}\ny: 1\n"),
    ] {
        let change = Change::Remove {
            at: route.parse().unwrap(),
        };
        assert_eq!(apply(text, &[change]).unwrap().text, edited, "{text:?}");
    }
}

#[test]
fn items_in_brackets_are_spelled_like_their_siblings() {
    for (text, edited) in [
        ("v: [\"a\",\"b\"]\n", "v: [\"a\",\"b\",\"new\"]\n"),
        ("v: [\"a\", \"b\"]\n", "v: [\"a\", \"b\", \"new\"]\n"),
        ("v: [a,b]\n", "v: [a,b,new]\n"),
        ("v: [a, \"b\"]\n", "v: [a, \"b\", new]\n"),
        ("v: [\"a\"]\n", "v: [\"a\", \"new\"]\n"),
    ] {
        let change = Change::Append {
            at: Route::root().key("v"),
            value: Value::from("new"),
        };
        assert_eq!(apply(text, &[change]).unwrap().text, edited);
    }
}

#[test]
fn blocks_that_stand_apart_stay_apart_and_leave_no_gap() {
    let value = Value::map([("x", Value::from("y"))]);
    for (text, after, edited) in [
        (
            "a:\n  b: 1\n\nc: 2\n",
            "a",
            "a:\n  b: 1\n\nnew:\n  x: \"y\"\n\nc: 2\n",
        ),
        (
            "a:\n  b: 1\nc: 2\n",
            "a",
            "a:\n  b: 1\nnew:\n  x: \"y\"\nc: 2\n",
        ),
        (
            "a: 1\n\n# c\nc: 2\n",
            "c",
            "a: 1\n\n# c\nc: 2\n\nnew:\n  x: \"y\"\n",
        ),
        (
            "a: 1\n\nc: 2\n\n",
            "c",
            "a: 1\n\nc: 2\n\nnew:\n  x: \"y\"\n\n",
        ),
        ("a: 1\nc: 2\n", "c", "a: 1\nc: 2\nnew:\n  x: \"y\"\n"),
    ] {
        let change = Change::insert(Route::root(), "new", value.clone()).after([after]);
        let added = apply(text, &[change]).unwrap().text;
        assert_eq!(added, edited);
        let change = Change::Remove {
            at: Route::root().key("new"),
        };
        assert_eq!(apply(&added, &[change]).unwrap().text, text);
    }
    for (text, edited) in [
        ("a: 1\n\nb: 2\n\nc: 3\n", "a: 1\n\nc: 3\n"),
        ("b: 2\n\nc: 3\n", "c: 3\n"),
        ("a: 1\n\nb: 2\n", "a: 1\n"),
        ("a: |+\n  x\n\nb: 2\n", "a: |+\n  x\n\n"),
    ] {
        let change = Change::Remove {
            at: Route::root().key("b"),
        };
        assert_eq!(apply(text, &[change]).unwrap().text, edited);
    }
}

#[test]
fn a_value_written_again_keeps_its_spelling() {
    for text in [
        "a: ../x.yaml\n",
        "a: 'it''s'\n",
        "a: \"x\"\n",
        "a: [\"x\",'y' ]\n",
        "a:\n- x # one\n- z\n",
    ] {
        let tree = Tree::parse(text).unwrap();
        let route = Route::root().key("a");
        let held = tree.root().unwrap().at(&route).unwrap();
        let value = match held.text() {
            Some(text) => Value::from(text),
            None => held.items().into_iter().filter_map(Node::text).collect(),
        };
        let change = Change::Replace { at: route, value };
        assert_eq!(edited(text, change), text);
    }
}

#[test]
fn a_list_as_deep_as_its_key_is_replaced_whole() {
    for (text, value, edited_text) in [
        (
            "a:\n- x # one\n- z\nb: 1\n",
            Value::from_iter(["q"]),
            "a:\n- q\nb: 1\n",
        ),
        ("a:\n- x: 1\n  y: 2\n", Value::from_iter(["q"]), "a:\n- q\n"),
        ("a:\n- x\nb: 1\n", Value::from("q"), "a: q\nb: 1\n"),
    ] {
        let change = Change::Replace {
            at: route("a"),
            value,
        };
        assert_eq!(edited(text, change), edited_text);
    }
}

#[test]
fn commented_out_children_stay_with_their_parent() {
    let text = "a:\n  b: {}\n    # c: 1\n  # d: 2\ne: 3\n";
    let change = Change::insert(Route::root(), "new", Value::from("x")).after(["a"]);
    let added = edited(text, change);
    assert_eq!(added, "a:\n  b: {}\n    # c: 1\n  # d: 2\nnew: x\ne: 3\n");
    let remove = Change::Remove { at: route("new") };
    assert_eq!(edited(&added, remove), text);
    let filled = edited(text, Change::insert(route("a.b"), "c", Value::from("x")));
    let tree = Tree::parse(filled.as_str()).unwrap();
    assert_eq!(
        removal(&tree, &route("a.b.c"), &[]),
        route("a.b.c"),
        "the commented-out key keeps its parent"
    );
    assert_eq!(edited(&filled, Change::Remove { at: route("a.b.c") }), text);
}

#[test]
fn a_comment_that_would_join_a_text_goes_with_its_entry() {
    let text = "config: |\n  text\ncache: {}\n  # secretName: x\n\nz: 1\n";
    assert_eq!(remove(text, "cache"), "config: |\n  text\n\nz: 1\n");
    let plain = "a: 1\ncache: {}\n  # secretName: x\n\nz: 1\n";
    assert_eq!(remove(plain, "cache"), "a: 1\n  # secretName: x\n\nz: 1\n");
}
