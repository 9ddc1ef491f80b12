//! What the numbers buy: jobs in parallel, jobs per node, nodes at full load, what binds, and what it costs.
//!
//! Reads a release and the nodes somebody assumes; writes nothing, guesses no usage. Amounts are exact: millicores and
//! bytes in whole numbers, rounded as the scheduler rounds.

mod job;
mod node_pool;
mod platform;
mod zones;

pub use job::Job;
pub use node_pool::{Machine, NodePool, System};
pub use platform::{PLATFORMS, Platform};
pub use zones::{ZonesError, zones};

use crate::placement::reading::Values;
use crate::placement::{
    Amounts, Manager, Outcome, RESOURCES, ZoneLost, lose_zones, manager, start, update,
};
use crate::quantity::Resource;
use crate::workspace::Workspace;
use evenkeel_yaml::Route;

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capacity {
    /// How many jobs the managers take.
    pub jobs: Jobs,
    /// What a job pod asks for.
    pub job: Job,
    /// What a job pod asks for at most, by the job's own variables; none where it may raise nothing.
    pub most: Option<Most>,
    /// What one node holds.
    pub node: PerNode,
    /// Nodes that full load needs; none where a job fits on no node.
    pub nodes_at_full_load: Option<i64>,
    /// Jobs that the given nodes hold beside the managers on them.
    pub jobs_on_nodes: i64,
    /// What keeps the number of jobs from growing.
    pub binds: Binds,
    /// What it costs, where a price is known.
    pub cost: Option<Cost>,
    /// Where the managers are.
    pub managers: Option<Managers>,
    /// What could not be taken into account, in whole sentences.
    pub notes: Vec<String>,
}

/// How many jobs run at once, as far as the managers go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Jobs {
    /// Managers; with an autoscaler the most there may be.
    pub managers: i64,
    /// `concurrent` of each.
    pub concurrent: i64,
    /// The `limit` of all its runners together; none where one has no limit.
    pub limit: Option<i64>,
    /// Jobs over all managers.
    pub total: i64,
}

/// What one node holds that runs no manager.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PerNode {
    /// What it has for pods.
    pub allocatable: Amounts,
    /// What is left beside system pods.
    pub free: Amounts,
    /// Pods it may run beside system pods.
    pub free_pods: i64,
    /// Jobs by each bound; none where the job pod asks for nothing of it, or the node's amount is not known.
    pub by: Vec<(Bound, Option<i64>)>,
    /// Jobs that fit.
    pub jobs: i64,
    /// What bounds them.
    pub binds: Bound,
}

/// What a node runs out of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// A resource.
    Resource(Resource),
    /// Pods.
    Pods,
}

impl Bound {
    /// Its name in manifests.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Resource(Resource::Cpu) => "cpu",
            Self::Resource(Resource::Memory) => "memory",
            Self::Resource(Resource::EphemeralStorage) => "ephemeral-storage",
            Self::Pods => "pods",
        }
    }
}

/// What keeps the number of jobs from growing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binds {
    /// The managers take no more: nodes have room.
    Concurrent,
    /// As above, and it is `limit` rather than `concurrent`.
    Limit,
    /// The nodes are full first.
    Nodes(Bound),
}

/// The most a job may ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Most {
    /// Its pod.
    pub job: Job,
    /// Such jobs that fit on an empty node.
    pub per_node: i64,
    /// What a node has too little of for one; empty when one fits.
    pub too_much: Vec<Bound>,
}

/// What it costs, in thousand-millionths of the price's unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// An hour of the given nodes without any job.
    pub idle_hour: i128,
    /// An hour with all jobs running: the given nodes, or as many as full load needs where those are more.
    pub busy_hour: Option<i128>,
    /// An hour of one job when all are running.
    pub job_hour: Option<i128>,
}

/// Where the managers are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Managers {
    /// The Deployment.
    pub manager: Manager,
    /// After the start.
    pub start: Outcome,
    /// After a new version has rolled out.
    pub update: Outcome,
    /// After each zone was lost.
    pub zones: Vec<ZoneLost>,
}

/// Computes what a release buys on some nodes.
#[must_use]
pub fn capacity(workspace: &Workspace, release: usize, pool: &NodePool) -> Capacity {
    let mut values = Values::of(workspace, release);
    let (table, limit) = runners(&mut values);
    let managers = place(workspace, release, pool);
    let jobs = in_parallel(&mut values, managers.as_ref(), limit);
    let (job, most) = job::jobs(&mut values, &table, pool);
    let node = per_node(&job, pool);
    let most = (most != job).then(|| {
        let node = per_node(&most, pool);
        let too_much = node.by.iter().filter(|(_, jobs)| *jobs == Some(0));
        Most {
            per_node: node.jobs,
            too_much: too_much.map(|(bound, _)| *bound).collect(),
            job: most,
        }
    });
    let nodes_at_full_load = (node.jobs > 0).then(|| ceil_div(jobs.total, node.jobs));
    let jobs_on_nodes = on_nodes(&job, pool, managers.as_ref());
    let binds = if jobs_on_nodes < jobs.total {
        Binds::Nodes(node.binds)
    } else if limit.is_some_and(|limit| limit < jobs.concurrent) {
        Binds::Limit
    } else {
        Binds::Concurrent
    };
    notes(&mut values, &job, &node);
    let mut notes = values.notes;
    for note in managers.iter().flat_map(|own| &own.manager.notes) {
        if !notes.contains(note) {
            notes.push(note.clone());
        }
    }
    Capacity {
        cost: cost(pool, jobs.total, nodes_at_full_load),
        jobs_on_nodes,
        jobs,
        job,
        most,
        node,
        nodes_at_full_load,
        binds,
        managers,
        notes,
    }
}

/// Where the settings of the first runner on Kubernetes are, and the limits of all of them together.
fn runners(values: &mut Values<'_>) -> (String, Option<i64>) {
    let count = match values.workspace.config(values.release) {
        Some(Ok(config)) => config
            .get(&Route::root().key("runners"))
            .map_or(0, |found| found.tables().len()),
        Some(Err(_)) => {
            values.note("config.toml cannot be read; jobs count as asking for nothing".to_owned());
            0
        }
        None => 0,
    };
    let is_own = values.own().is_some_and(|own| own.layers.is_empty());
    let first = (0..count).find(|runner| {
        let executor = values.text(&format!("config:runners[{runner}].executor"));
        executor.map_or(!is_own, |executor| executor == "kubernetes")
    });
    if count > 1 {
        values.note(format!(
            "of {count} [[runners]] the job pod of one is taken"
        ));
    }
    if count > 0 && first.is_none() {
        values.note("no runner has the kubernetes executor; jobs make no pods".to_owned());
    }
    let mut limit = Some(0_i64);
    for runner in 0..count {
        let own = values
            .count(&format!("config:runners[{runner}].limit"))
            .filter(|limit| *limit > 0);
        limit = limit.zip(own).map(|(sum, own)| sum.saturating_add(own));
    }
    let table = format!("config:runners[{}].kubernetes", first.unwrap_or(0));
    (table, limit.filter(|limit| *limit > 0))
}

fn in_parallel(values: &mut Values<'_>, managers: Option<&Managers>, limit: Option<i64>) -> Jobs {
    let (concurrent, managers) = match managers {
        Some(own) => (
            values.count("values:concurrent").unwrap_or(10),
            own.manager.most_replicas,
        ),
        // The runner's own default; a config.toml runs in one process.
        None => (values.count("config:concurrent").unwrap_or(1), 1),
    };
    let each = limit.map_or(concurrent, |limit| limit.min(concurrent));
    Jobs {
        managers,
        concurrent,
        limit,
        total: managers.saturating_mul(each),
    }
}

fn place(workspace: &Workspace, release: usize, pool: &NodePool) -> Option<Managers> {
    let manager = manager(workspace, release)?;
    let started = start(&manager, &pool.cluster());
    Some(Managers {
        update: update(&manager, &started),
        zones: lose_zones(&manager, &started),
        start: started,
        manager,
    })
}

fn per_node(job: &Job, pool: &NodePool) -> PerNode {
    let (free, free_pods) = (pool.free(), pool.free_pods());
    let by = fits(job, pool, &free, free_pods);
    // The first of equals: a resource says more than the number of pods.
    let least = by
        .iter()
        .filter_map(|(bound, jobs)| Some((*bound, (*jobs)?)));
    let (binds, jobs) = least
        .min_by_key(|(_, jobs)| *jobs)
        .unwrap_or((Bound::Pods, free_pods));
    PerNode {
        allocatable: pool.allocatable(),
        free,
        free_pods,
        by,
        jobs,
        binds,
    }
}

/// How many job pods fit into what is free, by each bound.
fn fits(job: &Job, pool: &NodePool, free: &Amounts, pods: i64) -> Vec<(Bound, Option<i64>)> {
    let wanted = job.requests();
    let by_resource = RESOURCES.into_iter().map(|resource| {
        let wanted = wanted.of(resource);
        let is_known = resource != Resource::EphemeralStorage || pool.knows_storage();
        let jobs = (wanted > 0 && is_known).then(|| free.of(resource).max(0) / wanted);
        (Bound::Resource(resource), jobs)
    });
    by_resource
        .chain([(Bound::Pods, Some(pods.max(0)))])
        .collect()
}

/// Jobs on all nodes, each beside the managers that are on it.
fn on_nodes(job: &Job, pool: &NodePool, managers: Option<&Managers>) -> i64 {
    let cluster = managers.map_or_else(|| pool.cluster(), |own| own.start.cluster.clone());
    let each = cluster.nodes.iter().enumerate().map(|(number, node)| {
        let free = node.allocatable.minus(&cluster.requested(number));
        let taken = i64::try_from(cluster.on(number).count()).unwrap_or(i64::MAX);
        let fits = fits(job, pool, &free, node.max_pods.saturating_sub(taken));
        fits.into_iter()
            .filter_map(|(_, jobs)| jobs)
            .min()
            .unwrap_or(0)
    });
    each.fold(0, i64::saturating_add)
}

fn cost(pool: &NodePool, total: i64, needed: Option<i64>) -> Option<Cost> {
    let price = pool.price.as_ref()?.nanos();
    let given = i128::try_from(pool.count()).unwrap_or(i128::MAX);
    let busy_hour = needed.map(|needed| price.saturating_mul(i128::from(needed).max(given)));
    Some(Cost {
        idle_hour: price.saturating_mul(given),
        busy_hour,
        job_hour: busy_hour
            .filter(|_| total > 0)
            .map(|busy| busy / i128::from(total)),
    })
}

/// What the numbers hide.
fn notes(values: &mut Values<'_>, job: &Job, node: &PerNode) {
    if !job.says(Resource::Cpu) {
        values.note("job pods ask for no CPU, so any number of them is put on a node".to_owned());
    }
    if !job.says(Resource::Memory) {
        values.note(format!(
            "job pods ask for no memory, so nothing keeps {} of them from using up a node's",
            node.jobs
        ));
    }
}

fn ceil_div(value: i64, by: i64) -> i64 {
    value / by + i64::from(value % by != 0)
}
