//! The five formats.

use super::{HELMFILE, Stack, VALUES};
use evenkeel_core::rules::RULES;
use serde_json::{Value, json};

fn document(stack: &Stack, format: &str) -> Value {
    let told = stack.check(&["--format", format]);
    assert_eq!((told.code, &*told.stderr), (Some(1), ""), "{format}");
    serde_json::from_slice(&told.stdout).unwrap()
}

#[test]
fn text_shows_the_line_and_what_is_meant() {
    let told = Stack::new(VALUES).check(&[]);
    assert_eq!((told.code, &*told.stderr), (Some(1), ""));
    let text = told.text();
    for piece in [
        "values.yaml:8:3: error: After a failed probe the manager has 30 s instead of 3600 s, and its running jobs are lost. [liveness-cuts-jobs]\n  8 |   terminationGracePeriodSeconds: 30\n    |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n    After a failed probe it takes",
        "values.yaml:9:1: warning: ",
        "  9 | unregisterRunner: true # 単数\n    | ^^^^^^^^^^^^^^^^\n",
        "    fix: Remove\n",
        "1 error, 1 warning, 1 note\n",
    ] {
        assert!(text.contains(piece), "{piece}\n---\n{text}");
    }
}

#[test]
fn the_exit_code_is_that_of_the_asked_level() {
    let stack = Stack::new(
        "gitlabUrl: https://gitlab.example.com\nserviceAccount: {name: ci}\nrunners:\n  secret: gitlab-runner-token\nreplicas: 3\nconcurrent: 2\n",
    );
    for (arguments, code) in [
        (&[][..], 0),
        (&["--fail-on", "error"], 0),
        (&["--fail-on", "warning"], 0),
        (&["--fail-on", "info"], 1),
        (&["--fail-on", "info", "--format", "sarif"], 1),
    ] {
        assert_eq!(stack.check(arguments).code, Some(code), "{arguments:?}");
    }
}

#[test]
fn json_has_a_version_and_every_place() {
    let report = document(&Stack::new(VALUES), "json");
    assert_eq!(report["apiVersion"], "evenkeel.dev/v1alpha1");
    assert_eq!(report["kind"], "CheckReport");
    assert_eq!(
        report["summary"],
        json!({"errors": 1, "warnings": 1, "infos": 1, "known": 0})
    );
    let error = &report["findings"][1];
    for (name, value) in [
        ("rule", json!("liveness-cuts-jobs")),
        ("severity", json!("error")),
        ("path", json!("values.yaml")),
        ("line", json!(8)),
        ("column", json!(3)),
        ("endLine", json!(8)),
        ("endColumn", json!(32)),
        (
            "key",
            json!("values:livenessProbe.terminationGracePeriodSeconds"),
        ),
        ("fix", json!({"label": "Remove", "safe": true})),
    ] {
        assert_eq!(error[name], value, "{name}");
    }
}

#[test]
fn sarif_describes_every_rule_and_points_at_its_page() {
    let report = document(&Stack::new(VALUES), "sarif");
    assert_eq!(report["version"], "2.1.0");
    let run = &report["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), RULES.len());
    for rule in rules {
        let id = rule["id"].as_str().unwrap();
        let page = evenkeel_tests::folder()
            .join("..")
            .join(rule["helpUri"].as_str().unwrap());
        assert!(page.ends_with(format!("{id}.md")) && page.is_file(), "{id}");
        for text in [
            &rule["shortDescription"]["text"],
            &rule["fullDescription"]["text"],
            &rule["help"]["markdown"],
        ] {
            assert!(!text.as_str().unwrap().is_empty(), "{id}");
        }
    }
    let results = run["results"].as_array().unwrap();
    let levels: Vec<_> = results
        .iter()
        .map(|result| result["level"].as_str().unwrap())
        .collect();
    assert_eq!(levels, ["note", "error", "warning"]);
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    assert_eq!(
        results[1]["locations"][0]["physicalLocation"],
        json!({
            "artifactLocation": {"uri": "values.yaml"},
            "region": {"startLine": 8, "startColumn": 3, "endLine": 8, "endColumn": 32},
        })
    );
}

#[test]
fn github_gets_one_command_a_finding() {
    let told = Stack::new(VALUES).check(&["--format", "github"]);
    let lines: Vec<&str> = told.text().lines().collect();
    assert_eq!(lines.len(), 3, "{}", told.text());
    assert!(lines[0].starts_with("::notice file=values.yaml,line=5,col=1,endColumn="));
    assert!(lines[1].starts_with("::error file=values.yaml,line=8,col=3,endColumn=32,title=liveness-cuts-jobs::After a failed probe "));
    assert!(
        lines[2].starts_with(
            "::warning file=values.yaml,line=9,col=1,endColumn=17,title=unknown-key::"
        )
    );

    // What is a sign of the commands is escaped in paths and messages.
    let stack = Stack::new(VALUES);
    stack.write("50%, or so/helmfile.yaml", HELMFILE);
    stack.write("50%, or so/values.yaml", VALUES);
    let told = stack.check(&["--format", "github"]);
    assert!(
        told.text().contains("file=50%25%2C or so/values.yaml,"),
        "{}",
        told.text()
    );
}

#[test]
fn gitlab_gets_code_quality_with_stable_fingerprints() {
    let issues = document(&Stack::new(VALUES), "gitlab");
    let issues = issues.as_array().unwrap();
    let severities: Vec<_> = issues
        .iter()
        .map(|issue| issue["severity"].as_str().unwrap())
        .collect();
    assert_eq!(severities, ["info", "critical", "major"]);
    assert_eq!(
        issues[1]["location"],
        json!({"path": "values.yaml", "lines": {"begin": 8, "end": 8}})
    );
    assert_eq!(issues[1]["check_name"], "liveness-cuts-jobs");
    let prints = |issues: &[Value]| -> Vec<String> {
        let prints = issues
            .iter()
            .map(|issue| issue["fingerprint"].as_str().unwrap().to_owned());
        prints.collect()
    };
    let before = prints(issues);
    let mut unique = before.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), 3);
    // Another line and another value are still the same finding; a fixed one's fingerprint goes.
    let moved = format!(
        "# One more line.\n{}",
        VALUES.replace("Seconds: 30", "Seconds: 31")
    );
    let moved = document(&Stack::new(&moved), "gitlab");
    assert_eq!(prints(moved.as_array().unwrap()), before);
    let fixed = VALUES.replace("unregisterRunner:", "unregisterRunners:");
    let fixed = document(&Stack::new(&fixed), "gitlab");
    assert_eq!(prints(fixed.as_array().unwrap()), before[..2]);
}

#[test]
fn no_format_shows_a_secret() {
    let token = ["glrt", "-0123456789abcdefghij"].concat();
    let values = format!(
        "gitlabUrl: {token}\nrunnerToken: {token} # evenkeel: allow\nlogLevel: {token}\nreplicas: {token}\npassword: hunter2hunter2\nrunners:\n  config: |\n    [[runners]]\n      token = \"{token}\"\n      [runners.kubernetes]\n        privileged = true\n        image = 3 # {token}\n"
    );
    let stack = Stack::new(&values);
    stack.write("helmfile.yaml", HELMFILE);
    for format in ["text", "json", "sarif", "github", "gitlab"] {
        let told = stack.check(&["--format", format]);
        assert_eq!(told.code, Some(1), "{format}");
        for secret in ["0123456789", "hunter2"] {
            assert!(!told.text().contains(secret), "{format}: {}", told.text());
            assert!(!told.stderr.contains(secret), "{format}: {}", told.stderr);
        }
    }
    let shown = stack.check(&[]);
    assert!(
        shown.text().contains("runnerToken: [secret]"),
        "{}",
        shown.text()
    );
    stack.check(&["--write-baseline", "known.json"]).succeeded();
    assert!(!stack.text("known.json").contains("0123456789"));
}

#[test]
fn a_line_cannot_command_the_terminal() {
    let stack = Stack::new(
        "gitlabUrl: https://gitlab.example.com\nserviceAccount: {name: ci}\nrunners: {secret: a}\nreplicaCount: \"\u{1b}[2J\u{9b}\" # \u{1b}]0;x\u{7}\n",
    );
    let told = stack.check(&[]);
    assert!(told.text().contains("replicaCount"), "{}", told.text());
    let is_command = |c: char| c.is_control() && c != '\n';
    assert!(!told.text().contains(is_command), "{:?}", told.text());
}
