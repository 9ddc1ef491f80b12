//! What no document says: the nodes.

use super::platform::{ASSUMED, Platform};
use crate::placement::{Amounts, Cluster, HOSTNAME, Labels, Node, REGION, Request, Taint, ZONE};
use crate::quantity::Quantity;

/// The nodes that managers and jobs run on, all of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodePool {
    /// How many nodes each zone has; nodes without a zone have none in their labels either.
    pub zones: Vec<(Option<String>, usize)>,
    /// The machine: CPU, memory, and the ephemeral storage that pods may use, when that is known.
    pub machine: Machine,
    /// What kind of cluster it is.
    pub platform: &'static Platform,
    /// How many pods a node may run; else what the platform allows.
    pub max_pods: Option<i64>,
    /// What runs on every node besides.
    pub system: System,
    /// Labels of every node besides those of host name, zone and region.
    pub labels: Labels,
    /// Taints of every node.
    pub taints: Vec<Taint>,
    /// What a node costs in an hour, in any currency.
    pub price: Option<Quantity>,
    /// Services that a job brings along, besides those of the configuration.
    pub services: usize,
    /// What a `RuntimeClass` adds to every job pod.
    pub overhead: Request,
}

/// A machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// Cores.
    pub cpu: Quantity,
    /// Bytes of memory.
    pub memory: Quantity,
    /// Bytes of disk for pods; unknown when there is none.
    pub storage: Option<Quantity>,
}

/// What `DaemonSets` and other system pods ask of every node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct System {
    /// Their requests together.
    pub requests: Amounts,
    /// How many they are.
    pub pods: i64,
}

impl Default for System {
    /// Rules of thumb: kube-proxy, a network plugin, a log agent and a storage driver ask for 100m to 300m.
    fn default() -> Self {
        Self {
            requests: Amounts {
                cpu_milli: 150,
                memory: 200 * 1024 * 1024,
                ephemeral_storage: 0,
            },
            pods: 4,
        }
    }
}

impl NodePool {
    /// Nodes of one machine with everything else as it usually is.
    #[must_use]
    pub fn new(zones: Vec<(Option<String>, usize)>, machine: Machine) -> Self {
        Self {
            zones,
            machine,
            platform: ASSUMED,
            max_pods: None,
            system: System::default(),
            labels: Labels::new(),
            taints: Vec::new(),
            price: None,
            services: 0,
            overhead: Request::default(),
        }
    }

    /// How many nodes there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.zones.iter().map(|(_, count)| count).sum()
    }

    /// How many pods a node may run.
    #[must_use]
    pub fn max_pods(&self) -> i64 {
        self.max_pods
            .unwrap_or_else(|| self.platform.max_pods(self.capacity().cpu_milli))
    }

    /// What a node has for pods, system pods among them.
    #[must_use]
    pub fn allocatable(&self) -> Amounts {
        self.platform.allocatable(&self.capacity(), self.max_pods())
    }

    /// What is left of a node for managers and jobs.
    #[must_use]
    pub fn free(&self) -> Amounts {
        self.allocatable().minus(&self.system.requests)
    }

    /// The pods that managers and jobs may add to a node.
    #[must_use]
    pub fn free_pods(&self) -> i64 {
        self.max_pods().saturating_sub(self.system.pods).max(0)
    }

    /// Whether the ephemeral storage of a node is known.
    #[must_use]
    pub const fn knows_storage(&self) -> bool {
        self.machine.storage.is_some()
    }

    fn capacity(&self) -> Amounts {
        let machine = &self.machine;
        Request::new(
            [
                Some(&machine.cpu),
                Some(&machine.memory),
                machine.storage.as_ref(),
            ],
            [None; 3],
        )
        .amounts()
    }

    /// The nodes as a cluster, with what is left of them: system pods are taken away beforehand. Zones are of one region.
    #[must_use]
    pub fn cluster(&self) -> Cluster {
        let mut allocatable = self.free();
        if !self.knows_storage() {
            allocatable.ephemeral_storage = i64::MAX;
        }
        let nodes = self.zones.iter().flat_map(|(zone, count)| {
            (1..=*count).map(move |number| {
                let name = format!("{}-{number}", zone.as_deref().unwrap_or("node"));
                let mut labels = Labels::new();
                labels.insert(HOSTNAME.to_owned(), name.clone());
                if let Some(zone) = zone {
                    labels.insert(ZONE.to_owned(), zone.clone());
                    labels.insert(REGION.to_owned(), "region".to_owned());
                }
                labels.extend(self.labels.clone());
                Node {
                    name,
                    labels,
                    taints: self.taints.clone(),
                    is_unschedulable: false,
                    allocatable,
                    max_pods: self.free_pods(),
                }
            })
        });
        Cluster {
            nodes: nodes.collect(),
            pods: Vec::new(),
        }
    }
}
