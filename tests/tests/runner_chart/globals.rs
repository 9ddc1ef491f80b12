//! What a manager has once for all its runners: `config.toml` has it from values of the chart, never from the template.
//! Each of these values is written, rendered, and read back where the runner reads it.

use std::collections::BTreeMap;

use evenkeel_core::keys::{Key, Place};
use evenkeel_core::presets;
use evenkeel_core::workspace::{Input, Workspace};
use evenkeel_tests::rows::{self, Tree, address, at, expected, sample};
use evenkeel_tests::{Helm, Manifests};

use crate::charts::Chart;
use crate::helmfiles::{configured, environment};

/// A key, the values that are set for it, and what comes of them.
type Made = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
);

/// Keys that the chart makes of something else than one value as it is.
const MADE: [Made; 3] = [
    ("listen_address", &[("metrics.port", "9353")], ":9353"),
    (
        "session_server.listen_address",
        &[("sessionServer.internalPort", "8094")],
        "0.0.0.0:8094",
    ),
    (
        "session_server.advertise_address",
        &[
            ("sessionServer.publicIP", "203.0.113.7"),
            ("sessionServer.externalPort", "9001"),
        ],
        "203.0.113.7:9001",
    ),
];

const ONE_VALUE: &str = "one value as it is";
const MADE_OF: &str = "made of values";
const TABLE: &str = "a table, proved by its keys";
const NO_VALUE: &str = "no value of the chart";

/// The current rows of `config.toml` that are not below `[[runners]]`.
fn globals() -> impl Iterator<Item = &'static Key> {
    let rows = rows::all().into_iter();
    rows.filter(|key| key.place == Place::Config && !key.path().starts_with("runners"))
}

/// How a row gets into the file, and what it should be there.
fn proof(key: &Key) -> (&'static str, Vec<(String, String)>, String) {
    let made = MADE.iter().find(|(path, ..)| *path == key.path());
    if let Some((_, values, expected)) = made {
        let values = values.iter();
        let values = values.map(|(path, value)| ((*path).to_owned(), (*value).to_owned()));
        return (MADE_OF, values.collect(), format!("text {expected}"));
    }
    if let Some(twin) = key.twin() {
        let path = twin.strip_prefix("values:").unwrap().to_owned();
        return (ONE_VALUE, vec![(path, sample(key))], expected(key));
    }
    let is_table = globals().any(|other| other.path().starts_with(&format!("{}.", key.path())));
    let reason = if is_table { TABLE } else { NO_VALUE };
    (reason, Vec::new(), String::new())
}

/// Fills in what the container's own script puts into the file when it starts.
#[track_caller]
fn start(manifests: &Manifests, global: &mut toml::Table) {
    let scripts = &manifests.get("ConfigMap", "gitlab-runner")["data"];
    let scripts = scripts.as_mapping().unwrap().values();
    let port = scripts
        .filter_map(|script| script.as_str()?.split_once("s/SESSION_SERVER_PORT/"))
        .find_map(|(_, rest)| Some(rest.split_once("/g")?.0))
        .unwrap();
    let address = environment(manifests, "SESSION_SERVER_ADDRESS");
    let advertised = &mut global["session_server"]["advertise_address"];
    let text = advertised.as_str().unwrap();
    let text = text.replace("SESSION_SERVER_ADDRESS", address);
    *advertised = text.replace("SESSION_SERVER_PORT", port).into();
}

#[track_caller]
fn assert_globals_arrive(chart: &Chart) {
    let mut workspace: Workspace = presets::find("minimal").unwrap().workspace().unwrap();
    let mut counts = BTreeMap::new();
    for key in globals() {
        let (reason, values, _) = proof(key);
        *counts.entry(reason).or_insert(0) += 1;
        for (path, value) in values {
            let address = format!("values:{path}").parse().unwrap();
            workspace.write(0, &address, &Input::Text(value)).unwrap();
        }
    }
    for path in ["metrics.enabled", "sessionServer.enabled"] {
        let address = format!("values:{path}").parse().unwrap();
        let yes = Input::Text("true".to_owned());
        workspace.write(0, &address, &yes).unwrap();
    }
    for (name, helm) in Helm::both() {
        let manifests = chart.manifests(&helm, &workspace);
        let (template, mut global) = configured(&manifests);
        start(&manifests, &mut global);
        let global = Tree::Toml(toml::Value::Table(global));
        let template = Tree::Toml(toml::Value::Table(template));
        for key in globals() {
            let (reason, values, expected) = proof(key);
            let found = at(&global, &address(key));
            let who = format!("{} by {name}, {}", key.path(), chart.version);
            if !values.is_empty() {
                assert_eq!(found, Some(expected), "{who}");
            } else if reason == NO_VALUE {
                assert_eq!(found, None, "{who}: there is a value for it");
            }
            assert_eq!(at(&template, &address(key)), None, "{who}: in the template");
        }
    }
    let expected = [(ONE_VALUE, 8), (MADE_OF, 3), (TABLE, 5), (NO_VALUE, 20)];
    assert_eq!(counts, BTreeMap::from(expected));
}

#[test]
fn globals_arrive_through_their_values() {
    assert_globals_arrive(&Chart::own());
}

#[test]
#[cfg_attr(
    not(has_charts),
    ignore = "EVENKEEL_CHARTS names no folder with packages of GitLab's chart"
)]
fn globals_arrive_through_gitlabs_charts() {
    Chart::on_packages(|chart| {
        assert_globals_arrive(chart);
    });
}
