//! What the numbers buy: the arithmetic against numbers worked out by hand, where managers land, and the command.
#![allow(clippy::unwrap_used, reason = "in a test the panic is the message")]

mod arithmetic;
mod article;
mod command;
mod managers;

use evenkeel_core::capacity::{Capacity, Machine, NodePool, Platform, capacity};
use evenkeel_core::placement::{Amounts, Outcome, ZONE};
use evenkeel_core::workspace::Workspace;

/// Nodes of one kind: so many in each zone.
fn pool(zones: &[(&str, usize)], cpu: &str, memory: &str) -> NodePool {
    let zones = zones.iter().map(|(zone, count)| {
        let zone = (!zone.is_empty()).then(|| (*zone).to_owned());
        (zone, *count)
    });
    let machine = Machine {
        cpu: cpu.parse().unwrap(),
        memory: memory.parse().unwrap(),
        storage: None,
    };
    NodePool::new(zones.collect(), machine)
}

/// Nodes that keep nothing for themselves, so that numbers can be worked out by hand.
fn bare(zones: &[(&str, usize)], cpu: &str, memory: &str) -> NodePool {
    let mut pool = pool(zones, cpu, memory);
    pool.platform = Platform::named("none").unwrap();
    pool.system.requests = Amounts::default();
    pool.system.pods = 0;
    pool
}

fn of_values(values: &str, pool: &NodePool) -> Capacity {
    let (workspace, _) = Workspace::open([("values.yaml", values)]);
    capacity(&workspace, 0, pool)
}

/// Values with these keys of `[runners.kubernetes]`.
fn with_keys(keys: &str) -> String {
    let lines: String = keys
        .lines()
        .map(|line| format!("        {}\n", line.trim()))
        .collect();
    format!("runners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n{lines}")
}

/// Managers by zone, in the order of the zones.
fn by_zone(outcome: &Outcome, zones: &[&str]) -> Vec<usize> {
    let zone_of = |node: usize| outcome.cluster.nodes[node].labels.get(ZONE);
    zones
        .iter()
        .map(|zone| {
            let here = outcome.cluster.pods.iter().filter(|placed| {
                !placed.is_terminating && zone_of(placed.node).is_some_and(|own| own == zone)
            });
            here.count()
        })
        .collect()
}
