//! `--policy-set PATH=VALUE`: one value of the policy's text replaced. Whether the result makes sense is not judged here.
use evenkeel_yaml::{Change, Kind, Node, Route, Step, Tree, Value, apply};

/// The policy's text with the assigned value; keys on the way that are not there are made, and `null` takes one away.
///
/// # Errors
/// One line: no `=`, a path or value that can't be read, or a path through something that is no mapping or list.
pub(super) fn assigned(text: &str, assignment: &str) -> Result<String, String> {
    let (path, value) = assignment
        .split_once('=')
        .ok_or("expected PATH=VALUE, e.g. rules[0].topologySpread.minReplicas=3")?;
    let route: Route = path.trim().parse().map_err(|error| format!("{error}"))?;
    if route.0.is_empty() {
        return Err("the path is empty".to_owned());
    }
    let value = Tree::parse(value).map_err(|error| format!("the value is no YAML: {error}"))?;
    let value = match value.root() {
        None => Value::Null,
        Some(node) => node.copy().ok_or(
            "the value has a tag, an anchor, an alias or text over several lines; put it into a policy file",
        )?,
    };
    let tree = Tree::parse(text).map_err(|error| error.to_string())?;
    let Some(change) = tree
        .root()
        .map_or(Ok(None), |root| change(root, &route, value))?
    else {
        return Ok(text.to_owned());
    };
    apply(text, &[change])
        .map(|applied| applied.text)
        .map_err(|refused| refused.to_string())
}

/// The change that puts `value` at `route`; none where nothing is to be taken away from nothing.
fn change(root: Node<'_>, route: &Route, value: Value) -> Result<Option<Change>, String> {
    let is_removal = reads_null(&value);
    let mut node = root;
    let mut at = Route::root();
    for (depth, step) in route.0.iter().enumerate() {
        if let Some(found) = child(node, &at, step)? {
            node = found;
            at = at.with(step.clone());
            continue;
        }
        if is_removal {
            return Ok(None);
        }
        let rest = route.0.get(depth + 1..).unwrap_or_default();
        let value = nested(value, rest, &at.with(step.clone()))?;
        return Ok(Some(match step {
            Step::Key(key) => Change::insert(at, key, value),
            Step::Index(_) => Change::Append { at, value },
        }));
    }
    let at = route.clone();
    Ok(Some(match route.0.last() {
        Some(Step::Key(_)) if is_removal => Change::Remove { at },
        _ => Change::Replace { at, value },
    }))
}

fn reads_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Token(token) => *token.reading() == evenkeel_yaml::Scalar::Null,
        _ => false,
    }
}

/// What `parent` has at `step`; none where it may be made.
fn child<'t>(parent: Node<'t>, at: &Route, step: &Step) -> Result<Option<Node<'t>>, String> {
    let kind = parent.resolved().kind();
    match step {
        Step::Key(key) if kind == Kind::Mapping || parent.is_null() => Ok(parent.get(key)),
        Step::Key(key) => Err(format!(
            "{at} is {}, not a mapping; set it whole: {at}={{{key}: VALUE}}",
            described(parent)
        )),
        Step::Index(index) if kind == Kind::Sequence || parent.is_null() => {
            let items = parent.items();
            if *index > items.len() {
                return Err(out_of_reach(at, items.len(), *index));
            }
            Ok(items.get(*index).copied())
        }
        Step::Index(_) => Err(format!("{at} is {}, not a list", described(parent))),
    }
}

/// `value` below the steps that are not there yet.
fn nested(value: Value, steps: &[Step], at: &Route) -> Result<Value, String> {
    let Some((step, rest)) = steps.split_first() else {
        return Ok(value);
    };
    let value = nested(value, rest, &at.with(step.clone()))?;
    match step {
        Step::Key(key) => Ok(Value::map([(key.as_str(), value)])),
        Step::Index(0) => Ok(Value::Seq(vec![value])),
        Step::Index(index) => Err(out_of_reach(at, 0, *index)),
    }
}

fn out_of_reach(at: &Route, count: usize, index: usize) -> String {
    format!("{at} has {count} entries, there is no [{index}]")
}

fn described(node: Node<'_>) -> String {
    match node.resolved().kind() {
        Kind::Mapping => "a mapping".to_owned(),
        Kind::Sequence => "a list".to_owned(),
        Kind::Scalar | Kind::Alias => format!("`{}`", node.text().unwrap_or_default()),
    }
}
