//! `evenkeel check` as a shell, a pipeline and a code scanner see it: every format, the config file, the baseline, comments
//! that allow, and no secret in any of them.
#![allow(clippy::unwrap_used, reason = "in a test the panic is the message")]

mod baseline;
mod config;
mod formats;
mod pipelines;

use std::fs;
use std::path::Path;
use std::process::Command;

use evenkeel_tests::{Ended, binary, run};
use tempfile::TempDir;

const HELMFILE: &str = "releases:\n  - name: gitlab-runner\n    namespace: ci\n    chart: gitlab/gitlab-runner\n    version: 0.86.0\n    values:\n      - values.yaml\n";

/// Values with one error, one warning and one note, on lines 8, 9 and 5.
const VALUES: &str = "gitlabUrl: https://gitlab.example.com\nrunners:\n  secret: gitlab-runner-token\nreplicas: 3\nconcurrent: 2\nserviceAccount: {name: ci} # もう一つ\nlivenessProbe:\n  terminationGracePeriodSeconds: 30\nunregisterRunner: true # 単数\n";

/// Files in a folder of their own, in which `evenkeel check` runs.
struct Stack(TempDir);

impl Stack {
    /// A helmfile and its values.
    fn new(values: &str) -> Self {
        let stack = Self(tempfile::tempdir().unwrap());
        stack.write("helmfile.yaml", HELMFILE);
        stack.write("values.yaml", values);
        stack
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// `check .` with more arguments.
    fn check(&self, arguments: &[&str]) -> Ended {
        run(Command::new(binary())
            .args(["check", "."])
            .args(arguments)
            .current_dir(self.path()))
    }

    /// The rules whose findings are told, in their order.
    #[track_caller]
    fn rules(&self, arguments: &[&str]) -> Vec<String> {
        let told = self.check(&[&["--format", "json"], arguments].concat());
        assert!(told.code < Some(2), "{}", told.stderr);
        let report: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
        let findings = report["findings"].as_array().unwrap().iter();
        findings
            .map(|finding| finding["rule"].as_str().unwrap().to_owned())
            .collect()
    }
}
