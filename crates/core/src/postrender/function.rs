//! The same engine as a KRM function, for kustomize and kpt: a `ResourceList` in, the same list out with what the policy
//! adds to its items. The function's configuration is a policy, or a `ConfigMap` with one under `policy`.
//! Every byte that is not added stays, as it does in a stream.
use evenkeel_yaml::{Change, Kind, Node, Route, Tree, Value, apply};

use super::engine::post_render;
use super::policy::{Policy, PolicySources};
use super::report::{Action, Decision};
use super::settings::Settings;
use super::workload::text_at;
use super::{Error, PolicyError};

/// Why a list is not answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FunctionError {
    /// The input is something else.
    #[error("standard input is no KRM ResourceList: {0}")]
    NoList(String),
    /// The policy is not taken.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The items are not post-rendered.
    #[error(transparent)]
    Render(#[from] Error),
}

/// The list with what the policy adds, and with a result for each decision that is more than a skip.
///
/// `file` and `sets` are a policy and changes of it from the command line; both are stronger than the list's own
/// `functionConfig`.
///
/// # Errors
/// Input that is no `ResourceList`, a policy that is not taken, and what [`post_render`] refuses.
pub fn resource_list(
    input: &[u8],
    file: Option<(&str, &str)>,
    sets: &[String],
    settings: Settings,
) -> Result<String, FunctionError> {
    let refuse = |why: &dyn std::fmt::Display| FunctionError::NoList(why.to_string());
    let text = std::str::from_utf8(input).map_err(|error| refuse(&error))?;
    let tree = Tree::parse(text).map_err(|error| refuse(&error))?;
    let root = tree.root().ok_or_else(|| refuse(&"it is empty"))?;
    if text_at(root, "kind") != Some("ResourceList") {
        return Err(refuse(&"its kind is another"));
    }
    let configured = root
        .get("functionConfig")
        .and_then(|node| configuration(text, node));
    let policy = Policy::resolve(&PolicySources {
        file,
        plugin_config: configured.as_deref(),
        sets,
    })?;
    let rendered = post_render(input, &policy, settings)?;
    let output = rendered.manifests().into_owned();
    let results: Vec<Value> = rendered
        .report
        .decisions
        .iter()
        .filter_map(result)
        .collect();
    Ok(with_results(output, results))
}

/// The policy in a function's configuration.
fn configuration(text: &str, node: Node<'_>) -> Option<String> {
    if text_at(node, "kind") == Some("ConfigMap") {
        return node.get("data")?.get("policy")?.text().map(str::to_owned);
    }
    // Cut out of its surroundings the first line has lost its indentation, the others have not.
    let before = text.get(..node.start())?;
    let column = before.rsplit('\n').next().unwrap_or_default().len();
    (!node.is_null()).then(|| format!("{}{}", " ".repeat(column), node.token()))
}

/// A result as the KRM functions specification has it.
fn result(decision: &Decision) -> Option<Value> {
    if decision.action == Action::Skipped && decision.reason.code != "not-editable" {
        return None;
    }
    let severity = match decision.action {
        Action::Skipped => "warning",
        _ => "info",
    };
    let mut entries = vec![
        ("message", Value::from(decision.to_string())),
        ("severity", Value::from(severity)),
    ];
    if let Some(object) = &decision.object {
        let mut reference = vec![
            ("apiVersion", Value::from(object.api_version.as_str())),
            ("kind", Value::from(object.kind.as_str())),
            ("name", Value::from(object.name.as_str())),
        ];
        if let Some(namespace) = &object.namespace {
            reference.push(("namespace", Value::from(namespace.as_str())));
        }
        entries.push(("resourceRef", Value::map(reference)));
    }
    Some(Value::map(entries))
}

/// The list with results behind those it has; without them where there is no place for them.
fn with_results(text: String, results: Vec<Value>) -> String {
    if results.is_empty() {
        return text;
    }
    let at = Route::root().key("results");
    let has_some = Tree::parse(text.as_str()).is_ok_and(|tree| {
        let found = tree.root().and_then(|root| root.get("results"));
        found.is_some_and(|found| found.kind() == Kind::Sequence)
    });
    let changes: Vec<Change> = if has_some {
        let append = |value| Change::Append {
            at: at.clone(),
            value,
        };
        results.into_iter().map(append).collect()
    } else {
        vec![Change::insert(
            Route::root(),
            "results",
            Value::Seq(results),
        )]
    };
    apply(&text, &changes).map_or(text, |applied| applied.text)
}
