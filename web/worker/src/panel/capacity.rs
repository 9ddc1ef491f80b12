//! What a release buys on the assumed nodes, and where its managers land.

use super::amount::{money, named, sum};
use super::{alert, heading, nodes, sentence, text};
use evenkeel_core::capacity::{Binds, Bound, Capacity, Managers, NodePool, capacity};
use evenkeel_core::placement::Outcome;
use evenkeel_core::rules::Severity;
use evenkeel_core::words::counted;
use evenkeel_core::workspace::Workspace;
use evenkeel_protocol::{Assumed, Block};

pub(super) fn blocks(workspace: &Workspace, release: usize, assumed: &Assumed) -> Vec<Block> {
    let nodes = assumed.nodes.clone().unwrap_or_default();
    let pool = match nodes::pool(&nodes) {
        Ok(pool) => pool,
        Err(reason) => return vec![alert(Severity::Error, reason)],
    };
    let answer = capacity(workspace, release, &pool);
    let mut blocks = Vec::new();
    if answer.node.jobs == 0 {
        blocks.push(alert(Severity::Error, "A job fits on no such node."));
    }
    blocks.push(Block::Facts {
        rows: jobs(&pool, &answer),
    });
    blocks.extend(most(&answer));
    if let Some(managers) = &answer.managers {
        blocks.extend(placed(&pool, managers));
    }
    if !answer.notes.is_empty() {
        blocks.push(heading("Worth knowing"));
        let note = |note: &String| text(sentence(note) + ".");
        blocks.extend(answer.notes.iter().map(note));
    }
    blocks
}

fn jobs(pool: &NodePool, answer: &Capacity) -> Vec<(String, String)> {
    let jobs = &answer.jobs;
    let each = match jobs.limit.filter(|limit| *limit < jobs.concurrent) {
        Some(limit) => format!("limit {limit}"),
        None => format!("concurrent {}", jobs.concurrent),
    };
    let managers = counted(jobs.managers, "manager");
    let full = match answer.nodes_at_full_load {
        Some(needed) => format!(
            "{needed}, for {} jobs at {} a node",
            jobs.total, answer.node.jobs
        ),
        None => "none is large enough".to_owned(),
    };
    let mut rows = vec![
        (
            "Jobs in parallel".to_owned(),
            format!("{}: {managers}, {each} each", jobs.total),
        ),
        (
            "One job pod asks for".to_owned(),
            sum(&answer.job.requests()),
        ),
        (
            "Jobs on an empty node".to_owned(),
            format!(
                "{}, bound by {}",
                answer.node.jobs,
                bound(answer.node.binds)
            ),
        ),
        (
            format!("Jobs on your {}", counted(pool.count(), "node")),
            format!("{} beside the managers", answer.jobs_on_nodes),
        ),
        ("What binds".to_owned(), binds(answer)),
        ("Nodes at full load".to_owned(), full),
    ];
    if let Some(cost) = &answer.cost {
        rows.push(("An idle hour costs".to_owned(), money(cost.idle_hour)));
        if let Some(busy) = cost.busy_hour {
            rows.push(("A busy hour costs".to_owned(), money(busy)));
        }
        if let Some(job) = cost.job_hour {
            rows.push(("An hour of a job costs".to_owned(), money(job)));
        }
    }
    rows
}

fn binds(answer: &Capacity) -> String {
    let room = answer.jobs_on_nodes - answer.jobs.total;
    match answer.binds {
        Binds::Nodes(by) => format!(
            "the nodes, by {}: {} of {} jobs wait",
            bound(by),
            -room,
            answer.jobs.total
        ),
        Binds::Concurrent => format!("concurrent: the nodes have room for {room} more"),
        Binds::Limit => format!("limit: the nodes have room for {room} more"),
    }
}

/// What a job may ask for with its own variables, and that it fits.
fn most(answer: &Capacity) -> Option<Block> {
    let most = answer.most.as_ref()?;
    let wanted = sum(&most.job.requests());
    if most.too_much.is_empty() {
        let fit = counted(most.per_node, "such job");
        return Some(text(format!(
            "A job may ask for as much as {wanted}: {fit} on a node."
        )));
    }
    let free: Vec<String> = most
        .too_much
        .iter()
        .map(|bound| match bound {
            Bound::Resource(resource) => named(*resource, answer.node.free.of(*resource)),
            Bound::Pods => "no pod".to_owned(),
        })
        .collect();
    Some(alert(
        Severity::Warning,
        format!(
            "A job may ask for as much as {wanted}, and waits in vain then: a node has {} free.",
            free.join(", ")
        ),
    ))
}

/// A row for each state of the cluster, a column for each zone.
fn placed(pool: &NodePool, managers: &Managers) -> Vec<Block> {
    let zones: Vec<Option<&str>> = pool.zones.iter().map(|(zone, _)| zone.as_deref()).collect();
    let mut states: Vec<(String, &Outcome)> = vec![
        ("At the start".to_owned(), &managers.start),
        ("After an update".to_owned(), &managers.update),
    ];
    for lost in &managers.zones {
        states.push((format!("{} gone", lost.zone), &lost.gone));
    }
    let mut head = vec![String::new()];
    head.extend(zones.iter().map(|zone| zone.unwrap_or("Nodes").to_owned()));
    head.push("Waiting".to_owned());
    let row = |(name, outcome): &(String, &Outcome)| {
        let mut row = vec![name.clone()];
        row.extend(zones.iter().map(|zone| outcome.in_zone(*zone).to_string()));
        row.push(outcome.pending.len().to_string());
        row
    };
    let mut blocks = vec![
        heading("Where the managers are"),
        Block::Table {
            head,
            rows: states.iter().map(row).collect(),
        },
    ];
    for (name, outcome) in &states {
        if let Some(pending) = outcome.pending.first() {
            let count = counted(outcome.pending.len(), "manager");
            let sentence = format!("{name}: {count} waiting. {}", pending.message);
            blocks.push(alert(Severity::Warning, sentence));
        }
    }
    blocks
}

fn bound(bound: Bound) -> &'static str {
    match bound.name() {
        "cpu" => "CPU",
        "ephemeral-storage" => "disk",
        "pods" => "the number of pods",
        name => name,
    }
}
