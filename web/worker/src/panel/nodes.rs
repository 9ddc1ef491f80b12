//! Assumed nodes, from what a person wrote.

use evenkeel_core::capacity::{Machine, NodePool, Platform, zones};
use evenkeel_core::quantity::Quantity;
use evenkeel_core::rules::Assumptions;
use evenkeel_protocol::{Assumed, Nodes};

/// What the rules may assume; nothing about nodes before a person said what they are.
pub(crate) fn assumptions(assumed: &Assumed) -> Assumptions {
    let version = assumed.chart_version.as_ref();
    let pool = assumed.nodes.as_ref().and_then(|nodes| pool(nodes).ok());
    let free = pool.map(|pool| pool.free());
    let amount = |amount: i64| u64::try_from(amount).unwrap_or(0);
    Assumptions {
        chart_version: version.and_then(|version| version.parse().ok()),
        node_cpu_milli: free.as_ref().map(|free| amount(free.cpu_milli)),
        node_memory_bytes: free.as_ref().map(|free| amount(free.memory)),
        ..Assumptions::default()
    }
}

/// The nodes, or why they are none.
pub(super) fn pool(nodes: &Nodes) -> Result<NodePool, String> {
    let machine = Machine {
        cpu: quantity("CPU of a node", &nodes.cpu)?,
        memory: quantity("Memory of a node", &nodes.memory)?,
        storage: None,
    };
    let zones = zones(&nodes.count).map_err(|error| format!("Nodes: {error}"))?;
    let mut pool = NodePool::new(zones, machine);
    if let Some(platform) = Platform::named(&nodes.platform) {
        pool.platform = platform;
    }
    if !nodes.price.trim().is_empty() {
        pool.price = Some(quantity("Price of a node", &nodes.price)?);
    }
    Ok(pool)
}

fn quantity(what: &str, text: &str) -> Result<Quantity, String> {
    let quantity: Quantity = text
        .trim()
        .parse()
        .map_err(|error| format!("{what}: {error}"))?;
    if quantity.nanos() < 0 {
        return Err(format!("{what}: {text} is below zero"));
    }
    Ok(quantity)
}
