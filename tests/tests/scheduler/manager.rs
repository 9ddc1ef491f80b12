//! The manager as it is read from values, beside the Deployment that Helm renders of them: one after the other the pods
//! get the same verdicts from both schedulers.

use std::fs;

use evenkeel_core::capacity::{Machine, NodePool};
use evenkeel_core::placement::{decide, manager, start};
use evenkeel_core::workspace::Workspace;
use evenkeel_tests::{Helm, folder, run};
use serde::Deserialize as _;
use serde_json::{Value, json};

use crate::placement::spoken;
use crate::{answers, as_json};

const RELEASE: &str = "gitlab-runner";

/// Values that say everything the managers' place depends on, in several ways.
const VALUES: [&str; 4] = [
    "replicas: 4\nresources: {requests: {cpu: 300m}, limits: {memory: 256Mi}}\n",
    "replicas: 4
podLabels: {team: ci}
topologySpreadConstraints:
- {maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule, minDomains: 2, nodeTaintsPolicy: Honor, matchLabelKeys: [pod-template-hash], labelSelector: {matchLabels: {team: ci}}}
- {maxSkew: 2, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway, nodeAffinityPolicy: Ignore, labelSelector: {matchExpressions: [{key: app, operator: In, values: [gitlab-runner]}]}}
",
    "replicas: 3
nodeSelector: {pool: ci}
tolerations: [{key: spot, operator: Exists, effect: NoSchedule}]
affinity:
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms: [{matchExpressions: [{key: topology.kubernetes.io/zone, operator: NotIn, values: [c]}]}]
    preferredDuringSchedulingIgnoredDuringExecution:
    - {weight: 30, preference: {matchExpressions: [{key: topology.kubernetes.io/zone, operator: In, values: [b]}]}}
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
    - {weight: 100, podAffinityTerm: {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: gitlab-runner}}}}
",
    "replicas: 3
resources: {requests: {cpu: 1200m, memory: 1Gi}}
extraContainers: [{name: proxy, image: proxy, resources: {limits: {cpu: 100m, memory: 64Mi}}}]
affinity:
  podAntiAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
    - {topologyKey: topology.kubernetes.io/zone, labelSelector: {matchLabels: {release: gitlab-runner}}}
",
];

#[test]
fn the_manager_is_placed_as_what_the_chart_renders() {
    let article = fs::read_to_string(folder().join("cases/article/values/gitlab.yaml")).unwrap();
    let mut compared = 0;
    for values in VALUES.into_iter().chain([article.as_str()]) {
        compared += compare(values);
    }
    assert!(compared >= 60, "only {compared} verdicts were compared");
}

/// Places all managers of some values, and compares what is said about every node on the way.
fn compare(values: &str) -> usize {
    let mut template = template(values);
    template["metadata"]["labels"]["pod-template-hash"] = json!("1");
    let selector = json!({"matchLabels": {"app": RELEASE, "pod-template-hash": "1"}});
    let set =
        json!({"metadata": {"name": "set", "namespace": "demo"}, "spec": {"selector": selector}});

    let helmfile = format!(
        "releases:\n- name: {RELEASE}\n  namespace: demo\n  chart: gitlab/gitlab-runner\n  version: 0.86.0\n  values: [values.yaml]\n"
    );
    let (workspace, _) = Workspace::open([
        ("helmfile.yaml", helmfile.as_str()),
        ("values.yaml", values),
    ]);
    let manager = manager(&workspace, 0).unwrap();
    let machine = Machine {
        cpu: "2".parse().unwrap(),
        memory: "8Gi".parse().unwrap(),
        storage: Some("50Gi".parse().unwrap()),
    };
    let zones = ["a", "b", "c"].map(|zone| (Some(zone.to_owned()), 2));
    let mut pool = NodePool::new(zones.to_vec(), machine);
    pool.labels.insert("pool".to_owned(), "ci".to_owned());
    let mut cluster = pool.cluster();
    let nodes: Vec<Value> = cluster.nodes.iter().map(as_json::node).collect();
    let mut placed: Vec<Value> = Vec::new();
    let mut compared = 0;
    for own in start(&manager, &cluster).cluster.pods {
        let mut pod = template.clone();
        pod["metadata"]["name"] = json!(own.pod.name);
        let asked = json!({"nodes": nodes, "pods": placed, "replicaSets": [set], "pod": pod});
        let answer = answers("schedule", asked.to_string().as_bytes()).remove(0);
        let decision = decide(&cluster, &own.pod);
        for (node, verdict) in cluster.nodes.iter().zip(&decision.verdicts) {
            assert_eq!(
                spoken(verdict).0,
                answer[&node.name],
                "{}: {values}",
                node.name
            );
            compared += 1;
        }
        assert_eq!(decision.node, Some(own.node));
        pod["spec"]["nodeName"] = json!(cluster.nodes[own.node].name);
        placed.push(pod);
        cluster.place(own.pod, own.node);
    }
    compared
}

/// The pod of the Deployment that Helm renders, with what the API server adds to a pod.
fn template(values: &str) -> Value {
    let folder_of_values = tempfile::tempdir().unwrap();
    let file = folder_of_values.path().join("values.yaml");
    fs::write(&file, values).unwrap();
    let [(_, helm), _] = Helm::both();
    let mut command = helm.command();
    command
        .args(["template", RELEASE, "--namespace", "demo", "--values"])
        .arg(&file)
        .arg(folder().join("charts/gitlab-runner"));
    let ended = run(&mut command).succeeded();
    let documents = serde_yaml::Deserializer::from_str(ended.text());
    let objects = documents.map(|document| Value::deserialize(document).unwrap());
    let deployment = objects
        .into_iter()
        .find(|object| object["kind"] == "Deployment")
        .unwrap();
    let mut pod = deployment["spec"]["template"].clone();
    pod["metadata"]["namespace"] = json!("demo");
    pod["metadata"]["ownerReferences"] = json!([{
        "apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "set", "uid": "1", "controller": true,
    }]);
    for container in pod["spec"]["containers"].as_array_mut().unwrap() {
        let limits = container["resources"]["limits"]
            .as_object()
            .cloned()
            .unwrap_or_default();
        for (name, amount) in limits {
            if container["resources"]["requests"].get(&name).is_none() {
                container["resources"]["requests"][name] = amount;
            }
        }
    }
    pod
}
