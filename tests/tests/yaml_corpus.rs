//! Every mapping and every list of a corpus takes a new child and gives it back without a trace.

use evenkeel_yaml::{Change, Kind, Node, Route, Shape, Step, Tree, Value, apply, split};
use std::collections::BTreeMap;

/// Every collection of a document, by its route, aliases not followed.
fn collections(node: Node<'_>, route: &Route, found: &mut Vec<(Route, Kind)>) {
    match node.kind() {
        Kind::Mapping => {
            found.push((route.clone(), Kind::Mapping));
            for (key, value) in node.entries() {
                if let Some(key) = key.text() {
                    collections(value, &route.key(key), found);
                }
            }
        }
        Kind::Sequence => {
            found.push((route.clone(), Kind::Sequence));
            for (index, item) in node.items().into_iter().enumerate() {
                collections(item, &route.index(index), found);
            }
        }
        Kind::Scalar | Kind::Alias => {}
    }
}

/// Puts a child into each collection and takes it out again; counts what was refused by shape.
fn try_all(text: &str, refused: &mut BTreeMap<String, usize>) -> usize {
    let tree = Tree::parse(text).expect("the corpus is YAML");
    let mut found = Vec::new();
    if let Some(root) = tree.root() {
        collections(root, &Route::root(), &mut found);
    }
    let mut done = 0;
    for (route, kind) in found {
        let size = tree
            .root()
            .and_then(|root| root.at(&route))
            .map_or(0, |node| node.entries().len() + node.items().len());
        let (change, child) = match kind {
            Kind::Mapping => (
                Change::insert(route.clone(), "new-key", Value::from("new")),
                Step::Key("new-key".into()),
            ),
            _ => (
                Change::Append {
                    at: route.clone(),
                    value: Value::from("new"),
                },
                Step::Index(size),
            ),
        };
        let added = match apply(text, &[change]) {
            Ok(added) => added,
            Err(error) => {
                assert_ne!(error.shape, Shape::Unverified, "{route} in\n{text}");
                *refused.entry(error.shape.to_string()).or_default() += 1;
                continue;
            }
        };
        let removed = apply(
            &added.text,
            &[Change::Remove {
                at: route.with(child),
            }],
        );
        let removed = removed
            .unwrap_or_else(|error| panic!("{error} after adding to {route}:\n{}", added.text));
        if size > 0 {
            assert_eq!(removed.text, text, "{route}");
        }
        done += 1;
    }
    done
}

#[test]
fn children_come_and_go_in_the_corpus() {
    let folder = std::env::var("EVENKEEL_STREAMS");
    let Ok(folder) = folder else {
        println!("EVENKEEL_STREAMS is not set: only the built-in cases were tried");
        return;
    };
    let mut refused = BTreeMap::new();
    let (mut done, mut unreadable) = (0, 0);
    for helm in ["helm3", "helm4"] {
        for file in std::fs::read_dir(format!("{folder}/{helm}")).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            for document in split(&text) {
                let body = &text[document.body];
                if body.len() > 100_000 {
                    continue;
                }
                if Tree::parse(body).is_err() {
                    unreadable += 1;
                    continue;
                }
                if body.len() < 3_000 {
                    done += try_all(body, &mut refused);
                }
            }
        }
    }
    println!("{done} collections, {unreadable} unreadable documents, refused: {refused:?}");
    assert!(done > 1000, "{done}");
}
