//! What one letter typed into a field costs, natively: the write with its verification, then all checks. In a browser the
//! same code is slower by a factor that this cannot tell.

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use evenkeel_core::capacity::{Machine, NodePool, capacity};
use evenkeel_core::keys::Address;
use evenkeel_core::permissions::compare;
use evenkeel_core::presets::PRESETS;
use evenkeel_core::rules::{Assumptions, Checker, check};
use evenkeel_core::workspace::{Input, Workspace};
use evenkeel_yaml::Tree;
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

/// The largest preset ten times over, one file of values each.
fn ten_largest() -> Workspace {
    let values = PRESETS.iter().flat_map(|preset| {
        let bundle = preset.workspace().expect("files").bundle().into_iter();
        bundle.filter(|(path, _)| path.starts_with("values"))
    });
    let (_, values) = values.max_by_key(|(_, text)| text.len()).expect("values");
    let mut files = vec![("helmfile.yaml".to_owned(), "releases:\n".to_owned())];
    for number in 0..10 {
        let path = format!("values/runner-{number}.yaml");
        files[0].1.push_str(&format!(
            "  - name: runner-{number}\n    namespace: ci\n    chart: gitlab/gitlab-runner\n    version: 0.86.0\n    values:\n      - {path}\n"
        ));
        files.push((path, values.clone()));
    }
    let (open, _) = Workspace::open(files);
    assert_eq!(open.releases().len(), 10);
    open
}

/// What the numbers are to be seen beside: a document of 4 KB, parsed.
fn reference(criterion: &mut Criterion) {
    let text: String = (0..)
        .map(|number| format!("key-{number}: a value of some length # and a word about it\n"))
        .scan(0, |length, line| {
            *length += line.len();
            (*length <= 4096).then_some(line)
        })
        .collect();
    criterion.bench_function("reference: 4 KB of YAML parsed", |bencher| {
        bencher.iter(|| Tree::parse(text.as_str()).expect("YAML"));
    });
}

/// One letter, then everything the page shows of the runner that is edited.
fn ten_runners(criterion: &mut Criterion) {
    let open = ten_largest();
    let key: Address = "values:concurrent".parse().expect("an address");
    let input = Input::Text("47".to_owned());
    let assumptions = Assumptions::default();
    let machine = Machine {
        cpu: "4".parse().expect("a quantity"),
        memory: "16Gi".parse().expect("a quantity"),
        storage: None,
    };
    let pool = NodePool::new(vec![(Some("zone-a".to_owned()), 3)], machine);
    let mut group = criterion.benchmark_group("ten runners");
    let fresh = || open.clone();
    group.bench_function("write", |bencher| {
        let write = |workspace: &mut Workspace| {
            workspace.write(9, &key, &input).expect("can be written");
        };
        bencher.iter_batched_ref(fresh, write, BatchSize::SmallInput);
    });
    group.bench_function("check", |bencher| {
        bencher.iter(|| check(&open, &assumptions));
    });
    group.bench_function("capacity and permissions", |bencher| {
        bencher.iter(|| (capacity(&open, 9, &pool), compare(&open, 9)));
    });
    let letters = ["46", "47"].map(|text| Input::Text(text.to_owned()));
    let mut turn = letters.iter().cycle();
    let (mut workspace, mut checker) = (open.clone(), Checker::default());
    group.bench_function("write and check again", |bencher| {
        bencher.iter(|| {
            let letter = turn.next().expect("a letter");
            workspace.write(9, &key, letter).expect("can be written");
            checker.check(&workspace, &assumptions)
        });
    });
    group.bench_function("all of a keystroke", |bencher| {
        bencher.iter(|| {
            let letter = turn.next().expect("a letter");
            workspace.write(9, &key, letter).expect("can be written");
            let found = checker.check(&workspace, &assumptions);
            (
                found,
                capacity(&workspace, 9, &pool),
                compare(&workspace, 9),
            )
        });
    });
    group.finish();
}

/// A thousand files of values of 200 lines each, opened and checked one by one.
fn thousand_files(criterion: &mut Criterion) {
    let folder = evenkeel_tests::folder().join("cases");
    let own = fs::read_to_string(folder.join("article/values/gitlab.yaml"))
        .expect("a file of this repository");
    let lines = own.lines().count();
    let labels: String = (lines + 1..200)
        .map(|number| format!("  label-{number}: value\n"))
        .collect();
    let text = format!("{own}podLabels:\n{labels}");
    let assumptions = Assumptions::default();
    let mut group = criterion.benchmark_group("thousand files");
    group.sample_size(10);
    group.bench_function("open and check", |bencher| {
        bencher.iter(|| {
            let found = (0..1000).map(|_| {
                let workspace = Workspace::open([("values.yaml", text.as_str())]).0;
                check(&workspace, &assumptions).len()
            });
            found.sum::<usize>()
        });
    });
    group.finish();
}

criterion_group!(benches, reference, keystroke, ten_runners, thousand_files);
criterion_main!(benches);
