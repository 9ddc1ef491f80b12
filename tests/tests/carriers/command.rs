//! The binary on carriers: files, a folder, a zip.

use super::text;
use evenkeel_tests::{Ended, binary, run};
use std::fs;
use std::path::Path;
use std::process::Command;

fn evenkeel(folder: &Path, arguments: &[&str]) -> Ended {
    run(Command::new(binary()).args(arguments).current_dir(folder))
}

#[test]
fn keys_are_read_set_and_removed_in_place() {
    for name in [
        "argo-values-text.yaml",
        "flux.yaml",
        "terraform.tf",
        "script.sh",
        "k3s-helm-chart.yaml",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        fs::write(folder.join(name), text(name)).unwrap();
        let key = "config:runners.kubernetes.memory_request";
        let ended = evenkeel(folder, &["set", &format!("{key}=1Gi"), name]);
        assert_eq!(
            (ended.code, ended.text()),
            (Some(0), &*format!("{name}\n")),
            "{}",
            ended.stderr
        );
        assert_eq!(
            evenkeel(folder, &["get", key, "."]).text(),
            "1Gi\n",
            "{name}"
        );
        evenkeel(folder, &["unset", key, name]).succeeded();
        assert_eq!(fs::read_to_string(folder.join(name)).unwrap(), text(name));
    }
}

#[test]
fn check_says_what_is_in_a_carrier_and_on_which_line() {
    let folder = tempfile::tempdir().unwrap();
    let broken = text("argo-values-text.yaml").replace("cpu_request", "cpu_requst");
    fs::write(folder.path().join("app.yaml"), broken).unwrap();
    let ended = evenkeel(folder.path(), &["check", "app.yaml"]);
    let said = ended.text();
    assert!(
        said.contains("app.yaml:17: note: values in Argo CD Application gitlab-runner\n"),
        "{said}"
    );
    assert!(
        said.lines()
            .any(|line| line.starts_with("app.yaml:26:17: ") && line.contains("cpu_requst")),
        "{said}"
    );
}

#[test]
fn a_folder_opens_what_holds_something_and_passes_by_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["flux.yaml", "deployment-only.yaml"] {
        fs::write(folder.path().join(name), text(name)).unwrap();
    }
    fs::write(folder.path().join("main.tf"), "resource \"x\" \"y\" {}\n").unwrap();
    let ended = evenkeel(folder.path(), &["get", "values:concurrent", "."]);
    assert_eq!(
        (ended.code, ended.text()),
        (Some(0), "6\n"),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_zip_is_read_and_never_written() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut zip = zip::ZipWriter::new(fs::File::create(folder.join("stack.zip")).unwrap());
    for name in ["flux.yaml", "deployment-only.yaml"] {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(format!("stack/{name}"), options).unwrap();
        std::io::Write::write_all(&mut zip, text(name).as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    let before = fs::read(folder.join("stack.zip")).unwrap();
    let ended = evenkeel(folder, &["get", "values:concurrent", "stack.zip"]);
    assert_eq!(
        (ended.code, ended.text()),
        (Some(0), "6\n"),
        "{}",
        ended.stderr
    );
    let ended = evenkeel(folder, &["set", "values:concurrent=7", "stack.zip"]);
    assert_eq!((ended.code, ended.text()), (Some(2), ""));
    assert!(
        ended
            .stderr
            .contains("it is in stack.zip; unpack that to change it"),
        "{}",
        ended.stderr
    );
    assert_eq!(fs::read(folder.join("stack.zip")).unwrap(), before);
    fs::write(folder.join("bad.zip"), "no zip").unwrap();
    let ended = evenkeel(folder, &["get", "values:concurrent", "bad.zip"]);
    assert_eq!(ended.code, Some(2));
    assert!(
        ended.stderr.starts_with("error: cannot read bad.zip"),
        "{}",
        ended.stderr
    );
}
