//! Nodes that are ready and have no machine behind them, and where the scheduler puts pods.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::ControlPlane;
use crate::program::run_with_input;

const ZONE: &str = "topology.kubernetes.io/zone";
/// A layout's name for nodes without the label of a zone.
pub const NO_ZONE: &str = "none";

impl ControlPlane {
    /// Adds `count` nodes to each zone of `layout`; nodes of the zone [`NO_ZONE`] have no such label.
    #[track_caller]
    pub fn add_nodes(&self, layout: &[(&str, usize)]) {
        for (zone, count) in layout {
            for index in 0..*count {
                self.add_node(zone, &format!("{zone}-{index}"));
            }
        }
    }

    #[track_caller]
    fn add_node(&self, zone: &str, name: &str) {
        let mut labels = json!({
            "kubernetes.io/hostname": name,
            "kubernetes.io/os": "linux",
            "kubernetes.io/arch": "amd64",
        });
        if zone != NO_ZONE {
            labels[ZONE] = zone.into();
            labels["topology.kubernetes.io/region"] = "region".into();
        }
        let node = json!({
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {"name": name, "labels": labels},
        });
        let room =
            json!({"cpu": "8", "memory": "32Gi", "pods": "110", "ephemeral-storage": "50Gi"});
        let status = json!({"status": {
            "capacity": room,
            "allocatable": room,
            "conditions": [{"type": "Ready", "status": "True", "reason": "Test", "message": ""}],
        }});
        run_with_input(
            self.kubectl().args(["create", "--filename", "-"]),
            node.to_string().as_bytes(),
        )
        .succeeded();
        // A new node is tainted until its machine has reported, and none ever will.
        for (subresource, patch) in [
            (&["--subresource", "status"][..], status),
            (&[][..], json!({"spec": {"taints": null}})),
        ] {
            let mut kubectl = self.kubectl();
            kubectl
                .args(["patch", "node", name, "--type", "merge"])
                .args(subresource)
                .args(["--patch", &patch.to_string()]);
            crate::program::run(&mut kubectl).succeeded();
        }
    }

    /// How many of the `expected` pods of `namespace` with the labels `selector` the scheduler put on each node, once it
    /// has put all of them somewhere. Nodes without any are there too.
    #[track_caller]
    pub fn placement(
        &self,
        namespace: &str,
        selector: &str,
        expected: usize,
    ) -> BTreeMap<String, usize> {
        let placed = self.wait_for(&format!("{expected} pods on nodes"), |plane| {
            let pods = plane.list("pods", namespace, selector);
            let nodes: Vec<_> = pods
                .iter()
                .filter_map(|pod| pod["spec"]["nodeName"].as_str().map(str::to_owned))
                .collect();
            (nodes.len() == expected).then_some(nodes)
        });
        let mut counts: BTreeMap<String, usize> = self
            .list("nodes", "", "")
            .iter()
            .map(|node| (text(&node["metadata"]["name"]), 0))
            .collect();
        for node in placed {
            *counts.get_mut(&node).unwrap() += 1;
        }
        counts
    }
}

/// The pods of a placement by zone: a node's name is its zone's with a number behind it.
pub fn by_zone(placement: &BTreeMap<String, usize>) -> BTreeMap<String, usize> {
    let mut zones = BTreeMap::new();
    for (node, pods) in placement {
        let (zone, _) = node.rsplit_once('-').unwrap();
        *zones.entry(zone.to_owned()).or_default() += pods;
    }
    zones
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
