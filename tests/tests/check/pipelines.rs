//! The hook definition, the pipeline template and the config file of the manual, each as its program would run it.

use super::{Stack, VALUES};
use evenkeel_tests::{Ended, binary, folder, run};
use serde_yaml::Value;
use std::process::Command;

fn repository(name: &str) -> String {
    std::fs::read_to_string(folder().join("..").join(name)).unwrap()
}

/// A command of a shell, with the program under test first on PATH.
fn shell(stack: &Stack, script: &str, variables: &[(String, String)]) -> Ended {
    let programs = binary().parent().unwrap().to_owned();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::iter::once(programs).chain(std::env::split_paths(&path));
    run(Command::new("sh")
        .args(["-e", "-c", script])
        .env("PATH", std::env::join_paths(path).unwrap())
        .envs(variables.iter().cloned())
        .current_dir(stack.path()))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// The whole command of a hook: pre-commit splits the entry as a shell does and adds the arguments.
fn hook(id: &str) -> String {
    let hooks: Value = serde_yaml::from_str(&repository(".pre-commit-hooks.yaml")).unwrap();
    let hooks = hooks.as_sequence().unwrap();
    let hook = hooks.iter().find(|hook| hook["id"] == id).unwrap();
    for name in ["name", "description", "language", "files"] {
        assert!(hook[name].is_string(), "{id}: {name}");
    }
    assert_eq!(hook["pass_filenames"], false);
    let arguments = hook["args"].as_sequence().unwrap().iter().map(text);
    std::iter::once(text(&hook["entry"]))
        .chain(arguments)
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn the_hook_stops_a_commit_that_brings_a_finding() {
    let stack = Stack::new(VALUES);
    let told = shell(&stack, &hook("evenkeel-check"), &[]);
    assert_eq!(told.code, Some(1), "{}", told.stderr);
    assert!(told.text().contains("[liveness-cuts-jobs]"));
    stack.write(
        "values.yaml",
        "gitlabUrl: https://gitlab.example.com\nrunners: {secret: a}\nserviceAccount: {name: ci}\n",
    );
    let told = shell(&stack, &hook("evenkeel-check"), &[]);
    assert_eq!(told.code, Some(0), "{}", told.text());
}

#[test]
fn the_fixing_hook_changes_the_files() {
    let stack = Stack::new(VALUES);
    let told = shell(&stack, &hook("evenkeel-fix"), &[]).succeeded();
    for line in [
        "fixed: values.yaml:8:3: error: ",
        "fixed: values.yaml:9:1: warning: ",
    ] {
        assert!(told.text().contains(line), "{}", told.text());
    }
    assert!(
        stack
            .text("values.yaml")
            .contains("unregisterRunners: true # 単数\n")
    );
    assert!(!stack.text("values.yaml").contains("livenessProbe"));
}

#[test]
fn the_pipeline_writes_its_report_and_fails_at_the_asked_level() {
    let template: Value = serde_yaml::from_str(&repository("docs/recipes/gitlab-ci.yml")).unwrap();
    let variables = template["variables"].as_mapping().unwrap().iter();
    let mut variables: Vec<_> = variables
        .map(|(name, value)| (text(name), text(value)))
        .collect();
    let job = &template["evenkeel:check"];
    let lines = job["script"].as_sequence().unwrap().iter().map(text);
    let script = lines.collect::<Vec<_>>().join("\n");
    let report = text(&job["artifacts"]["reports"]["codequality"]);

    let stack = Stack::new(VALUES);
    let told = shell(&stack, &script, &variables);
    assert_eq!((told.code, &*told.stderr), (Some(1), ""));
    assert!(told.text().contains("[unknown-key]"), "{}", told.text());
    let issues: Vec<serde_json::Value> = serde_json::from_str(&stack.text(&report)).unwrap();
    assert_eq!(issues.len(), 3);

    // Only what the level asks for makes it fail, and the report is whole all the same.
    let stack =
        Stack::new(&VALUES.replace("  terminationGracePeriodSeconds: 30", "  periodSeconds: 60"));
    for variable in &mut variables {
        if variable.0 == "EVENKEEL_FAIL_ON" {
            "error".clone_into(&mut variable.1);
        }
    }
    shell(&stack, &script, &variables).succeeded();
    let issues: Vec<serde_json::Value> = serde_json::from_str(&stack.text(&report)).unwrap();
    assert_eq!(issues.len(), 2);

    // What cannot run is no clean report.
    let (_, files) = variables
        .iter_mut()
        .find(|(name, _)| name == "EVENKEEL_FILES")
        .unwrap();
    "missing.yaml".clone_into(files);
    assert_eq!(shell(&stack, &script, &variables).code, Some(1));
}

#[test]
fn the_config_file_of_the_manual_is_taken() {
    let manual = repository("docs/check.md");
    let section = manual.split("## The config file\n").nth(1).unwrap();
    let example = section
        .split("```yaml\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    let stack = Stack::new(VALUES);
    stack.write(".evenkeel.yaml", example);
    let told = stack.check(&[]);
    assert_eq!((told.code, &*told.stderr), (Some(1), ""));
    // Its longest job is longer than the grace period that is the default.
    assert!(
        told.text().contains("[grace-shorter-than-jobs]"),
        "{}",
        told.text()
    );
}
