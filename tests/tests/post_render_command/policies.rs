//! What a policy can make a run fail with, where its values come from, and whether its schema says what its reader does.
use std::fs;
use std::process::Command;

use evenkeel_core::postrender::Policy;
use evenkeel_tests::{binary, folder, run, run_with_input};

use super::{DEPLOYMENT, assert_refused, post_render};

const HEAD: &str = "apiVersion: evenkeel.dev/v1alpha1\nkind: PostRenderPolicy\nrules:\n";

#[track_caller]
fn with_policy(rules: &str, arguments: &[&str], input: &str) -> evenkeel_tests::Ended {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("evenkeel.yaml");
    fs::write(&file, format!("{HEAD}{rules}")).unwrap();
    let all = ["-f", file.to_str().unwrap()];
    post_render(&[&all, arguments].concat(), input.as_bytes())
}

#[test]
fn a_rule_that_is_for_another_number_of_objects_than_it_expects_fails_the_run() {
    let rule = |name: &str, expect: &str| {
        format!(
            "- name: ours\n  match: {{name: \"{name}\"}}\n  expect: \"{expect}\"\n  topologySpread: {{preset: default}}\n"
        )
    };
    with_policy(&rule("web", ">=1"), &[], DEPLOYMENT).succeeded();
    with_policy(&rule("web", "1"), &[], DEPLOYMENT).succeeded();
    with_policy(&rule("api", "<=0"), &[], DEPLOYMENT).succeeded();
    for (name, expect, said) in [
        (
            "wbe",
            ">=1",
            "rule ours expects >=1 objects and is for 0 of the stream",
        ),
        (
            "web",
            "2",
            "rule ours expects 2 objects and is for 1 of the stream",
        ),
        (
            "*",
            "<=0",
            "rule ours expects <=0 objects and is for 1 of the stream",
        ),
    ] {
        assert_refused(&with_policy(&rule(name, expect), &[], DEPLOYMENT), said);
    }
    // A stream without manifests has no object either.
    assert_refused(&with_policy(&rule("web", ">=1"), &[], ""), "is for 0");
}

#[test]
fn a_contradiction_that_is_an_error_fails_the_run_and_names_the_place() {
    let rule = "- match: all\n  resources: {app: {conflict: error, limits: {memory: 64Mi}}}\n";
    let input = format!(
        "# Source: c/templates/web.yaml\n{DEPLOYMENT}        resources: {{requests: {{memory: 1Gi}}}}\n"
    );
    assert_refused(
        &with_policy(rule, &[], &input),
        "document 1 (c/templates/web.yaml): Deployment web: spec.template.spec.containers[0].resources: memory: the limit 64Mi would be below the request 1Gi",
    );
}

#[test]
fn namespace_and_report_come_from_the_environment_too() {
    let folder = tempfile::tempdir().unwrap();
    let (policy, report) = (
        folder.path().join("p.yaml"),
        folder.path().join("report.json"),
    );
    fs::write(&policy, format!("{HEAD}- match: {{namespace: shop}}\n  expect: 1\n  resources: {{app: {{requests: {{cpu: 3m}}}}}}\n")).unwrap();
    let mut command = Command::new(binary());
    command.args(["post-render", "-f"]).arg(&policy);
    command
        .env("HELM_NAMESPACE", "shop")
        .env("EVENKEEL_REPORT", &report);
    run_with_input(&mut command, DEPLOYMENT.as_bytes()).succeeded();
    assert!(fs::read_to_string(&report).unwrap().contains("\"3m\""));
    // What is given on the command line is stronger.
    command.args(["--namespace", "other"]);
    assert_refused(
        &run_with_input(&mut command, DEPLOYMENT.as_bytes()),
        "expects 1",
    );
}

#[test]
fn the_printed_policy_is_the_one_that_runs() {
    let printed = run(Command::new(binary()).arg("policy")).succeeded();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("evenkeel.yaml");
    fs::write(&file, printed.text()).unwrap();
    let given = post_render(&["-f", file.to_str().unwrap()], DEPLOYMENT.as_bytes()).succeeded();
    let plain = post_render(&[], DEPLOYMENT.as_bytes()).succeeded();
    assert_eq!(given.text(), plain.text());
    assert_eq!(given.stderr, plain.stderr);
}

#[test]
fn the_schema_takes_what_is_read_and_refuses_what_is_not() {
    let printed = run(Command::new(binary()).args(["policy", "--schema"])).succeeded();
    let kept = fs::read_to_string(folder().join("../docs/evenkeel.schema.json")).unwrap();
    assert_eq!(
        printed.text(),
        kept,
        "`cargo xtask codegen` writes the file"
    );
    let schema: serde_json::Value = serde_json::from_str(&kept).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let value = |text: &str| serde_yaml::from_str::<serde_json::Value>(text).unwrap();

    let mut taken = vec![
        run(Command::new(binary()).arg("policy"))
            .succeeded()
            .text()
            .to_owned(),
    ];
    for case in fs::read_dir(folder().join("cases/post_render")).unwrap() {
        taken.extend(fs::read_to_string(case.unwrap().path().join("policy.yaml")).ok());
    }
    assert!(taken.len() > 20, "only {} policies", taken.len());
    for text in &taken {
        let errors: Vec<String> = schema
            .iter_errors(&value(text))
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{errors:?}\n{text}");
    }
    for rule in [
        "- topologySpread: {preset: default}\n",
        "- match: every\n",
        "- match: {names: a}\n",
        "- match: all\n  expect: many\n",
        "- match: all\n  topologySpread: {minReplica: 2}\n",
        "- match: all\n  topologySpread: {preset: strictest}\n",
        "- match: all\n  topologySpread: {constraints: [{topologyKey: a, maxSkew: 0, whenUnsatisfiable: ScheduleAnyway}]}\n",
        "- match: all\n  resources: {app: {mode: ceiling}}\n",
        "- match: all\n  resources: {app: {requests: {gpu: 1}}}\n",
        "- match: all\n  fields: [{path: a, value: b}]\n",
        "- match: {hook: maybe}\n",
    ] {
        let text = format!("{HEAD}{rule}");
        assert!(!schema.is_valid(&value(&text)), "{text}");
        assert_refused(&with_policy(rule, &[], DEPLOYMENT), "evenkeel.yaml: line ");
    }
}

#[test]
fn the_policies_of_the_documentation_are_taken() {
    let page = fs::read_to_string(folder().join("../docs/post-renderer.md")).unwrap();
    let blocks: Vec<&str> = page
        .split("```yaml\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    let [policy, kinds, annotation] = blocks.as_slice() else {
        panic!("{} blocks of YAML", blocks.len())
    };
    Policy::parse(policy, "docs").unwrap();
    Policy::parse(
        &format!("{HEAD}- match: {{kind: RayCluster}}\n{kinds}"),
        "docs",
    )
    .unwrap();
    assert!(annotation.contains("evenkeel.dev/skip: all"));
    let recipe = folder().join("../docs/recipes/kustomize/evenkeel.yaml");
    Policy::parse(&fs::read_to_string(recipe).unwrap(), "recipe").unwrap();
}
