//! What stands above the runners: in the chart these are values, for each manager.

use super::draft::Draft;
use super::{Leaf, Line, losses};
use evenkeel_yaml::Value;

/// Keys with the value of the chart that is the same.
/// Source: templates of chart 0.86.0, configmap.yaml.
const SAME: &[(&str, &str)] = &[
    ("concurrent", "values:concurrent"),
    ("check_interval", "values:checkInterval"),
    ("log_level", "values:logLevel"),
    ("log_format", "values:logFormat"),
    ("shutdown_timeout", "values:shutdown_timeout"),
    ("sentry_dsn", "values:sentryDsn"),
    ("connection_max_age", "values:connectionMaxAge"),
    (
        "session_server.session_timeout",
        "values:sessionServer.timeout",
    ),
];

pub(super) fn take(drafts: &mut [Draft], leaf: &Leaf<'_>) -> Line {
    let path = leaf.path.to_string();
    if let Some((_, to)) = SAME.iter().find(|(key, _)| *key == path) {
        for draft in drafts.iter_mut() {
            draft.value(to, leaf.value());
        }
        let text = match path.as_str() {
            "concurrent" if drafts.len() > 1 => {
                "each release has a manager of its own, and this cap for itself; before, all runners shared it"
            }
            "concurrent" => "the cap of each manager: times values:replicas for all",
            "session_server.session_timeout" => "counts once values:sessionServer.enabled is true",
            _ => "",
        };
        return leaf.moved(&[*to], text);
    }
    if path == "listen_address" {
        return metrics(drafts, leaf);
    }
    if let Some(line) = losses::of(leaf, &path) {
        return line;
    }
    let text = format!("{path} = {}", leaf.shown);
    for draft in drafts {
        draft.comment(text.clone());
    }
    leaf.says(
        super::Part::KeptVerbatim,
        "no key of any runner; kept as a comment at the end of the values",
    )
}

fn metrics(drafts: &mut [Draft], leaf: &Leaf<'_>) -> Line {
    let address = leaf.text().unwrap_or_default();
    let port = address
        .rsplit(':')
        .next()
        .and_then(|port| port.parse::<u16>().ok());
    let Some(port) = port else {
        return leaf.lost(
            "the address has no port",
            "values:metrics.enabled switches metrics on, values:metrics.port names the port",
        );
    };
    let mut to = vec!["values:metrics.enabled"];
    for draft in drafts.iter_mut() {
        draft.value("values:metrics.enabled", Value::Bool(true));
        if port != 9252 {
            draft.value("values:metrics.port", Value::from(i64::from(port)));
        }
    }
    if port != 9252 {
        to.push("values:metrics.port");
    }
    leaf.moved(&to, "the chart listens on every address of the pod")
}
