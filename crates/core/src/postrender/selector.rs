//! A workload's own label selector: copied as it is written, and read strictly for `placement`, which evaluates it.
//! Refuses a selector that Go would not read as text, and one that would not find the workload's own pods.
use evenkeel_yaml::{Kind, Node, Scalar, Value};

use super::report::Reason;
use super::workload::{PodTemplate, Workload};
use crate::placement::{Labels, Operator, Requirement, Selector};

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
                Some(_) if is_plain => {
                    let requirements = Some(equalities(selector.merged())?);
                    finds(&Selector { requirements }, &labels)?
                }
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
    finds(&read(selector)?, labels)
}

/// A `LabelSelector`, as strictly as Kubernetes reads it.
///
/// # Errors
/// A selector of another shape, as a reason to skip.
pub(super) fn read(selector: Node<'_>) -> Result<Selector, Reason> {
    if selector.resolved().kind() != Kind::Mapping {
        return Err(malformed());
    }
    for (key, _) in selector.merged() {
        if !matches!(key.text(), Some("matchLabels" | "matchExpressions")) {
            return Err(malformed());
        }
    }
    let labels = selector.get("matchLabels");
    let expressions = selector.get("matchExpressions");
    let mut requirements = equalities(labels.map_or_else(Vec::new, Node::merged))?;
    for expression in expressions.map_or_else(Vec::new, Node::items) {
        requirements.push(requirement(expression)?);
    }
    Ok(Selector {
        requirements: Some(requirements),
    })
}

/// Whether a selector finds pods with these labels. Only those that it asks for have to be text.
///
/// # Errors
/// A label that is none, as a reason to skip.
pub(super) fn finds(selector: &Selector, labels: &[(Node<'_>, Node<'_>)]) -> Result<bool, Reason> {
    let mut found = Labels::new();
    for Requirement { key, .. } in selector.requirements.iter().flatten() {
        if let Some(value) = label(labels, key)? {
            found.insert(key.clone(), value);
        }
    }
    Ok(selector.matches(&found))
}

fn equalities(pairs: Vec<(Node<'_>, Node<'_>)>) -> Result<Vec<Requirement>, Reason> {
    let equality = |(key, value)| Ok(Requirement::equals(&label_text(key)?, &label_text(value)?));
    pairs.into_iter().map(equality).collect()
}

/// One of `matchExpressions`, which takes four operators of a node's six.
fn requirement(expression: Node<'_>) -> Result<Requirement, Reason> {
    let values = expression.get("values").map_or_else(Vec::new, Node::items);
    let operator = expression.get("operator").and_then(Node::text);
    let operator = operator.and_then(Operator::named).ok_or_else(malformed)?;
    if matches!(operator, Operator::Gt | Operator::Lt) {
        return Err(malformed());
    }
    Ok(Requirement {
        key: label_text(expression.get("key").ok_or_else(malformed)?)?,
        operator,
        values: values
            .into_iter()
            .map(label_text)
            .collect::<Result<_, _>>()?,
    })
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
