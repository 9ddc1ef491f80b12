//! A daemon that listens elsewhere than jobs look for it.

use crate::rules::reading::{field, gather};
use crate::rules::rule::{config, explanation};
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "docker-tls-mismatch",
    title: "DOCKER_HOST and TLS do not fit",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Compares DOCKER_HOST and DOCKER_TLS_CERTDIR in the environment of jobs, and looks for the volume that shares the certificates.",
        why: "docker:dind listens on 2376 with TLS and makes certificates, unless DOCKER_TLS_CERTDIR is empty; then it listens on 2375. Jobs that use the other port, or find no certificates, end with \"Cannot connect to the Docker daemon\".",
        instead: "DOCKER_HOST=tcp://docker:2376, DOCKER_TLS_CERTDIR=/certs and an empty_dir volume at /certs/client; or port 2375 and DOCKER_TLS_CERTDIR= with nothing behind it.",
    },
    source: "GitLab's documentation of Docker builds (Docker-in-Docker with TLS in Kubernetes); docker image documentation",
    failing: config!(runner: "environment = [\"DOCKER_HOST=tcp://docker:2375\"]"),
    passing: config!(runner: "environment = [\"DOCKER_HOST=tcp://docker:2375\", \"DOCKER_TLS_CERTDIR=\"]"),
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let variables = context.job_variables();
    let hosts = variables
        .iter()
        .filter(|variable| variable.name == "DOCKER_HOST");
    gather(hosts.filter_map(|host| {
        let folder = variables
            .iter()
            .find(|other| other.runner == host.runner && other.name == "DOCKER_TLS_CERTDIR");
        let is_plain = folder.is_some_and(|folder| folder.value.is_empty());
        let sentence = if host.value.ends_with(":2375") && !is_plain {
            "The daemon listens on 2376 unless DOCKER_TLS_CERTDIR is empty."
        } else if host.value.ends_with(":2376") && is_plain {
            "The daemon listens on 2375, as DOCKER_TLS_CERTDIR is empty."
        } else if host.value.ends_with(":2376") && !has_certificates(context, host.runner) {
            "No volume at /certs brings the daemon's certificates to the job."
        } else {
            return None;
        };
        context.at_value(
            &RULE,
            &format!("{}[{}]", host.list(), host.index),
            sentence.to_owned(),
        )
    }))
}

fn has_certificates(context: &Context<'_>, runner: usize) -> bool {
    let volumes = context.list(&format!(
        "config:runners[{runner}].kubernetes.volumes.empty_dir"
    ));
    volumes.iter().any(|volume| {
        let path = field(volume, "mount_path").and_then(|held| held.as_str());
        path.is_some_and(|path| path.starts_with("/certs"))
    })
}
