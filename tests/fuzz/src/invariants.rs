//! What must hold for any bytes at all: one function a fuzz target, each panics where a promise is broken.
//!
//! Also compiled into the ordinary tests, which run it over the corpus.

use std::sync::LazyLock;

use evenkeel_core::postrender::{self, OnBadDocument, Policy, Rendered};
use evenkeel_yaml::{Change, Kind, Node, Route, Shape, Tree, Value, apply, split};

/// Edits tried on one document; more would only make the fuzzer slow.
const MAX_EDITS: usize = 24;

/// Documents of a stream cover it, and whatever is readable has its nodes where it says.
pub fn parse(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let mut end = 0;
    for document in split(text) {
        assert_eq!(document.range.start, end, "documents touch");
        assert!(document.body.start >= document.range.start);
        assert_eq!(document.body.end, document.range.end);
        end = document.range.end;
        let Ok(tree) = Tree::parse(&text[document.body]) else {
            continue;
        };
        assert_eq!(
            apply(tree.source(), &[])
                .map(|applied| applied.text)
                .as_deref(),
            Ok(tree.source())
        );
        if let Some(root) = tree.root() {
            spans_nest(root, 0..tree.source().len());
        }
    }
    assert_eq!(end, text.len(), "documents cover the stream");
}

fn spans_nest(node: Node<'_>, outer: std::ops::Range<usize>) {
    let span = node.span();
    assert!(outer.start <= span.start && span.start <= span.end && span.end <= outer.end);
    assert!(outer.start <= node.start() && node.start() <= span.start);
    if node.is_alias() {
        assert!(node.token().starts_with('*'));
        return;
    }
    let children = node
        .entries()
        .into_iter()
        .flat_map(|(key, value)| [key, value])
        .chain(node.items());
    let mut before = span.start;
    for child in children {
        assert!(child.start() >= before, "children stand in their order");
        before = child.span().end;
        spans_nest(child, span.clone());
    }
}

/// A new child in every collection: made exactly, or refused with a reason; taken out again without a trace.
pub fn edit(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let Ok(tree) = Tree::parse(text) else {
        return;
    };
    let Some(root) = tree.root() else {
        return;
    };
    let mut changes = Vec::new();
    collect(root, &Route::root(), &mut changes);
    let mut made = Vec::new();
    for change in changes {
        match apply(text, std::slice::from_ref(&change)) {
            Ok(applied) => {
                assert_eq!(
                    taken_back(text, &applied.text, applied.edits.iter()),
                    text,
                    "{change:?}"
                );
                has_the_child_once(&applied.text, &change);
                made.push(change);
            }
            Err(refused) => assert_ne!(refused.shape, Shape::Missing, "{change:?}"),
        }
    }
    // All of them at once: the order at one offset is what can go wrong here.
    if let Ok(applied) = apply(text, &made) {
        assert_eq!(taken_back(text, &applied.text, applied.edits.iter()), text);
        let tree = Tree::parse(applied.text.as_str()).expect("it was read back");
        for change in &made {
            let place = tree.root().and_then(|root| root.at(change.at()));
            let place = place.expect("nothing before it has moved");
            let is_there = match change {
                Change::Insert { .. } => place.count("new-key") == 1,
                _ => place
                    .items()
                    .last()
                    .is_some_and(|item| item.count("a") == 1),
            };
            assert!(is_there, "{change:?} in {:?}", applied.text);
        }
    }
}

fn has_the_child_once(text: &str, change: &Change) {
    if let Change::Insert { .. } = change {
        let again = apply(text, std::slice::from_ref(change)).expect_err("the key is there now");
        assert!(matches!(again.shape, Shape::Present), "{again} in {text:?}");
    }
}

fn collect(node: Node<'_>, route: &Route, changes: &mut Vec<Change>) {
    if changes.len() >= MAX_EDITS {
        return;
    }
    match node.kind() {
        Kind::Mapping => {
            let value = Value::map([("b", Value::from_iter([1, 2]))]);
            changes.push(Change::insert(route.clone(), "new-key", value));
            for (key, value) in node.entries() {
                let unique = key.text().filter(|text| {
                    node.entries()
                        .iter()
                        .filter(|(other, _)| other.text() == Some(text))
                        .count()
                        == 1
                });
                if let Some(key) = unique {
                    collect(value, &route.key(key), changes);
                }
            }
        }
        Kind::Sequence => {
            changes.push(Change::Append {
                at: route.clone(),
                value: Value::map([("a", Value::from("b"))]),
            });
            for (index, item) in node.items().into_iter().enumerate() {
                collect(item, &route.index(index), changes);
            }
        }
        Kind::Scalar if node.is_null() => {
            changes.push(Change::insert(route.clone(), "new-key", Value::from("b")));
        }
        Kind::Scalar | Kind::Alias => {}
    }
}

static BUILT_IN: LazyLock<Policy> = LazyLock::new(Policy::built_in);

/// A policy whose only rule covers nothing.
static NOTHING: LazyLock<Policy> = LazyLock::new(|| {
    let text = "apiVersion: evenkeel.dev/v1alpha1\nkind: PostRenderPolicy\nrules:\n- name: nothing\n  match: {kind: Deployment, name: no-such-name}\n  resources: {app: {requests: {cpu: 1m}}}\n";
    Policy::parse(text, "nothing.yaml").expect("the policy is good")
});

/// The built-in policy: repeatable, reversible, and the same again on its own output; without a rule that covers
/// something the bytes stay.
pub fn post_render(bytes: &[u8]) {
    let Some(rendered) = render(bytes, &BUILT_IN) else {
        return;
    };
    let text = std::str::from_utf8(bytes).expect("it was rendered");
    let output = rendered.manifests();
    let output = output.as_ref();
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        assert_eq!(output, "# no manifests\n");
        return;
    }
    assert_eq!(taken_back(text, output, rendered.edits.iter()), text);
    let again = render(output.as_bytes(), &BUILT_IN).expect("text in, text out");
    assert_eq!(again.manifests(), output, "a second run adds nothing");
    let untouched = render(bytes, &NOTHING).expect("it was rendered");
    assert_eq!(untouched.manifests(), text);
}

fn render<'i>(bytes: &'i [u8], policy: &Policy) -> Option<Rendered<'i>> {
    postrender::post_render(bytes, policy, OnBadDocument::PassThrough).ok()
}

/// What is left of `output` when the edits are taken back; checks on the way that they are all that happened.
fn taken_back<'e>(
    input: &str,
    output: &str,
    edits: impl Iterator<Item = &'e evenkeel_yaml::Edit>,
) -> String {
    let (mut back, mut from, mut written) = (String::new(), 0, 0);
    for edit in edits {
        let kept = &input[from..edit.range.start];
        assert_eq!(&output[written..written + kept.len()], kept);
        written += kept.len();
        assert_eq!(&output[written..written + edit.text.len()], edit.text);
        written += edit.text.len();
        back.push_str(kept);
        back.push_str(&input[edit.range.clone()]);
        from = edit.range.end;
    }
    back.push_str(&output[written..]);
    back
}
