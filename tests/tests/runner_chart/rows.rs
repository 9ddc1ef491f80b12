//! Every row of the table that the chart is said to read is set, and what was set has to show; what is said to be removed
//! must not.

use std::fs;

use evenkeel_core::keys::{self, Availability, ChartVersion, Key, Place, Status, Type, available};
use evenkeel_tests::Helm;
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
    assert_ignores_removed_rows(&Chart::own());
}

#[test]
#[cfg_attr(
    not(has_charts),
    ignore = "EVENKEEL_CHARTS names no folder with packages of GitLab's chart"
)]
fn gitlabs_charts_read_every_row_but_the_removed() {
    for chart in Chart::packages() {
        assert_reads_every_row(&chart);
        assert_ignores_removed_rows(&chart);
    }
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
        for (number, scene) in SCENES.iter().enumerate() {
            let mut stage = Stage::new(chart, &helm, (scene.with)());
            for key in rows_of(number, chart.version) {
                if let Some(probe) = Probe::of(key) {
                    put(&mut stage.values, key.path(), probe.value);
                }
            }
            let manifests = stage.render();
            for key in rows_of(number, chart.version) {
                count += 1;
                let is_read = match Probe::of(key) {
                    Some(probe) => probe.shows_in(&manifests),
                    // Its names have rows of their own.
                    None if has_rows_below(key) => true,
                    None => stage.reads_choice(key, &manifests),
                };
                if !is_read {
                    missing.push(key.path());
                }
            }
        }
        let at = format!("{name}, {}", chart.path.display());
        assert_eq!(missing, Vec::<&str>::new(), "{at}: not read");
        assert!(count > 100, "{at}: only {count} rows were tried");
    }
}

/// What is said to be removed changes nothing at all.
#[track_caller]
fn assert_ignores_removed_rows(chart: &Chart) {
    for (name, helm) in Helm::both() {
        let stage = |values| Stage::new(chart, &helm, values);
        let with = json!({ "rbac": { "create": true } });
        let mut removed = with.clone();
        for key in values().filter(|key| key.status == Status::Removed) {
            let probe = Probe::of(key).expect("no removed row is a choice");
            put(&mut removed, key.path(), probe.value);
        }
        assert_ne!(removed, with);
        assert_eq!(stage(removed).render(), stage(with).render(), "{name}");
    }
}

/// One scene being rendered.
struct Stage<'a> {
    chart: &'a Chart,
    helm: &'a Helm,
    values: Value,
}

impl<'a> Stage<'a> {
    fn new(chart: &'a Chart, helm: &'a Helm, values: Value) -> Self {
        Self {
            chart,
            helm,
            values,
        }
    }

    #[track_caller]
    fn render(&self) -> String {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("values.yaml");
        fs::write(&file, self.values.to_string()).unwrap();
        let ended = self.chart.template(self.helm, &file).succeeded();
        ended.text().to_owned()
    }

    /// Whether another choice of a row with few values makes other manifests than `before`.
    #[track_caller]
    fn reads_choice(&self, key: &Key, before: &str) -> bool {
        if key.ty == Type::Boolean {
            // The one that applies anyway makes no difference, whichever it is.
            return [true, false]
                .iter()
                .any(|choice| self.with(key, json!(choice)) != before);
        }
        key.allowed().iter().rev().any(|choice| {
            let after = self.with(key, json!(choice));
            after != before && has_word(&after, choice)
        })
    }

    #[track_caller]
    fn with(&self, key: &Key, value: Value) -> String {
        let mut values = self.values.clone();
        put(&mut values, key.path(), value);
        Self { values, ..*self }.render()
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
