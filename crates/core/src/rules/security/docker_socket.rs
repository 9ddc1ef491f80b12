//! The socket of the node's container runtime in jobs.

use crate::rules::jobs::tables;
use crate::rules::reading::field;
use crate::rules::rule::{config, explanation};
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "docker-socket",
    title: "Jobs hold the socket of their node",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds host_path volumes with the socket of docker, containerd or CRI-O.",
        why: "Who has the socket is root on the node. Containers started through it are no pods: nothing limits them, and nothing removes them. Nodes with containerd have no docker.sock at all.",
        instead: "A builder without a daemon, such as BuildKit without root; or docker as a service in the job.",
    },
    source: "Kubernetes documentation (dockershim removal); GitLab's documentation of Docker builds",
    failing: config!("[[runners.kubernetes.volumes.host_path]]" "  name = \"docker\"" "  mount_path = \"/var/run/docker.sock\""),
    passing: config!("[[runners.kubernetes.volumes.empty_dir]]" "  name = \"docker\"" "  mount_path = \"/certs\""),
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in tables(context) {
        let list = format!("{table}.volumes.host_path");
        for (index, volume) in context.list(&list).iter().enumerate() {
            let name = if field(volume, "host_path").is_some() {
                "host_path"
            } else {
                "mount_path"
            };
            let path = field(volume, name)
                .and_then(|held| held.as_str())
                .unwrap_or_default();
            if ["docker.sock", "containerd.sock", "crio.sock"]
                .iter()
                .any(|socket| path.ends_with(socket))
            {
                let sentence = format!("{path} makes every job root on its node.");
                findings.extend(context.at_value(
                    &RULE,
                    &format!("{list}[{index}].{name}"),
                    sentence,
                ));
            }
        }
    }
    findings
}
