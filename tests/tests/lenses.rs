//! Every current key of the table, lists and maps too: written where it belongs, read back by independent parsers, taken out again
//! without a trace, and found when its type is wrong.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test of the whole says what it counted, and stops where it cannot go on"
)]

use evenkeel_core::keys::{self, Address, Item, Key, Place, Segment, Status, Type};
use evenkeel_core::presets;
use evenkeel_core::quantity::Resource;
use evenkeel_core::rules::{Assumptions, check};
use evenkeel_core::workspace::{Input, Workspace};
use evenkeel_yaml::Value;
use serde_yaml::Value as Yaml;
use std::collections::BTreeMap;

/// What happened to the rows of one base.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    written: usize,
    /// Of these: rows whose parent the base does not have.
    new_parent: usize,
    /// Rows that are set in the base: written over, then removed.
    present: usize,
    /// Written and removed: the same bytes as before.
    traceless: usize,
    /// The same, but an empty map or list that the base writes out went with its last key.
    took_empty_parent: usize,
    wrong_type_found: usize,
    excluded: BTreeMap<&'static str, usize>,
}

fn rows() -> Vec<&'static Key> {
    keys::all()
        .iter()
        .filter(|key| key.status == Status::Current)
        .collect()
}

/// The address of a row; free names become `any`.
fn address(key: &Key) -> Address {
    let mut address = key.address();
    for segment in &mut address.segments {
        if matches!(segment, Segment::Key(name) if name == "*") {
            *segment = Segment::Key("any".to_owned());
        }
    }
    address
}

/// A value of the row's type as a person types it; text that looks like a number where text is meant.
fn sample(key: &Key) -> String {
    if let Some(allowed) = key.allowed().last().filter(|_| key.is_scalar()) {
        return (*allowed).to_owned();
    }
    // With another chart the release would be none of a runner.
    if key.path() == "releases[].chart" {
        return "other/gitlab-runner".to_owned();
    }
    match key.ty {
        Type::String => "0500",
        Type::Text => "line one\nline two\n",
        Type::Toml => "[[runners]]\n  name = \"x\"\n",
        Type::Integer => "7",
        Type::Float => "1.5",
        Type::Boolean => "true",
        Type::Quantity(Resource::Cpu) => "250m",
        Type::Quantity(_) => "512Mi",
        Type::Duration => "1m30s",
        Type::DateTime => "2026-01-01T00:00:00Z",
        _ => return compound(key).spelled(),
    }
    .to_owned()
}

/// A list or map as a person types it, and what it should be read back as.
enum Sample {
    Text(&'static str),
    Plain(String),
    List(Vec<Self>),
    Map(Vec<(String, Self)>),
}

impl Sample {
    /// As JSON, which is YAML as well.
    fn spelled(&self) -> String {
        match self {
            Self::Text(text) => format!("{text:?}"),
            Self::Plain(text) => text.clone(),
            Self::List(items) => {
                let items: Vec<_> = items.iter().map(Self::spelled).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Map(entries) => {
                let entries = entries.iter();
                let entries: Vec<_> = entries
                    .map(|(key, value)| format!("{key:?}: {}", value.spelled()))
                    .collect();
                format!("{{{}}}", entries.join(", "))
            }
        }
    }
}

/// Two elements of every list, two names of every map, and of an object three keys that the table knows, deep down.
fn compound(key: &Key) -> Sample {
    let object = || object_below(key);
    let text = key.allowed().last().copied().unwrap_or("0500");
    let one = |item: Item| match item {
        Item::String | Item::Any => Sample::Text(text),
        Item::Integer => Sample::Plain("7".to_owned()),
        Item::Float => Sample::Plain("1.5".to_owned()),
        Item::Boolean => Sample::Plain("true".to_owned()),
        Item::Object => object(),
        Item::Strings => Sample::List(vec![Sample::Text("0500")]),
    };
    match key.ty {
        Type::List(item) | Type::OneOrList(item) => Sample::List(vec![one(item), one(item)]),
        Type::Map(item) => Sample::Map(vec![
            ("any".to_owned(), one(item)),
            ("example.com/other".to_owned(), one(item)),
        ]),
        Type::Object => object(),
        other => panic!("{other:?} is no list or map"),
    }
}

fn object_below(key: &Key) -> Sample {
    let mark = match (key.place, key.ty) {
        (Place::Config, _) | (_, Type::Object) => "",
        (_, Type::Map(_)) => ".*",
        _ => "[]",
    };
    let path = format!("{}{mark}", key.path());
    let entries: Vec<_> = keys::children(key.place, &path)
        .filter(|key| key.status == Status::Current && key.name() != "*")
        .take(3)
        .map(|key| {
            let value = match key.ty {
                Type::Integer | Type::Float | Type::Boolean => Sample::Plain(sample(key)),
                ty if ty.is_scalar() => {
                    let text: &'static str = Box::leak(sample(key).into_boxed_str());
                    Sample::Text(text)
                }
                _ => compound(key),
            };
            (key.name().to_owned(), value)
        })
        .collect();
    if entries.is_empty() {
        let name = |name: &str| (name.to_owned(), Sample::Text("0500"));
        return Sample::Map(vec![name("name"), name("other")]);
    }
    Sample::Map(entries)
}

/// A value of another type than the row's.
fn wrong(key: &Key) -> Value {
    match key.ty {
        Type::OneOrList(_) => Value::Seq(vec![Value::Seq(vec![Value::from("no-such")])]),
        Type::String | Type::Text | Type::Toml => Value::Seq(vec![Value::Number("1".to_owned())]),
        _ => Value::from("no-such"),
    }
}

enum Tree {
    Yaml(Yaml),
    Toml(toml::Value),
}

/// The document a place is in, by an independent parser.
fn independent(workspace: &Workspace, place: Place) -> Tree {
    let parse = |path: &str| {
        let file = workspace.file(path).unwrap();
        let mut value: Yaml = serde_yaml::from_str(file.text())
            .unwrap_or_else(|error| panic!("{error} in\n{}", file.text()));
        if !value.is_null() {
            value.apply_merge().unwrap();
        }
        value
    };
    let path = |suffix: &str| {
        let mut files = workspace.files().iter().map(|file| file.path().to_owned());
        files.find(|path| path.starts_with(suffix)).unwrap()
    };
    match place {
        Place::Helmfile => Tree::Yaml(parse(&path("helmfile"))),
        Place::Values => Tree::Yaml(parse(&path("values"))),
        Place::Config => {
            let values = parse(&path("values"));
            let text = values["runners"]["config"].as_str().unwrap_or_default();
            let table: toml::Table = text
                .parse()
                .unwrap_or_else(|error| panic!("{error} in\n{text}"));
            Tree::Toml(toml::Value::Table(table))
        }
    }
}

/// What stands at an address: text by its characters, anything else by its spelling.
fn at(tree: &Tree, address: &Address) -> Option<String> {
    match tree {
        Tree::Yaml(root) => {
            let found = address
                .segments
                .iter()
                .try_fold(root, |value, segment| match segment {
                    Segment::Key(name) => value.as_mapping()?.get(name.as_str()),
                    Segment::Index(_) | Segment::Element => value.as_sequence()?.first(),
                })?;
            Some(match found {
                Yaml::String(text) => format!("text {text}"),
                Yaml::Number(number) => format!("number {number}"),
                Yaml::Bool(value) => format!("boolean {value}"),
                other => canonical(other),
            })
        }
        Tree::Toml(root) => {
            let found = address
                .segments
                .iter()
                .try_fold(root, |value, segment| match segment {
                    Segment::Key(name) => value.as_table()?.get(name),
                    Segment::Index(_) | Segment::Element => value.as_array()?.first(),
                })?;
            Some(match found {
                toml::Value::String(text) => format!("text {text}"),
                toml::Value::Integer(number) => format!("number {number}"),
                toml::Value::Float(number) => format!("number {number}"),
                toml::Value::Boolean(value) => format!("boolean {value}"),
                toml::Value::Datetime(time) => format!("time {time}"),
                other => canonical(other),
            })
        }
    }
}

/// A list or map without the order of its keys.
fn canonical(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).unwrap().to_string()
}

/// What the independent parser should find after the sample is written.
fn expected(key: &Key) -> String {
    let text = sample(key);
    match key.ty {
        Type::Integer | Type::Float => format!("number {text}"),
        Type::Boolean => format!("boolean {text}"),
        Type::DateTime => format!("time {text}"),
        ty if !ty.is_scalar() => {
            let value: serde_json::Value = serde_json::from_str(&text).unwrap();
            canonical(&value)
        }
        _ => format!("text {text}"),
    }
}

/// Whether a base writes an empty map or list above a place.
fn has_empty_parent(tree: &Tree, address: &Address) -> bool {
    (1..address.segments.len()).any(|length| {
        let parent = Address {
            place: address.place,
            segments: address.segments[..length].to_vec(),
        };
        at(tree, &parent).is_some_and(|text| matches!(text.as_str(), "{}" | "[]"))
    })
}

/// Writes, reads, removes and mistypes one row; what went wrong, if anything.
fn try_row(base: &Workspace, key: &Key, tally: &mut Tally) -> Result<(), String> {
    let address = address(key);
    if key.place == Place::Helmfile
        && !base
            .files()
            .iter()
            .any(|file| file.path().starts_with("helmfile"))
    {
        *tally.excluded.entry(NO_HELMFILE).or_default() += 1;
        return Ok(());
    }
    let before = independent(base, key.place);
    let was_present = at(&before, &address).is_some();
    let mut workspace = base.clone();
    workspace
        .write(0, &address, &Input::Text(sample(key)))
        .map_err(|refused| format!("write: {refused}"))?;
    let found = at(&independent(&workspace, key.place), &address);
    if found.as_deref() != Some(expected(key).as_str()) {
        return Err(format!("reads back as {found:?} in\n{}", texts(&workspace)));
    }
    tally.written += 1;
    let mut parent = address.clone();
    parent.segments.pop();
    tally.new_parent += usize::from(!parent.segments.is_empty() && at(&before, &parent).is_none());
    let written = texts(&workspace);
    workspace
        .remove(0, &address)
        .map_err(|refused| format!("remove: {refused} from\n{written}"))?;
    if at(&independent(&workspace, key.place), &address).is_some() {
        return Err(format!("is still there in\n{}", texts(&workspace)));
    }
    if was_present {
        tally.present += 1;
    } else if workspace.bundle() == base.bundle() {
        tally.traceless += 1;
    } else if has_empty_parent(&before, &address) {
        tally.took_empty_parent += 1;
    } else {
        return Err(format!(
            "leaves a trace:\n{}\nafter\n{written}",
            texts(&workspace)
        ));
    }
    if ["releases", "releases[].chart"].contains(&key.path()) {
        // A release whose chart is a list is none of this chart.
        *tally.excluded.entry(NO_RUNNER).or_default() += 1;
        return Ok(());
    }
    let mut workspace = base.clone();
    workspace
        .write(0, &address, &Input::Value(wrong(key)))
        .map_err(|refused| format!("write of a wrong type: {refused}"))?;
    let findings = check(&workspace, &Assumptions::default());
    let is_about = |found: &Address| found.key().is_some_and(|about| about.id == key.id);
    if !findings.iter().any(|finding| {
        finding.rule == "wrong-type" && finding.address.as_ref().is_some_and(is_about)
    }) {
        return Err(format!(
            "a wrong type is not found in\n{}",
            texts(&workspace)
        ));
    }
    tally.wrong_type_found += 1;
    Ok(())
}

fn texts(workspace: &Workspace) -> String {
    workspace
        .bundle()
        .into_iter()
        .map(|(path, text)| format!("--- {path}\n{text}"))
        .collect()
}

/// All rows on one base; every row that goes wrong is told.
fn try_all(name: &str, base: impl Fn(&Key) -> Workspace) -> Tally {
    let mut tally = Tally::default();
    let mut failures = Vec::new();
    for key in rows() {
        if let Err(failure) = try_row(&base(key), key, &mut tally) {
            failures.push(format!("{}:{}: {failure}", key.place, key.path()));
        }
    }
    println!("{name}: {tally:?}");
    assert!(
        failures.is_empty(),
        "{} of {} rows on {name}:\n{}",
        failures.len(),
        rows().len(),
        failures.join(
            "
"
        )
    );
    tally
}

/// What a base should give: every row is written, read, removed and mistyped, but for those that are excluded.
fn all_but(excluded: &[(&'static str, usize)], numbers: [usize; 4]) -> Tally {
    let [new_parent, present, traceless, took_empty_parent] = numbers;
    let excluded: BTreeMap<_, _> = excluded.iter().copied().collect();
    let unwritten = excluded.get(NO_HELMFILE).copied().unwrap_or_default();
    let untyped = excluded.get(NO_RUNNER).copied().unwrap_or_default();
    let written = rows().len() - unwritten;
    Tally {
        written,
        new_parent,
        present,
        traceless,
        took_empty_parent,
        wrong_type_found: written - untyped,
        excluded,
    }
}

const NO_HELMFILE: &str = "no helmfile is open";
const NO_RUNNER: &str = "with a wrong type the release is no runner's any more";

#[test]
fn on_the_skeleton() {
    let base = presets::find("minimal").unwrap().workspace().unwrap();
    let tally = try_all("skeleton", |_| base.clone());
    assert_eq!(tally, all_but(&[(NO_RUNNER, 2)], [561, 18, 895, 0]));
}

#[test]
fn on_the_article() {
    let (base, _) = Workspace::open([
        (
            "helmfile.d/gitlab-runner.yaml",
            include_str!("../cases/article/helmfile.d/gitlab-runner.yaml"),
        ),
        (
            "values/gitlab.yaml",
            include_str!("../cases/article/values/gitlab.yaml"),
        ),
    ]);
    let tally = try_all("article", |_| base.clone());
    assert_eq!(tally, all_but(&[(NO_RUNNER, 2)], [500, 43, 870, 0]));
}

#[test]
fn on_commented_values() {
    let (name, text, numbers) = match std::env::var("EVENKEEL_CHART_VALUES") {
        Ok(path) => {
            let text = std::fs::read_to_string(path).unwrap();
            ("the chart's values", text, [414, 67, 632, 9])
        }
        Err(_) => {
            println!(
                "EVENKEEL_CHART_VALUES is not set: a file of our own stands for the chart's values"
            );
            let text = include_str!("../cases/commented-values.yaml").to_owned();
            ("commented values", text, [464, 20, 683, 5])
        }
    };
    let (base, _) = Workspace::open([("values.yaml", text)]);
    let tally = try_all(name, |_| base.clone());
    let helmfile = rows()
        .iter()
        .filter(|key| key.place == Place::Helmfile)
        .count();
    assert_eq!(tally, all_but(&[(NO_HELMFILE, helmfile)], numbers));
}

/// A helmfile and values in which the parents of a row are written with braces and brackets.
fn in_braces(key: &Key) -> Workspace {
    let segments = address(key).segments;
    let (_, parents) = segments.split_last().unwrap();
    let nested = |open: &dyn Fn(&str) -> String, innermost: &str| {
        parents
            .iter()
            .rev()
            .fold(innermost.to_owned(), |inner, segment| match segment {
                Segment::Key(name) => format!("{{{}{inner}}}", open(name)),
                Segment::Index(_) | Segment::Element => format!("[{inner}]"),
            })
    };
    let yaml = nested(&|name| format!("{name}: "), "{zz: 1}");
    let mut helmfile =
        "releases: [{name: gitlab-runner, chart: gitlab/gitlab-runner, values: [values.yaml]}]\n"
            .to_owned();
    let mut values = "{zz: 1}\n".to_owned();
    match key.place {
        Place::Helmfile if key.path().starts_with("releases[]") => {
            let release = "name: gitlab-runner, chart: gitlab/gitlab-runner, values: [values.yaml]";
            helmfile = if parents.len() == 2 {
                format!("releases: [{{{release}}}]\n")
            } else {
                let inner = yaml
                    .strip_prefix("{releases: [{")
                    .and_then(|rest| rest.strip_suffix("}]}"))
                    .unwrap();
                format!("releases: [{{{release}, {inner}}}]\n")
            };
        }
        Place::Helmfile if !parents.is_empty() => {
            let inner = yaml
                .strip_prefix('{')
                .and_then(|rest| rest.strip_suffix('}'))
                .unwrap();
            helmfile = format!("{inner}\n{helmfile}");
        }
        Place::Helmfile => {}
        Place::Values => values = format!("{yaml}\n"),
        Place::Config => {
            let toml = nested(&|name| format!(" {name} = "), "{ zz = 1 }");
            let toml = toml
                .strip_prefix('{')
                .and_then(|rest| rest.strip_suffix('}'))
                .map_or_else(|| "zz = 1".to_owned(), |line| line.trim().to_owned());
            let toml = if parents.is_empty() {
                "zz = 1".to_owned()
            } else {
                toml
            };
            values = format!("runners:\n  config: |\n    {toml}\n");
        }
    }
    let (workspace, report) =
        Workspace::open([("helmfile.yaml", helmfile), ("values.yaml", values)]);
    assert!(report.notes.is_empty(), "{report:?}\n{}", texts(&workspace));
    workspace
}

#[test]
fn inside_braces() {
    let tally = try_all("braces", in_braces);
    assert_eq!(tally, all_but(&[(NO_RUNNER, 2)], [0, 4, 909, 0]));
}
