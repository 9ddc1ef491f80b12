//! Assumed nodes, from what a person wrote.

use evenkeel_core::capacity::{Machine, NodePool, Platform};
use evenkeel_core::quantity::Quantity;
use evenkeel_core::rules::Assumptions;
use evenkeel_protocol::{Assumed, Nodes};

/// More nodes than anybody keeps for jobs take too long to look at.
const MOST_NODES: usize = 1_000;

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
    let mut pool = NodePool::new(zones(&nodes.count)?, machine);
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

/// `zone-a=3,zone-b=3`, or a number of nodes without zones.
fn zones(text: &str) -> Result<Vec<(Option<String>, usize)>, String> {
    let wrong =
        || format!("Nodes: “{text}” is neither a number nor a list as in zone-a=3,zone-b=3");
    let mut zones: Vec<(Option<String>, usize)> = Vec::new();
    for part in text.split(',') {
        let (zone, count) = match part.split_once('=') {
            Some((zone, count)) => (Some(zone.trim()), count),
            None => (None, part),
        };
        let count = count.trim().parse().map_err(|_| wrong())?;
        let zone = zone.map(str::to_owned);
        if zone.as_deref() == Some("") || zones.iter().any(|(known, _)| *known == zone) {
            return Err(wrong());
        }
        zones.push((zone, count));
    }
    let total = zones
        .iter()
        .fold(0_usize, |sum, (_, count)| sum.saturating_add(*count));
    if total == 0 || total > MOST_NODES {
        return Err(format!(
            "Nodes: {total}; between 1 and {MOST_NODES} can be looked at"
        ));
    }
    Ok(zones)
}
