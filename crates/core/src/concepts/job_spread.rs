//! Spread of job pods over nodes or zones, by a patch of their pod: `config.toml` has no key for it.
//!
//! Source: `[[runners.kubernetes.pod_spec]]` in GitLab's documentation; behind a feature flag, beta.

use super::entry::Options;
use super::option::{ConceptOption, Given, OptionError, Settings};
use super::{About, Concept, Plan, View};
use crate::placement::reading::text;
use crate::workspace::Workspace;
use evenkeel_yaml::{Node, Tree};

/// Job pods spread over domains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobSpread {
    /// The node label whose values are the domains.
    pub topology_key: String,
    /// By how many pods domains may differ.
    pub max_skew: i64,
    /// Whether a job rather waits than being uneven.
    pub is_strict: bool,
}

const LIST: &str = "config:runners.kubernetes.pod_spec";
const FLAG: &str = "config:runners.feature_flags.FF_USE_ADVANCED_POD_SPEC_CONFIGURATION";
/// The name of our patch among those that may be there.
const NAME: &str = "spread-jobs";

impl Concept for JobSpread {
    const ABOUT: About = About {
        id: "job-spread",
        title: "Spread of job pods",
        help: "topologySpreadConstraints in the chart's values are about managers. Job pods are made by the manager, and the way to spread them is a patch of their pod in pod_spec, which the runner reads while the feature flag FF_USE_ADVANCED_POD_SPEC_CONFIGURATION is on; it is beta. The patch selects all job pods of the namespace by the label the runner gives each of them. Prefer the soft form: a strict constraint lets jobs wait until poll_timeout when a zone is full, and on nodes without the label they wait for ever. With a cluster autoscaler that packs nodes to remove empty ones, spreading costs money; spread over zones then, not over nodes.",
    }
    .kept();

    fn read(workspace: &Workspace, release: usize) -> Option<Self> {
        let view = View::of(workspace, release);
        if !view.is(FLAG, true) {
            return None;
        }
        let (found, _) = view.element(LIST, "name", NAME);
        let items = view.list(LIST);
        let patch = text(items.get(found?)?, "patch")?;
        let tree = Tree::parse(patch).ok()?;
        let constraints = tree.root()?.get("topologySpreadConstraints")?.items();
        let [constraint] = constraints.as_slice() else {
            return None;
        };
        let field = |name| constraint.get(name).and_then(Node::text);
        Some(Self {
            topology_key: field("topologyKey")?.to_owned(),
            max_skew: field("maxSkew")?.parse().ok()?,
            is_strict: field("whenUnsatisfiable")? == "DoNotSchedule",
        })
    }

    fn plan(&self, workspace: &Workspace, release: usize) -> Plan {
        let (found, count) = View::of(workspace, release).element(LIST, "name", NAME);
        let at = |field: &str| format!("{LIST}[{}].{field}", found.unwrap_or(count));
        let when = if self.is_strict {
            "DoNotSchedule"
        } else {
            "ScheduleAnyway"
        };
        let patch = format!(
            "topologySpreadConstraints:\n- topologyKey: {}\n  maxSkew: {}\n  whenUnsatisfiable: {when}\n  labelSelector:\n    matchExpressions:\n    - {{key: job.runner.gitlab.com/pod, operator: Exists}}\n",
            self.topology_key, self.max_skew
        );
        let mut plan = Plan::default();
        plan.set(FLAG, true);
        plan.set(at("name"), NAME);
        plan.set(at("patch_type"), "merge");
        plan.set(at("patch"), patch);
        plan
    }

    fn removal(workspace: &Workspace, release: usize) -> Plan {
        let view = View::of(workspace, release);
        let (found, count) = view.element(LIST, "name", NAME);
        let mut plan = Plan::default();
        let Some(index) = found else {
            return plan;
        };
        // Other patches still need the flag.
        if count == 1 {
            plan.unset(FLAG);
            plan.unset(LIST);
        } else {
            plan.unset(format!("{LIST}[{index}]"));
        }
        plan
    }
}

impl Options for JobSpread {
    const OPTIONS: &'static [ConceptOption] = &[
        ConceptOption::new(
            "topology-key",
            "The node label whose values are the domains.",
        )
        .or("topology.kubernetes.io/zone"),
        ConceptOption::new("max-skew", "By how many pods domains may differ.").or("1"),
        ConceptOption::new("strict", "Whether a job rather waits than being uneven.")
            .truth()
            .or("false"),
    ];

    fn settings(&self) -> Settings {
        vec![
            ("topology-key", self.topology_key.clone()),
            ("max-skew", self.max_skew.to_string()),
            ("strict", self.is_strict.to_string()),
        ]
    }

    fn of(given: &mut Given) -> Result<Self, OptionError> {
        let topology_key = given.text("topology-key");
        let key = topology_key
            .as_deref()
            .unwrap_or("topology.kubernetes.io/zone");
        // The key goes into a patch as it is.
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
        if !key.chars().all(is_plain) {
            return Err(OptionError::Wrong {
                name: "topology-key",
                text: key.to_owned(),
                expected: "the name of a label".to_owned(),
            });
        }
        Ok(Self {
            topology_key: key.to_owned(),
            max_skew: given.int("max-skew")?.unwrap_or(1).max(1),
            is_strict: given.is_true("strict"),
        })
    }
}
