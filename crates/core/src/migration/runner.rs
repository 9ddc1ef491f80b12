//! What stands below `[[runners]]`: the same keys at the same places, and what the chart does by itself.

use super::draft::Draft;
use super::{Leaf, Line, Part, docker, losses};
use crate::keys::{self, Place, Resolved, Segment, Status};
use evenkeel_yaml::{Route, Step, Value};

pub(super) fn take(draft: &mut Draft, leaf: &Leaf<'_>) -> Line {
    let path = below(leaf);
    let name = path.to_string();
    if let Some(line) = by_chart(draft, leaf, &name) {
        return line;
    }
    if let Some(line) = cache(draft, leaf, &name) {
        return line;
    }
    if leaf.is_secret() {
        return leaf.lost(
            "a secret in clear, which values would carry to everybody who reads them",
            "a masked CI/CD variable in GitLab, or a Secret that the job pods mount",
        );
    }
    let known = known(leaf);
    if let [Step::Key(table), rest @ ..] = path.0.as_slice()
        && table == "docker"
        && known.is_some()
        && let Some(line) = docker::take(draft, leaf, &Route(rest.to_vec()))
    {
        return line;
    }
    match known {
        Some(key) if key.status == Status::Current => {
            let to = draft.copy(&path, leaf.value());
            leaf.moved(&[&to], "")
        }
        Some(key) if key.status == Status::Managed => {
            leaf.moved(&[], "the manager writes it itself when it registers")
        }
        Some(key) => match key
            .replaced_by()
            .and_then(|new| new.strip_prefix("config:runners."))
        {
            Some(new) => {
                draft.key(new, leaf.value());
                leaf.moved(
                    &[&format!("config:runners.{new}")],
                    "the old name is no longer read",
                )
            }
            None => losses::of(leaf, &name)
                .unwrap_or_else(|| leaf.lost("the Kubernetes executor does not read it", "")),
        },
        None => unknown(draft, leaf, &path, &name),
    }
}

/// The way below the runner, as the table of keys spells it.
fn below(leaf: &Leaf<'_>) -> Route {
    Route(leaf.path.0.iter().skip(2).cloned().collect())
}

/// The row of the table that a leaf is, or is inside of.
fn known(leaf: &Leaf<'_>) -> Option<&'static keys::Key> {
    let segments: Vec<Segment> = leaf.path.0.iter().map(Segment::from).collect();
    match keys::resolve(Place::Config, &segments) {
        Resolved::Row(key) | Resolved::Inside { key, .. } => Some(key),
        _ => None,
    }
}

/// What the chart does by a value of its own.
fn by_chart(draft: &mut Draft, leaf: &Leaf<'_>, name: &str) -> Option<Line> {
    Some(match name {
        "name" => {
            draft.value("values:runners.name", leaf.value());
            leaf.moved(&["values:runners.name"], "")
        }
        "url" => {
            draft.value("values:gitlabUrl", leaf.value());
            leaf.moved(&["values:gitlabUrl"], "")
        }
        "token" => {
            let secret = format!("{}-token", draft.release);
            draft.value("values:runners.secret", Value::from(secret.as_str()));
            let text = format!(
                "kubectl create secret generic {secret} --from-literal=runner-token=TOKEN --from-literal=runner-registration-token=, in the release's namespace; the runner stays the same one in GitLab"
            );
            leaf.moved(&["values:runners.secret"], &text)
        }
        "executor" => executor(draft, leaf),
        "tls-ca-file" => {
            let host = if draft.host.is_empty() {
                "HOST"
            } else {
                &draft.host
            };
            let instead = format!(
                "kubectl create secret generic gitlab-ca --from-file={host}.crt=FILE, and values:certsSecretName=gitlab-ca"
            );
            leaf.lost("it is a file of the old host", &instead)
        }
        _ => return None,
    })
}

fn executor(draft: &mut Draft, leaf: &Leaf<'_>) -> Line {
    let text = match draft.executor.as_str() {
        "kubernetes" => "the chart's default",
        "docker-windows" => {
            draft.key(
                "kubernetes.node_selector.\"kubernetes.io/os\"",
                Value::from("windows"),
            );
            let to = "config:runners.kubernetes.node_selector.\"kubernetes.io/os\"";
            return leaf.moved(
                &[to],
                "the chart's default is kubernetes; job pods need Windows nodes, and the manager itself a Linux node",
            );
        }
        "docker" | "docker+machine" | "docker-autoscaler" => {
            "the chart's default is kubernetes: each job gets a pod"
        }
        "custom" | "parallels" | "virtualbox" | "ssh" | "instance" => {
            "the chart's default is kubernetes: each job gets a pod, of an image that has what the host had; jobs that cannot should keep the old runner"
        }
        _ => {
            "the chart's default is kubernetes: each job gets a pod, of the image that it or config:runners.kubernetes.image names; tools of the host are not in it, and nothing stays behind on a disk"
        }
    };
    leaf.moved(&[], text)
}

/// Keys of the cache that are secrets, the key of the chart's Secret, and where they are.
/// Source: templates of chart 0.86.0, _cache.tpl.
const CACHE_SECRETS: &[(&str, &str)] = &[
    ("cache.AccessKey", "accesskey"),
    ("cache.SecretKey", "secretkey"),
    ("cache.s3.AccessKey", "accesskey"),
    ("cache.s3.SecretKey", "secretkey"),
    ("cache.gcs.AccessID", "gcs-access-id"),
    ("cache.gcs.PrivateKey", "gcs-private-key"),
    (
        "cache.gcs.CredentialsFile",
        "gcs-application-credentials-file",
    ),
    ("cache.azure.AccountKey", "azure-account-key"),
];

fn cache(draft: &mut Draft, leaf: &Leaf<'_>, name: &str) -> Option<Line> {
    if name.eq_ignore_ascii_case("cache.s3.AuthenticationType")
        && leaf.text().as_deref() == Some("iam")
    {
        draft.key("cache.s3.AuthenticationType", leaf.value());
        return Some(leaf.moved(
            &["config:runners.cache.s3.AuthenticationType"],
            "the role must be the manager's: annotations of values:serviceAccount, no longer the old host's",
        ));
    }
    let (_, key) = CACHE_SECRETS
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    let secret = draft.cache_secret();
    draft.value(
        "values:runners.cache.secretName",
        Value::from(secret.as_str()),
    );
    let source = if *key == "gcs-application-credentials-file" {
        "file"
    } else {
        "literal"
    };
    let also = match *key {
        "azure-account-key" => ", beside --from-literal=azure-account-name=NAME",
        _ => "",
    };
    let text = format!(
        "in the Secret {secret}: kubectl create secret generic … --from-{source}={key}=…{also}"
    );
    Some(leaf.moved(&["values:runners.cache.secretName"], &text))
}

fn unknown(draft: &mut Draft, leaf: &Leaf<'_>, path: &Route, name: &str) -> Line {
    const EXECUTORS: [&str; 8] = [
        "docker",
        "machine",
        "ssh",
        "virtualbox",
        "parallels",
        "custom",
        "instance",
        "autoscaler",
    ];
    let is_of_executor =
        matches!(path.0.first(), Some(Step::Key(first)) if EXECUTORS.contains(&first.as_str()));
    let is_table = path.0.iter().any(|step| matches!(step, Step::Index(_)));
    if is_of_executor || is_table {
        draft.comment(format!("{name} = {}", leaf.shown));
        return leaf.says(
            Part::KeptVerbatim,
            "no key of any runner; kept as a comment at the end of the values",
        );
    }
    draft.config.set(&path.0, leaf.value());
    let text = match name {
        "tags" | "run_untagged" | "locked" | "maximum_timeout" | "access_level" => {
            "no key of config.toml; GitLab keeps it, with the runner in its settings"
        }
        _ => "no key of any runner, and not read",
    };
    Line {
        to: vec![format!("config:runners.{name}")],
        ..leaf.says(Part::KeptVerbatim, text)
    }
}
