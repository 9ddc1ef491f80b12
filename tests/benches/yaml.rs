//! What the YAML engine costs on its own: splitting, and reading, editing and checking documents that hold workloads.
//! Nothing is asserted about time; it prints a table.
#![allow(
    clippy::print_stdout,
    reason = "a benchmark is for people at a terminal"
)]

use std::time::{Duration, Instant};

use evenkeel_tests::streams;
use evenkeel_yaml::{Anchors, Change, Kind, Route, Tree, Value, apply, apply_to, split};

const ROUNDS: usize = 15;

/// A workload's document, and the edits that the post-renderer would make on it.
struct Work {
    text: String,
    changes: Vec<Change>,
}

fn main() {
    let streams = streams("yaml");
    let whole: Vec<String> = streams
        .iter()
        .filter_map(|stream| String::from_utf8(stream.bytes.clone()).ok())
        .collect();
    let work: Vec<Work> = whole.iter().flat_map(|text| workloads(text)).collect();
    if work.is_empty() {
        println!("nothing measured: there are no streams");
        return;
    }
    let bytes: usize = work.iter().map(|work| work.text.len()).sum();
    let edits: usize = work.iter().map(|work| work.changes.len()).sum();
    println!(
        "{} workloads, {} KB, {edits} edits",
        work.len(),
        bytes / 1024
    );
    let all: usize = whole.iter().map(String::len).sum();
    print("split", all, || {
        whole.iter().map(|text| split(text).len()).sum()
    });
    print("read", bytes, || {
        work.iter()
            .filter(|work| Tree::parse(work.text.as_str()).is_ok())
            .count()
    });
    print("read + edit + check", bytes, || {
        let edit = |work: &&Work| {
            Tree::parse(work.text.as_str())
                .is_ok_and(|tree| apply_to(&tree, &work.changes, Anchors::Refuse).is_ok())
        };
        work.iter().filter(edit).count()
    });
    print("the same by text", bytes, || {
        work.iter()
            .filter(|work| apply(&work.text, &work.changes).is_ok())
            .count()
    });
    for items in [100, 1_000, 10_000] {
        let list = list_of(items);
        let name = format!("a list of {items} workloads");
        print(&name, list.text.len(), || {
            usize::from(apply(&list.text, &list.changes).is_ok())
        });
    }
}

/// The best of several rounds, as a rate.
fn print(name: &str, bytes: usize, mut work: impl FnMut() -> usize) {
    let mut best = Duration::MAX;
    let mut done = 0;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        done = std::hint::black_box(work());
        best = best.min(start.elapsed());
    }
    let rate = bytes as f64 / best.as_secs_f64() / 1e6;
    println!(
        "  {name:<28}{:>10.2} ms {rate:>10.1} MB/s   ({done})",
        best.as_secs_f64() * 1e3
    );
}

fn workloads(stream: &str) -> Vec<Work> {
    let mut found = Vec::new();
    for document in split(stream) {
        let text = &stream[document.body];
        let Ok(tree) = Tree::parse(text) else {
            continue;
        };
        let changes = changes(&tree, &Route::root());
        if !changes.is_empty() {
            found.push(Work {
                text: text.to_owned(),
                changes,
            });
        }
    }
    found
}

fn changes(tree: &Tree, at: &Route) -> Vec<Change> {
    let spec = at.key("spec").key("template").key("spec");
    let containers = spec.key("containers");
    let Some(root) = tree.root() else {
        return Vec::new();
    };
    let Some(list) = root
        .at(&containers)
        .filter(|node| node.kind() == Kind::Sequence)
    else {
        return Vec::new();
    };
    let requests = Value::map([
        ("cpu", Value::from("100m")),
        ("memory", Value::from("128Mi")),
    ]);
    let constraint = Value::map([
        ("maxSkew", Value::from(1)),
        ("topologyKey", Value::from("topology.kubernetes.io/zone")),
        ("whenUnsatisfiable", Value::from("ScheduleAnyway")),
    ]);
    let mut changes = Vec::new();
    for index in 0..list.items().len() {
        let value = Value::map([("requests", requests.clone())]);
        changes.push(Change::insert(
            containers.index(index),
            "bench-resources",
            value,
        ));
    }
    let constraints = Value::from_iter([constraint]);
    changes.push(Change::insert(spec, "benchConstraints", constraints));
    changes
}

/// One document that grows: cost must grow with it and no faster.
fn list_of(items: usize) -> Work {
    let mut text = "apiVersion: v1\nkind: List\nitems:\n".to_owned();
    for item in 0..items {
        text.push_str(&format!("- apiVersion: apps/v1\n  kind: Deployment\n  metadata:\n    name: d{item}\n  spec:\n    replicas: 3\n    template:\n      metadata:\n        labels: {{app: d{item}}}\n      spec:\n        containers:\n        - name: a\n          image: registry.example.com/group/project/image:1.{item}\n          args: [\"--port=80\", '--verbose']\n        - name: b\n          image: b:1\n"));
    }
    let tree = Tree::parse(text.as_str()).expect("it is YAML");
    let items = Route::root().key("items");
    let changes = (0..)
        .map(|index| items.index(index))
        .take_while(|at| tree.root().is_some_and(|root| root.at(at).is_some()))
        .flat_map(|at| changes(&tree, &at))
        .collect();
    Work { text, changes }
}
