//! The article's own files: every value at its place, saving without a trace, the findings, and what the fixes leave.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test of the whole says what it counted, and stops where it cannot go on"
)]

use evenkeel_core::keys::{Address, Place, Segment};
use evenkeel_core::rules::{Assumptions, Severity, check, fix_all};
use evenkeel_core::workspace::{Held, Input, Workspace, WriteRefused};
use evenkeel_yaml::Value;
use serde_yaml::Value as Yaml;

const HELMFILE: (&str, &str) = (
    "helmfile.d/gitlab-runner.yaml",
    include_str!("../cases/article/helmfile.d/gitlab-runner.yaml"),
);
const VALUES: (&str, &str) = (
    "values/gitlab.yaml",
    include_str!("../cases/article/values/gitlab.yaml"),
);

fn article() -> Workspace {
    let (workspace, report) = Workspace::open([HELMFILE, VALUES]);
    assert!(report.notes.is_empty(), "{report:?}");
    workspace
}

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

/// A value by its kind and spelling, as this test compares them.
fn of_yaml(value: &Yaml) -> Held {
    match value {
        Yaml::Null => Held::Null,
        Yaml::Bool(value) => Held::Bool(*value),
        Yaml::Number(number) if number.is_f64() => Held::Float(number.to_string()),
        Yaml::Number(number) => Held::Int(number.to_string()),
        Yaml::String(text) => Held::Str(text.clone()),
        Yaml::Sequence(items) => Held::List(items.iter().map(of_yaml).collect()),
        other => panic!("{other:?}"),
    }
}

fn of_toml(value: &toml::Value) -> Held {
    match value {
        toml::Value::String(text) => Held::Str(text.clone()),
        toml::Value::Integer(number) => Held::Int(number.to_string()),
        toml::Value::Float(number) => Held::Float(number.to_string()),
        toml::Value::Boolean(value) => Held::Bool(*value),
        toml::Value::Array(items) => Held::List(items.iter().map(of_toml).collect()),
        other => panic!("{other:?}"),
    }
}

type Leaves = Vec<(Address, Held)>;

/// Every value that is no map, by an independent parser; lists without maps as one.
fn yaml_leaves(place: Place, value: &Yaml, path: &mut Vec<Segment>, leaves: &mut Leaves) {
    match value {
        Yaml::Mapping(entries) => {
            for (key, value) in entries {
                path.push(Segment::Key(key.as_str().unwrap().to_owned()));
                yaml_leaves(place, value, path, leaves);
                path.pop();
            }
        }
        Yaml::Sequence(items) if items.iter().any(Yaml::is_mapping) => {
            for (index, item) in items.iter().enumerate() {
                path.push(Segment::Index(index));
                yaml_leaves(place, item, path, leaves);
                path.pop();
            }
        }
        other => leaves.push((
            Address {
                place,
                segments: path.clone(),
            },
            of_yaml(other),
        )),
    }
}

fn toml_leaves(value: &toml::Value, path: &mut Vec<Segment>, leaves: &mut Leaves) {
    match value {
        toml::Value::Table(entries) => {
            for (key, value) in entries {
                path.push(Segment::Key(key.clone()));
                toml_leaves(value, path, leaves);
                path.pop();
            }
        }
        toml::Value::Array(items) if items.iter().any(toml::Value::is_table) => {
            for (index, item) in items.iter().enumerate() {
                path.push(Segment::Index(index));
                toml_leaves(item, path, leaves);
                path.pop();
            }
        }
        other => leaves.push((
            Address {
                place: Place::Config,
                segments: path.clone(),
            },
            of_toml(other),
        )),
    }
}

/// The leaves of the three documents, none of them read by our own parsers.
fn independent() -> [Leaves; 3] {
    let parse = |text: &str| {
        let mut value: Yaml = serde_yaml::from_str(text).unwrap();
        value.apply_merge().unwrap();
        value
    };
    let (helmfile, values) = (parse(HELMFILE.1), parse(VALUES.1));
    let config: toml::Table = values["runners"]["config"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let mut leaves = [Leaves::new(), Leaves::new(), Leaves::new()];
    let [in_helmfile, in_values, in_config] = &mut leaves;
    yaml_leaves(Place::Helmfile, &helmfile, &mut Vec::new(), in_helmfile);
    yaml_leaves(Place::Values, &values, &mut Vec::new(), in_values);
    toml_leaves(&toml::Value::Table(config), &mut Vec::new(), in_config);
    leaves
}

#[test]
fn every_value_is_read_at_its_place() {
    let workspace = article();
    let ours = workspace.leaves(0);
    let [helmfile, values, config] = independent();
    assert_eq!((helmfile.len(), values.len(), config.len()), (7, 58, 5));
    let wanted: Leaves = [helmfile, values, config].concat();
    for (address, held) in &wanted {
        let reading = workspace
            .read(0, address)
            .unwrap_or_else(|| panic!("{address} is not read"));
        assert_eq!(&reading.held, held, "{address}");
        let leaf = ours
            .iter()
            .find(|leaf| leaf.address == *address)
            .unwrap_or_else(|| panic!("{address} is no leaf"));
        assert_eq!((&leaf.held, &leaf.at), (held, &reading.at), "{address}");
        let file = &workspace.files()[reading.at.file];
        let line = file.text()[..reading.at.span.start].matches('\n').count() + 1;
        assert_eq!(reading.at.line, line, "{address}");
        if let Held::Str(text) = held
            && !text.contains('\n')
        {
            assert!(
                file.text()[reading.at.span].contains(text.as_str()),
                "{address}"
            );
        }
    }
    assert_eq!(ours.len(), wanted.len());
    println!(
        "{} of {} values read at their places",
        wanted.len(),
        ours.len()
    );
}

#[test]
fn saved_unchanged_it_is_the_same_bytes() {
    let saved = article().bundle();
    let files = [HELMFILE, VALUES].map(|(path, text)| (path.to_owned(), text.to_owned()));
    assert_eq!(saved, files);
}

/// A scalar as it would be written again.
fn input(held: &Held) -> Input {
    Input::Value(match held {
        Held::Bool(value) => Value::Bool(*value),
        Held::Int(number) | Held::Float(number) => Value::Number(number.clone()),
        Held::Str(text) => Value::from(text.as_str()),
        other => panic!("{other:?}"),
    })
}

#[test]
fn every_value_written_again_leaves_no_trace() {
    let before = article();
    let (mut same, mut explicit, mut anchored) = (0, 0, 0);
    for (address, held) in independent().concat() {
        let scalars = match held {
            Held::List(items) => items
                .into_iter()
                .enumerate()
                .map(|(index, item)| {
                    let mut address = address.clone();
                    address.segments.push(Segment::Index(index));
                    (address, item)
                })
                .collect(),
            scalar => vec![(address, scalar)],
        };
        for (address, held) in scalars {
            let mut workspace = before.clone();
            match workspace.write(0, &address, &input(&held)) {
                Ok(_) if workspace.bundle() == before.bundle() => same += 1,
                // Of a value that `<<` brings in, the key is written out; taken out again it is merged as before.
                Ok(_) => {
                    assert_eq!(workspace.read(0, &address).unwrap().held, held, "{address}");
                    workspace.remove(0, &address).unwrap();
                    assert_eq!(workspace.bundle(), before.bundle(), "{address}");
                    explicit += 1;
                }
                Err(WriteRefused::Yaml { refused, .. }) => {
                    assert_eq!(refused.shape, evenkeel_yaml::Shape::Anchored, "{address}");
                    anchored += 1;
                }
                Err(refused) => panic!("{address}: {refused}"),
            }
        }
    }
    println!("{same} unchanged, {explicit} made explicit beside <<, {anchored} anchored");
    assert_eq!((same, explicit, anchored), (73, 6, 4));
}

/// The findings, one a line, as the expectation files hold them.
fn findings(workspace: &Workspace) -> String {
    let lines = check(workspace, &Assumptions::default())
        .into_iter()
        .map(|finding| {
            format!(
                "{}:{} {} {}\n",
                workspace.files()[finding.at.file].path(),
                finding.at.line,
                finding.severity.name(),
                finding.rule
            )
        });
    lines.collect()
}

#[test]
fn the_findings_are_exactly_these() {
    let found = findings(&article());
    assert_eq!(found, include_str!("../cases/article.findings"), "{found}");
}

#[test]
fn a_missing_address_is_an_error_without_a_fix() {
    let findings = check(&article(), &Assumptions::default());
    let about = |at: &str| {
        findings
            .iter()
            .find(|finding| finding.address == Some(address(at)))
            .unwrap()
    };
    let url = about("values:gitlabUrl");
    assert_eq!((url.severity, &url.fix), (Severity::Error, &None));
}

#[test]
fn safe_fixes_change_their_lines_and_nothing_else() {
    let mut workspace = article();
    // The one thing that only a person knows.
    let input = Input::Text("https://gitlab.example.com".to_owned());
    workspace
        .write(0, &address("values:gitlabUrl"), &input)
        .unwrap();
    fix_all(&mut workspace, &Assumptions::default()).unwrap();
    let fixed = workspace.bundle();
    let helmfile = include_str!("../cases/article.fixed/helmfile.d/gitlab-runner.yaml");
    let values = include_str!("../cases/article.fixed/values/gitlab.yaml");
    assert_eq!(fixed[0].1, helmfile, "{}", fixed[0].1);
    assert_eq!(fixed[1].1, values, "{}", fixed[1].1);
    let left = findings(&workspace);
    assert_eq!(
        left,
        include_str!("../cases/article.fixed/findings"),
        "{left}"
    );
    assert!(!left.contains(" error "), "{left}");
    // Every comment that stands on a line of its own is still there.
    for line in VALUES.1.lines().filter(|line| line.starts_with('#')) {
        assert!(values.lines().any(|other| other == line), "{line}");
    }
    let again = fix_all(&mut workspace, &Assumptions::default()).unwrap();
    assert!(again.is_empty());
    assert_eq!(workspace.bundle(), fixed);
}

#[test]
fn what_a_fix_moves_keeps_what_was_written_about_it() {
    let with_comments = VALUES.1.replace(
        "  generatedServiceAccountName: \"gitlab-ci-runner-sa\"\n",
        "  # Bound to the cloud's role of that name.\n  generatedServiceAccountName: \"gitlab-ci-runner-sa\" # see Terraform\n",
    );
    assert_ne!(with_comments, VALUES.1);
    let (mut workspace, _) = Workspace::open([HELMFILE, (VALUES.0, &with_comments)]);
    fix_all(&mut workspace, &Assumptions::default()).unwrap();
    let fixed = workspace.file(VALUES.0).unwrap().text();
    assert!(
        fixed.contains(
            "serviceAccount:\n  create: true\n  # Bound to the cloud's role of that name.\n  name: gitlab-ci-runner-sa # see Terraform\n"
        ),
        "{fixed}"
    );
    assert!(!fixed.contains("generatedServiceAccountName"), "{fixed}");
}
