//! A document as parsers read it that are not ours.

use evenkeel_core::keys::{Address, Place};
use evenkeel_core::workspace::Workspace;
use evenkeel_tests::rows::{Tree, at};
use serde_yaml::Value as Yaml;

/// A file as YAML.
fn yaml(workspace: &Workspace, beginning: &str) -> Yaml {
    let mut files = workspace.files().iter();
    let file = files
        .find(|file| file.path().starts_with(beginning))
        .unwrap();
    let mut value: Yaml = serde_yaml::from_str(file.text())
        .unwrap_or_else(|error| panic!("{error} in\n{}", file.text()));
    if !value.is_null() {
        value.apply_merge().unwrap();
    }
    value
}

/// The text of `runners.config`.
pub(crate) fn config(workspace: &Workspace) -> String {
    let values = yaml(workspace, "values");
    let text = values["runners"]["config"].as_str();
    text.unwrap_or_default().to_owned()
}

/// The document a place is in, by an independent parser.
pub(crate) fn independent(workspace: &Workspace, place: Place) -> Tree {
    match place {
        Place::Helmfile => Tree::Yaml(yaml(workspace, "helmfile")),
        Place::Values => Tree::Yaml(yaml(workspace, "values")),
        Place::Config => {
            let text = config(workspace);
            let table: toml::Table = text
                .parse()
                .unwrap_or_else(|error| panic!("{error} in\n{text}"));
            Tree::Toml(toml::Value::Table(table))
        }
    }
}

/// Whether a base writes an empty map or list above a place.
pub(crate) fn has_empty_parent(tree: &Tree, address: &Address) -> bool {
    (1..address.segments.len()).any(|length| {
        let parent = Address {
            place: address.place,
            segments: address.segments[..length].to_vec(),
        };
        at(tree, &parent).is_some_and(|text| matches!(text.as_str(), "{}" | "[]"))
    })
}
