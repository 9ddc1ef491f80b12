//! What is not written, why, and that nothing changes then.

use super::{open, read, text, text_of, write};

#[track_caller]
fn refused(name: &str, at: &str, pieces: &[&str]) {
    let mut workspace = open(name);
    let error = write(&mut workspace, at, "7").unwrap_err().to_string();
    for piece in pieces {
        assert!(error.contains(piece), "{name}: {error}");
    }
    assert_eq!(text_of(&workspace), text(name), "{name}");
}

#[test]
fn what_sops_encrypted_is_never_written_over() {
    refused(
        "sops-mac-only-encrypted.yaml",
        "values:runnerToken",
        &["SOPS encrypted this value"],
    );
    let workspace = open("sops-mac-only-encrypted.yaml");
    assert!(
        read(&workspace, "values:runnerToken")
            .unwrap()
            .starts_with("ENC[")
    );
}

#[test]
fn a_checksum_over_every_value_makes_a_file_read_only() {
    for at in [
        "values:runnerToken",
        "values:concurrent",
        "values:replicas",
        "config:runners.limit",
    ] {
        let mut workspace = open("sops.yaml");
        assert!(write(&mut workspace, at, "7").is_err(), "{at}");
        assert_eq!(text_of(&workspace), text("sops.yaml"), "{at}");
    }
    let notes = open("sops.yaml").report().notes;
    assert!(
        notes.iter().any(|note| note.text.contains("sops set")),
        "{notes:?}"
    );
}

#[test]
fn an_encrypted_config_does_not_get_another_in_its_place() {
    let sealed = "runners:\n  config: ENC[AES256_GCM,data:eA==,iv:eA==,tag:eA==,type:str]\nsops:\n  mac: ENC[x]\n";
    let files = [
        ("secrets.yaml", sealed),
        ("values.yaml", "gitlabUrl: https://gitlab.example.com\n"),
    ];
    let (mut workspace, _) = super::Workspace::open(files);
    let before = workspace.bundle();
    assert!(write(&mut workspace, "config:runners.limit", "7").is_err());
    assert_eq!(workspace.bundle(), before);
    write(&mut workspace, "values:replicas", "2").unwrap();
    assert_eq!(workspace.files()[0].text(), sealed);
    assert!(workspace.files()[1].text().contains("replicas: 2"));
}

#[test]
fn what_helm_rendered_is_read_and_not_edited() {
    let workspace = open("rendered.yaml");
    let at = "config:runners.kubernetes.cpu_request";
    assert_eq!(read(&workspace, at).as_deref(), Some("500m"));
    refused("rendered.yaml", at, &["Helm wrote it"]);
}

#[test]
fn nothing_is_put_between_the_statements_of_a_template() {
    refused(
        "template.yaml.tftpl",
        "values:replicas",
        &["template.yaml.tftpl"],
    );
}

#[test]
fn a_placeholder_stays_as_it_is_and_is_no_wrong_type() {
    use evenkeel_core::rules::{Assumptions, check};
    for name in ["envsubst.yaml", "terraform.tf", "terraform-expressions.tf"] {
        let findings = check(&open(name), &Assumptions::default());
        let wrong: Vec<_> = findings
            .iter()
            .filter(|finding| {
                matches!(
                    finding.rule,
                    "wrong-type" | "unreadable-toml" | "unknown-key"
                )
            })
            .map(|finding| &finding.sentence)
            .collect();
        assert!(wrong.is_empty(), "{name}: {wrong:?}");
    }
    assert_eq!(
        read(&open("envsubst.yaml"), "values:replicas").as_deref(),
        Some("${REPLICAS}")
    );
    let url = read(&open("terraform-expressions.tf"), "values:gitlabUrl").unwrap();
    assert_eq!(
        url,
        "${var.url != \"\" ? var.url : \"https://gitlab.example.com\"}"
    );
}

#[test]
fn objects_without_a_runner_are_kept_as_text() {
    let workspace = open("deployment-only.yaml");
    assert!(workspace.releases().is_empty());
    assert_eq!(text_of(&workspace), text("deployment-only.yaml"));
    assert_eq!(workspace.report().notes.len(), 1);
}

#[test]
fn values_that_a_command_sets_are_pointed_out() {
    let notes = open("script.sh").report().notes;
    assert!(
        notes
            .iter()
            .any(|note| note.line == 13 && note.text.contains("neither read nor edited")),
        "{notes:?}"
    );
    let notes = open("terraform.tf").report().notes;
    assert!(notes.iter().any(|note| note.line == 24), "{notes:?}");
}
