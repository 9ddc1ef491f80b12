//! Rules about the manager pods, and what several rules want to know about them.

pub(super) mod cpu_limit_high;
pub(super) mod debug_log;
pub(super) mod grace_short;
pub(super) mod hpa_old_metrics;
pub(super) mod hpa_on_cpu;
pub(super) mod hpa_replicas;
pub(super) mod lifecycle_unregister;
pub(super) mod liveness_cuts_jobs;
pub(super) mod liveness_too_fast;
pub(super) mod memory_limit_thin;
pub(super) mod monitor_without_metrics;
pub(super) mod no_jobs;
pub(super) mod pull_policy_default;
pub(super) mod recreate_waits;
pub(super) mod rollout_stuck;
pub(super) mod security_context_level;
pub(super) mod session_server_hpa;
pub(super) mod session_server_replicas;
pub(super) mod total_jobs;

use super::Context;
use crate::keys::{Address, Place, Segment};
use crate::workspace::Held;

/// A variable of the manager's container.
pub(super) struct Variable {
    pub(super) name: String,
    /// Its value, when it is plain.
    pub(super) value: Option<String>,
    /// The address of the whole entry.
    pub(super) at: String,
    /// The address of its value.
    pub(super) value_at: String,
}

/// The variables of `envVars` and `extraEnv`.
pub(super) fn environment(context: &Context<'_>) -> Vec<Variable> {
    let mut variables = Vec::new();
    for (index, entry) in context.list("values:envVars").into_iter().enumerate() {
        let Held::Map(entries) = entry else { continue };
        let field = |name: &str| {
            entries
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value)
        };
        let Some(name) = field("name").and_then(Held::as_str) else {
            continue;
        };
        let at = format!("values:envVars[{index}]");
        variables.push(Variable {
            name: name.to_owned(),
            value: field("value").and_then(plain),
            value_at: format!("{at}.value"),
            at,
        });
    }
    if let Some(Held::Map(entries)) = context.held("values:extraEnv") {
        for (name, value) in entries {
            let at = Address {
                place: Place::Values,
                segments: vec![
                    Segment::Key("extraEnv".to_owned()),
                    Segment::Key(name.clone()),
                ],
            };
            variables.push(Variable {
                value: plain(&value),
                at: at.to_string(),
                value_at: at.to_string(),
                name,
            });
        }
    }
    variables
}

fn plain(held: &Held) -> Option<String> {
    match held {
        Held::Bool(value) => Some(value.to_string()),
        held => held.as_scalar_text().map(str::to_owned),
    }
}
