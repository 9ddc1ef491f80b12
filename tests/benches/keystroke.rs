//! What one letter typed into a field costs, natively: the write with its verification, then all checks. In a browser the
//! same code is slower by a factor that this cannot tell.

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use evenkeel_core::keys::Address;
use evenkeel_core::rules::{Assumptions, check};
use evenkeel_core::workspace::{Input, Workspace};
use std::fs;

/// A field of each document, and what it holds after the letter.
const FIELDS: [(&str, &str); 3] = [
    ("helmfile:releases[].namespace", "test-namespaces"),
    ("values:replicas", "4"),
    ("config:runners.kubernetes.cpu_request", "5000m"),
];

fn article() -> Workspace {
    let folder = evenkeel_tests::folder().join("cases/article");
    let files = ["helmfile.d/gitlab-runner.yaml", "values/gitlab.yaml"].map(|path| {
        let text = fs::read_to_string(folder.join(path)).expect("a file of this repository");
        (path, text)
    });
    Workspace::open(files).0
}

fn keystroke(criterion: &mut Criterion) {
    let open = article();
    let assumptions = Assumptions::default();
    let mut group = criterion.benchmark_group("keystroke");
    for (address, text) in FIELDS {
        let key: Address = address.parse().expect("an address of the table");
        let input = Input::Text(text.to_owned());
        let fresh = || open.clone();
        let write = |workspace: &mut Workspace| {
            workspace
                .write(0, &key, &input)
                .expect("the field can be written");
        };
        group.bench_function(format!("{address}, write"), |bencher| {
            bencher.iter_batched_ref(fresh, write, BatchSize::SmallInput);
        });
        group.bench_function(format!("{address}, write and check"), |bencher| {
            let whole = |workspace: &mut Workspace| {
                write(workspace);
                check(workspace, &assumptions)
            };
            bencher.iter_batched_ref(fresh, whole, BatchSize::SmallInput);
        });
    }
    group.finish();

    let mut group = criterion.benchmark_group("article");
    group.bench_function("open", |bencher| bencher.iter(article));
    group.bench_function("check", |bencher| {
        bencher.iter(|| check(&open, &assumptions));
    });
    group.finish();
}

criterion_group!(benches, keystroke);
criterion_main!(benches);
