//! What falls out of the table of keys for every value: unknown, of a wrong type, of another time, of another place.

pub(super) mod decimal_memory;
pub(super) mod deprecated_key;
pub(super) mod duplicate_key;
pub(super) mod key_not_in_version;
pub(super) mod missing_values_file;
pub(super) mod null_value;
pub(super) mod obsolete_key;
pub(super) mod other_executor;
pub(super) mod removed_key;
pub(super) mod suspicious_quantity;
pub(super) mod unknown_key;
pub(super) mod unreadable_file;
pub(super) mod unreadable_toml;
pub(super) mod wrong_type;

use std::collections::BTreeSet;

use super::context::remove;
use super::{Finding, FixStep, Safety};
use crate::keys::Address;
use crate::workspace::Input;

/// Moves a value: written at its new place, gone from the old one.
fn moved(from: &Address, to: Address, input: Input) -> Vec<FixStep> {
    let from = from.clone();
    vec![FixStep::Move { from, to, input }]
}

/// The finding with "remove it" as its fix.
fn removing(finding: Finding, at: &Address, safety: Safety) -> Finding {
    finding.fix("Remove", safety, remove(&at.to_string()))
}

/// Keeps the first of things that lie in the same layer below the same address.
#[derive(Default)]
struct Once(BTreeSet<(Option<usize>, Address)>);

impl Once {
    fn is_new(&mut self, layer: Option<usize>, at: &Address) -> bool {
        self.0.insert((layer, at.clone()))
    }
}
