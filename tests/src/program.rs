//! Programs under test: where they are, and running one with all it said. Nothing is looked for by guessing.

use std::env;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::thread;

/// How a program ended and what it said.
#[derive(Debug)]
pub struct Ended {
    /// Its exit code, if no signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error as text.
    pub stderr: String,
}

impl Ended {
    /// Itself, once it is known to have succeeded.
    #[track_caller]
    pub fn succeeded(self) -> Self {
        assert_eq!(self.code, Some(0), "{}", self.stderr);
        self
    }

    /// Standard output as text.
    #[track_caller]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.stdout).unwrap()
    }
}

/// Writes a line that is seen when the test passes too; what goes through `println!` the harness would swallow.
pub fn say(line: &str) {
    writeln!(io::stderr(), "{line}").ok();
}

/// Runs `command` to its end with nothing on standard input.
#[track_caller]
pub fn run(command: &mut Command) -> Ended {
    run_with_input(command, b"")
}

/// Runs `command` to its end with `input` on standard input; a program may end without having read it.
#[track_caller]
pub fn run_with_input(command: &mut Command, input: &[u8]) -> Ended {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command
        .spawn()
        .unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
    let mut stdin = child.stdin.take().unwrap();
    thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(input).ok());
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        Ended {
            code: output.status.code(),
            stdout: output.stdout,
            stderr,
        }
    })
}

/// The path in the environment variable `name`; the layer cannot run without it, so its absence is a failure.
#[track_caller]
pub fn named_by(name: &str) -> PathBuf {
    let path = env::var_os(name)
        .unwrap_or_else(|| panic!("{name} is not set: run these tests by `cargo xtask test`"));
    let path = PathBuf::from(path);
    assert!(
        path.exists(),
        "{name} names {}, which is not there",
        path.display()
    );
    path
}

/// The binary `evenkeel`: the one `EVENKEEL_BIN` names, else the one cargo builds from this checkout.
pub fn binary() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| match env::var_os("EVENKEEL_BIN") {
        Some(path) => path.into(),
        None => build(),
    })
}

fn build() -> PathBuf {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(cargo);
    command.args([
        "build",
        "--quiet",
        "--package",
        "evenkeel-cli",
        "--bin",
        "evenkeel",
        "--message-format",
        "json",
    ]);
    let ended = run(command.current_dir(crate::folder())).succeeded();
    let messages = ended
        .text()
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let mut built =
        messages.filter_map(|message| message.get("executable")?.as_str().map(PathBuf::from));
    built.next_back().expect("cargo names the binary it built")
}
