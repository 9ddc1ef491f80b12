//! Folders of input, policy, arguments, expected output and expected report; without `expected.yaml` the input comes back as it is.
//! `EVENKEEL_BLESS=1` writes what came out instead of comparing; the result is read by a person before it is committed.
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use evenkeel_core::postrender::{Command, Options, Policy};

use super::invariants;

/// The folders of all cases.
fn folders() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/post_render");
    let mut cases: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.retain(|path| path.is_dir());
    cases.sort();
    cases
}

/// The input of every case.
pub(crate) fn inputs() -> Vec<String> {
    folders()
        .iter()
        .map(|case| std::fs::read_to_string(case.join("input.yaml")).unwrap())
        .collect()
}

#[test]
fn every_case_gives_the_expected_bytes_and_report() {
    let cases = folders();
    assert!(cases.len() >= 30, "only {} cases", cases.len());
    let mut failures = String::new();
    for case in &cases {
        if let Err(difference) = std::panic::catch_unwind(|| run(case))
            .unwrap_or_else(|_| Err("panicked, see above".into()))
        {
            writeln!(
                failures,
                "--- {}\n{difference}",
                case.file_name().unwrap().display()
            )
            .unwrap();
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

fn run(case: &Path) -> Result<(), String> {
    let read = |name: &str| std::fs::read_to_string(case.join(name)).ok();
    let input = read("input.yaml").expect("a case has input.yaml");
    let policy = match read("policy.yaml") {
        Some(text) => Policy::parse(&text, "policy.yaml").unwrap(),
        None => Policy::built_in(),
    };
    let arguments = read("arguments").unwrap_or_default();
    let options = Options::parse(Command::PostRender, arguments.split_whitespace()).unwrap();
    let rendered = invariants::render_with(&input, &policy, &options.settings());
    let output = rendered.manifests();
    let report = format!("{}\n{}", rendered.report, rendered.report.adoption());
    if std::env::var_os("EVENKEEL_BLESS").is_some() {
        if output != input {
            std::fs::write(case.join("expected.yaml"), &*output).unwrap();
        }
        std::fs::write(case.join("report.txt"), &report).unwrap();
        return Ok(());
    }
    let expected = read("expected.yaml").unwrap_or_else(|| input.clone());
    let mut difference = String::new();
    if output != expected {
        write!(
            difference,
            "expected:\n{expected:?}\ngot:\n{output:?}\n{output}"
        )
        .unwrap();
    }
    if Some(&report) != read("report.txt").as_ref() {
        write!(difference, "report:\n{report}").unwrap();
    }
    if difference.is_empty() {
        Ok(())
    } else {
        Err(difference)
    }
}
