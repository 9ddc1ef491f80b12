//! Disruption budgets: how many managers a drain may take at once, and whether it may take a running job.
//!
//! Source: Kubernetes policy/v1; `pod_disruption_budget` of the Kubernetes executor since runner 18.11.

use super::entry::Options;
use super::lists::{OBJECTS, map, no_object, object, set_object};
use super::option::{ConceptOption, Given, OptionError, Settings};
use super::{About, Concept, Plan, View};
use crate::workspace::{Held, Workspace};
use evenkeel_yaml::Value;

/// Budgets for what may be taken away from nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisruptionBudget {
    /// How many managers may be away at once.
    pub managers: Option<i64>,
    /// Whether each job pod has a budget that keeps it.
    pub is_for_jobs: bool,
}

const KIND: &str = "PodDisruptionBudget";
const JOBS: &str = "config:runners.kubernetes.pod_disruption_budget";

fn name(workspace: &Workspace, release: usize) -> String {
    crate::placement::full_name(workspace, release).unwrap_or_else(|| "gitlab-runner".to_owned())
}

impl Concept for DisruptionBudget {
    const ABOUT: About = About {
        id: "disruption-budget",
        title: "Disruption budget",
        help: "A drain, an upgrade of nodes or a cluster autoscaler that empties one asks the API server before it evicts a pod, and a PodDisruptionBudget is the answer. For managers, managers=1 lets them go one after the other, so that somebody always takes jobs; with a single manager, never write 0, because then no node under it can be drained at all. It is an object of its own that selects managers by their label, and it is added to the release. For jobs, the manager makes a budget for each job's pod, which needs runner 18.11 and permission for poddisruptionbudgets: the node then waits until the job is done, however long that takes, so give drains a timeout that fits. A budget does not help against what does not ask: a node that fails, a spot machine that is taken back, or preemption by a pod of higher priority.",
    }
    .kept();

    fn read(workspace: &Workspace, release: usize) -> Option<Self> {
        let view = View::of(workspace, release);
        let (found, _) = object(&view, KIND, &name(workspace, release));
        let budget =
            found.and_then(|index| view.int(&format!("{OBJECTS}[{index}].spec.maxUnavailable")));
        let is_for_jobs = view.held(JOBS) == Some(Held::Bool(true));
        (budget.is_some() || is_for_jobs).then_some(Self {
            managers: budget,
            is_for_jobs,
        })
    }

    fn plan(&self, workspace: &Workspace, release: usize) -> Plan {
        let view = View::of(workspace, release);
        let name = name(workspace, release);
        let mut plan = Plan::default();
        plan.maybe(JOBS, self.is_for_jobs.then_some(true));
        match self.managers {
            None => no_object(&view, KIND, &name, &mut plan),
            Some(count) => {
                let labels = map([("app", Value::from(name.as_str()))]);
                let spec = map([
                    ("maxUnavailable", Value::from(count)),
                    ("selector", map([("matchLabels", labels)])),
                ]);
                let budget = map([
                    ("apiVersion", Value::from("policy/v1")),
                    ("kind", Value::from(KIND)),
                    ("metadata", map([("name", Value::from(name.as_str()))])),
                    ("spec", spec),
                ]);
                set_object(&view, KIND, &name, budget, &mut plan);
            }
        }
        plan
    }

    fn removal(workspace: &Workspace, release: usize) -> Plan {
        let view = View::of(workspace, release);
        let mut plan = Plan::unset_all(&[JOBS]);
        no_object(&view, KIND, &name(workspace, release), &mut plan);
        plan
    }
}

impl Options for DisruptionBudget {
    const OPTIONS: &'static [ConceptOption] = &[
        ConceptOption::new("managers", "How many managers may be away at once."),
        ConceptOption::new("jobs", "Whether a drain waits for running jobs.")
            .truth()
            .or("false"),
    ];

    fn settings(&self) -> Settings {
        let mut settings = Settings::new();
        settings.extend(self.managers.map(|count| ("managers", count.to_string())));
        settings.push(("jobs", self.is_for_jobs.to_string()));
        settings
    }

    fn of(given: &mut Given) -> Result<Self, OptionError> {
        let budget = Self {
            managers: given.int("managers")?,
            is_for_jobs: given.is_true("jobs"),
        };
        if budget.managers == Some(0) {
            return Err(OptionError::Wrong {
                name: "managers",
                text: "0".to_owned(),
                expected: "at least 1, or no node could be drained".to_owned(),
            });
        }
        match budget {
            Self {
                managers: None,
                is_for_jobs: false,
            } => Err(OptionError::Missing("managers")),
            budget => Ok(budget),
        }
    }
}
