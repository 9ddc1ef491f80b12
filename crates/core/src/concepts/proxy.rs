//! An HTTP proxy: for the manager, and for the containers of jobs.
//!
//! Source: GitLab's documentation of the runner behind a proxy; `envVars` of chart 0.86.0.

use super::entry::Options;
use super::lists::{environment, map, variable};
use super::option::{ConceptOption, Given, OptionError, Settings};
use super::{About, Concept, Plan, View};
use crate::placement::reading::{field, text};
use crate::workspace::Workspace;
use evenkeel_yaml::Value;

/// A proxy between the runner and the world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proxy {
    /// The proxy for `http://`.
    pub http: Option<String>,
    /// The proxy for `https://`.
    pub https: Option<String>,
    /// Hosts and ranges that are reached without it.
    pub no_proxy: String,
    /// Whether the managers use it.
    pub is_for_managers: bool,
    /// Whether jobs use it, helper and services too.
    pub is_for_jobs: bool,
}

const MANAGERS: &str = "values:envVars";
const NAMES: [&str; 3] = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"];
/// Most programs read these, curl nothing else for plain HTTP.
const LOWER: [&str; 3] = ["http_proxy", "https_proxy", "no_proxy"];
const OURS: [&str; 6] = [NAMES[0], NAMES[1], NAMES[2], LOWER[0], LOWER[1], LOWER[2]];
/// The node itself, names inside of a cluster, and the ranges that clusters give to pods and services.
const CLUSTER: &str =
    "localhost,127.0.0.1,.svc,.cluster.local,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16";

impl Concept for Proxy {
    const ABOUT: About = About {
        id: "proxy",
        title: "Proxy",
        help: "Three kinds of containers need to know of a proxy, and each is told elsewhere. The manager asks GitLab for work and makes pods: its variables are envVars in the chart's values. Jobs clone, pull and push: their variables are environment under [[runners]], which reach the build, the helper, that fetches sources, caches and artifacts, and the services. Images are pulled by neither but by the node, whose own configuration counts. no-proxy is what makes the difference between a runner that works and one that hangs: the manager talks to the API server by an address of the service range, jobs talk to their services, and cluster names end in .svc or .cluster.local. The default has the private ranges that clusters usually use; put your own there when they differ, and GitLab itself when it is inside. A proxy with a password in its address is a secret: everybody who reads values or a job's log sees it.",
    }
    .kept();

    fn read(workspace: &Workspace, release: usize) -> Option<Self> {
        let view = View::of(workspace, release);
        let of_managers = NAMES.map(|name| manager_variable(&view, name));
        let of_jobs = NAMES.map(|name| variable(&view, name));
        let is_set = |values: &[Option<String>; 3]| values[0].is_some() || values[1].is_some();
        let (is_for_managers, is_for_jobs) = (is_set(&of_managers), is_set(&of_jobs));
        let [http, https, no_proxy] = match (is_for_managers, is_for_jobs) {
            (false, false) => return None,
            // Two proxies are more than this can say.
            (true, true) if of_managers != of_jobs => return None,
            (true, _) => of_managers,
            (false, true) => of_jobs,
        };
        Some(Self {
            http,
            https,
            no_proxy: no_proxy.unwrap_or_default(),
            is_for_managers,
            is_for_jobs,
        })
    }

    fn plan(&self, workspace: &Workspace, release: usize) -> Plan {
        let view = View::of(workspace, release);
        let mut plan = Plan::default();
        let no_proxy = Some(self.no_proxy.clone()).filter(|text| !text.is_empty());
        let values = [self.http.clone(), self.https.clone(), no_proxy];
        let wanted = |names: [&'static str; 3]| -> Vec<(&'static str, &str)> {
            let values = names.into_iter().zip(&values);
            values
                .filter_map(|(name, value)| Some((name, value.as_deref()?)))
                .collect()
        };
        let managers = wanted(NAMES);
        let jobs: Vec<_> = wanted(NAMES).into_iter().chain(wanted(LOWER)).collect();
        let none = Vec::new();
        for_managers(
            &view,
            if self.is_for_managers {
                &managers
            } else {
                &none
            },
            &mut plan,
        );
        environment(
            &view,
            if self.is_for_jobs { &jobs } else { &none },
            &OURS,
            &mut plan,
        );
        plan
    }

    fn removal(workspace: &Workspace, release: usize) -> Plan {
        let view = View::of(workspace, release);
        let mut plan = Plan::default();
        for_managers(&view, &[], &mut plan);
        environment(&view, &[], &OURS, &mut plan);
        plan
    }
}

fn manager_variable(view: &View<'_>, name: &str) -> Option<String> {
    let (found, _) = view.element(MANAGERS, "name", name);
    let items = view.list(MANAGERS);
    let value = text(items.get(found?)?, "value")?;
    Some(value.to_owned())
}

/// The managers' variables with these instead of any of ours.
fn for_managers(view: &View<'_>, wanted: &[(&str, &str)], plan: &mut Plan) {
    let items = view.list(MANAGERS);
    let variable = |(name, value): &(&str, &str)| {
        map([("name", Value::from(*name)), ("value", Value::from(*value))])
    };
    if items.is_empty() {
        if !wanted.is_empty() {
            plan.set(MANAGERS, Value::Seq(wanted.iter().map(variable).collect()));
        }
        return;
    }
    let mut count = items.len();
    for one in wanted {
        let (found, _) = view.element(MANAGERS, "name", one.0);
        match found {
            Some(index) => plan.set(format!("{MANAGERS}[{index}].value"), one.1),
            None => {
                plan.set(format!("{MANAGERS}[{count}]"), variable(one));
                count += 1;
            }
        }
    }
    for (index, item) in items.iter().enumerate().rev() {
        let name = field(item, "name").and_then(|name| name.as_str());
        let is_ours = name.is_some_and(|name| NAMES.contains(&name));
        if is_ours && !wanted.iter().any(|(wanted, _)| Some(*wanted) == name) {
            plan.unset(format!("{MANAGERS}[{index}]"));
        }
    }
}

impl Options for Proxy {
    const OPTIONS: &'static [ConceptOption] = &[
        ConceptOption::new(
            "http",
            "The proxy for http://, as in http://proxy.example.com:3128.",
        ),
        ConceptOption::new("https", "The proxy for https://; usually the same."),
        ConceptOption::new("no-proxy", "Hosts and ranges that are reached without it.").or(CLUSTER),
        ConceptOption::new("managers", "Whether managers use it.")
            .truth()
            .or("true"),
        ConceptOption::new("jobs", "Whether jobs use it.")
            .truth()
            .or("true"),
    ];

    fn settings(&self) -> Settings {
        let mut settings = Settings::new();
        settings.extend(self.http.clone().map(|http| ("http", http)));
        settings.extend(self.https.clone().map(|https| ("https", https)));
        settings.push(("no-proxy", self.no_proxy.clone()));
        settings.push(("managers", self.is_for_managers.to_string()));
        settings.push(("jobs", self.is_for_jobs.to_string()));
        settings
    }

    fn of(given: &mut Given) -> Result<Self, OptionError> {
        let (http, https) = (given.text("http"), given.text("https"));
        let is_wanted = |text: Option<String>| text.as_deref() != Some("false");
        let proxy = Self {
            no_proxy: given.text("no-proxy").unwrap_or_else(|| CLUSTER.to_owned()),
            is_for_managers: is_wanted(given.text("managers")),
            is_for_jobs: is_wanted(given.text("jobs")),
            http,
            https,
        };
        if proxy.http.is_none() && proxy.https.is_none() {
            return Err(OptionError::Missing("https"));
        }
        if !proxy.is_for_managers && !proxy.is_for_jobs {
            return Err(OptionError::Wrong {
                name: "jobs",
                text: "false".to_owned(),
                expected: "true where managers is false".to_owned(),
            });
        }
        Ok(proxy)
    }
}
