//! Every kind of carrier: opened where it is, one write changes one place, the rest is as it was, and an independent
//! parser reads back what was written.
#![allow(clippy::unwrap_used, reason = "in a test the panic is the message")]

mod command;
mod refused;
mod value_files;
mod written;

use evenkeel_core::workspace::{Input, Workspace, WriteRefused};
use serde_yaml::Value as Yaml;
use std::fs;

/// The text of a file of the corpus.
fn text(name: &str) -> String {
    let path = evenkeel_tests::folder().join("corpus/carriers").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A file of the corpus, opened alone.
fn open(name: &str) -> Workspace {
    Workspace::open([(name, text(name))]).0
}

fn read(workspace: &Workspace, at: &str) -> Option<String> {
    let reading = workspace.read(0, &at.parse().unwrap());
    reading.map(|reading| reading.text)
}

fn write(workspace: &mut Workspace, at: &str, value: &str) -> Result<(), WriteRefused> {
    let input = Input::Text(value.to_owned());
    workspace.write(0, &at.parse().unwrap(), &input).map(|_| ())
}

fn text_of(workspace: &Workspace) -> String {
    workspace.files()[0].text().to_owned()
}

/// Follows a path with dots through a document; `|yaml` and `|toml` parse the text reached so far, `#3` is an index and
/// `#3` at the start the document of a stream.
fn independent(text: &str, path: &str) -> String {
    let mut steps = path.split('.').peekable();
    let mut value = Yaml::String(text.to_owned());
    while let Some(step) = steps.next() {
        value = match step {
            "|yaml" => {
                let text = value.as_str().unwrap().to_owned();
                let number = steps.next_if(|step| step.starts_with("#")).map_or(0, index);
                let document = serde_yaml::Deserializer::from_str(&text)
                    .nth(number)
                    .unwrap();
                serde::Deserialize::deserialize(document).unwrap()
            }
            "|toml" => {
                let value: toml::Value = toml::from_str(value.as_str().unwrap()).unwrap();
                serde_yaml::to_value(value).unwrap()
            }
            step if step.starts_with('#') => value[index(step)].clone(),
            // A dot in a key.
            step => value[step.replace('~', ".")].clone(),
        };
        assert!(!value.is_null(), "nothing at {step} of {path} in\n{text}");
    }
    match value {
        Yaml::String(text) => text,
        other => serde_yaml::to_string(&other).unwrap().trim_end().to_owned(),
    }
}

fn index(step: &str) -> usize {
    step.trim_start_matches('#').parse().unwrap()
}

/// The lines that differ between two texts, as `- old` and `+ new`.
fn difference(before: &str, after: &str) -> Vec<String> {
    let (before, after): (Vec<_>, Vec<_>) =
        (before.split('\n').collect(), after.split('\n').collect());
    let start = before
        .iter()
        .zip(&after)
        .take_while(|(a, b)| a == b)
        .count();
    let rest = |lines: &[&str]| lines.len() - start;
    let most = rest(&before).min(rest(&after));
    let end = before
        .iter()
        .rev()
        .zip(after.iter().rev())
        .take(most)
        .take_while(|(a, b)| a == b)
        .count();
    let old = before[start..before.len() - end]
        .iter()
        .map(|line| format!("- {}", line.trim()));
    let new = after[start..after.len() - end]
        .iter()
        .map(|line| format!("+ {}", line.trim()));
    old.chain(new).collect()
}
