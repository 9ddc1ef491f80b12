//! One program at work on one stream: how long it took from start to end, and how much memory it had at most.
//!
//! A process inherits the peak of the one that started it, so that a benchmark which holds a large stream would measure
//! itself. Each program is therefore started by a small process, this benchmark anew: several times in a row, and the
//! first does not count, as hyperfine does it, for it pays for what other programs have pushed out of the caches.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use evenkeel_tests::run;
use wait4::Wait4 as _;

/// The argument that makes this benchmark the small process.
pub(crate) const ONE: &str = "--one";

/// How often a program is started in a turn after the start that does not count.
const STARTS: usize = 5;

/// Longer than this, a program is started once more only: what it loads anew is nothing beside that.
const LONG: Duration = Duration::from_millis(500);

/// What a program needed.
#[derive(Clone, Copy)]
pub(crate) struct Needed {
    pub(crate) time: Duration,
    /// On all processors; what else the machine does adds nothing to it.
    pub(crate) processor: Duration,
    /// In bytes.
    pub(crate) memory: u64,
}

/// Runs `program` with `arguments`, `stdin` on its standard input; its output goes to `stdout`. The median of its starts.
#[track_caller]
pub(crate) fn measure(program: &Path, arguments: &[&str], stdin: &Path, stdout: &Path) -> Needed {
    let mut small = Command::new(env::current_exe().unwrap());
    small
        .arg(ONE)
        .args([stdin, stdout, program])
        .args(arguments);
    let ended = run(&mut small).succeeded();
    let mut numbers = ended
        .text()
        .split_whitespace()
        .map(|word| word.parse().unwrap());
    Needed {
        time: Duration::from_nanos(numbers.next().unwrap()),
        processor: Duration::from_nanos(numbers.next().unwrap()),
        memory: numbers.next().unwrap(),
    }
}

/// The small process: prints nanoseconds, those of processors, and bytes.
pub(crate) fn one(call: &[OsString]) {
    let [stdin, stdout, program, arguments @ ..] = call else {
        panic!("what to run is missing");
    };
    let start = || start(stdin, stdout, program, arguments);
    let first = start();
    let count = if first.time > LONG { 1 } else { STARTS };
    let turns = Turns::of(count, [&mut || start()]);
    let [turns] = &turns;
    println!(
        "{} {} {}",
        turns.median().as_nanos(),
        turns.processor().as_nanos(),
        turns.memory()
    );
}

fn start(stdin: &OsStr, stdout: &OsStr, program: &OsStr, arguments: &[OsString]) -> Needed {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(File::open(stdin).unwrap())
        .stdout(File::create(stdout).unwrap())
        .stderr(Stdio::null());
    let start = Instant::now();
    let ended = command.spawn().unwrap().wait4().unwrap();
    let time = start.elapsed();
    assert!(
        ended.status.success(),
        "{command:?} ended with {}",
        ended.status
    );
    let used = ended.rusage;
    Needed {
        time,
        processor: used.utime + used.stime,
        memory: used.maxrss,
    }
}

/// What takes turns with others.
pub(crate) struct Turns {
    needed: Vec<Needed>,
}

impl Turns {
    /// `rounds` turns of each of `all`, one after the other in each round.
    pub(crate) fn of<const N: usize>(
        rounds: usize,
        mut all: [&mut dyn FnMut() -> Needed; N],
    ) -> [Self; N] {
        let mut turns: [Self; N] = std::array::from_fn(|_| Self { needed: Vec::new() });
        for _ in 0..rounds {
            for (turns, one) in turns.iter_mut().zip(&mut all) {
                turns.needed.push(one());
            }
        }
        turns
    }

    pub(crate) fn median(&self) -> Duration {
        let mut times: Vec<_> = self.needed.iter().map(|needed| needed.time).collect();
        times.sort_unstable();
        times[times.len() / 2]
    }

    pub(crate) fn least(&self) -> Duration {
        self.needed.iter().map(|needed| needed.time).min().unwrap()
    }

    /// The least of all turns.
    pub(crate) fn processor(&self) -> Duration {
        let times = self.needed.iter().map(|needed| needed.processor);
        times.min().unwrap()
    }

    /// In bytes, the most of all turns.
    pub(crate) fn memory(&self) -> u64 {
        self.needed
            .iter()
            .map(|needed| needed.memory)
            .max()
            .unwrap()
    }
}

pub(crate) fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

pub(crate) fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// Where output goes that nobody looks at.
pub(crate) fn nowhere() -> &'static Path {
    Path::new(OsStr::new(if cfg!(windows) { "NUL" } else { "/dev/null" }))
}
