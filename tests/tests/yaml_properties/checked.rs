//! One edit after another on one document, each looked at from all sides.

use std::collections::BTreeMap;

use evenkeel_tests::{BROKEN, libyaml_events, own_events};
use evenkeel_yaml::{Applied, Change, Kind, Node, Refused, Route, Shape, Step, Tree, Value, apply};

/// What happened to the edits that were tried.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) made: usize,
    pub(crate) refused: BTreeMap<String, usize>,
    /// Outputs that libyaml read too.
    pub(crate) second_opinions: usize,
}

/// libyaml reads a text as we do, or not at all.
pub(crate) fn readers_agree(text: &str) {
    let tree = Tree::parse(text).unwrap_or_else(|error| panic!("{error} in\n{text}"));
    if let Ok(events) = libyaml_events(text) {
        assert_eq!(
            own_events(&tree),
            events,
            "libyaml reads otherwise:\n{text}"
        );
    }
}

/// Tries a new child in every collection of a document, then all of them together.
pub(crate) fn all_edits(text: &str, seen: &mut Seen) {
    let tree = Tree::parse(text).unwrap_or_else(|error| panic!("{error} in\n{text}"));
    let is_agreed = libyaml_events(text).is_ok_and(|events| events == own_events(&tree));
    let mut changes = Vec::new();
    match tree.root() {
        Some(root) => collect(root, &Route::root(), &mut changes),
        None => changes.push(new_entry(Route::root(), 0)),
    }
    let mut made = Vec::new();
    for change in changes {
        match apply(text, std::slice::from_ref(&change)) {
            Ok(applied) => {
                seen.made += 1;
                can_be_taken_out(&tree, &applied.text, &change);
                let changes = std::slice::from_ref(&change);
                seen.second_opinions += usize::from(check(text, &applied, changes, is_agreed));
                made.push(change);
            }
            Err(refused) => seen.refuse(text, &change, refused),
        }
    }
    // What overlaps is left out, as whoever asks for several edits would.
    while !made.is_empty() {
        match apply(text, &made) {
            Ok(applied) => {
                check(text, &applied, &made, is_agreed);
                return;
            }
            Err(Refused {
                change,
                shape: Shape::Overlap,
                ..
            }) => drop(made.remove(change)),
            Err(refused) => panic!("{refused}: all together, in\n{text}\n{made:?}"),
        }
    }
}

impl Seen {
    /// Refusals have to be of a kind that the crate's documentation owns up to.
    fn refuse(&mut self, text: &str, change: &Change, refused: Refused) {
        let is_owned_up_to = matches!(
            refused.shape,
            Shape::Anchored
                | Shape::Alias
                | Shape::Tagged
                | Shape::ComplexKey
                | Shape::DuplicateKey
                | Shape::UnterminatedBlockScalar
        );
        assert!(is_owned_up_to, "{refused} of {change:?} in\n{text}");
        *self.refused.entry(refused.shape.to_string()).or_default() += 1;
    }
}

fn new_entry(at: Route, number: usize) -> Change {
    let value = match number % 3 {
        0 => Value::from("on"),
        1 => Value::map([("cpu", Value::from("100m")), ("n", Value::from(1))]),
        _ => Value::from_iter([Value::map([
            ("a", Value::from(1)),
            ("b", Value::from("c: d")),
        ])]),
    };
    Change::insert(at, &format!("new-{number}"), value)
}

fn collect(node: Node<'_>, route: &Route, changes: &mut Vec<Change>) {
    match node.kind() {
        Kind::Mapping => {
            changes.push(new_entry(route.clone(), changes.len()));
            for (key, value) in node.entries() {
                let Some(key) = key.text() else { continue };
                if node.count(key) == 1 {
                    collect(value, &route.key(key), changes);
                }
            }
        }
        Kind::Sequence => {
            let value = Value::map([("new", Value::from(1)), ("two", Value::from("x"))]);
            changes.push(Change::Append {
                at: route.clone(),
                value,
            });
            for (index, item) in node.items().into_iter().enumerate() {
                collect(item, &route.index(index), changes);
            }
        }
        Kind::Scalar if node.is_null() => changes.push(new_entry(route.clone(), changes.len())),
        Kind::Scalar | Kind::Alias => {}
    }
}

/// An entry that was added can be removed; where it was not the only one, what is left is what was.
fn can_be_taken_out(before: &Tree, edited: &str, change: &Change) {
    let Change::Insert {
        at,
        key: Value::Str(key),
        ..
    } = change
    else {
        return;
    };
    let remove = Change::Remove { at: at.key(key) };
    let removed = apply(edited, &[remove]).unwrap_or_else(|error| panic!("{error} in\n{edited}"));
    let place = before.root().and_then(|root| root.at(at));
    if place.is_some_and(|place| !place.entries().is_empty()) {
        let after = Tree::parse(removed.text.as_str()).unwrap();
        assert_eq!(
            own_events(&after),
            own_events(before),
            "{at} taken out of\n{edited}"
        );
    }
}

/// The promises about one output; whether libyaml had its say.
fn check(text: &str, applied: &Applied, changes: &[Change], is_read_by_others: bool) -> bool {
    let output = &applied.text;
    assert_eq!(
        taken_back(text, applied),
        text,
        "taking the edits back:\n{output}"
    );
    for change in changes {
        if let Change::Insert { .. } = change {
            let again = apply(output, std::slice::from_ref(change)).map(|applied| applied.text);
            let again = again.expect_err("a second time it is there already");
            assert!(
                matches!(again.shape, Shape::Present),
                "{again} in\n{output}"
            );
        }
    }
    let tree = Tree::parse(output.as_str()).unwrap();
    serde_agrees(text, output, changes);
    match libyaml_events(output) {
        Ok(events) if is_read_by_others => {
            let own = own_events(&tree);
            assert_eq!(own, events, "libyaml reads otherwise:\n{output}");
            true
        }
        Ok(_) => false,
        Err(error) => {
            let is_new = is_read_by_others && error != BROKEN;
            assert!(!is_new, "libyaml: {error} in\n{output}\nof {text:?}");
            false
        }
    }
}

/// What is left of the output without the inserted texts, and with what they replaced.
fn taken_back(input: &str, applied: &Applied) -> String {
    let (mut back, mut from, mut written) = (String::new(), 0, 0);
    for edit in applied.edits.iter() {
        let kept = &input[from..edit.range.start];
        back.push_str(kept);
        written += kept.len();
        assert_eq!(&applied.text[written..written + edit.text.len()], edit.text);
        written += edit.text.len();
        back.push_str(&input[edit.range.clone()]);
        from = edit.range.end;
    }
    back.push_str(&applied.text[written..]);
    back
}

/// The tree that serde reads from the input, changed by hand, is the tree it reads from the output.
fn serde_agrees(input: &str, output: &str, changes: &[Change]) {
    // It takes the byte order mark for text.
    let read = |text: &str| {
        serde_yaml::from_str::<serde_yaml::Value>(text.strip_prefix('\u{feff}').unwrap_or(text))
    };
    let Ok(mut expected) = read(input) else {
        // It does not take keys that stand twice, and not every tag.
        return;
    };
    // From the back, so that an index stays what it was.
    for change in changes.iter().rev() {
        let Some(at) = place(&mut expected, &change.at().0) else {
            // Below a key that is no text to serde.
            return;
        };
        match change {
            Change::Insert { key, value, .. } => {
                if !at.is_mapping() {
                    *at = serde_yaml::Value::Mapping(serde_yaml::Mapping::new());
                }
                at.as_mapping_mut().unwrap().insert(of(key), of(value));
            }
            Change::Append { value, .. } => {
                if !at.is_sequence() {
                    *at = serde_yaml::Value::Sequence(Vec::new());
                }
                at.as_sequence_mut().unwrap().push(of(value));
            }
            _ => unreachable!("only insertions are tried"),
        }
    }
    let got = read(output).unwrap_or_else(|error| panic!("serde: {error} in\n{output}"));
    assert_eq!(
        got, expected,
        "serde reads something else from\n{output}\nof\n{input}"
    );
}

fn place<'v>(
    value: &'v mut serde_yaml::Value,
    steps: &[Step],
) -> Option<&'v mut serde_yaml::Value> {
    let value = match value {
        serde_yaml::Value::Tagged(tagged) => &mut tagged.value,
        value => value,
    };
    let Some((step, rest)) = steps.split_first() else {
        return Some(value);
    };
    match step {
        Step::Key(key) => {
            let map = value.as_mapping_mut()?;
            let known = map.keys().find(|known| is_key(known, key))?.clone();
            place(map.get_mut(&known)?, rest)
        }
        Step::Index(index) => place(value.as_sequence_mut()?.get_mut(*index)?, rest),
    }
}

/// A generated key is text to everybody; a real one may be a number or `on`.
fn is_key(known: &serde_yaml::Value, key: &str) -> bool {
    match known {
        serde_yaml::Value::String(text) => text == key,
        serde_yaml::Value::Number(number) => number.to_string() == key,
        serde_yaml::Value::Bool(value) => value.to_string() == key,
        _ => false,
    }
}

fn of(value: &Value) -> serde_yaml::Value {
    match value {
        Value::Number(number) => serde_yaml::from_str(number).unwrap(),
        Value::Str(text) => text.clone().into(),
        Value::Seq(items) => items.iter().map(of).collect::<Vec<_>>().into(),
        Value::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| (of(key), of(value)));
            serde_yaml::Value::Mapping(entries.collect())
        }
        other => unreachable!("{other:?} is not tried"),
    }
}
