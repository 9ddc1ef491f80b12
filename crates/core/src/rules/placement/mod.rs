//! Rules about the spread of manager pods over nodes and zones.

pub(super) mod affinity_selector;
pub(super) mod spread_blocks;
pub(super) mod spread_duplicate;
pub(super) mod spread_label_missing;
pub(super) mod spread_refused;
pub(super) mod spread_region;
pub(super) mod spread_selector;
pub(super) mod toleration_effect;

use super::Context;
use crate::workspace::Held;

/// One topology spread constraint.
struct Constraint {
    /// Its address.
    at: String,
    fields: Vec<(String, Held)>,
}

impl Constraint {
    fn field(&self, name: &str) -> Option<&Held> {
        self.fields
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    }

    fn text(&self, name: &str) -> &str {
        self.field(name).and_then(Held::as_str).unwrap_or_default()
    }

    fn is_hard(&self) -> bool {
        self.text("whenUnsatisfiable") != "ScheduleAnyway"
    }
}

/// The constraints of the managers, in their order.
fn constraints(context: &Context<'_>) -> Vec<Constraint> {
    let items = context
        .list("values:topologySpreadConstraints")
        .into_iter()
        .enumerate();
    items
        .filter_map(|(index, item)| match item {
            Held::Map(fields) => Some(Constraint {
                at: format!("values:topologySpreadConstraints[{index}]"),
                fields,
            }),
            _ => None,
        })
        .collect()
}
