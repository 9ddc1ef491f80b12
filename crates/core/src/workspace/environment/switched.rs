//! Whether helmfile installs a release in an environment: `condition`, `installed`, and the same as templates.
//!
//! Source: helmfile 1.8, `ConditionEnabled` and `Desired`, tried with `helmfile list`.

use super::{Held, Scope, worked_out};

/// What the keys of a release say about whether it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Switch {
    /// It is installed.
    On,
    /// It is not, and which key says so.
    Off(String),
    /// helmfile stops here, and why.
    Stops(String),
    /// It depends on what the open files do not say.
    Unknown(String),
}

/// What `text` gives for `condition`, `conditionTemplate`, `installed` and `installedTemplate`, in an environment.
pub(in crate::workspace) fn switch(text: impl Fn(&str) -> Option<String>, scope: &Scope) -> Switch {
    let of_template = |key: &str| text(key).map(|text| worked_out(&text, scope));
    let condition = match of_template("conditionTemplate") {
        Some(Err(reason)) => return Switch::Unknown(reason),
        Some(Ok(text)) => Some(text),
        None => text("condition"),
    };
    if let Some(condition) = condition.filter(|condition| !condition.is_empty()) {
        let found = of_condition(&condition, scope);
        if found != Switch::On {
            return found;
        }
    }
    let installed = match of_template("installedTemplate") {
        Some(Err(reason)) => return Switch::Unknown(reason),
        Some(Ok(text)) => Some(text),
        None => text("installed"),
    };
    match installed.as_deref().map(str::trim) {
        Some("false") => Switch::Off("installed is false".to_owned()),
        _ => Switch::On,
    }
}

fn of_condition(condition: &str, scope: &Scope) -> Switch {
    let off = || Switch::Off(format!("its condition {condition} is not true"));
    match condition.to_ascii_lowercase().as_str() {
        "true" => return Switch::On,
        "false" => return off(),
        _ => {}
    }
    let keys: Vec<&str> = condition.split('.').collect();
    let Some((&"enabled", above)) = keys.split_last() else {
        return Switch::Stops(format!(
            "helmfile takes no condition {condition}; its last name must be enabled, as in runner.enabled"
        ));
    };
    let mut at = &scope.values;
    for key in above {
        at = match at.entry(key) {
            Some(found @ Held::Map(_)) => found,
            Some(Held::Template) => return unknown(condition, scope),
            None if !scope.lacks.is_empty() => return unknown(condition, scope),
            Some(_) => {
                return Switch::Stops(format!("{key} of the environment's values is no map"));
            }
            None => {
                return Switch::Stops(format!(
                    "the values of the environment {} have no {key}",
                    scope.name
                ));
            }
        };
    }
    match at.entry("enabled") {
        Some(Held::Bool(true)) => Switch::On,
        Some(Held::Template) => unknown(condition, scope),
        None if !scope.lacks.is_empty() => unknown(condition, scope),
        _ => off(),
    }
}

fn unknown(condition: &str, scope: &Scope) -> Switch {
    let because = match scope.lacks.as_slice() {
        [] => "a template decides".to_owned(),
        lacks => lacks.join(", "),
    };
    Switch::Unknown(format!("condition {condition}: {because}"))
}
