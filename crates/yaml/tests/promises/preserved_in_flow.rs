//! What an edit leaves as it is between braces and brackets.

use evenkeel_yaml::{Change, Value, apply};

use super::{append, insert};

#[test]
fn json_stays_json() {
    let value = || Value::map([("x", Value::from("on")), ("y", Value::from_iter([1]))]);
    for (text, edited) in [
        ("{}", "{\"k\": {\"x\": \"on\", \"y\": [1]}}"),
        ("{\"a\":1}", "{\"a\":1, \"k\": {\"x\": \"on\", \"y\": [1]}}"),
        (
            "{\n  \"a\": {\n    \"b\": []\n  }\n}\n",
            "{\n  \"a\": {\n    \"b\": []\n  },\n  \"k\": {\"x\": \"on\", \"y\": [1]}\n}\n",
        ),
    ] {
        assert_eq!(insert(text, ".", "k", value()), edited);
    }
    let text = "{\"a\": null, \"b\": [], \"c\": [null, {}]}";
    let at = |at: &str| Change::insert(at.parse().unwrap(), "k", Value::from("no"));
    let list = Change::Append {
        at: "b".parse().unwrap(),
        value: Value::from(1),
    };
    let changes = [at("a"), list, at("c[0]"), at("c[1]"), at(".")];
    assert_eq!(
        apply(text, &changes).unwrap().text,
        "{\"a\": {\"k\": \"no\"}, \"b\": [1], \"c\": [{\"k\": \"no\"}, {\"k\": \"no\"}], \"k\": \"no\"}"
    );
}

#[test]
fn layout_between_braces_stays() {
    for (text, edited) in [
        ("a: {b: 1}\n", "a: {b: 1, k: v}\n"),
        ("a: {b: 1,c: 2}\n", "a: {b: 1,c: 2,k: v}\n"),
        ("a: { b: 1 }\n", "a: { b: 1, k: v }\n"),
        ("a: {b: 1,}\n", "a: {b: 1, k: v,}\n"),
        ("a: {\n  b: 1\n}\n", "a: {\n  b: 1,\n  k: v\n}\n"),
        ("a: {\n  b: 1,\n}\n", "a: {\n  b: 1,\n  k: v,\n}\n"),
        ("a: {b: 1,\n    c: 2}\n", "a: {b: 1,\n    c: 2, k: v}\n"),
        ("a: {b}\n", "a: {b, k: v}\n"),
        ("a: {b:}\n", "a: {b: , k: v}\n"),
        ("- a: {}\n  b: { }\n", "- a:\n    k: v\n  b: { }\n"),
    ] {
        let at = if text.starts_with('-') { "[0].a" } else { "a" };
        assert_eq!(insert(text, at, "k", "v"), edited);
    }
    assert_eq!(append("[1,2]\n", ".", "v"), "[1,2,\"v\"]\n");
    assert_eq!(
        append("a: [\n  x,\n  y]\n", "a", "v"),
        "a: [\n  x,\n  y,\n  v]\n"
    );
}

#[test]
fn comments_between_braces_stay_with_what_they_are_about() {
    assert_eq!(
        insert("a: {\n  b: 1 # one\n}\n", "a", "k", "v"),
        "a: {\n  b: 1, # one\n  k: v\n}\n"
    );
    assert_eq!(
        append("a: [\n  b, # one\n  # two\n]\n", "a", "v"),
        "a: [\n  b, # one\n  v,\n  # two\n]\n"
    );
    assert_eq!(
        insert("a: {\n  # none\n}\n", "a", "k", "v"),
        "a: {\n  # none\n  k: v\n}\n"
    );
}

#[test]
fn a_pair_in_a_list_gets_the_braces_it_needs() {
    assert_eq!(
        insert("a: [b: 1, c]\n", "a[0]", "k", "v"),
        "a: [{b: 1, k: v}, c]\n"
    );
}
