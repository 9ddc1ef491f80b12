//! Text made to break or to exhaust the YAML engine: refused with a place, or edited, and always soon.
//!
//! Sizes are such that work which grows faster than the text would be noticed by whoever waits for the tests.
#![allow(
    clippy::unwrap_used,
    reason = "whatever fails here is a failed test, and says where"
)]

use std::fmt::Write as _;

use evenkeel_yaml::{Change, Node, Route, Tree, Value, apply, split};

#[test]
fn what_cannot_be_read_is_refused_with_its_place() {
    let deep_map: String = (0..300).fold(String::new(), |mut text, depth| {
        writeln!(text, "{}k:", " ".repeat(depth)).unwrap();
        text
    });
    let table: [(&str, String, usize, &str); 12] = [
        ("brackets", "[".repeat(100_000), 1, "recursion"),
        ("braces", "{".repeat(100_000), 1, "recursion"),
        ("dashes", "- ".repeat(20_000), 1, "recursion"),
        ("a deep mapping", deep_map, 256, "recursion"),
        ("a tab", "a: 1\nb:\n\tc: 2\n".into(), 3, "tab"),
        ("NUL", "a: 1\nb: \0\n".into(), 2, ""),
        ("a control character", "a: 1\nb: \u{7}\n".into(), 2, ""),
        ("an open quote", "a: 1\nb: \"x\n".into(), 2, ""),
        ("an unknown anchor", "a: 1\nb: *no\n".into(), 2, "anchor"),
        (
            "a key of 2 kB",
            format!("a: 1\n{}: 2\n", "k".repeat(2_000)),
            2,
            "",
        ),
        (
            "a key of 1 MB",
            format!("a: 1\n{}: 2\n", "k".repeat(1 << 20)),
            2,
            "",
        ),
        (
            "two documents",
            "a: 1\n---\nb: 2\n".into(),
            2,
            "second document",
        ),
    ];
    let mut wrong = String::new();
    for (name, text, line, part) in table {
        match Tree::parse(text.as_str()) {
            Ok(_) => writeln!(wrong, "{name}: read").unwrap(),
            Err(error) => {
                let message = error.to_string();
                let is_told = error.line == line && message.contains(part);
                let is_one_line = !message.contains('\n') && message.len() < 200;
                if !is_told || !is_one_line || error.offset > text.len() {
                    writeln!(wrong, "{name}: {message}").unwrap();
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Adds one entry at the root, which is the cheapest edit of a text that was hard to read.
fn edited(text: &str) -> String {
    let change = Change::insert(Route::root(), "new", Value::from(1));
    apply(text, &[change]).unwrap().text
}

#[test]
fn what_multiplies_or_is_huge_is_edited_all_the_same() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..40 {
        let below = format!("*a{}, ", level - 1).repeat(10);
        writeln!(bomb, "a{level}: &a{level} [{below}]").unwrap();
    }
    let anchors: String = (0..50_000).fold(String::new(), |mut text, number| {
        writeln!(text, "k{number}: [&n{number} x, *n{number}]").unwrap();
        text
    });
    let blanks = format!("a: |\n  x\n{}", "   \n".repeat(50_000));
    let empty = format!("a: |\n  x\n{}b: 1\n", "\n".repeat(200_000));
    let comments = format!("a: 1\n{}b: 2\n", "    # c: {[\n".repeat(100_000));
    let dashes = format!("a:\n-\n{}  b: 1\n", "# c -\n".repeat(100_000));
    let one_line = format!("{{\"a\": [{}1]}}", "{\"b\": \"c\"}, ".repeat(80_000));
    let word = format!("a: {}\n", "x".repeat(5 << 20));
    for text in [
        bomb, anchors, blanks, empty, comments, dashes, one_line, word,
    ] {
        assert!(edited(&text).len() > text.len());
    }
}

#[test]
fn a_document_with_ten_thousand_edits_takes_them_all() {
    for (head, item, tail) in [
        ("items:\n", "- &a{n} name: x{n}\n  spec: {}\n", ""),
        ("{\"items\": [", "{\"name\": {n}, \"spec\": null},", "1]}"),
    ] {
        let items: String = (0..10_000)
            .map(|n| item.replace("{n}", &n.to_string()))
            .collect();
        let text = format!("{head}{items}{tail}");
        let at = |number: usize| Route::root().key("items").index(number);
        let changes: Vec<Change> = (0..10_000)
            .flat_map(|number| [at(number), at(number).key("spec")])
            .map(|at| Change::insert(at, "new", Value::from("v")))
            .collect();
        let edited = apply(&text, &changes).unwrap();
        assert_eq!(edited.edits.iter().count(), 20_000);
        let tree = Tree::parse(edited.text).unwrap();
        let items = tree.root().unwrap().get("items").unwrap().items();
        let is_done = |item: &&Node<'_>| {
            item.get("new").is_some() && item.get("spec").is_some_and(|spec| spec.count("new") == 1)
        };
        assert_eq!(items.iter().filter(is_done).count(), 10_000);
    }
}

#[test]
fn a_hundred_thousand_documents_are_split() {
    let stream = "---\na: 1\n".repeat(100_000);
    let documents = split(&stream);
    assert_eq!(documents.len(), 100_000);
    assert!(documents.iter().all(|document| document.range.len() == 9));
}
