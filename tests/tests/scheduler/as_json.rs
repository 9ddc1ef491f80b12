//! Our types as the API's objects. Written for the questions here; the product reads manifests, it does not make them so.

use evenkeel_core::placement::{
    Constraint, Containers, Labels, Node, NodeTerm, Operator, Pod, PodTerm, RESOURCES, Request,
    Requirement, Selector, Wants,
};
use evenkeel_core::quantity::{Family, Quantity};
use serde_json::{Map, Value, json};

use crate::cases::Case;

pub(crate) fn case(case: &Case) -> Value {
    let nodes: Vec<Value> = case.cluster.nodes.iter().map(node).collect();
    let (own, others) = case.containers.split_last().unwrap();
    let pods: Vec<Value> = case
        .cluster
        .pods
        .iter()
        .zip(others)
        .map(|(placed, containers)| {
            let mut pod = pod(&placed.pod, containers);
            pod["spec"]["nodeName"] = json!(case.cluster.nodes[placed.node].name);
            if placed.is_terminating {
                pod["metadata"]["deletionTimestamp"] = json!("2026-01-01T00:00:00Z");
            }
            pod
        })
        .collect();
    let mut asked = pod(&case.pod, own);
    let mut sets = Vec::new();
    if let Some(selector) = &case.pod.wants.owner {
        asked["metadata"]["ownerReferences"] = json!([{
            "apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "set", "uid": "1", "controller": true,
        }]);
        let namespace = &case.pod.namespace;
        let mut set = json!({"metadata": {"name": "set", "namespace": namespace}});
        if let Some(selector) = label_selector(selector) {
            set["spec"]["selector"] = selector;
        }
        sets.push(set);
    }
    json!({"nodes": nodes, "pods": pods, "replicaSets": sets, "pod": asked})
}

pub(crate) fn node(node: &Node) -> Value {
    let taints: Vec<Value> = node
        .taints
        .iter()
        .map(|taint| json!({"key": taint.key, "value": taint.value, "effect": taint.effect.name()}))
        .collect();
    json!({
        "metadata": {"name": node.name, "labels": node.labels},
        "spec": {"taints": taints, "unschedulable": node.is_unschedulable},
        "status": {"allocatable": {
            "cpu": format!("{}m", node.allocatable.cpu_milli),
            "memory": node.allocatable.memory.to_string(),
            "ephemeral-storage": node.allocatable.ephemeral_storage.to_string(),
            "pods": node.max_pods.to_string(),
        }},
    })
}

fn pod(pod: &Pod, containers: &Containers) -> Value {
    let list = |requests: &[Request], name: &str| -> Vec<Value> {
        let numbered = requests.iter().enumerate();
        numbered
            .map(|(number, one)| {
                json!({"name": format!("{name}{number}"), "resources": {"requests": request(one)}})
            })
            .collect()
    };
    let mut spec = spec(&pod.wants);
    spec["containers"] = json!(list(&containers.running, "c"));
    spec["initContainers"] = json!(list(&containers.init, "i"));
    let overhead = request(&containers.overhead);
    if !overhead.is_empty() {
        spec["overhead"] = Value::Object(overhead);
    }
    json!({
        "metadata": {"name": pod.name, "namespace": pod.namespace, "labels": pod.labels},
        "spec": spec,
    })
}

fn request(request: &Request) -> Map<String, Value> {
    let names = ["cpu", "memory", "ephemeral-storage"];
    let amounts = RESOURCES
        .into_iter()
        .zip(names)
        .filter_map(|(resource, name)| {
            let amount = Quantity::from_nanos(request.nanos(resource)?, Family::Decimal);
            Some((name.to_owned(), json!(amount.as_str())))
        });
    amounts.collect()
}

fn spec(wants: &Wants) -> Value {
    let mut spec = json!({});
    let spread: Vec<Value> = wants.spread.iter().map(constraint).collect();
    spec["topologySpreadConstraints"] = json!(spread);
    let tolerations: Vec<Value> = wants
        .tolerations
        .iter()
        .map(|own| {
            let effect = own.effect.map_or("", |effect| effect.name());
            let operator = if own.is_any_value { "Exists" } else { "Equal" };
            json!({"key": own.key, "operator": operator, "value": own.value, "effect": effect})
        })
        .collect();
    spec["tolerations"] = json!(tolerations);
    let nodes = &wants.nodes;
    if !nodes.node_selector.is_empty() {
        spec["nodeSelector"] = labels(&nodes.node_selector);
    }
    if let Some(terms) = &nodes.required {
        let terms: Vec<Value> = terms.iter().map(term).collect();
        spec["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"] =
            json!({"nodeSelectorTerms": terms});
    }
    if !nodes.preferred.is_empty() {
        let preferred = nodes.preferred.iter();
        let preferred: Vec<Value> = preferred
            .map(|(weight, own)| json!({"weight": weight, "preference": term(own)}))
            .collect();
        spec["affinity"]["nodeAffinity"]["preferredDuringSchedulingIgnoredDuringExecution"] =
            json!(preferred);
    }
    pod_affinity(&mut spec, wants);
    spec
}

fn pod_affinity(spec: &mut Value, wants: &Wants) {
    let own = &wants.pods;
    for (name, required, preferred) in [
        ("podAffinity", &own.required, &own.preferred),
        ("podAntiAffinity", &own.anti_required, &own.anti_preferred),
    ] {
        if !required.is_empty() {
            let terms: Vec<Value> = required.iter().map(pod_term).collect();
            spec["affinity"][name]["requiredDuringSchedulingIgnoredDuringExecution"] = json!(terms);
        }
        if !preferred.is_empty() {
            let terms: Vec<Value> = preferred
                .iter()
                .map(|(weight, term)| json!({"weight": weight, "podAffinityTerm": pod_term(term)}))
                .collect();
            spec["affinity"][name]["preferredDuringSchedulingIgnoredDuringExecution"] =
                json!(terms);
        }
    }
}

fn pod_term(term: &PodTerm) -> Value {
    let mut object = json!({"topologyKey": term.topology_key, "namespaces": term.namespaces});
    if let Some(selector) = label_selector(&term.selector) {
        object["labelSelector"] = selector;
    }
    object
}

fn constraint(constraint: &Constraint) -> Value {
    let policy = |honors: bool| if honors { "Honor" } else { "Ignore" };
    let mut object = json!({
        "maxSkew": constraint.max_skew,
        "topologyKey": constraint.topology_key,
        "whenUnsatisfiable": constraint.when_unsatisfiable.name(),
        "nodeAffinityPolicy": policy(constraint.honors_affinity),
        "nodeTaintsPolicy": policy(constraint.honors_taints),
        "matchLabelKeys": constraint.match_label_keys,
    });
    if let Some(selector) = label_selector(&constraint.selector) {
        object["labelSelector"] = selector;
    }
    if let Some(domains) = constraint.min_domains {
        object["minDomains"] = json!(domains);
    }
    object
}

fn label_selector(selector: &Selector) -> Option<Value> {
    let requirements = selector.requirements.as_ref()?;
    let mut labels = Map::new();
    let mut expressions = Vec::new();
    for own in requirements {
        match (own.operator, own.values.as_slice()) {
            (Operator::In, [value]) => {
                labels.insert(own.key.clone(), json!(value));
            }
            _ => expressions.push(requirement(own)),
        }
    }
    Some(json!({"matchLabels": labels, "matchExpressions": expressions}))
}

fn term(term: &NodeTerm) -> Value {
    json!({"matchExpressions": term.iter().map(requirement).collect::<Vec<_>>()})
}

fn requirement(own: &Requirement) -> Value {
    json!({"key": own.key, "operator": own.operator.name(), "values": own.values})
}

fn labels(labels: &Labels) -> Value {
    json!(labels)
}
