//! Room that is kept free for the next jobs, by pods that do nothing and make way.
//!
//! Source: `[runners.kubernetes.autoscaler]` in GitLab's documentation, runner 18.11.

use super::entry::Options;
use super::option::{ConceptOption, Given, OptionError, Settings};
use super::{About, Concept, Plan, View};
use crate::workspace::{Held, Workspace};
use evenkeel_yaml::Value;

/// Pause pods that keep room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdleCapacity {
    /// For how many jobs room is kept.
    pub jobs: i64,
    /// When, as cron expressions of five fields; always where there is none.
    pub periods: Vec<String>,
    /// The time zone of these.
    pub timezone: Option<String>,
    /// A priority class of one's own for the pause pods.
    pub priority_class: Option<String>,
}

const TABLE: &str = "config:runners.kubernetes.autoscaler";
const MAX: &str = "config:runners.kubernetes.autoscaler.max_pause_pods";
const CLASS: &str = "config:runners.kubernetes.autoscaler.pause_pod_priority_class_name";
const POLICIES: &str = "config:runners.kubernetes.autoscaler.policy";

fn policy(field: &str) -> String {
    format!("{POLICIES}[0].{field}")
}

impl Concept for IdleCapacity {
    const ABOUT: About = About {
        id: "idle-capacity",
        title: "Idle capacity",
        help: "A new node takes minutes, and the first job of the morning waits for it. Pause pods hold the place of a job: each asks for what a job's pod asks for and does nothing, so the cluster autoscaler keeps or adds a node for it. When a real job comes, the scheduler pushes a pause pod away, because its priority is lower than anything else's, and the job starts at once; the pause pod waits, and a node is added for it while the job already runs. jobs says for how many room is kept, periods when: five fields as cron has them, several with semicolons between them, as in * 8-18 * * 1-5 for working hours. The priority class gitlab-runner-idle-capacity is made by the manager unless priority-class names another, and making it takes a permission of the whole cluster. It costs what the nodes cost, whether jobs come or not. Needs runner 18.11 and requests on jobs.",
    }
    .kept();

    fn read(workspace: &Workspace, release: usize) -> Option<Self> {
        let view = View::of(workspace, release);
        let policies = view.list(POLICIES);
        let [own] = policies.as_slice() else {
            return None;
        };
        let periods = match own.entry("periods") {
            Some(Held::List(items)) => items
                .iter()
                .filter_map(|item| item.as_str().map(str::to_owned))
                .collect(),
            _ => Vec::new(),
        };
        let timezone = own.entry("timezone").and_then(Held::as_str);
        Some(Self {
            jobs: own.entry("idle_count")?.as_int()?,
            periods,
            timezone: timezone.map(str::to_owned),
            priority_class: view.text(CLASS),
        })
    }

    fn plan(&self, _: &Workspace, _: usize) -> Plan {
        let mut plan = Plan::default();
        plan.set(MAX, self.jobs);
        plan.maybe(CLASS, self.priority_class.clone());
        plan.set(policy("idle_count"), self.jobs);
        let periods = self.periods.iter().map(String::as_str);
        let periods = (!self.periods.is_empty()).then(|| periods.collect::<Value>());
        plan.maybe(policy("periods"), periods);
        plan.maybe(policy("timezone"), self.timezone.clone());
        plan
    }

    fn removal(_: &Workspace, _: usize) -> Plan {
        Plan::unset_all(&[TABLE])
    }
}

impl Options for IdleCapacity {
    const OPTIONS: &'static [ConceptOption] = &[
        ConceptOption::new("jobs", "For how many jobs room is kept.").required(),
        ConceptOption::new(
            "periods",
            "When, as cron expressions with semicolons between them; else always.",
        ),
        ConceptOption::new(
            "timezone",
            "The time zone of the periods; else the manager's.",
        ),
        ConceptOption::new(
            "priority-class",
            "A priority class of one's own for the pause pods.",
        ),
    ];

    fn settings(&self) -> Settings {
        let mut settings = vec![("jobs", self.jobs.to_string())];
        if !self.periods.is_empty() {
            settings.push(("periods", self.periods.join("; ")));
        }
        settings.extend(self.timezone.clone().map(|zone| ("timezone", zone)));
        settings.extend(
            self.priority_class
                .clone()
                .map(|class| ("priority-class", class)),
        );
        settings
    }

    fn of(given: &mut Given) -> Result<Self, OptionError> {
        let jobs = given.int("jobs")?.ok_or(OptionError::Missing("jobs"))?;
        let text = given.text("periods").unwrap_or_default();
        let periods: Vec<String> = text
            .split(';')
            .map(|period| period.trim().to_owned())
            .filter(|period| !period.is_empty())
            .collect();
        let has_fields = |period: &String| period.split_whitespace().count() == 5;
        if !periods.iter().all(has_fields) {
            return Err(OptionError::Wrong {
                name: "periods",
                text,
                expected: "five fields each, as in * 8-18 * * 1-5".to_owned(),
            });
        }
        Ok(Self {
            jobs,
            periods,
            timezone: given.text("timezone"),
            priority_class: given.text("priority-class"),
        })
    }
}
