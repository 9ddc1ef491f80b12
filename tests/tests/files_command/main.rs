//! The binary's commands on files as a shell sees them: exit code, standard output, what is said, and what the files hold
//! afterwards.
#![allow(clippy::unwrap_used, reason = "in a test the panic is the message")]

mod bad_input;
mod concepts;
mod edits;
mod environments;
mod runners;
mod why;

use std::fs;
use std::path::Path;
use std::process::Command;

use evenkeel_tests::{Ended, binary, run};
use tempfile::TempDir;

/// Files in a folder of their own, in which the commands run.
struct Files(TempDir);

impl Files {
    fn new(files: &[(&str, &[u8])]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            fs::write(folder.path().join(name), bytes).unwrap();
        }
        Self(folder)
    }

    fn run(&self, arguments: &[&str]) -> Ended {
        run(Command::new(binary()).args(arguments).current_dir(&self.0))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    #[track_caller]
    fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.path().join(name)).unwrap()
    }

    #[track_caller]
    fn text(&self, name: &str) -> String {
        String::from_utf8(self.bytes(name)).unwrap()
    }

    /// The names of everything in the folder.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path()).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}
