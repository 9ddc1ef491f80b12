//! What post-rendering costs as Helm sees it, a whole process per chart, beside others that edit the same stream.
//!
//! All programs take turns in one run, so that whatever else the machine does falls on all of them. Nothing is asserted.
#![allow(
    clippy::print_stdout,
    reason = "a benchmark is for people at a terminal"
)]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use evenkeel_tests::{named_by, run_with_input, streams};

const ROUNDS: usize = 20;

/// Streams one behind the other: the product's own, which has something to add to, alone and at the end of a large one,
/// whose one Deployment has all it needs.
const STREAMS: [&[&str]; 2] = [
    &["helm3/gitlab-runner-bare.yaml"],
    &["helm3/rook-ceph.yaml", "helm3/gitlab-runner-bare.yaml"],
];

/// The same defaults as the built-in policy's, without its topology spread.
const YQ: &str = r#"with(
  select(.kind == "Deployment" or .kind == "StatefulSet").spec.template.spec.containers[].resources;
  .requests.cpu = (.requests.cpu // "100m") | .requests.memory = (.requests.memory // "128Mi")
)"#;

/// The nearest that a patch can say: the first container's requests, whatever it had.
const KUSTOMIZATION: &str = r#"resources: [all.yaml]
patches:
  - target: {kind: Deployment}
    patch: |-
      - op: add
        path: /spec/template/spec/containers/0/resources
        value: {requests: {cpu: 100m, memory: 128Mi}}
"#;

/// One program at work on one stream.
struct Runner {
    name: &'static str,
    command: Command,
    input: Vec<u8>,
    /// How many requests the stream has without the program.
    had: usize,
    times: Vec<Duration>,
}

impl Runner {
    fn new(name: &'static str, command: Command, input: &[u8], had: usize) -> Self {
        Self {
            name,
            command,
            input: input.to_owned(),
            had,
            times: Vec::new(),
        }
    }

    fn turn(&mut self) {
        let start = Instant::now();
        let ended = run_with_input(&mut self.command, &self.input);
        self.times.push(start.elapsed());
        // A program that gives up early would look fast.
        let ended = ended.succeeded();
        let has = requests(ended.text());
        assert!(has > self.had, "{} added nothing", self.name);
    }

    fn median(&self) -> Duration {
        let mut times = self.times.clone();
        times.sort_unstable();
        times.get(times.len() / 2).copied().unwrap_or_default()
    }
}

/// How often a stream names the amount that everybody adds.
fn requests(text: &str) -> usize {
    text.matches("128Mi").count()
}

fn main() {
    let evenkeel = named_by("EVENKEEL_BIN");
    let yq = named_by("EVENKEEL_YQ");
    let kustomize = env::var_os("EVENKEEL_KUSTOMIZE").map(PathBuf::from);
    if kustomize.is_none() {
        println!("kustomize: not measured, EVENKEEL_KUSTOMIZE names no program");
    }
    let streams = streams("post_render");
    for names in STREAMS {
        let named = |name: &&str| streams.iter().find(|stream| stream.name == *name);
        let found: Option<Vec<_>> = names.iter().map(named).collect();
        let title = names.join(" + ");
        match found {
            Some(parts) => {
                let bytes: Vec<_> = parts.iter().flat_map(|part| part.bytes.clone()).collect();
                compare(&title, &bytes, &evenkeel, &yq, kustomize.as_deref());
            }
            None => println!("{title}: not measured, it is not there"),
        }
    }
}

fn compare(name: &str, stream: &[u8], evenkeel: &Path, yq: &Path, kustomize: Option<&Path>) {
    let had = requests(&String::from_utf8_lossy(stream));
    let mut post_render = Command::new(evenkeel);
    post_render.arg("post-render");
    let mut expression = Command::new(yq);
    expression.arg(YQ);
    let mut runners = vec![
        Runner::new("evenkeel post-render", post_render, stream, had),
        Runner::new("yq", expression, stream, had),
    ];
    let folder = tempfile::tempdir().expect("a folder for kustomize");
    if let Some(kustomize) = kustomize {
        let put = |name, bytes: &[u8]| fs::write(folder.path().join(name), bytes);
        put("all.yaml", stream).expect("the folder is ours");
        put("kustomization.yaml", KUSTOMIZATION.as_bytes()).expect("the folder is ours");
        let mut build = Command::new(kustomize);
        build.arg("build").arg(folder.path());
        runners.push(Runner::new("kustomize build", build, b"", had));
    }
    for _ in 0..ROUNDS {
        for runner in &mut runners {
            runner.turn();
        }
    }
    let own = runners[0].median().as_secs_f64();
    println!(
        "{name}, {} KB, median of {ROUNDS} whole processes:",
        stream.len() / 1024
    );
    for runner in &runners {
        let median = runner.median().as_secs_f64();
        let least = runner.times.iter().min().copied().unwrap_or_default();
        println!(
            "  {:<22}{:>8.1} ms  (least {:>6.1} ms){:>8.1} x",
            runner.name,
            median * 1e3,
            least.as_secs_f64() * 1e3,
            median / own
        );
    }
}
