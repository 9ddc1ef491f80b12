//! `--policy-set PATH=VALUE`: one value of the policy's data replaced. Whether the result makes sense is not judged here.
use evenkeel_yaml::{Route, Step};
use serde_yaml::{Mapping, Value};

/// Puts the assigned value into `tree`; keys on the way that are not there are made.
///
/// # Errors
/// One line: no `=`, a path or value that can't be read, or a path through something that is no mapping or list.
pub(super) fn assign(tree: &mut Value, assignment: &str) -> Result<(), String> {
    let (path, value) = assignment
        .split_once('=')
        .ok_or("expected PATH=VALUE, e.g. rules[0].topologySpread.minReplicas=3")?;
    let route: Route = path.trim().parse().map_err(|error| format!("{error}"))?;
    if route.0.is_empty() {
        return Err("the path is empty".to_owned());
    }
    let value: Value =
        serde_yaml::from_str(value).map_err(|error| format!("the value is no YAML: {error}"))?;
    let mut place = tree;
    let mut walked = Route::root();
    for step in &route.0 {
        place = descend(place, step, &walked)?;
        walked = walked.with(step.clone());
    }
    *place = value;
    Ok(())
}

fn descend<'v>(parent: &'v mut Value, step: &Step, at: &Route) -> Result<&'v mut Value, String> {
    match step {
        Step::Key(key) => {
            if parent.is_null() {
                *parent = Value::Mapping(Mapping::new());
            }
            match parent {
                Value::Mapping(mapping) => Ok(mapping
                    .entry(Value::String(key.clone()))
                    .or_insert(Value::Null)),
                other => Err(format!(
                    "{at} is {}, not a mapping; set it whole: {at}={{{key}: VALUE}}",
                    described(other)
                )),
            }
        }
        Step::Index(index) => {
            if parent.is_null() {
                *parent = Value::Sequence(Vec::new());
            }
            match parent {
                Value::Sequence(items) => {
                    let count = items.len();
                    if *index == count {
                        items.push(Value::Null);
                    }
                    items
                        .get_mut(*index)
                        .ok_or_else(|| format!("{at} has {count} entries, there is no [{index}]"))
                }
                other => Err(format!("{at} is {}, not a list", described(other))),
            }
        }
    }
}

fn described(value: &Value) -> String {
    match value {
        Value::Mapping(_) => "a mapping".to_owned(),
        Value::Sequence(_) => "a list".to_owned(),
        Value::String(text) => format!("`{text}`"),
        Value::Number(number) => format!("`{number}`"),
        Value::Bool(flag) => format!("`{flag}`"),
        Value::Null => "null".to_owned(),
        Value::Tagged(_) => "a tagged value".to_owned(),
    }
}
