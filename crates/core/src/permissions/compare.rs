//! What the opened values grant the manager, beside what it needs. Refuses to judge what it cannot see: an account that
//! is made elsewhere, a list that a template writes, files that are not open.

use super::feature::{Feature, Scope};
use super::need::{Need, needed, rules, scope};
use crate::placement::reading::Values;
use crate::rules::{FixStep, Severity};
use crate::workspace::{Held, Input, Workspace, WriteRefused};
use evenkeel_yaml::Value;

const RULES: &str = "values:rbac.rules";
const CREATE: &str = "values:rbac.create";
const WIDE: &str = "values:rbac.clusterWideAccess";

/// What is granted beside what is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// Where the grants come from.
    pub granted: Granted,
    /// What is needed and not granted.
    pub missing: Vec<Missing>,
    /// What is granted and not needed. Nothing while a part of the files cannot be read: it could be what needs it.
    pub excessive: Vec<Excessive>,
    /// Whether all that could turn a feature on is open and can be read.
    pub is_complete: bool,
}

/// Where the manager's permissions come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Granted {
    /// The chart makes no Role; somebody else has to.
    Elsewhere,
    /// The chart's own rule, which allows everything in the core group.
    Default,
    /// `rbac.rules`.
    List,
    /// `rbac.rules`, in a form that cannot be read.
    Unreadable,
}

/// Verbs on a resource that a feature needs and nothing grants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Who needs it.
    pub need: Need,
    /// The API group; empty for the core group.
    pub group: &'static str,
    /// The resource; empty where it is the scope that is missing.
    pub resource: &'static str,
    /// The verbs.
    pub verbs: Vec<&'static str>,
    /// How bad it is.
    pub severity: Severity,
}

/// A grant that no feature in use needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excessive {
    /// The address of what grants it.
    pub at: String,
    /// The API group; `*` for all.
    pub group: String,
    /// The resource; `*` for all, empty where it is the scope that is too wide.
    pub resource: String,
    /// The verbs that are too much; `*` for all.
    pub verbs: Vec<String>,
    /// The verbs on it that are needed.
    pub needed: Vec<&'static str>,
}

/// One entry of `rbac.rules`, with the chart's defaults for what it leaves out.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    groups: Vec<String>,
    resources: Vec<String>,
    verbs: Vec<String>,
}

impl Entry {
    fn allows(&self, group: &str, resource: &str, verb: &str) -> bool {
        has(&self.groups, group) && has(&self.resources, resource) && has(&self.verbs, verb)
    }
}

fn has(items: &[String], wanted: &str) -> bool {
    items.iter().any(|item| item == wanted || item == "*")
}

/// Compares what a release grants its manager with what it needs.
#[must_use]
pub fn compare(workspace: &Workspace, release: usize) -> Comparison {
    let values = Values::of(workspace, release);
    let needs = needed(workspace, release);
    let (granted, entries) = entries(&values);
    let mut comparison = Comparison {
        granted,
        missing: Vec::new(),
        excessive: Vec::new(),
        is_complete: is_complete(&values),
    };
    if needs.is_empty() || matches!(granted, Granted::Elsewhere | Granted::Unreadable) {
        return comparison;
    }
    let is_wide = is_true(&values, WIDE);
    for need in &needs {
        missing_of(need, &entries, is_wide, &mut comparison.missing);
    }
    if comparison.is_complete {
        comparison.excessive = excessive(granted, &entries, &needs);
        if is_wide && scope(&needs) == Scope::Namespace {
            comparison.excessive.push(Excessive {
                at: WIDE.to_owned(),
                group: String::new(),
                resource: String::new(),
                verbs: Vec::new(),
                needed: Vec::new(),
            });
        }
    }
    comparison
}

fn missing_of(need: &Need, entries: &[Entry], is_wide: bool, missing: &mut Vec<Missing>) {
    let feature: &Feature = need.feature;
    let mut lacks = |group, resource, verbs| {
        missing.push(Missing {
            need: need.clone(),
            group,
            resource,
            verbs,
            severity: feature.severity,
        });
    };
    for grant in feature.grants {
        let is_allowed = |verb: &&&str| {
            entries
                .iter()
                .any(|entry| entry.allows(grant.group, grant.resource, verb))
        };
        let verbs: Vec<&'static str> = grant
            .verbs
            .iter()
            .filter(|verb| !is_allowed(verb))
            .copied()
            .collect();
        if !verbs.is_empty() {
            lacks(grant.group, grant.resource, verbs);
        }
    }
    if feature.scope == Scope::Cluster && !is_wide {
        lacks("", "", Vec::new());
    }
}

fn excessive(granted: Granted, entries: &[Entry], needs: &[Need]) -> Vec<Excessive> {
    let grants = || needs.iter().flat_map(|need| need.feature.grants);
    let mut found = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let at = if granted == Granted::Default {
            CREATE.to_owned()
        } else {
            format!("{RULES}[{index}]")
        };
        for (group, resource) in pairs(entry) {
            let mut needed: Vec<&'static str> = grants()
                .filter(|grant| grant.group == group && grant.resource == resource)
                .flat_map(|grant| grant.verbs.iter().copied())
                .collect();
            needed.sort_unstable();
            needed.dedup();
            let too_much = entry
                .verbs
                .iter()
                .filter(|verb| !needed.contains(&verb.as_str()));
            let verbs: Vec<String> = too_much.cloned().collect();
            if !verbs.is_empty() {
                found.push(Excessive {
                    at: at.clone(),
                    group: group.to_owned(),
                    resource: resource.to_owned(),
                    verbs,
                    needed,
                });
            }
        }
    }
    found
}

fn pairs(entry: &Entry) -> impl Iterator<Item = (&str, &str)> {
    entry.groups.iter().flat_map(|group| {
        let resources = entry.resources.iter();
        resources.map(move |resource| (group.as_str(), resource.as_str()))
    })
}

/// What the chart grants, and by which word of the values.
fn entries(values: &Values<'_>) -> (Granted, Vec<Entry>) {
    if !is_true(values, CREATE) {
        return (Granted::Elsewhere, Vec::new());
    }
    let any = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect();
    match values.held(RULES) {
        None => {}
        Some(Held::List(items)) if items.is_empty() => {}
        Some(Held::List(items)) => {
            let read: Option<Vec<Entry>> = items.iter().map(entry).collect();
            return read.map_or((Granted::Unreadable, Vec::new()), |read| {
                (Granted::List, read)
            });
        }
        Some(_) => return (Granted::Unreadable, Vec::new()),
    }
    let all = Entry {
        groups: any(&[""]),
        resources: any(&["*"]),
        verbs: any(&["*"]),
    };
    (Granted::Default, vec![all])
}

fn entry(item: &Held) -> Option<Entry> {
    let Held::Map(fields) = item else {
        return None;
    };
    let field = |name: &str, default: &str| match fields.iter().find(|(key, _)| key == name) {
        None | Some((_, Held::Null)) => Some(vec![default.to_owned()]),
        Some((_, Held::List(items))) if items.is_empty() => Some(vec![default.to_owned()]),
        Some((_, Held::List(items))) => items
            .iter()
            .map(|item| item.as_str().map(str::to_owned))
            .collect(),
        Some(_) => None,
    };
    Some(Entry {
        groups: field("apiGroups", "")?,
        resources: field("resources", "*")?,
        verbs: field("verbs", "*")?,
    })
}

fn is_true(values: &Values<'_>, at: &str) -> bool {
    values.held(at) == Some(Held::Bool(true))
}

/// Whether everything that could turn a feature on is open and can be read.
fn is_complete(values: &Values<'_>) -> bool {
    let config = values.workspace.config(values.release);
    let is_readable = config.is_none_or(|config| config.is_ok());
    let files = values.workspace.files();
    is_readable
        && values.own().is_some_and(|own| {
            own.missing.is_empty()
                && own.layers.iter().all(|layer| {
                    let file = files.get(layer.file);
                    layer.read_only.is_none()
                        && file.is_some_and(|file| file.unreadable().is_empty())
                })
        })
}

/// The writes that make a release grant what is needed and nothing else, entry by entry, so that what is right stays as
/// it is written. None where nothing is to be done, or where the chart does not grant.
#[must_use]
pub fn steps(workspace: &Workspace, release: usize) -> Vec<FixStep> {
    let values = Values::of(workspace, release);
    let needs = needed(workspace, release);
    let (granted, entries) = entries(&values);
    if needs.is_empty() || granted == Granted::Elsewhere {
        return Vec::new();
    }
    let wanted = rules(&needs);
    let mut steps = Vec::new();
    if granted != Granted::List {
        let all = Value::Seq(wanted.iter().map(super::RoleRule::value).collect());
        steps.extend(write(RULES, Input::Value(all)));
    } else {
        steps.extend(entry_by_entry(&entries, &wanted));
    }
    let is_wide = is_true(&values, WIDE);
    match scope(&needs) {
        Scope::Cluster if !is_wide => {
            steps.extend(write(WIDE, Input::Value(Value::Bool(true))));
        }
        Scope::Namespace if is_wide && is_complete(&values) => steps.extend(remove(WIDE)),
        _ => {}
    }
    steps
}

/// Entries about the right resources get the right verbs; others go, and what is missing then comes last.
fn entry_by_entry(entries: &[Entry], wanted: &[super::RoleRule]) -> Vec<FixStep> {
    let is_about = |entry: &Entry, rule: &super::RoleRule| {
        entry.groups == [rule.group] && same(&entry.resources, &rule.resources)
    };
    let mut steps = Vec::new();
    let mut kept = vec![false; entries.len()];
    let mut new = Vec::new();
    for rule in wanted {
        let own = entries.iter().position(|entry| is_about(entry, rule));
        let Some((index, slot)) = own.and_then(|index| Some((index, kept.get_mut(index)?))) else {
            new.push(rule);
            continue;
        };
        *slot = true;
        let has_right_verbs = entries
            .get(index)
            .is_some_and(|entry| same(&entry.verbs, &rule.verbs));
        if !has_right_verbs {
            let verbs = rule.verbs.iter().map(|verb| (*verb).to_owned()).collect();
            steps.extend(write(
                &format!("{RULES}[{index}].verbs"),
                Input::List(verbs),
            ));
        }
    }
    for (more, rule) in new.into_iter().enumerate() {
        let at = format!("{RULES}[{}]", entries.len() + more);
        steps.extend(write(&at, Input::Value(rule.value())));
    }
    for (index, _) in kept.iter().enumerate().rev().filter(|(_, kept)| !**kept) {
        steps.extend(remove(&format!("{RULES}[{index}]")));
    }
    steps
}

/// Whether two lists hold the same, in any order.
fn same(own: &[String], wanted: &[&str]) -> bool {
    own.len() == wanted.len() && wanted.iter().all(|item| own.iter().any(|own| own == item))
}

fn write(at: &str, input: Input) -> Option<FixStep> {
    let address = at.parse().ok()?;
    Some(FixStep::Write { address, input })
}

fn remove(at: &str) -> Option<FixStep> {
    let address = at.parse().ok()?;
    Some(FixStep::Remove { address })
}

/// Makes a release grant what is needed and nothing else; says whether anything was written.
///
/// # Errors
/// The first write that was refused; nothing is written then.
pub fn grant(workspace: &mut Workspace, release: usize) -> Result<bool, WriteRefused> {
    let steps = steps(workspace, release);
    if steps.is_empty() {
        return Ok(false);
    }
    let fix = crate::rules::Fix {
        label: String::new(),
        safety: crate::rules::Safety::NeedsReview,
        steps,
    };
    crate::rules::apply_fix(workspace, release, &fix)?;
    Ok(true)
}

impl Missing {
    /// One sentence about it.
    #[must_use]
    pub fn sentence(&self) -> String {
        let (what, be) = if self.resource.is_empty() {
            (
                "a ClusterRole (rbac.clusterWideAccess: true)".to_owned(),
                "is not granted",
            )
        } else {
            let name = qualified(self.group, self.resource);
            (
                format!("{} on {name}", self.verbs.join(", ")),
                "not allowed",
            )
        };
        format!(
            "{what} {be}: {}; needed for {}.",
            self.need.feature.lost,
            self.need.reason()
        )
    }
}

impl Excessive {
    /// One sentence about it.
    #[must_use]
    pub fn sentence(&self) -> String {
        if self.resource.is_empty() {
            return "A ClusterRole allows this in every namespace, and nothing in use needs more than one.".to_owned();
        }
        let resource = match self.resource.as_str() {
            "*" => "every resource".to_owned(),
            resource => qualified(&self.group, resource),
        };
        let verbs = if self.verbs.iter().any(|verb| verb == "*") {
            "every verb".to_owned()
        } else {
            self.verbs.join(", ")
        };
        let reason = if self.needed.is_empty() {
            "nothing in use needs it".to_owned()
        } else {
            format!("what is in use needs {}", self.needed.join(", "))
        };
        format!("{verbs} on {resource} is allowed: {reason}.")
    }
}

fn qualified(group: &str, resource: &str) -> String {
    if group.is_empty() {
        resource.to_owned()
    } else {
        format!("{group}/{resource}")
    }
}
