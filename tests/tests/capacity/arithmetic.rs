//! Sums worked out by hand.

use evenkeel_core::capacity::{Binds, Bound, capacity};
use evenkeel_core::placement::Request;
use evenkeel_core::quantity::{Quantity, Resource};
use evenkeel_core::workspace::Workspace;

use crate::{bare, of_values, with_keys};

const MIB: i64 = 1024 * 1024;

/// CPU, memory and disk of a job pod with these keys; memory and disk in mebibytes.
fn asked(keys: &str) -> (i64, i64, i64) {
    let requests = of_values(&with_keys(keys), &bare(&[("", 1)], "4", "8Gi"))
        .job
        .requests();
    (
        requests.cpu_milli,
        requests.memory / MIB,
        requests.ephemeral_storage / MIB,
    )
}

#[test]
fn a_job_pod_is_the_sum_of_its_containers() {
    for (keys, sum) in [
        ("", (0, 0, 0)),
        ("cpu_request = \"500m\"", (500, 0, 0)),
        (
            "cpu_request = \"500m\"\nhelper_cpu_request = \"100m\"",
            (600, 0, 0),
        ),
        // Services count once for each that is configured, and not at all without one.
        (
            "cpu_request = \"500m\"\nservice_cpu_request = \"200m\"",
            (500, 0, 0),
        ),
        (
            "service_cpu_request = \"200m\"\n[[runners.kubernetes.services]]\nname = \"postgres\"\n[[runners.kubernetes.services]]\nname = \"redis\"",
            (400, 0, 0),
        ),
        // A limit alone is the request.
        (
            "memory_limit = \"1Gi\"\nhelper_memory_limit = \"256Mi\"",
            (0, 1280, 0),
        ),
        (
            "memory_request = \"512Mi\"\nmemory_limit = \"1Gi\"",
            (0, 512, 0),
        ),
        (
            "ephemeral_storage_request = \"2Gi\"\nhelper_ephemeral_storage_limit = \"1Gi\"",
            (0, 0, 3072),
        ),
        // The whole pod's own word counts instead, resource by resource.
        (
            "pod_cpu_request = \"2\"\ncpu_request = \"500m\"\nhelper_memory_request = \"64Mi\"",
            (2_000, 64, 0),
        ),
        (
            "pod_cpu_limit = \"2\"\npod_memory_limit = \"1Gi\"",
            (2_000, 1024, 0),
        ),
        ("pod_cpu_limit = \"2\"\ncpu_request = \"500m\"", (500, 0, 0)),
        // Rounded up once, after the sum.
        (
            "cpu_request = \"1500u\"\nhelper_cpu_request = \"1500u\"",
            (3, 0, 0),
        ),
        ("cpu_request = \"\"", (0, 0, 0)),
    ] {
        assert_eq!(asked(keys), sum, "{keys}");
    }
}

#[test]
fn services_of_jobs_and_the_runtime_class_count_too() {
    let mut nodes = bare(&[("", 1)], "4", "8Gi");
    nodes.services = 2;
    let overhead: Quantity = "120Mi".parse().unwrap();
    nodes.overhead = Request::new([None, Some(&overhead), None], [None; 3]);
    let keys =
        "cpu_request = \"500m\"\nservice_cpu_request = \"250m\"\npod_memory_request = \"1Gi\"";
    let requests = of_values(&with_keys(keys), &nodes).job.requests();
    assert_eq!((requests.cpu_milli, requests.memory / MIB), (1_000, 1144));
}

#[test]
fn a_node_is_bound_by_what_runs_out_first() {
    let keys =
        "cpu_request = \"500m\"\nmemory_request = \"1Gi\"\nephemeral_storage_request = \"10Gi\"";
    let values = with_keys(keys);
    let bound = |cpu: &str, memory: &str, storage: Option<&str>, pods: Option<i64>| {
        let mut nodes = bare(&[("", 1)], cpu, memory);
        nodes.machine.storage = storage.map(|text| text.parse().unwrap());
        nodes.max_pods = pods;
        let node = of_values(&values, &nodes).node;
        (node.jobs, node.binds.name())
    };
    // The kubelet keeps 100Mi of memory.
    assert_eq!(bound("4", "16Gi", None, None), (8, "cpu"));
    assert_eq!(bound("4", "8Gi", None, None), (7, "memory"));
    assert_eq!(
        bound("4", "16Gi", Some("50Gi"), None),
        (5, "ephemeral-storage")
    );
    assert_eq!(bound("4", "16Gi", Some("50Gi"), Some(4)), (4, "pods"));
    assert_eq!(bound("400m", "16Gi", None, None), (0, "cpu"));
    assert_eq!(bound("64", "512Gi", None, None), (110, "pods"));
}

#[test]
fn managers_and_their_limits_bound_the_jobs() {
    let total = |values: &str| {
        let answer = of_values(values, &bare(&[("", 10)], "8", "32Gi"));
        (answer.jobs.total, answer.binds)
    };
    assert_eq!(total("concurrent: 4\n").0, 4);
    // The chart's own default.
    assert_eq!(total("replicas: 2\n").0, 20);
    assert_eq!(
        total("hpa: {minReplicas: 1, maxReplicas: 4}\nreplicas: 9\nconcurrent: 5\n").0,
        20
    );
    let limit = "concurrent: 10\nrunners:\n  config: |\n    [[runners]]\n      limit = 3\n";
    assert_eq!(total(limit), (3, Binds::Limit));
    assert_eq!(total("concurrent: 10\n").1, Binds::Concurrent);
    let many = format!("concurrent: 2000\n{}", with_keys("cpu_request = \"1\""));
    assert_eq!(
        total(&many),
        (2000, Binds::Nodes(Bound::Resource(Resource::Cpu)))
    );
}

#[test]
fn managers_take_room_from_jobs() {
    let values = format!(
        "replicas: 1\nresources: {{requests: {{cpu: 600m}}}}\n{}",
        with_keys("cpu_request = \"500m\"")
    );
    // Four fit on an empty node, and two beside the manager.
    let answer = of_values(&values, &bare(&[("", 2)], "2", "8Gi"));
    assert_eq!((answer.node.jobs, answer.jobs_on_nodes), (4, 6));
}

#[test]
fn costs_are_exact() {
    let mut nodes = bare(&[("", 3)], "2", "8Gi");
    nodes.price = Some("0.1".parse().unwrap());
    let values = format!("concurrent: 30\n{}", with_keys("cpu_request = \"500m\""));
    let answer = of_values(&values, &nodes);
    // 30 jobs, 4 a node: 8 nodes.
    assert_eq!(answer.nodes_at_full_load, Some(8));
    let cost = answer.cost.unwrap();
    assert_eq!(cost.idle_hour, 300_000_000);
    assert_eq!(cost.busy_hour, Some(800_000_000));
    assert_eq!(cost.job_hour, Some(800_000_000 / 30));
}

#[test]
fn a_config_of_its_own_is_one_process() {
    let config = "concurrent = 4\n[[runners]]\nexecutor = \"docker\"\nlimit = 1\n[[runners]]\nexecutor = \"kubernetes\"\nlimit = 2\n[runners.kubernetes]\ncpu_request = \"250m\"\n";
    let (workspace, _) = Workspace::open([("config.toml", config)]);
    let answer = capacity(&workspace, 0, &bare(&[("", 1)], "2", "8Gi"));
    assert_eq!(
        (answer.jobs.managers, answer.jobs.limit, answer.jobs.total),
        (1, Some(3), 3)
    );
    assert_eq!(answer.job.requests().cpu_milli, 250);
    assert_eq!(answer.managers, None);
    assert!(
        answer
            .notes
            .iter()
            .any(|note| note.contains("2 [[runners]]")),
        "{:?}",
        answer.notes
    );
}

#[test]
fn what_cannot_be_read_is_said_without_its_value() {
    let keys = "cpu_request = \"glrt-AbCdEfGhIjKlMnOpQrSt\"\nmemory_request = \"1Gi\"";
    let answer = of_values(&with_keys(keys), &bare(&[("", 1)], "2", "8Gi"));
    let note = "config:runners[0].kubernetes.cpu_request is no quantity; it counts as not set";
    assert!(
        answer.notes.iter().any(|own| own == note),
        "{:?}",
        answer.notes
    );
    assert!(!format!("{answer:?}").contains("glrt-"));
    assert_eq!(answer.node.by[0].1, None);

    let answer = of_values(
        "replicas: many\nrunners:\n  config: |\n    [[runners\n",
        &bare(&[("", 1)], "2", "8Gi"),
    );
    assert_eq!(answer.jobs.managers, 1);
    for part in ["replicas is no whole number", "config.toml cannot be read"] {
        assert!(
            answer.notes.iter().any(|own| own.contains(part)),
            "{part}: {:?}",
            answer.notes
        );
    }
}

#[test]
fn absurd_amounts_are_counted_without_overflow() {
    let keys = "cpu_request = \"9Ei\"\nmemory_request = \"9E\"\nhelper_memory_request = \"9E\"";
    let values = format!(
        "concurrent: 9223372036854775807\nreplicas: 9223372036854775807\n{}",
        with_keys(keys)
    );
    let mut nodes = bare(&[("", 1)], "9E", "9Ei");
    nodes.price = Some("9E".parse().unwrap());
    let answer = of_values(&values, &nodes);
    assert_eq!(answer.jobs.total, i64::MAX);
    assert!(
        answer.notes.iter().any(|note| note.contains("only 200 of")),
        "{:?}",
        answer.notes
    );
}
