//! Metrics for Prometheus: the endpoint, and the object that has it scraped.
//!
//! Source: templates of chart 0.86.0; `PodMonitor` since 0.85.0.

use super::entry::Options;
use super::option::{ConceptOption, Given, OptionError, Settings};
use super::{About, Concept, Plan, View};
use crate::workspace::{Held, Workspace};
use evenkeel_yaml::Value;

/// Metrics of the manager.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metrics {
    /// The object that has them scraped; none where annotations are enough.
    pub monitor: Option<Monitor>,
}

/// A `PodMonitor`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Monitor {
    /// Labels by which a Prometheus finds it; not `app`, `chart`, `release` or `heritage`, which the chart writes itself.
    pub labels: Vec<(String, String)>,
    /// How often to scrape, as in `30s`.
    pub interval: Option<String>,
}

const ENABLED: &str = "values:metrics.enabled";
const MONITOR: &str = "values:metrics.podMonitor.enabled";
const LABELS: &str = "values:metrics.podMonitor.labels";
const INTERVAL: &str = "values:metrics.podMonitor.interval";

impl Concept for Metrics {
    const ABOUT: About = About {
        id: "metrics",
        title: "Metrics",
        help: "metrics.enabled makes the manager listen on port 9252 and annotates its pods for a Prometheus that looks for annotations. One that is run by an operator looks for a PodMonitor instead; which ones it takes is usually decided by a label. It cannot be one called app, chart, release or heritage: the chart writes these itself, a second one of that name makes the manifest invalid, so a Prometheus that selects by release has to be told to select by another. A PodMonitor finds every manager and needs no Service, and unlike a ServiceMonitor it still sees a manager that finishes its last jobs. The chart renders it only when the cluster knows monitoring.coreos.com/v1, which helm template has to be told. Worth a look: gitlab_runner_jobs beside gitlab_runner_concurrent, and gitlab_runner_request_concurrency_exceeded_total.",
    }
    .kept();

    fn read(workspace: &Workspace, release: usize) -> Option<Self> {
        let view = View::of(workspace, release);
        if !view.is(ENABLED, true) {
            return None;
        }
        let labels = match view.held(LABELS) {
            Some(Held::Map(entries)) => entries
                .into_iter()
                .filter_map(|(key, value)| Some((key, value.as_str()?.to_owned())))
                .collect(),
            _ => Vec::new(),
        };
        let interval = view.text(INTERVAL);
        Some(Self {
            monitor: view
                .is(MONITOR, true)
                .then_some(Monitor { labels, interval }),
        })
    }

    fn plan(&self, _: &Workspace, _: usize) -> Plan {
        let mut plan = Plan::default();
        plan.set(ENABLED, true);
        let Some(monitor) = &self.monitor else {
            plan.unset(MONITOR);
            plan.unset(LABELS);
            plan.unset(INTERVAL);
            return plan;
        };
        plan.set(MONITOR, true);
        let labels = monitor.labels.iter();
        let labels = labels.map(|(key, value)| (key.clone(), Value::from(value.as_str())));
        let labels = (!monitor.labels.is_empty()).then(|| Value::map(labels));
        plan.maybe(LABELS, labels);
        plan.maybe(INTERVAL, monitor.interval.clone());
        plan
    }

    fn removal(_: &Workspace, _: usize) -> Plan {
        Plan::unset_all(&[MONITOR, LABELS, INTERVAL, ENABLED])
    }
}

impl Options for Metrics {
    const OPTIONS: &'static [ConceptOption] = &[
        ConceptOption::new("monitor", "Whether a PodMonitor has them scraped.")
            .truth()
            .or("false"),
        ConceptOption::new(
            "labels",
            "Labels of the PodMonitor, as in prometheus=main,team=ci.",
        ),
        ConceptOption::new("interval", "How often to scrape, as in 30s."),
    ];

    fn settings(&self) -> Settings {
        let mut settings = vec![("monitor", self.monitor.is_some().to_string())];
        if let Some(monitor) = &self.monitor {
            let labels = monitor.labels.iter();
            let labels: Vec<_> = labels
                .map(|(key, value)| format!("{key}={value}"))
                .collect();
            if !labels.is_empty() {
                settings.push(("labels", labels.join(",")));
            }
            settings.extend(
                monitor
                    .interval
                    .clone()
                    .map(|interval| ("interval", interval)),
            );
        }
        settings
    }

    fn of(given: &mut Given) -> Result<Self, OptionError> {
        if !given.is_true("monitor") {
            return Ok(Self { monitor: None });
        }
        let mut labels = Vec::new();
        for label in given.list("labels") {
            let (key, value) = label.split_once('=').ok_or_else(|| OptionError::Wrong {
                name: "labels",
                text: label.clone(),
                expected: "NAME=VALUE, with commas between several".to_owned(),
            })?;
            labels.push((key.to_owned(), value.to_owned()));
        }
        let interval = given.text("interval");
        Ok(Self {
            monitor: Some(Monitor { labels, interval }),
        })
    }
}
