//! Managers that become more when jobs do: a `HorizontalPodAutoscaler` on a metric of the runner.
//!
//! Source: templates/hpa.yaml of chart 0.86.0 (`autoscaling/v2` where the cluster has it); metrics of runner 19.4.

use super::entry::Options;
use super::option::{ConceptOption, Given, OptionError, Settings};
use super::{About, Concept, Plan, View};
use crate::placement::reading::{field, text};
use crate::workspace::Workspace;
use evenkeel_yaml::Value;

/// A number of managers that follows their jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Autoscaling {
    /// The fewest managers.
    pub min: i64,
    /// The most managers.
    pub max: i64,
    /// Jobs that one manager should run on average: more of them, and there are more managers.
    pub jobs_per_manager: i64,
}

const MIN: &str = "values:hpa.minReplicas";
const MAX: &str = "values:hpa.maxReplicas";
const METRICS: &str = "values:hpa.metrics";
const JOBS: &str = "gitlab_runner_jobs";

impl Concept for Autoscaling {
    const ABOUT: About = About {
        id: "autoscaling",
        title: "Autoscaling of managers",
        help: "A manager does little itself, so its CPU says nothing about how busy it is; the number of its jobs does. The autoscaler reads gitlab_runner_jobs as a metric of pods, which takes metrics.enabled and an adapter that serves Prometheus' metrics to Kubernetes. Below the average that is set, managers go; each then waits for its jobs as long as terminationGracePeriodSeconds allows, so give it as long as jobs take. With an autoscaler the chart ignores replicas, and the session server for web terminals does not work. More managers are no more room: that is what nodes are for, and a cluster autoscaler adds those for job pods that wait.",
    }
    .kept();

    fn read(workspace: &Workspace, release: usize) -> Option<Self> {
        let view = View::of(workspace, release);
        let metrics = view.list(METRICS);
        let [metric] = metrics.as_slice() else {
            return None;
        };
        let pods = field(metric, "pods")?;
        let is_ours = text(field(pods, "metric")?, "name") == Some(JOBS);
        let average = text(field(pods, "target")?, "averageValue")?;
        Some(Self {
            min: view.int(MIN).unwrap_or(1),
            max: view.int(MAX)?,
            jobs_per_manager: is_ours.then(|| average.parse().ok()).flatten()?,
        })
    }

    fn plan(&self, _: &Workspace, _: usize) -> Plan {
        let mut plan = Plan::default();
        plan.set(MIN, self.min);
        plan.set(MAX, self.max);
        let target = Value::map([
            ("type", Value::from("AverageValue")),
            (
                "averageValue",
                Value::from(self.jobs_per_manager.to_string()),
            ),
        ]);
        let pods = Value::map([
            ("metric", Value::map([("name", Value::from(JOBS))])),
            ("target", target),
        ]);
        let metric = Value::map([("type", Value::from("Pods")), ("pods", pods)]);
        plan.set(METRICS, Value::Seq(vec![metric]));
        plan
    }

    fn removal(_: &Workspace, _: usize) -> Plan {
        Plan::unset_all(&["values:hpa"])
    }
}

impl Options for Autoscaling {
    const OPTIONS: &'static [ConceptOption] = &[
        ConceptOption::new("min", "The fewest managers.").or("1"),
        ConceptOption::new("max", "The most managers.").required(),
        ConceptOption::new(
            "jobs-per-manager",
            "Jobs that a manager should run on average.",
        )
        .required(),
    ];

    fn settings(&self) -> Settings {
        vec![
            ("min", self.min.to_string()),
            ("max", self.max.to_string()),
            ("jobs-per-manager", self.jobs_per_manager.to_string()),
        ]
    }

    fn of(given: &mut Given) -> Result<Self, OptionError> {
        let needed = |name, number: Option<i64>| number.ok_or(OptionError::Missing(name));
        Ok(Self {
            min: given.int("min")?.unwrap_or(1),
            max: needed("max", given.int("max")?)?,
            jobs_per_manager: needed("jobs-per-manager", given.int("jobs-per-manager")?)?,
        })
    }
}
