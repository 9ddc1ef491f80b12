//! What is refused, with its shape; nothing is edited then.

use evenkeel_yaml::{Anchors, Change, Shape, Tree, Value, apply, apply_with};

use super::{insert, refused};

#[test]
fn text_that_is_no_yaml_is_refused() {
    for text in [
        "a: [\n",
        "a: 1\n\tb: 2\n",
        "a: *none\n",
        "a: \u{0}\n",
        "a: 1\n---\nb: 2\n",
    ] {
        assert!(
            matches!(refused(text, "."), Shape::Unparsable(_)),
            "{text:?}"
        );
    }
}

#[test]
fn nesting_beyond_255_and_keys_beyond_1024_characters_are_refused() {
    for text in [
        "[".repeat(100_000),
        "- ".repeat(20_000),
        format!("{}: 1\n", "k".repeat(2_000)),
    ] {
        assert!(matches!(refused(&text, "."), Shape::Unparsable(_)));
    }
    let deep = format!("{}{}", "[".repeat(255), "]".repeat(255));
    assert!(Tree::parse(deep).is_ok());
}

#[test]
fn nothing_is_edited_through_an_alias_or_a_merge() {
    let text = "a: &x\n  b: {c: 1}\nd: *x\ne:\n  <<: *x\n";
    assert_eq!(refused(text, "d"), Shape::Alias);
    assert_eq!(refused(text, "e.b"), Shape::Alias);
}

#[test]
fn nothing_is_edited_inside_what_an_alias_repeats() {
    let text = "a: &x\n  b: {c: 1}\nd: *x\n";
    assert_eq!(refused(text, "a"), Shape::Anchored);
    assert_eq!(refused(text, "a.b"), Shape::Anchored);
    // Unless all the places are meant.
    let change = Change::insert("a.b".parse().unwrap(), "new", Value::from(1));
    assert!(apply_with(text, &[change], Anchors::All).is_ok());
}

#[test]
fn an_entry_whose_key_stands_twice_is_not_edited() {
    let text = "a: {b: 1}\na: {b: 2}\n";
    assert_eq!(refused(text, "a"), Shape::DuplicateKey);
    assert_eq!(insert(text, ".", "k", "v"), format!("{text}k: v\n"));
}

#[test]
fn mappings_with_complex_keys_are_not_edited() {
    for text in [
        "? [a]\n: b\n",
        "? a\n: b\n",
        "? |\n  a\n: b\n",
        "{[a]: b}\n",
    ] {
        assert_eq!(refused(text, "."), Shape::ComplexKey, "{text}");
    }
    assert_eq!(refused("? a\n", "a"), Shape::ComplexKey);
    assert_eq!(
        insert("a:\n  ? b\n  : c\n", ".", "k", "v"),
        "a:\n  ? b\n  : c\nk: v\n"
    );
}

#[test]
fn nothing_is_edited_under_a_tag_that_may_mean_anything() {
    assert_eq!(refused("a: !own\n  b: {c: 1}\n", "a"), Shape::Tagged);
    assert_eq!(refused("a: !own\n  b: {c: 1}\n", "a.b"), Shape::Tagged);
    assert_eq!(refused("!own\n", "."), Shape::Tagged);
    assert_eq!(refused("a: !!seq []\n", "a"), Shape::Tagged);
}

#[test]
fn text_and_lists_do_not_become_mappings() {
    for text in ["a: text\n", "a: \"\"\n", "a: 0\n", "a: [1]\n", "a: |\n"] {
        assert_eq!(refused(text, "a"), Shape::WrongKind, "{text}");
    }
    assert_eq!(refused("a: 1\n", "b"), Shape::Missing);
    assert_eq!(refused("new: 1\n", "."), Shape::Present);
}

#[test]
fn nothing_follows_an_item_that_ends_the_text_in_a_block_scalar_without_newline() {
    let at = "a".parse().unwrap();
    let change = Change::Append {
        at,
        value: Value::from("v"),
    };
    let refused = apply("a:\n- b: |\n    text", &[change]).unwrap_err();
    assert_eq!(refused.shape, Shape::UnterminatedBlockScalar);
}

#[test]
fn two_changes_of_the_same_bytes_are_refused() {
    let replace = |value: i64| Change::Replace {
        at: "a".parse().unwrap(),
        value: Value::from(value),
    };
    let refused = apply("a: 1\n", &[replace(2), replace(3)]).unwrap_err();
    assert_eq!((refused.change, refused.shape), (1, Shape::Overlap));
}

#[test]
fn what_would_not_read_back_as_intended_is_refused() {
    let change = Change::insert(".".parse().unwrap(), "k", Value::Number("1 # c".into()));
    assert_eq!(
        apply("a: 1\n", &[change]).unwrap_err().shape,
        Shape::Unverified
    );
}

#[test]
fn lines_that_end_in_a_carriage_return_alone_are_not_told_apart() {
    assert_eq!(refused("a:\r  b: 1\rc: 2\r", "a"), Shape::Unverified);
}
