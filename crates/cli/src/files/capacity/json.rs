//! The answer as JSON: amounts as whole numbers, in millicores and bytes. Keys are only added, never changed.

use anyhow::Result;
use evenkeel_core::capacity::{Binds, Capacity, NodePool};
use evenkeel_core::placement::{Amounts, Outcome, ZONE};
use evenkeel_core::workspace::Release;
use serde_json::{Value, json};

/// The version of the format.
const VERSION: &str = "evenkeel.dev/v1alpha1";

/// The whole document, with a final newline.
pub(super) fn text(
    release: Option<&Release>,
    pool: &NodePool,
    answer: &Capacity,
) -> Result<String> {
    let managers = answer.managers.as_ref().map(|own| {
        let zones: Vec<Value> = own
            .zones
            .iter()
            .map(|lost| {
                json!({"zone": lost.zone, "unreachable": outcome(&lost.unreachable), "gone": outcome(&lost.gone)})
            })
            .collect();
        json!({
            "name": own.manager.name,
            "replicas": own.manager.replicas,
            "requests": amounts(&own.manager.pod.requests),
            "start": outcome(&own.start),
            "update": outcome(&own.update),
            "zonesLost": zones,
        })
    });
    let document = json!({
        "apiVersion": VERSION,
        "kind": "Capacity",
        "release": {
            "name": release.and_then(|own| own.name.as_deref()),
            "namespace": release.and_then(|own| own.namespace.as_deref()),
        },
        "nodes": nodes(pool, answer),
        "jobs": jobs(answer),
        "cost": cost(pool, answer),
        "managers": managers,
        "notes": answer.notes,
    });
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

fn nodes(pool: &NodePool, answer: &Capacity) -> Value {
    let zones: Vec<Value> = pool
        .zones
        .iter()
        .map(|(zone, count)| json!({"zone": zone, "count": count}))
        .collect();
    json!({
        "count": pool.count(),
        "zones": zones,
        "platform": pool.platform.id,
        "source": pool.platform.source,
        "maxPods": pool.max_pods(),
        "allocatable": amounts(&answer.node.allocatable),
        "free": amounts(&answer.node.free),
        "freePods": answer.node.free_pods,
        "knowsStorage": pool.knows_storage(),
    })
}

fn jobs(answer: &Capacity) -> Value {
    let by: serde_json::Map<String, Value> = answer
        .node
        .by
        .iter()
        .map(|(bound, jobs)| (bound.name().to_owned(), json!(jobs)))
        .collect();
    let (binds, bound) = match answer.binds {
        Binds::Concurrent => ("concurrent", None),
        Binds::Limit => ("limit", None),
        Binds::Nodes(bound) => ("nodes", Some(bound.name())),
    };
    let most = answer.most.as_ref().map(|most| {
        let too_much: Vec<&str> = most.too_much.iter().map(|bound| bound.name()).collect();
        json!({
            "requests": amounts(&most.job.requests()),
            "perNode": most.per_node,
            "tooMuch": too_much,
        })
    });
    json!({
        "parallel": answer.jobs.total,
        "managers": answer.jobs.managers,
        "concurrent": answer.jobs.concurrent,
        "limit": answer.jobs.limit,
        "pod": {
            "requests": amounts(&answer.job.requests()),
            "build": amounts(&answer.job.build.amounts()),
            "helper": amounts(&answer.job.helper.amounts()),
            "service": amounts(&answer.job.service.amounts()),
            "services": answer.job.services,
        },
        "perNode": {"jobs": answer.node.jobs, "binds": answer.node.binds.name(), "by": by},
        "nodesAtFullLoad": answer.nodes_at_full_load,
        "onNodes": answer.jobs_on_nodes,
        "binds": binds,
        "bound": bound,
        "most": most,
    })
}

fn cost(pool: &NodePool, answer: &Capacity) -> Option<Value> {
    let (cost, price) = (answer.cost.as_ref()?, pool.price.as_ref()?);
    let text = |nanos: i128| decimal(nanos);
    Some(json!({
        "nodeHour": text(price.nanos()),
        "idleHour": text(cost.idle_hour),
        "busyHour": cost.busy_hour.map(text),
        "jobHour": cost.job_hour.map(text),
    }))
}

fn amounts(amounts: &Amounts) -> Value {
    json!({
        "cpuMilli": amounts.cpu_milli,
        "memoryBytes": amounts.memory,
        "ephemeralStorageBytes": amounts.ephemeral_storage,
    })
}

fn outcome(outcome: &Outcome) -> Value {
    let nodes = &outcome.cluster.nodes;
    let pods: Vec<Value> = outcome
        .cluster
        .pods
        .iter()
        .filter_map(|placed| {
            let node = nodes.get(placed.node)?;
            Some(json!({
                "name": placed.pod.name,
                "node": node.name,
                "zone": node.labels.get(ZONE),
                "terminating": placed.is_terminating,
            }))
        })
        .collect();
    let pending: Vec<Value> = outcome
        .pending
        .iter()
        .map(|own| {
            json!({
                "name": own.pod,
                "message": own.message,
                "holds": own.holds,
                "constraints": own.constraints,
            })
        })
        .collect();
    json!({"pods": pods, "pending": pending, "fewest": outcome.fewest, "most": outcome.most})
}

/// Thousand-millionths as a plain decimal number, exact, as text so that no reader rounds it.
fn decimal(nanos: i128) -> String {
    let (whole, rest) = (nanos / 1_000_000_000, nanos % 1_000_000_000);
    let text = format!("{whole}.{rest:09}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
