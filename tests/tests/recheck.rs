//! Whoever checks after every step with one [`Checker`] finds at every step just what a check from scratch finds, in the
//! same order: writes, removals, undo, files that come and change, environments, assumptions.
#![allow(
    clippy::unwrap_used,
    reason = "whatever fails here is a failed test, and says where"
)]

use evenkeel_core::keys::Address;
use evenkeel_core::presets::PRESETS;
use evenkeel_core::rules::{Assumptions, Checker, check};
use evenkeel_core::workspace::{Input, Workspace};
use proptest::prelude::*;
use proptest::sample::select;
use std::fs;

const KEYS: [&str; 14] = [
    "values:concurrent",
    "values:replicas",
    "values:runnerToken",
    "values:gitlabUrl",
    "values:rbac.create",
    "values:hpa.maxReplicas",
    "values:sessionServer.enabled",
    "values:image.tag",
    "config:runners.limit",
    "config:runners.kubernetes.cpu_request",
    "config:runners.kubernetes.memory_limit",
    "config:runners.kubernetes.privileged",
    "helmfile:releases[].version",
    "helmfile:releases[].namespace",
];

const TEXTS: [&str; 9] = [
    "1",
    "2000m",
    "true",
    "0.80.0",
    "128m",
    "glrt-0123456789abcdefghij",
    "http://gitlab.example.com/",
    "a name # evenkeel: allow wrong-type x",
    "",
];

/// One thing that a person does.
#[derive(Debug, Clone)]
enum Step {
    Write(usize, &'static str, &'static str),
    Remove(usize, &'static str),
    Undo(usize),
    /// A file of the corpus, beside what is open or in place of the file of this number.
    Put(usize, Option<usize>),
    /// A comment in front of a file.
    Allow(usize, &'static str),
    /// All files anew, as the site's worker is sent them.
    Reopen,
    Environment(&'static str),
    Assume(Option<u64>, Option<&'static str>),
}

fn step() -> impl Strategy<Value = Step> {
    let release = 0..4_usize;
    prop_oneof![
        6 => (release.clone(), select(&KEYS[..]), select(&TEXTS[..]))
            .prop_map(|(release, key, text)| Step::Write(release, key, text)),
        2 => (release.clone(), select(&KEYS[..])).prop_map(|(release, key)| Step::Remove(release, key)),
        2 => (1..4_usize).prop_map(Step::Undo),
        1 => (any::<usize>(), proptest::option::of(any::<usize>()))
            .prop_map(|(file, place)| Step::Put(file, place)),
        1 => (any::<usize>(), select(&["total-jobs", "no-such-rule", "wrong-type", "allow-unused"][..]))
            .prop_map(|(file, rule)| Step::Allow(file, rule)),
        1 => Just(Step::Reopen),
        1 => select(&["prod", "default", "no-such"][..]).prop_map(Step::Environment),
        1 => (
            proptest::option::of(select(&[1_900_u64, 64_000][..])),
            proptest::option::of(select(&["baseline", "restricted"][..])),
        )
            .prop_map(|(cpu, security)| Step::Assume(cpu, security)),
    ]
}

/// Files that people have, by name and text.
fn corpus() -> Vec<(String, String)> {
    let folders = ["carriers", "config", "mistakes", "values"];
    let mut files: Vec<_> = folders
        .iter()
        .flat_map(|folder| {
            fs::read_dir(evenkeel_tests::folder().join("corpus").join(folder)).unwrap()
        })
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let read = |path: std::path::PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, fs::read_to_string(path).unwrap())
    };
    files.into_iter().map(read).collect()
}

/// A preset three times over: two with the same file beside their own, one for one environment.
fn start(preset: usize) -> Workspace {
    let bundle = PRESETS[preset % PRESETS.len()]
        .workspace()
        .unwrap()
        .bundle();
    let (_, values) = bundle
        .iter()
        .find(|(path, _)| path.starts_with("values"))
        .unwrap();
    let release = |name: &str, more: &str| {
        format!(
            "  - name: {name}\n    namespace: ci\n    chart: gitlab/gitlab-runner\n    values:\n      - {more}\n      - {name}.yaml\n"
        )
    };
    let helmfile = format!(
        "environments:\n  default:\n  prod:\n    values:\n      - jobs: 12\n---\nreleases:\n{}{}{}",
        release("one", "common.yaml"),
        release("two", "common.yaml"),
        release("three", "\"{{ .Environment.Name }}.yaml\""),
    );
    let files = [
        ("helmfile.yaml.gotmpl", helmfile.as_str()),
        ("common.yaml", "concurrent: 4\nlogLevl: info\n"),
        ("one.yaml", values),
        ("two.yaml", values),
        ("three.yaml", values),
        ("prod.yaml", "replicas: 3\n"),
    ];
    Workspace::open(files).0
}

/// The workspace after a step; as it was where the step cannot be made.
fn after(step: &Step, history: &[Workspace], corpus: &[(String, String)]) -> Workspace {
    let mut workspace = history.last().unwrap().clone();
    let files = workspace.files().len();
    let address = |key: &str| key.parse::<Address>().unwrap();
    match step {
        Step::Write(release, key, text) => {
            let _ = workspace.write(*release, &address(key), &Input::Text((*text).to_owned()));
        }
        Step::Remove(release, key) => {
            let _ = workspace.remove(*release, &address(key));
        }
        Step::Undo(steps) => workspace = history[history.len().saturating_sub(*steps + 1)].clone(),
        Step::Put(number, place) => {
            let (name, text) = &corpus[number % corpus.len()];
            let path = place.map(|place| workspace.files()[place % files].path().to_owned());
            workspace.add_file(path.as_ref().unwrap_or(name), text);
        }
        Step::Allow(file, rule) => {
            let file = &workspace.files()[file % files];
            let (path, text) = (file.path().to_owned(), file.text());
            let text = format!("# evenkeel: allow {rule}\n{text}");
            workspace.add_file(&path, &text);
        }
        Step::Reopen => workspace = workspace.reopened(workspace.bundle()),
        Step::Environment(name) => {
            let _ = workspace.choose_environment(name);
        }
        Step::Assume(..) => {}
    }
    workspace
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn what_is_kept_is_what_would_be_found_anew(
        preset in any::<usize>(),
        steps in prop::collection::vec(step(), 1..12),
    ) {
        let corpus = corpus();
        let mut history = vec![start(preset)];
        let mut checker = Checker::default();
        let mut assumptions = Assumptions::default();
        for step in &steps {
            if let Step::Assume(cpu, security) = step {
                assumptions.node_cpu_milli = *cpu;
                assumptions.pod_security = security.map(str::to_owned);
            }
            let workspace = after(step, &history, &corpus);
            prop_assert_eq!(
                checker.check(&workspace, &assumptions),
                check(&workspace, &assumptions)
            );
            history.push(workspace);
        }
        let workspace = history.pop().unwrap();
        let (mut anew, _) = Workspace::open(workspace.bundle());
        if anew.choose_environment(workspace.environment()).is_ok() {
            prop_assert_eq!(checker.check(&workspace, &assumptions), check(&anew, &assumptions));
        }
    }
}
