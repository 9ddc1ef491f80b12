//! The request of a job pod: build container, helper, services, init container, pod level and overhead.
//!
//! Source: the Kubernetes executor of runner 19.4 and its documentation. Nothing has a built-in default: what is not
//! written counts as nothing, which is what the scheduler then believes.

use super::node_pool::NodePool;
use crate::placement::reading::Values;
use crate::placement::{Amounts, Containers, Request};
use crate::quantity::{Quantity, Resource};
use crate::workspace::Held;

/// The parts of a job pod.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The container of the script.
    pub build: Request,
    /// The helper, which the init container is like.
    pub helper: Request,
    /// One service.
    pub service: Request,
    /// How many services.
    pub services: usize,
    /// What the pod as a whole asks for.
    pub pod: Request,
    /// What the `RuntimeClass` adds.
    pub overhead: Request,
}

impl Job {
    /// The pod as the scheduler adds it up.
    #[must_use]
    pub fn containers(&self) -> Containers {
        let mut running = vec![self.build, self.helper];
        running.extend(std::iter::repeat_n(self.service, self.services));
        Containers {
            running,
            init: vec![self.helper],
            pod: self.pod,
            overhead: self.overhead,
        }
    }

    /// What the scheduler reserves for the pod.
    #[must_use]
    pub fn requests(&self) -> Amounts {
        self.containers().requests()
    }

    /// Whether the pod says anything about a resource.
    #[must_use]
    pub fn says(&self, resource: Resource) -> bool {
        self.containers().says(resource)
    }
}

/// Whether a job may raise its amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asking {
    /// It says nothing of its own.
    Usual,
    /// It asks for as much as the configuration allows.
    Most,
}

/// What a job pod asks for when the job says nothing, and when it asks for the most it may.
pub(super) fn jobs(values: &mut Values<'_>, table: &str, pool: &NodePool) -> (Job, Job) {
    (
        job(values, table, pool, Asking::Usual),
        job(values, table, pool, Asking::Most),
    )
}

fn job(values: &mut Values<'_>, table: &str, pool: &NodePool, asking: Asking) -> Job {
    let configured = match values.held(&format!("{table}.services")) {
        Some(Held::List(services)) => services.len(),
        _ => 0,
    };
    Job {
        build: request(values, table, "", asking),
        helper: request(values, table, "helper_", asking),
        service: request(values, table, "service_", asking),
        services: configured.saturating_add(pool.services).min(1_000),
        pod: pod_level(values, table, asking),
        overhead: pool.overhead,
    }
}

fn request(values: &mut Values<'_>, table: &str, prefix: &str, asking: Asking) -> Request {
    let [cpu, memory, storage] = ["cpu", "memory", "ephemeral_storage"].map(|name| {
        ["request", "limit"]
            .map(|side| amount(values, &format!("{table}.{prefix}{name}_{side}"), asking))
    });
    let ([cpu, cpu_limit], [memory, memory_limit], [storage, storage_limit]) =
        (&cpu, &memory, &storage);
    Request::new(
        [cpu, memory, storage].map(Option::as_ref),
        [cpu_limit, memory_limit, storage_limit].map(Option::as_ref),
    )
}

/// A limit of the whole pod becomes its request only where no container asks for the resource, which the API server
/// decides once all containers are known; here containers without a word about it leave it to the limit.
fn pod_level(values: &mut Values<'_>, table: &str, asking: Asking) -> Request {
    let mut side = |name: &str, side: &str| {
        let own = amount(values, &format!("{table}.pod_{name}_{side}"), asking);
        own.or_else(|| {
            let containers = ["", "helper_", "service_"];
            let is_said = containers.iter().any(|prefix| {
                ["request", "limit"].iter().any(|kind| {
                    values
                        .held(&format!("{table}.{prefix}{name}_{kind}"))
                        .is_some()
                })
            });
            if is_said {
                None
            } else {
                amount(values, &format!("{table}.pod_{name}_limit"), asking)
            }
        })
    };
    let (cpu, memory) = (side("cpu", "request"), side("memory", "request"));
    Request::new([cpu.as_ref(), memory.as_ref(), None], [None; 3])
}

/// A key, or the most a job may set it to where that is more.
fn amount(values: &mut Values<'_>, at: &str, asking: Asking) -> Option<Quantity> {
    let usual = values.quantity(at);
    if asking == Asking::Usual {
        return usual;
    }
    let most = values.quantity(&format!("{at}_overwrite_max_allowed"));
    match (usual, most) {
        (Some(usual), Some(most)) => Some(usual.max(most)),
        (usual, most) => usual.or(most),
    }
}
