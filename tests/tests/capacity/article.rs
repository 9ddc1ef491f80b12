//! The article's claims about its own numbers, checked: on nodes of 2 cores, as its text has them.

use std::fs;

use evenkeel_core::capacity::{Binds, Bound, Capacity, NodePool, Platform, capacity};
use evenkeel_core::quantity::Resource;
use evenkeel_core::workspace::Workspace;
use evenkeel_tests::folder;

use crate::pool;

const CPU: Bound = Bound::Resource(Resource::Cpu);

/// The article's files, with one text in place of another.
fn article(change: (&str, &str), pool: &NodePool) -> Capacity {
    let read = |path: &str| {
        let text = fs::read_to_string(folder().join("cases/article").join(path)).unwrap();
        (path.to_owned(), text)
    };
    let (path, values) = read("values/gitlab.yaml");
    assert!(values.contains(change.0), "{change:?}");
    let values = (path, values.replace(change.0, change.1));
    let (workspace, _) = Workspace::open([read("helmfile.d/gitlab-runner.yaml"), values]);
    capacity(&workspace, 0, pool)
}

fn two_cores() -> NodePool {
    pool(&[("zone-a", 1), ("zone-b", 1)], "2", "8Gi")
}

const AS_IT_IS: (&str, &str) = ("cpu_request = \"500m\"", "cpu_request = \"500m\"");

#[test]
fn two_cores_leave_1930m_or_1900m() {
    for (platform, cpu) in [("gke", 1930), ("eks", 1930), ("aks", 1900), ("tke", 1900)] {
        let mut nodes = two_cores();
        nodes.platform = Platform::named(platform).unwrap();
        let node = article(AS_IT_IS, &nodes).node;
        assert_eq!(
            (node.allocatable.cpu_milli, node.free.cpu_milli),
            (cpu, cpu - 150),
            "{platform}"
        );
        assert_eq!((node.jobs, node.binds), (3, CPU), "{platform}");
    }
}

#[test]
fn claim_2_cores_hold_one_job_of_2000m() {
    let most = article(AS_IT_IS, &two_cores()).most.unwrap();
    assert_eq!(most.job.requests().cpu_milli, 2_000);
    assert_eq!((most.per_node, most.too_much), (0, vec![CPU]));
    // Not even on a node that runs nothing else.
    let mut empty = two_cores();
    empty.system.requests.cpu_milli = 0;
    assert_eq!(article(AS_IT_IS, &empty).most.unwrap().per_node, 0);

    let change = ("max_allowed = \"2000m\"", "max_allowed = \"1500m\"");
    let most = article(change, &two_cores()).most.unwrap();
    assert_eq!((most.per_node, most.too_much), (1, vec![]));
}

#[test]
fn claim_2_cores_hold_four_jobs_of_500m() {
    let answer = article(AS_IT_IS, &two_cores());
    assert_eq!((answer.node.free.cpu_milli, answer.node.jobs), (1_780, 3));
}

#[test]
fn claim_100_makes_20_jobs() {
    let hundred = ("cpu_request = \"500m\"", "cpu_request = \"100m\"");
    let mut alone = two_cores();
    alone.system.requests.cpu_milli = 0;
    assert_eq!(article(hundred, &alone).node.jobs, 19);

    let answer = article(hundred, &two_cores());
    assert_eq!((answer.node.jobs, answer.node.binds), (17, CPU));
    // Nothing is asked of memory, so nothing keeps 17 jobs from using it up.
    assert_eq!(answer.node.by[1], (Bound::Resource(Resource::Memory), None));
    assert!(
        answer
            .notes
            .iter()
            .any(|note| note.contains("no memory") && note.contains("17")),
        "{:?}",
        answer.notes
    );

    // As it is written, without the m, it is 100 cores.
    let answer = article(
        ("cpu_request = \"500m\"", "cpu_request = \"100\""),
        &two_cores(),
    );
    assert_eq!(answer.job.requests().cpu_milli, 100_000);
    assert_eq!((answer.node.jobs, answer.nodes_at_full_load), (0, None));
}

#[test]
fn claim_the_cluster_grows_under_load() {
    let answer = article(AS_IT_IS, &two_cores());
    assert_eq!(
        (
            answer.jobs.managers,
            answer.jobs.concurrent,
            answer.jobs.total
        ),
        (3, 2, 6)
    );
    assert_eq!(answer.nodes_at_full_load, Some(2));
    // Two nodes hold all of it beside the managers, so a third is never asked for.
    assert_eq!((answer.jobs_on_nodes, answer.binds), (6, Binds::Concurrent));
}
