//! The answer as a table for people.

use evenkeel_core::capacity::{Binds, Bound, Capacity, Managers, NodePool};
use evenkeel_core::placement::{Amounts, Outcome, RESOURCES, Request};
use evenkeel_core::quantity::Resource;
use evenkeel_core::words::counted;
use evenkeel_core::workspace::Release;

const MIB: i64 = 1024 * 1024;

/// The whole table, with a final newline.
pub(super) fn text(release: Option<&Release>, pool: &NodePool, answer: &Capacity) -> String {
    let mut lines = vec![heading(release, pool), String::new()];
    jobs(&mut lines, pool, answer);
    cost(&mut lines, pool, answer);
    if let Some(managers) = &answer.managers {
        placement(&mut lines, pool, managers);
    }
    if !answer.notes.is_empty() {
        lines.extend([String::new(), "NOTES".to_owned()]);
        lines.extend(answer.notes.iter().map(|note| format!("  {note}")));
    }
    let mut text = String::new();
    for line in lines {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn heading(release: Option<&Release>, pool: &NodePool) -> String {
    let name = release
        .and_then(|own| own.name.as_deref())
        .unwrap_or("release without a name");
    let namespace = release.and_then(|own| own.namespace.as_deref());
    let name = namespace.map_or_else(
        || name.to_owned(),
        |namespace| format!("{namespace}/{name}"),
    );
    let nodes = counted(pool.count(), "node");
    let (machine, allocatable) = (&pool.machine, pool.allocatable());
    format!(
        "{name} on {nodes} of {} CPU and {} ({}: {} CPU and {} memory for pods)",
        machine.cpu,
        machine.memory,
        pool.platform.title,
        amount(Resource::Cpu, allocatable.cpu_milli),
        amount(Resource::Memory, allocatable.memory),
    )
}

/// A row: what, the number, and how it comes about.
fn row(lines: &mut Vec<String>, what: &str, number: &str, how: &str) {
    lines.push(format!("  {what:<24}{number:<9}{how}"));
}

fn jobs(lines: &mut Vec<String>, pool: &NodePool, answer: &Capacity) {
    lines.push("JOBS".to_owned());
    let jobs = &answer.jobs;
    let limit = jobs.limit.filter(|limit| *limit < jobs.concurrent);
    let each = limit.map_or_else(
        || format!("concurrent {}", jobs.concurrent),
        |limit| format!("limit {limit}"),
    );
    let managers = counted(
        usize::try_from(jobs.managers).unwrap_or(usize::MAX),
        "manager",
    );
    row(
        lines,
        "in parallel",
        &jobs.total.to_string(),
        &format!("{managers}, {each} each"),
    );
    row(lines, "one job pod", "", &parts(answer));
    let node = &answer.node;
    row(
        lines,
        "on a node",
        &node.jobs.to_string(),
        &format!("bound by {}", node.binds.name()),
    );
    for (bound, number) in &node.by {
        let number = number.map_or_else(|| "-".to_owned(), |number| number.to_string());
        row(
            lines,
            &format!("  by {}", bound.name()),
            &number,
            &by(*bound, pool, answer),
        );
    }
    match answer.nodes_at_full_load {
        Some(needed) => row(
            lines,
            "nodes at full load",
            &needed.to_string(),
            &format!("{} jobs, {} a node", jobs.total, node.jobs),
        ),
        None => row(lines, "nodes at full load", "-", "no node holds a job"),
    }
    let nodes = counted(pool.count(), "node");
    row(
        lines,
        &format!("on your {nodes}"),
        &answer.jobs_on_nodes.to_string(),
        "beside the managers",
    );
    row(lines, "what binds", "", &binds(answer));
    row(lines, "most a job may ask", "", &most(answer));
}

/// The containers of a job pod that ask for something, and their sum.
fn parts(answer: &Capacity) -> String {
    let job = &answer.job;
    let service = if job.services > 0 {
        format!("{} × service {}", job.services, request(&job.service))
    } else {
        "no service".to_owned()
    };
    let mut parts = vec![
        format!("build {}", request(&job.build)),
        format!("helper {}", request(&job.helper)),
        service,
    ];
    for (name, own) in [("pod level", &job.pod), ("overhead", &job.overhead)] {
        if RESOURCES.into_iter().any(|resource| own.says(resource)) {
            parts.push(format!("{name} {}", request(own)));
        }
    }
    format!("{} ({})", sum(&job.requests()), parts.join("; "))
}

fn by(bound: Bound, pool: &NodePool, answer: &Capacity) -> String {
    let node = &answer.node;
    let Bound::Resource(resource) = bound else {
        return format!(
            "{} pods less {} of the system",
            pool.max_pods(),
            pool.system.pods
        );
    };
    if resource == Resource::EphemeralStorage && !pool.knows_storage() {
        return "--node-storage is not given".to_owned();
    }
    let (all, system) = (&node.allocatable, &pool.system.requests);
    let wanted = answer.job.requests().of(resource);
    if wanted == 0 {
        return "job pods ask for none".to_owned();
    }
    let amount = |amounts: &Amounts| amount(resource, amounts.of(resource));
    let system = if system.of(resource) > 0 {
        format!(" ({} less {} of the system)", amount(all), amount(system))
    } else {
        String::new()
    };
    format!(
        "{}{system} ÷ {}",
        amount(&node.free),
        self::amount(resource, wanted)
    )
}

fn binds(answer: &Capacity) -> String {
    let room = answer.jobs_on_nodes - answer.jobs.total;
    match answer.binds {
        Binds::Nodes(bound) => format!(
            "the nodes, by {}: {} of {} jobs wait",
            bound.name(),
            -room,
            answer.jobs.total
        ),
        Binds::Concurrent => format!("concurrent: the nodes have room for {room} more"),
        Binds::Limit => format!("limit: the nodes have room for {room} more"),
    }
}

fn most(answer: &Capacity) -> String {
    let Some(most) = &answer.most else {
        return "nothing beyond its own (no overwrite_max_allowed)".to_owned();
    };
    let wanted = most.job.requests();
    let fits = if most.too_much.is_empty() {
        format!("{} fit on a node", most.per_node)
    } else {
        let too_much: Vec<String> = most
            .too_much
            .iter()
            .map(|bound| match bound {
                Bound::Resource(resource) => {
                    let free = answer.node.free.of(*resource);
                    format!("{} has {} free", bound.name(), amount(*resource, free))
                }
                Bound::Pods => "no pod is free".to_owned(),
            })
            .collect();
        format!("fits on no node, such a job fails: {}", too_much.join(", "))
    };
    format!("{}: {fits}", sum(&wanted))
}

fn cost(lines: &mut Vec<String>, pool: &NodePool, answer: &Capacity) {
    let (Some(cost), Some(price)) = (&answer.cost, &pool.price) else {
        return;
    };
    lines.extend([
        String::new(),
        format!("COST at {price} for an hour of a node"),
    ]);
    let month = format!(
        "{} in a month of 730 hours",
        money(cost.idle_hour.saturating_mul(730))
    );
    row(lines, "idle hour", &money(cost.idle_hour), &month);
    let busy = cost.busy_hour.map_or_else(|| "-".to_owned(), money);
    row(lines, "busy hour", &busy, "all jobs running");
    if let Some(job) = cost.job_hour {
        row(lines, "hour of a job", &money(job), "of a busy hour");
    }
}

/// A row for each state of the cluster, a column for each zone.
fn placement(lines: &mut Vec<String>, pool: &NodePool, managers: &Managers) {
    let zones: Vec<Option<&str>> = pool.zones.iter().map(|(zone, _)| zone.as_deref()).collect();
    let title = |zone: &Option<&str>| zone.unwrap_or("no zone").to_owned();
    let columns: Vec<String> = zones.iter().map(title).collect();
    let width = |column: &String| column.chars().count().max(3) + 2;
    let mut states: Vec<(String, &Outcome)> = vec![
        ("at the start".to_owned(), &managers.start),
        ("after an update".to_owned(), &managers.update),
    ];
    for lost in &managers.zones {
        states.push((format!("{} unreachable", lost.zone), &lost.unreachable));
        states.push((format!("{} gone", lost.zone), &lost.gone));
    }
    let first = states
        .iter()
        .map(|(name, _)| name.chars().count())
        .max()
        .unwrap_or(0)
        .max(18)
        + 2;
    let mut head = format!("{:<width$}", "MANAGERS", width = first + 2);
    for column in &columns {
        head.push_str(&format!("{column:<width$}", width = width(column)));
    }
    head.push_str("waiting");
    lines.extend([String::new(), head]);
    for (name, outcome) in &states {
        let mut line = format!("  {name:<first$}");
        for (zone, column) in zones.iter().zip(&columns) {
            line.push_str(&format!(
                "{:<width$}",
                outcome.in_zone(*zone),
                width = width(column)
            ));
        }
        line.push_str(&outcome.pending.len().to_string());
        lines.push(line);
    }
    let update = &managers.update;
    lines.push(format!(
        "  While it updates at least {} run and up to {} hold their requests, until the last job of the old ones ends.",
        update.fewest, update.most
    ));
    lines.push(
        "  Among nodes that are equally good the scheduler draws lots; here the first one wins."
            .to_owned(),
    );
    waiting(lines, &states);
}

/// What holds the managers that wait; those of one state are held by the same.
fn waiting(lines: &mut Vec<String>, states: &[(String, &Outcome)]) {
    for (name, outcome) in states {
        let Some(pending) = outcome.pending.first() else {
            continue;
        };
        let count = counted(outcome.pending.len(), "manager");
        let verb = if outcome.pending.len() == 1 {
            "waits"
        } else {
            "wait"
        };
        lines.extend([
            String::new(),
            format!("  {name}: {count} {verb}. {}", pending.message),
        ]);
        lines.extend(pending.holds.iter().map(|hold| format!("    {hold}")));
    }
}

fn request(request: &Request) -> String {
    let said = RESOURCES
        .into_iter()
        .filter(|resource| request.says(*resource));
    let parts: Vec<String> = said
        .map(|resource| amount(resource, request.amounts().of(resource)) + suffix(resource))
        .collect();
    if parts.is_empty() {
        "asks for nothing".to_owned()
    } else {
        parts.join(", ")
    }
}

fn sum(amounts: &Amounts) -> String {
    let parts: Vec<String> = RESOURCES
        .into_iter()
        .filter(|resource| amounts.of(*resource) != 0)
        .map(|resource| amount(resource, amounts.of(resource)) + suffix(resource))
        .collect();
    if parts.is_empty() {
        "nothing".to_owned()
    } else {
        parts.join(", ")
    }
}

const fn suffix(resource: Resource) -> &'static str {
    match resource {
        Resource::Cpu => " CPU",
        Resource::Memory => " memory",
        Resource::EphemeralStorage => " disk",
    }
}

/// Millicores, or whole mebibytes rounded down.
fn amount(resource: Resource, amount: i64) -> String {
    match resource {
        Resource::Cpu => format!("{amount}m"),
        _ if amount % (1024 * MIB) == 0 => format!("{}Gi", amount / (1024 * MIB)),
        _ if amount.abs() < MIB => format!("{amount} bytes"),
        _ => format!("{}Mi", amount / MIB),
    }
}

/// Thousand-millionths as a decimal number of at most four places, rounded to the nearest.
fn money(nanos: i128) -> String {
    let rounded = (nanos + 50_000) / 100_000;
    let (whole, places) = (rounded / 10_000, rounded % 10_000);
    let text = format!("{whole}.{places:04}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
