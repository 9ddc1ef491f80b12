//! Every row of `config.toml` at once through YAML, Helm's `tpl` and TOML: what arrives is what was written, and nothing
//! that the runner has no field for.

use evenkeel_core::keys::{Key, Place};
use evenkeel_core::presets;
use evenkeel_core::workspace::{Input, Workspace};
use evenkeel_tests::Helm;
use evenkeel_tests::rows::{self, Tree, address, at, expected, sample};

use crate::charts::Chart;
use crate::helmfiles::configured;

/// The current rows below `[[runners]]` that hold something themselves.
fn leaves() -> Vec<&'static Key> {
    let all = rows::all();
    let in_config = |key: &&&Key| key.place == Place::Config && key.path().starts_with("runners.");
    let has_rows_below = |key: &Key| {
        let below = format!("{}.", key.path());
        all.iter()
            .any(|other| other.place == Place::Config && other.path().starts_with(&below))
    };
    let rows = all.iter().filter(in_config).copied();
    rows.filter(|key| !has_rows_below(key)).collect()
}

/// The smallest preset with a sample in each of these rows.
#[track_caller]
fn written() -> Workspace {
    let mut workspace = presets::find("minimal").unwrap().workspace().unwrap();
    for key in leaves() {
        let value = Input::Text(sample(key));
        workspace.write(0, &address(key), &value).unwrap();
    }
    workspace
}

#[track_caller]
fn assert_rows_arrive(chart: &Chart, workspace: &Workspace) {
    let leaves = leaves();
    for (name, helm) in Helm::both() {
        // Which also asks the runner's own types.
        let (template, _) = configured(&chart.manifests(&helm, workspace));
        let template = Tree::Toml(toml::Value::Table(template));
        for key in &leaves {
            let found = at(&template, &address(key));
            assert_eq!(found, Some(expected(key)), "{} by {name}", key.path());
        }
    }
    assert_eq!(leaves.len(), 442);
}

#[test]
fn every_row_of_config_arrives() {
    assert_rows_arrive(&Chart::own(), &written());
}

#[test]
#[cfg_attr(
    not(has_charts),
    ignore = "EVENKEEL_CHARTS names no folder with packages of GitLab's chart"
)]
fn every_row_of_config_arrives_through_gitlabs_charts() {
    let workspace = written();
    Chart::on_packages(|chart| assert_rows_arrive(chart, &workspace));
}
