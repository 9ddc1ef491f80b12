use super::*;
use crate::presets::PRESETS;
use crate::rules::check;
use crate::workspace::Input;

/// Two runners with a file of their own each and one in common, beside loose files of every kind.
fn several() -> Workspace {
    let release = |name: &str| {
        format!(
            "  - name: {name}\n    namespace: ci\n    chart: gitlab/gitlab-runner\n    values:\n      - common.yaml\n      - {name}.yaml\n"
        )
    };
    let helmfile = format!("releases:\n{}{}", release("one"), release("two"));
    Workspace::open([
        ("helmfile.yaml", helmfile.as_str()),
        ("common.yaml", "concurrent: 4\nreplicas: 2\nloglevel: info\n"),
        ("one.yaml", "concurrent: many\n# evenkeel: allow wrong-type on purpose\nreplicas: many\n"),
        ("two.yaml", "concurrent: 5\nrunnerToken: glrt-0123456789abcdef\nrunners:\n  config: |\n    [[runners]]\n      limit =\n"),
        ("config.toml", "concurrent = \"4\"\n[[runners]]\n  executor = \"docker\"\n"),
        ("broken.yaml", "a: [1\n"),
    ])
    .0
}

#[test]
fn a_rule_that_is_shown_one_release_finds_what_it_finds_in_the_whole() {
    let presets = PRESETS.iter().map(|preset| preset.workspace().unwrap());
    let assumptions = Assumptions::default();
    for workspace in presets.chain([several()]) {
        for release in 0..workspace.releases().len() {
            let seen = workspace.view(release);
            let (whole, part) = (
                Context::new(&workspace, release, &assumptions),
                Context::new(&seen, release, &assumptions),
            );
            for rule in RULES.iter().filter(|rule| !OVER_ALL.contains(&rule.id)) {
                assert_eq!((rule.check)(&whole), (rule.check)(&part), "{}", rule.id);
            }
        }
    }
}

#[test]
fn only_the_release_that_changed_is_looked_at_again() {
    let mut workspace = several();
    let mut checker = Checker::default();
    checker.check(&workspace, &Assumptions::default());
    // Whoever looks at a release again takes these findings away.
    for checked in &mut checker.releases {
        checked.found.clear();
    }
    let count = workspace.releases().len();
    assert_eq!(count, 3, "two in the helmfile, and the config.toml");
    let key = "values:concurrent".parse().unwrap();
    workspace
        .write(1, &key, &Input::Text("7".to_owned()))
        .unwrap();
    checker.check(&workspace, &Assumptions::default());
    let again: Vec<bool> = checker
        .releases
        .iter()
        .map(|known| !known.found.is_empty())
        .collect();
    assert_eq!(again, [false, true, false]);
    // What every release reads is looked at in every release.
    let text = workspace
        .file("common.yaml")
        .unwrap()
        .text()
        .replace('2', "3");
    workspace.add_file("common.yaml", &text);
    checker.check(&workspace, &Assumptions::default());
    let again: Vec<bool> = checker
        .releases
        .iter()
        .map(|known| !known.found.is_empty())
        .collect();
    assert_eq!(again, [true, true, false]);
}

#[test]
fn other_assumptions_are_other_findings() {
    let workspace = several();
    let mut checker = Checker::default();
    let restricted = Assumptions {
        pod_security: Some("restricted".to_owned()),
        ..Assumptions::default()
    };
    let first = checker.check(&workspace, &Assumptions::default());
    let second = checker.check(&workspace, &restricted);
    assert_ne!(first, second);
    assert_eq!(second, check(&workspace, &restricted));
}
