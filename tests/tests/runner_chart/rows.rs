//! Every row of the table that the chart is said to read is set, and what was set has to show; what is said to be removed
//! must not.

use std::fs;

use evenkeel_core::keys::{self, Availability, ChartVersion, Key, Place, Status, Type, available};
use evenkeel_tests::{Helm, say};
use serde_json::{Map, Value, json};

use crate::charts::Chart;
use crate::probes::{Probe, has_rows_below, has_word};

/// Values that are rendered together, because some are read only where others are set, or not set.
struct Scene {
    /// What has to be set for the rows to be read.
    with: fn() -> Value,
    /// The rows that are set; the first scene has all rows that no other one names.
    rows: &'static [&'static str],
}

const SCENES: [Scene; 4] = [
    Scene {
        with: || {
            json!({
                "metrics": {
                    "enabled": true,
                    "podMonitor": { "enabled": true },
                    "serviceMonitor": { "enabled": true },
                },
                "rbac": { "create": true, "podSecurityPolicy": { "enabled": true } },
                "service": { "enabled": true, "type": "NodePort" },
                "serviceAccount": { "create": true },
                "sessionServer": {
                    "enabled": true,
                    "ingress": { "enabled": true },
                    "serviceType": "NodePort",
                },
            })
        },
        rows: &[],
    },
    // Names that another one wins over, a number of managers that ends the sessions, and a namespace that at first only
    // the chart's own text of runners.config had.
    Scene {
        with: || json!({ "rbac": { "create": true } }),
        rows: &[
            "fullnameOverride",
            "rbac.generatedServiceAccountName",
            "replicas",
            "runners.jobNamespace",
        ],
    },
    // A file in the image stands in for a text, a lifecycle for the hook that unregisters, an account for the chart's.
    Scene {
        with: || json!({ "runners": { "config": "" } }),
        rows: &[
            "deploymentLifecycle",
            "rbac.serviceAccountName",
            "runners.configPath",
        ],
    },
    Scene {
        with: || {
            json!({
                "metrics": { "enabled": true },
                "service": { "enabled": true, "type": "LoadBalancer" },
                "sessionServer": { "enabled": true, "serviceType": "LoadBalancer" },
            })
        },
        rows: &[
            "service.clusterIP",
            "service.loadBalancerIP",
            "service.loadBalancerSourceRanges",
            "sessionServer.loadBalancerSourceRanges",
        ],
    },
];

#[test]
fn our_chart_reads_every_row() {
    assert_reads_every_row(&Chart::own());
}

#[test]
fn our_chart_ignores_what_was_removed() {
    assert_ignores_rows_of_others(&Chart::own());
}

#[test]
#[cfg_attr(
    not(has_charts),
    ignore = "EVENKEEL_CHARTS names no folder with packages of GitLab's chart"
)]
fn gitlabs_charts_read_every_row_but_the_removed() {
    Chart::on_packages(|chart| {
        assert_reads_every_row(chart);
        assert_ignores_rows_of_others(chart);
    });
}

/// Still read, but by the notes that are printed after an installation, not by a manifest.
const NOTES_ONLY: [&str; 1] = ["runners.namespace"];

/// The rows of values that the templates read.
pub(crate) fn read() -> impl Iterator<Item = &'static Key> {
    values().filter(|key| key.status != Status::Removed && !NOTES_ONLY.contains(&key.path()))
}

fn values() -> impl Iterator<Item = &'static Key> {
    keys::all().iter().filter(|key| key.place == Place::Values)
}

/// The rows of a scene that a version of the chart may have; of versions newer than the table, all of them.
fn rows_of(scene: usize, chart: ChartVersion) -> impl Iterator<Item = &'static Key> {
    let scene_of = |key: &Key| {
        let named = |scene: &Scene| scene.rows.contains(&key.path());
        SCENES.iter().position(named).unwrap_or(0)
    };
    read().filter(move |key| {
        let available = available(key, chart);
        scene_of(key) == scene && matches!(available, Availability::Yes | Availability::Unknown)
    })
}

#[track_caller]
fn assert_reads_every_row(chart: &Chart) {
    for (name, helm) in Helm::both() {
        let mut missing = Vec::new();
        let mut count = 0;
        let mut choices = Choices::default();
        for (number, scene) in SCENES.iter().enumerate() {
            let mut values = (scene.with)();
            for key in rows_of(number, chart.version) {
                if let Some(probe) = Probe::of(key) {
                    put(&mut values, key.path(), probe.value);
                }
            }
            let manifests = render(chart, &helm, &values);
            let before = choices.push(values.clone());
            for key in rows_of(number, chart.version) {
                count += 1;
                match Probe::of(key) {
                    Some(probe) if probe.shows_in(&manifests) => {}
                    Some(_) => missing.push(key.path()),
                    // Its names have rows of their own.
                    None if has_rows_below(key) => {}
                    None => choices.try_all(key, before, &values),
                }
            }
        }
        missing.extend(choices.unread(chart, &helm));
        let at = format!("{name}, {}", chart.path.display());
        assert_eq!(missing, Vec::<&str>::new(), "{at}: not read");
        assert!(count > 100, "{at}: only {count} rows were tried");
        say(&format!(
            "{count} rows, {} with a choice of values, on chart {} by {name}",
            choices.tried.len(),
            chart.version
        ));
    }
}

/// What is said to be removed, or to come in a later version, changes nothing at all.
#[track_caller]
fn assert_ignores_rows_of_others(chart: &Chart) {
    for (name, helm) in Helm::both() {
        let with = json!({ "rbac": { "create": true } });
        let mut removed = with.clone();
        for key in values().filter(|key| key.status == Status::Removed) {
            let probe = Probe::of(key).expect("no removed row is a choice");
            put(&mut removed, key.path(), probe.value);
        }
        // Nor what came later; one of few values would have to differ from what applies anyway.
        let later =
            |key: &&Key| matches!(available(key, chart.version), Availability::SinceLater(_));
        for key in values().filter(later) {
            match Probe::of(key) {
                Some(probe) => put(&mut removed, key.path(), probe.value),
                None if key.ty == Type::Boolean => put(&mut removed, key.path(), json!(true)),
                None => {}
            }
        }
        assert_ne!(removed, with);
        let render = |values| render(chart, &helm, values);
        assert_eq!(render(&removed), render(&with), "{name}");
    }
}

#[track_caller]
fn render(chart: &Chart, helm: &Helm, values: &Value) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("values.yaml");
    fs::write(&file, values.to_string()).unwrap();
    let ended = chart.template(helm, &file).succeeded();
    ended.text().to_owned()
}

/// Rows with few values to choose from: each choice is rendered beside the scene without it, all of them by one Helm.
#[derive(Default)]
struct Choices {
    values: Vec<Value>,
    tried: Vec<Tried>,
}

/// A row and the values that were made for it.
struct Tried {
    key: &'static Key,
    before: usize,
    choices: Vec<(usize, Option<&'static str>)>,
}

impl Choices {
    /// The number under which `values` are rendered.
    fn push(&mut self, values: Value) -> usize {
        self.values.push(values);
        self.values.len() - 1
    }

    /// Every choice of a row, instead of what `values` have.
    fn try_all(&mut self, key: &'static Key, before: usize, values: &Value) {
        let mut with = |choice: Value| {
            let mut values = values.clone();
            put(&mut values, key.path(), choice);
            self.push(values)
        };
        let choices = if key.ty == Type::Boolean {
            // The one that applies anyway makes no difference, whichever it is.
            vec![(with(json!(true)), None), (with(json!(false)), None)]
        } else {
            let words = key.allowed().iter();
            words.map(|word| (with(json!(word)), Some(*word))).collect()
        };
        self.tried.push(Tried {
            key,
            before,
            choices,
        });
    }

    /// The rows of which no choice makes other manifests.
    #[track_caller]
    fn unread(&self, chart: &Chart, helm: &Helm) -> Vec<&'static str> {
        let rendered = chart.each(helm, &self.values);
        let is_read = |tried: &Tried| {
            tried.choices.iter().any(|(number, word)| {
                let after = &rendered[*number];
                *after != rendered[tried.before] && word.is_none_or(|word| has_word(after, word))
            })
        };
        let unread = self.tried.iter().filter(|tried| !is_read(tried));
        unread.map(|tried| tried.key.path()).collect()
    }
}

/// Sets what is at `path`, making the maps and lists above it; of a list, its first element.
fn put(values: &mut Value, path: &str, value: Value) {
    let place = path.split('.').fold(values, |map, name| {
        if !map.is_object() {
            *map = Value::Object(Map::new());
        }
        let Some(list) = name.strip_suffix("[]") else {
            return &mut map[name];
        };
        let list = &mut map[list];
        if !list.is_array() {
            *list = json!([null]);
        }
        &mut list[0]
    });
    *place = value;
}
