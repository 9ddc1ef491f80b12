//! Which features a release has in use, and the shortest list of rules for them.

use super::feature::{FEATURES, Feature, ORDER, Scope, Switch};
use crate::keys::{RunnerVersion, runner_of};
use crate::placement::reading::Values;
use crate::workspace::{Held, Workspace};
use evenkeel_yaml::{Route, Value};

/// A feature that a release has in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The feature.
    pub feature: &'static Feature,
    /// The key that turns it on, as an address; none where it is on unless something turns it off.
    pub key: Option<String>,
}

/// An entry of `rbac.rules`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleRule {
    /// The API group; empty for the core group.
    pub group: &'static str,
    /// The resources.
    pub resources: Vec<&'static str>,
    /// The verbs, sorted.
    pub verbs: Vec<&'static str>,
    /// The features that ask for it, most common first.
    pub needs: Vec<Need>,
}

/// What a release needs the API server to allow its manager: the features in use, in the table's order. Nothing for
/// another executor. A switch that a template decides counts as on.
#[must_use]
pub fn needed(workspace: &Workspace, release: usize) -> Vec<Need> {
    let values = Values::of(workspace, release);
    let runner = runner_version(&values);
    let runners = runners_on_kubernetes(&values);
    if runners.is_empty() {
        return Vec::new();
    }
    let is_there = |feature: &&'static Feature| {
        let version = runner.map(|runner| (runner.0.major, runner.0.minor));
        !matches!((version, feature.since), (Some(version), Some(since)) if version < since)
    };
    let in_use = FEATURES.iter().filter(is_there).filter_map(|feature| {
        // One manager has one account for all of its runners.
        let on = runners
            .iter()
            .find_map(|table| switched_on(&values, table, feature.switch));
        on.map(|key| Need { feature, key })
    });
    in_use.collect()
}

/// The widest scope that any of the needs has.
#[must_use]
pub fn scope(needs: &[Need]) -> Scope {
    let scopes = needs.iter().map(|need| need.feature.scope);
    scopes.max().unwrap_or(Scope::Namespace)
}

/// The shortest list of rules that allows what is needed and nothing else.
#[must_use]
pub fn rules(needs: &[Need]) -> Vec<RoleRule> {
    let mut rules: Vec<RoleRule> = Vec::new();
    for &(group, resource) in ORDER {
        let (mut verbs, mut asking) = (Vec::new(), Vec::new());
        for need in needs {
            let grants = need.feature.grants.iter();
            for grant in grants.filter(|own| own.group == group && own.resource == resource) {
                verbs.extend(grant.verbs);
                asking.push(need.clone());
            }
        }
        if verbs.is_empty() {
            continue;
        }
        verbs.sort_unstable();
        verbs.dedup();
        match rules.last_mut() {
            Some(last) if last.group == group && last.verbs == verbs => {
                last.resources.push(resource);
                let more = asking.into_iter().filter(|need| !last.needs.contains(need));
                let more: Vec<Need> = more.collect();
                last.needs.extend(more);
            }
            _ => rules.push(RoleRule {
                group,
                resources: vec![resource],
                verbs,
                needs: asking,
            }),
        }
    }
    let rank = |need: &Need| FEATURES.iter().position(|own| own.id == need.feature.id);
    for rule in &mut rules {
        rule.needs.sort_by_key(rank);
    }
    rules
}

impl RoleRule {
    /// The entry as `rbac.rules` has it; the core group is the chart's default and is left out.
    #[must_use]
    pub fn value(&self) -> Value {
        let list = |items: &[&str]| items.iter().copied().collect::<Value>();
        let mut entries = Vec::new();
        if !self.group.is_empty() {
            entries.push(("apiGroups", list(&[self.group])));
        }
        entries.push(("resources", list(&self.resources)));
        entries.push(("verbs", list(&self.verbs)));
        Value::map(entries)
    }
}

impl Need {
    /// Why it is there, in one line: what for, and which key turns it on or would turn it off.
    #[must_use]
    pub fn reason(&self) -> String {
        let purpose = self.feature.purpose;
        match (&self.key, self.feature.switch) {
            (Some(key), _) => format!("{purpose} ({key})"),
            (None, Switch::NoFlag(flag)) => format!("{purpose} (unless {flag})"),
            (None, Switch::NotFalse(path)) => {
                format!(
                    "{purpose} (unless {} = false)",
                    path.rsplit('.').next().unwrap_or(path)
                )
            }
            (None, _) => purpose.to_owned(),
        }
    }
}

/// The rules as values for the chart, each below the reasons for it.
#[must_use]
pub fn yaml(needs: &[Need]) -> String {
    let mut text = "rbac:\n  create: true\n".to_owned();
    for need in needs
        .iter()
        .filter(|need| need.feature.scope == Scope::Cluster)
    {
        text += &format!("  # {}\n", need.reason());
    }
    if scope(needs) == Scope::Cluster {
        text += "  clusterWideAccess: true\n";
    }
    text += "  rules:\n";
    let list = |items: &[&str]| {
        let quoted: Vec<String> = items.iter().map(|item| format!("\"{item}\"")).collect();
        format!("[{}]", quoted.join(", "))
    };
    for rule in rules(needs) {
        for need in &rule.needs {
            text += &format!("    # {}\n", need.reason());
        }
        let mut lead = "    - ";
        if !rule.group.is_empty() {
            text += &format!("{lead}apiGroups: {}\n", list(&[rule.group]));
            lead = "      ";
        }
        text += &format!("{lead}resources: {}\n", list(&rule.resources));
        text += &format!("      verbs: {}\n", list(&rule.verbs));
    }
    text
}

/// The tables of the runners on Kubernetes. Values without any `[[runners]]` are one that has all defaults.
fn runners_on_kubernetes(values: &Values<'_>) -> Vec<String> {
    let count = match values.workspace.config(values.release) {
        Some(Ok(config)) => config
            .get(&Route::root().key("runners"))
            .map_or(0, |found| found.tables().len()),
        _ => 0,
    };
    let is_own = values
        .own()
        .is_some_and(|own| own.layers.is_empty() && own.place.is_none());
    let of_chart = values.text("values:runners.executor");
    let executor = |table: &str| {
        let own = values.text(&format!("{table}.executor"));
        // A file of the runner's own names its executor; a template's word counts less than the chart's.
        if is_own {
            own.unwrap_or_default()
        } else {
            of_chart
                .clone()
                .or(own)
                .unwrap_or_else(|| "kubernetes".to_owned())
        }
    };
    let tables = (0..count.max(1)).map(|index| format!("config:runners[{index}]"));
    tables
        .filter(|table| executor(table) == "kubernetes")
        .collect()
}

/// Whether a feature is on, and which key says so. The outer answer is none where it is off.
fn switched_on(values: &Values<'_>, table: &str, switch: Switch) -> Option<Option<String>> {
    let at = |path: &str| format!("{table}.{path}");
    let held = |path: &str| values.held(&at(path));
    // Shown without the number of the only runner.
    let named = |path: &str| Some(Some(format!("runners.{path}")));
    match switch {
        Switch::Always => Some(None),
        Switch::Flag(names) => names
            .iter()
            .find(|name| flag(values, table, name) == Some(true))
            .map(|name| Some((*name).to_owned())),
        Switch::NoFlag(name) => (flag(values, table, name) != Some(true)).then_some(None),
        Switch::True(path) => match held(path)? {
            Held::Bool(true) | Held::Template => named(path),
            _ => None,
        },
        Switch::NotFalse(path) => (held(path) != Some(Held::Bool(false))).then_some(None),
        Switch::Filled(path) => match held(path)? {
            Held::Str(text) if text.is_empty() => None,
            Held::Str(_) | Held::Template => named(path),
            _ => None,
        },
        Switch::NotZero(path) => match held(path)? {
            number @ Held::Int(_) if number.as_int() == Some(0) => None,
            Held::Int(_) | Held::Template => named(path),
            _ => None,
        },
        Switch::Table(path) => matches!(held(path)?, Held::Map(_))
            .then(|| named(path))
            .flatten(),
    }
}

/// What a feature flag is set to: in the table of flags, which no job can change, else among the variables of jobs.
fn flag(values: &Values<'_>, table: &str, name: &str) -> Option<bool> {
    match values.held(&format!("{table}.feature_flags.{name}")) {
        Some(Held::Bool(value)) => return Some(value),
        Some(Held::Template) => return Some(true),
        _ => {}
    }
    let Some(Held::List(items)) = values.held(&format!("{table}.environment")) else {
        return None;
    };
    // The last of a name counts, as in any list of variables.
    let set = items.iter().rev().find_map(|item| {
        let (own, value) = item.as_str()?.split_once('=')?;
        (own == name).then(|| value.to_owned())
    });
    match set?.as_str() {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        // The runner reports anything else and goes on without it.
        _ => None,
    }
}

/// The runner's version where somebody says it: by an image tag of one's own, else by the chart.
fn runner_version(values: &Values<'_>) -> Option<RunnerVersion> {
    if let Some(tag) = values.text("values:image.tag") {
        let digits = tag.find(|c: char| c.is_ascii_digit())?;
        return tag.get(digits..)?.parse().ok();
    }
    let chart = values.own()?.version.as_deref()?.parse().ok()?;
    runner_of(chart)
}
