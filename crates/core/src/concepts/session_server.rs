//! The session server: web terminals into running jobs.
//!
//! Source: templates of chart 0.86.0; GitLab's documentation of interactive web terminals.

use super::entry::Options;
use super::option::{ConceptOption, Given, OptionError, Settings};
use super::{About, Concept, Plan, View};
use crate::workspace::Workspace;

/// A session server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionServer {
    /// How GitLab reaches it.
    pub exposure: Exposure,
    /// The address GitLab is told; with an Ingress its host.
    pub address: Option<String>,
    /// Seconds that a terminal may stay open after its job; else half an hour.
    pub timeout: Option<i64>,
}

/// How GitLab reaches the session server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exposure {
    /// By a load balancer, which is the chart's default.
    LoadBalancer,
    /// By a port of each node; chosen by the cluster where none is given.
    NodePort(Option<i64>),
    /// From inside the cluster only.
    ClusterIp,
    /// By an Ingress of this class, else of the default one.
    Ingress(Option<String>),
}

const ENABLED: &str = "values:sessionServer.enabled";
const TYPE: &str = "values:sessionServer.serviceType";
const PORT: &str = "values:sessionServer.nodePort";
const ADDRESS: &str = "values:sessionServer.publicIP";
const TIMEOUT: &str = "values:sessionServer.timeout";
const INGRESS: &str = "values:sessionServer.ingress.enabled";
const CLASS: &str = "values:sessionServer.ingress.className";

impl Concept for SessionServer {
    const ABOUT: About = About {
        id: "session-server",
        title: "Session server",
        help: "It lets people open a terminal into a running job from GitLab's pages. GitLab connects to it, not the other way round, so it has to be reachable from there: by a load balancer, whose address the manager looks up when none is given; by a port of the nodes; by an Ingress with a host and a TLS secret; or from inside the cluster when GitLab is in it. It works with exactly one manager: with replicas other than one, or with an autoscaler, the chart leaves it out. An open terminal holds its job, and with it a place of concurrent, for up to half an hour after the script has ended.",
    }
    .kept();

    fn read(workspace: &Workspace, release: usize) -> Option<Self> {
        let view = View::of(workspace, release);
        if !view.is(ENABLED, true) {
            return None;
        }
        let exposure = if view.is(INGRESS, true) {
            Exposure::Ingress(view.text(CLASS))
        } else {
            match view.text(TYPE).as_deref() {
                None | Some("LoadBalancer") => Exposure::LoadBalancer,
                Some("NodePort") => Exposure::NodePort(view.int(PORT)),
                Some("ClusterIP") => Exposure::ClusterIp,
                Some(_) => return None,
            }
        };
        Some(Self {
            exposure,
            address: view.text(ADDRESS),
            timeout: view.int(TIMEOUT),
        })
    }

    fn plan(&self, _: &Workspace, _: usize) -> Plan {
        let mut plan = Plan::default();
        plan.set(ENABLED, true);
        plan.maybe(ADDRESS, self.address.clone());
        plan.maybe(TIMEOUT, self.timeout);
        let (kind, port, ingress) = match &self.exposure {
            Exposure::LoadBalancer => (None, None, None),
            Exposure::NodePort(port) => (Some("NodePort"), *port, None),
            Exposure::ClusterIp => (Some("ClusterIP"), None, None),
            Exposure::Ingress(class) => (Some("ClusterIP"), None, Some(class.clone())),
        };
        plan.maybe(TYPE, kind);
        plan.maybe(PORT, port);
        plan.maybe(INGRESS, ingress.is_some().then_some(true));
        plan.maybe(CLASS, ingress.flatten());
        plan
    }

    fn removal(_: &Workspace, _: usize) -> Plan {
        Plan::unset_all(&[CLASS, INGRESS, PORT, TYPE, ADDRESS, TIMEOUT, ENABLED])
    }
}

impl Options for SessionServer {
    const OPTIONS: &'static [ConceptOption] = &[
        ConceptOption::new("by", "How GitLab reaches it.")
            .one_of(&["load-balancer", "node-port", "cluster-ip", "ingress"])
            .or("load-balancer"),
        ConceptOption::new(
            "port",
            "The port of each node, with node-port; else the cluster chooses.",
        ),
        ConceptOption::new(
            "class",
            "The class of the Ingress, with ingress; else the default one.",
        ),
        ConceptOption::new("address", "The address GitLab is told."),
        ConceptOption::new(
            "timeout",
            "Seconds that a terminal may stay open after its job; else 1800.",
        ),
    ];

    fn settings(&self) -> Settings {
        let mut settings = Settings::new();
        let by = match &self.exposure {
            Exposure::LoadBalancer => "load-balancer",
            Exposure::NodePort(port) => {
                settings.extend(port.map(|port| ("port", port.to_string())));
                "node-port"
            }
            Exposure::ClusterIp => "cluster-ip",
            Exposure::Ingress(class) => {
                settings.extend(class.clone().map(|class| ("class", class)));
                "ingress"
            }
        };
        settings.insert(0, ("by", by.to_owned()));
        settings.extend(self.address.clone().map(|address| ("address", address)));
        settings.extend(self.timeout.map(|timeout| ("timeout", timeout.to_string())));
        settings
    }

    fn of(given: &mut Given) -> Result<Self, OptionError> {
        let exposure = match given.text("by").as_deref() {
            Some("node-port") => Exposure::NodePort(given.int("port")?),
            Some("cluster-ip") => Exposure::ClusterIp,
            Some("ingress") => Exposure::Ingress(given.text("class")),
            _ => Exposure::LoadBalancer,
        };
        Ok(Self {
            exposure,
            address: given.text("address"),
            timeout: given.int("timeout")?,
        })
    }
}
