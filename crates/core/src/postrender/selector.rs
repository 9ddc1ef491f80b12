//! A workload's own label selector: copied as it is written, evaluated against labels as Kubernetes does.
//! Refuses a selector that Go would not read as text, and one that would not find the workload's own pods.
use evenkeel_yaml::{Kind, Node, Scalar, Value};

use super::report::Reason;
use super::workload::{PodTemplate, Workload};

/// The `labelSelector` that finds the workload's pods, without the keys that `without` names.
///
/// # Errors
/// Why there is none, as a reason to skip.
pub(super) fn own(
    workload: &Workload<'_>,
    pod: &PodTemplate<'_>,
    without: &[&str],
) -> Result<Value, Reason> {
    let labels = pod.labels();
    let shape = &workload.shape;
    let selector = shape
        .selector
        .and_then(|path| workload.at(path))
        .map(Node::resolved);
    let (chosen, expressions) = match selector {
        Some(selector) if selector.kind() == Kind::Mapping && !selector.merged().is_empty() => {
            let is_plain = shape.has_plain_selector
                && !["matchLabels", "matchExpressions"]
                    .iter()
                    .any(|key| selector.get(key).is_some());
            let is_own = match &pod.template {
                None => true,
                Some(_) if is_plain => matches_plainly(selector, &labels)?,
                Some(_) => matches(selector, &labels)?,
            };
            if !is_own {
                return Err(Reason::new(
                    "selector-mismatch",
                    "the workload's selector does not match its pod template's labels, so the constraint would count no pods",
                ));
            }
            if is_plain {
                (selector.merged(), Vec::new())
            } else {
                let below = |key| selector.get(key);
                (
                    below("matchLabels").map_or_else(Vec::new, Node::merged),
                    below("matchExpressions").map_or_else(Vec::new, Node::items),
                )
            }
        }
        Some(selector) if !selector.is_null() && selector.kind() != Kind::Mapping => {
            return Err(malformed());
        }
        _ => (labels, Vec::new()),
    };
    let mut match_labels = Vec::new();
    for (key, value) in chosen {
        let (name, _) = (label_text(key)?, label_text(value)?);
        if !without.contains(&name.as_str()) {
            match_labels.push((copied(key), copied(value)));
        }
    }
    let mut match_expressions = Vec::new();
    for expression in expressions {
        let key = expression.get("key").ok_or_else(malformed)?;
        if !without.contains(&label_text(key)?.as_str()) {
            match_expressions.push(copied_expression(expression)?);
        }
    }
    let mut selector = Vec::new();
    if !match_labels.is_empty() {
        selector.push((Value::from("matchLabels"), Value::Map(match_labels)));
    }
    if !match_expressions.is_empty() {
        selector.push((
            Value::from("matchExpressions"),
            Value::Seq(match_expressions),
        ));
    }
    if selector.is_empty() {
        return Err(Reason::new(
            "no-labels",
            "neither the workload's selector nor its pod template has labels to select by",
        ));
    }
    Ok(Value::Map(selector))
}

/// Whether a `LabelSelector` matches labels.
///
/// # Errors
/// A selector of another shape, as a reason to skip.
pub(super) fn matches(selector: Node<'_>, labels: &[(Node<'_>, Node<'_>)]) -> Result<bool, Reason> {
    for (key, _) in selector.merged() {
        if !matches!(key.text(), Some("matchLabels" | "matchExpressions")) {
            return Err(malformed());
        }
    }
    for (key, value) in selector
        .get("matchLabels")
        .map_or_else(Vec::new, Node::merged)
    {
        if label(labels, &label_text(key)?)? != Some(label_text(value)?) {
            return Ok(false);
        }
    }
    for expression in selector
        .get("matchExpressions")
        .map_or_else(Vec::new, Node::items)
    {
        let key = label_text(expression.get("key").ok_or_else(malformed)?)?;
        let values = expression.get("values").map_or_else(Vec::new, Node::items);
        let values = values
            .into_iter()
            .map(label_text)
            .collect::<Result<Vec<_>, _>>()?;
        let found = label(labels, &key)?;
        let holds = match expression.get("operator").and_then(Node::text) {
            Some("In") => found.is_some_and(|value| values.contains(&value)),
            Some("NotIn") => found.is_none_or(|value| !values.contains(&value)),
            Some("Exists") => found.is_some(),
            Some("DoesNotExist") => found.is_none(),
            _ => return Err(malformed()),
        };
        if !holds {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether each of a plain mapping's labels is among `labels`.
fn matches_plainly(selector: Node<'_>, labels: &[(Node<'_>, Node<'_>)]) -> Result<bool, Reason> {
    for (key, value) in selector.merged() {
        if label(labels, &label_text(key)?)? != Some(label_text(value)?) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn label(labels: &[(Node<'_>, Node<'_>)], key: &str) -> Result<Option<String>, Reason> {
    let found = labels
        .iter()
        .rev()
        .find(|(name, _)| name.text() == Some(key));
    found.map(|(_, value)| label_text(*value)).transpose()
}

/// The text of a label's key or value.
fn label_text(node: Node<'_>) -> Result<String, Reason> {
    match node.scalar() {
        Some(Scalar::Str(text)) => Ok(text),
        Some(other) => {
            let what = match other {
                Scalar::Null => "null",
                Scalar::Bool(_) => "true or false",
                _ => "a number",
            };
            let text = format!(
                "the label `{}` reads as {what}, not as text; Kubernetes rejects it",
                node.resolved().token()
            );
            Err(Reason::new("label-not-text", text))
        }
        None => Err(malformed()),
    }
}

fn copied(node: Node<'_>) -> Value {
    // What can't be copied token by token (an alias, several lines) is text all the same and is written as such.
    node.copy()
        .unwrap_or_else(|| Value::from(node.text().unwrap_or_default()))
}

fn copied_expression(expression: Node<'_>) -> Result<Value, Reason> {
    let mut entries = Vec::new();
    for (key, value) in expression.merged() {
        let value = match value.resolved().kind() {
            Kind::Sequence => {
                let items = value.items();
                items
                    .iter()
                    .try_for_each(|item| label_text(*item).map(|_| ()))?;
                Value::Seq(items.into_iter().map(copied).collect())
            }
            Kind::Scalar => copied(value),
            _ => return Err(malformed()),
        };
        entries.push((copied(key), value));
    }
    Ok(Value::Map(entries))
}

fn malformed() -> Reason {
    Reason::new(
        "selector-malformed",
        "the workload's selector is not one that Kubernetes takes",
    )
}
