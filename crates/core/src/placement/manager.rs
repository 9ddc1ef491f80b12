//! The manager's Deployment as the scheduler will see it, read from the chart's values.
//!
//! Refuses to render: names and labels follow the chart's templates (0.86.0), everything else is copied through by them.

use std::sync::Arc;

use super::pod::Pod;
use super::reading::{Values, field};
use super::requests::{Containers, Request};
use super::rollout::MOST;
use super::selector::Labels;
use super::wanted::wants;
use crate::quantity::Quantity;
use crate::workspace::{Held, Workspace};

const CHART: &str = "gitlab-runner";
/// The label by which a Deployment tells its revisions apart.
pub(super) const REVISION: &str = "pod-template-hash";

/// The manager's Deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manager {
    /// Its name, which is also the `app` label of its pods.
    pub name: String,
    /// How many pods it has; with an autoscaler, at least.
    pub replicas: i64,
    /// How many pods it may have; more than `replicas` only with an autoscaler.
    pub most_replicas: i64,
    /// How its pods are replaced.
    pub strategy: Strategy,
    /// Its pods, but for the label of their revision.
    pub pod: Pod,
    /// What could not be taken into account, in whole sentences.
    pub notes: Vec<String>,
}

/// How a Deployment replaces its pods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strategy {
    /// All at once.
    Recreate,
    /// A few at a time.
    RollingUpdate {
        /// How many there may be beyond the replicas.
        max_surge: i64,
        /// How many may be missing.
        max_unavailable: i64,
    },
}

/// The name of the manager's Deployment, as the chart makes it of the release's; none where the release has no name.
pub(crate) fn full_name(workspace: &Workspace, release: usize) -> Option<String> {
    let values = Values::of(workspace, release);
    let cut = |name: &str| {
        let cut: String = name.chars().take(63).collect();
        cut.trim_end_matches('-').to_owned()
    };
    if let Some(name) = values.text("values:fullnameOverride") {
        return Some(cut(&name));
    }
    let release = values.own()?.name.clone()?;
    let chart = values.text("values:nameOverride");
    let chart = chart.as_deref().unwrap_or(CHART);
    // The helper of the chart takes the release's name alone when that begins with the chart's.
    Some(cut(&if release.starts_with(chart) {
        release
    } else {
        format!("{release}-{chart}")
    }))
}

/// Reads the manager of a release; none where a `config.toml` stands alone, which no chart runs.
#[must_use]
pub fn manager(workspace: &Workspace, release: usize) -> Option<Manager> {
    let mut values = Values::of(workspace, release);
    let own = values.own()?;
    if own.layers.is_empty() && own.place.is_none() {
        return None;
    }
    let name = full_name(workspace, release).unwrap_or_else(|| {
        values.note(format!("the release has no name here; {CHART} is assumed"));
        CHART.to_owned()
    });
    let (replicas, most_replicas) = replicas(&mut values);
    if replicas > MOST {
        values.note(format!("only {MOST} of {replicas} managers are placed"));
    }
    let strategy = strategy(&mut values, replicas);
    let containers = containers(&mut values);
    let wants = wants(&mut values);
    let pod = Pod {
        labels: labels(&values, &name),
        namespace: own.namespace.clone().unwrap_or_default(),
        requests: containers.requests(),
        scored: containers.scored(),
        wants: Arc::new(wants),
        name: name.clone(),
    };
    Some(Manager {
        name,
        replicas,
        most_replicas,
        strategy,
        pod,
        notes: values.notes,
    })
}

fn replicas(values: &mut Values<'_>) -> (i64, i64) {
    if values.held("values:hpa").is_some_and(|hpa| {
        field(&hpa, "minReplicas")
            .or(field(&hpa, "maxReplicas"))
            .is_some()
    }) {
        let least = values.count("values:hpa.minReplicas").unwrap_or(1);
        let most = values.count("values:hpa.maxReplicas").unwrap_or(1);
        return (least, most.max(least));
    }
    let replicas = values.count("values:replicas").unwrap_or(1);
    (replicas, replicas)
}

/// Half-set strategies get Kubernetes' defaults: a quarter of the replicas, more rounded up and fewer rounded down.
fn strategy(values: &mut Values<'_>, replicas: i64) -> Strategy {
    if values.text("values:strategy.type").as_deref() == Some("Recreate") {
        return Strategy::Recreate;
    }
    let rolling = values.held("values:strategy.rollingUpdate");
    let mut bound = |name: &str, is_up: bool| {
        let written = rolling
            .as_ref()
            .and_then(|held| field(held, name)?.as_scalar_text());
        let (share, rest) = match written.unwrap_or("25%").strip_suffix('%') {
            Some(percent) => (percent.parse::<i64>().ok(), 100),
            None => (written.and_then(|count| count.parse().ok()), 0),
        };
        match share.filter(|share| *share >= 0) {
            Some(count) if rest == 0 => count,
            Some(percent) => {
                replicas
                    .saturating_mul(percent)
                    .saturating_add(if is_up { 99 } else { 0 })
                    / 100
            }
            None => {
                values.note(format!(
                    "strategy.rollingUpdate.{name} is no number; 1 is taken"
                ));
                1
            }
        }
    };
    let (max_surge, max_unavailable) = (bound("maxSurge", true), bound("maxUnavailable", false));
    Strategy::RollingUpdate {
        max_surge,
        max_unavailable: if max_surge == 0 {
            max_unavailable.max(1)
        } else {
            max_unavailable
        },
    }
}

fn labels(values: &Values<'_>, name: &str) -> Labels {
    let mut labels = Labels::new();
    let mut label = |key: &str, value: String| labels.insert(key.to_owned(), value);
    label("app", name.to_owned());
    label("heritage", "Helm".to_owned());
    if let Some(own) = values.own() {
        if let Some(release) = &own.name {
            label("release", release.clone());
        }
        if let Some(version) = &own.version {
            label("chart", format!("{CHART}-{version}"));
        }
    }
    if let Some(Held::Map(own)) = values.held("values:podLabels") {
        for (key, value) in own {
            if let Some(value) = value.as_scalar_text() {
                label(&key, value.to_owned());
            }
        }
    }
    labels
}

fn containers(values: &mut Values<'_>) -> Containers {
    let own = values.held("values:resources").unwrap_or(Held::Null);
    let mut running = vec![request(values, &own, "values:resources")];
    if let Some(Held::List(extra)) = values.held("values:extraContainers") {
        for (number, container) in extra.iter().enumerate() {
            let resources = field(container, "resources").cloned().unwrap_or(Held::Null);
            let at = format!("values:extraContainers[{number}].resources");
            running.push(request(values, &resources, &at));
        }
    }
    Containers {
        running,
        ..Containers::default()
    }
}

fn request(values: &mut Values<'_>, resources: &Held, at: &str) -> Request {
    let mut side = |side: &str| -> [Option<Quantity>; 3] {
        ["cpu", "memory", "ephemeral-storage"].map(|name| {
            let held = field(field(resources, side)?, name)?;
            values.read_quantity(held, &format!("{at}.{side}.{name}"))
        })
    };
    let (requests, limits) = (side("requests"), side("limits"));
    Request::new(
        requests.each_ref().map(Option::as_ref),
        limits.each_ref().map(Option::as_ref),
    )
}
