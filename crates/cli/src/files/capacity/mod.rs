//! `capacity`: what the numbers of a release buy on nodes that are named on the command line, and where its managers land.

mod json;
mod table;

use super::{About, CLEAN, FOUND};
use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use evenkeel_core::capacity::{Machine, NodePool, PLATFORMS, Platform, capacity as compute, zones};
use evenkeel_core::placement::{Effect, Request, Taint};
use evenkeel_core::quantity::Quantity;
use std::io::Write;

/// Arguments of `capacity`.
#[derive(Args)]
pub(crate) struct CapacityArguments {
    #[command(flatten)]
    about: About,
    /// How many nodes, by zone or in all: zone-a=3,zone-b=3 or 6
    #[arg(long, value_name = "NODES")]
    nodes: String,
    /// Cores of a node's machine
    #[arg(long, value_name = "QUANTITY")]
    node_cpu: String,
    /// Memory of a node's machine
    #[arg(long, value_name = "QUANTITY")]
    node_memory: String,
    /// Ephemeral storage a node has for pods; without it disk is no bound
    #[arg(long, value_name = "QUANTITY")]
    node_storage: Option<String>,
    /// Pods a node may run; else as the platform has it
    #[arg(long, value_name = "COUNT")]
    max_pods: Option<u16>,
    /// What the cluster keeps of every node: gke, eks, aks, tke or none
    #[arg(long, default_value = "gke")]
    platform: String,
    /// CPU that system pods ask of every node
    #[arg(long, value_name = "QUANTITY", default_value = "150m")]
    system_cpu: String,
    /// Memory that system pods ask of every node
    #[arg(long, value_name = "QUANTITY", default_value = "200Mi")]
    system_memory: String,
    /// System pods on every node
    #[arg(long, value_name = "COUNT", default_value_t = 4)]
    system_pods: u16,
    /// A label of every node, NAME=VALUE; may be given several times
    #[arg(long, value_name = "LABEL")]
    node_label: Vec<String>,
    /// A taint of every node, KEY=VALUE:EFFECT or KEY:EFFECT; may be given several times
    #[arg(long, value_name = "TAINT")]
    node_taint: Vec<String>,
    /// What a node costs in an hour
    #[arg(long, value_name = "PRICE")]
    node_price: Option<String>,
    /// Services a job brings along, besides those of config.toml
    #[arg(long, value_name = "COUNT", default_value_t = 0)]
    services: u8,
    /// CPU that the runtime class adds to a job pod
    #[arg(long, value_name = "QUANTITY")]
    overhead_cpu: Option<String>,
    /// Memory that the runtime class adds to a job pod
    #[arg(long, value_name = "QUANTITY")]
    overhead_memory: Option<String>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Table,
    Json,
}

/// Answers 1 where a job fits on no node or a manager has none.
pub(crate) fn capacity(arguments: &CapacityArguments) -> Result<u8> {
    let pool = pool(arguments)?;
    let (workspace, number) = arguments.about.open()?;
    let answer = compute(&workspace, number, &pool);
    let own = workspace.releases().get(number);
    let text = match arguments.format {
        Format::Table => table::text(own, &pool, &answer),
        Format::Json => json::text(own, &pool, &answer)?,
    };
    std::io::stdout().lock().write_all(text.as_bytes())?;
    let waits = answer
        .managers
        .as_ref()
        .is_some_and(|managers| !managers.start.pending.is_empty());
    Ok(if waits || answer.node.jobs == 0 {
        FOUND
    } else {
        CLEAN
    })
}

fn pool(arguments: &CapacityArguments) -> Result<NodePool> {
    let zones = zones(&arguments.nodes).map_err(|error| anyhow::anyhow!("--nodes: {error}"))?;
    let machine = Machine {
        cpu: quantity("--node-cpu", &arguments.node_cpu)?,
        memory: quantity("--node-memory", &arguments.node_memory)?,
        storage: optional("--node-storage", arguments.node_storage.as_deref())?,
    };
    let mut pool = NodePool::new(zones, machine);
    let Some(platform) = Platform::named(&arguments.platform) else {
        let known: Vec<&str> = PLATFORMS.iter().map(|platform| platform.id).collect();
        bail!(
            "--platform: there is no `{}`; there are: {}",
            arguments.platform,
            known.join(", ")
        );
    };
    pool.platform = platform;
    pool.max_pods = arguments.max_pods.map(i64::from);
    let (cpu, memory) = (
        quantity("--system-cpu", &arguments.system_cpu)?,
        quantity("--system-memory", &arguments.system_memory)?,
    );
    pool.system.requests = Request::new([Some(&cpu), Some(&memory), None], [None; 3]).amounts();
    pool.system.pods = i64::from(arguments.system_pods);
    for label in &arguments.node_label {
        let (name, value) = label
            .split_once('=')
            .with_context(|| format!("--node-label: `{label}` is no NAME=VALUE"))?;
        pool.labels.insert(name.to_owned(), value.to_owned());
    }
    pool.taints = arguments
        .node_taint
        .iter()
        .map(|text| taint(text))
        .collect::<Result<_>>()?;
    pool.price = optional("--node-price", arguments.node_price.as_deref())?;
    pool.services = usize::from(arguments.services);
    let (cpu, memory) = (
        optional("--overhead-cpu", arguments.overhead_cpu.as_deref())?,
        optional("--overhead-memory", arguments.overhead_memory.as_deref())?,
    );
    pool.overhead = Request::new([cpu.as_ref(), memory.as_ref(), None], [None; 3]);
    Ok(pool)
}

fn optional(option: &str, text: Option<&str>) -> Result<Option<Quantity>> {
    text.map(|text| quantity(option, text)).transpose()
}

fn quantity(option: &str, text: &str) -> Result<Quantity> {
    let quantity: Quantity = text
        .parse()
        .map_err(|error| anyhow::anyhow!("{option}: {error}"))?;
    if quantity.nanos() < 0 {
        bail!("{option}: {text} is below zero");
    }
    Ok(quantity)
}

fn taint(text: &str) -> Result<Taint> {
    let wrong = || format!("--node-taint: `{text}` is no KEY=VALUE:EFFECT");
    let (head, effect) = text.rsplit_once(':').with_context(wrong)?;
    let (key, value) = head.split_once('=').unwrap_or((head, ""));
    let effect = Effect::named(effect).with_context(|| {
        format!("--node-taint: `{effect}` is none of NoSchedule, PreferNoSchedule, NoExecute")
    })?;
    if key.is_empty() {
        bail!(wrong());
    }
    Ok(Taint {
        key: key.to_owned(),
        value: value.to_owned(),
        effect,
    })
}
