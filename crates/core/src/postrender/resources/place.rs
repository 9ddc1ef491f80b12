//! Where the quantities of one container go: at the deepest mapping that is there, and all of them together.
use evenkeel_yaml::{Change, Node, Value};

use super::{Container, Side, Write};
use crate::postrender::intent::Intents;
use crate::postrender::report::{Action, Reason};

impl<'t> Container<'_, 't> {
    /// Turns what is to be written into changes at the deepest mapping that is there. Several entries for an empty
    /// mapping are one change, for two insertions there would not know of each other.
    pub(super) fn place(&self, writes: &[Write], intents: &mut Intents) {
        intents.begin_unit();
        let route = self.route.key("resources");
        let (present, writes): (Vec<&Write>, Vec<&Write>) =
            writes.iter().partition(|write| write.is_there);
        for write in present {
            let at = route.key(write.side.key()).key(write.name);
            let change = match &write.quantity {
                Some(quantity) => Change::Replace {
                    at,
                    value: Value::from(quantity.as_str()),
                },
                None => Change::Remove { at },
            };
            intents.change(change, [write.draft]);
        }
        if self.targets(&writes).iter().any(|node| node.has_merge()) {
            for write in writes {
                if let Some(draft) = intents.drafts.get_mut(write.draft) {
                    draft.action = Action::Skipped;
                    draft.reason = Reason::merge_key();
                }
            }
            return;
        }
        let mut missing = Vec::new();
        for side in [Side::Requests, Side::Limits] {
            let writes: Vec<&Write> = writes
                .iter()
                .copied()
                .filter(|write| write.side == side)
                .collect();
            let drafts: Vec<usize> = writes.iter().map(|write| write.draft).collect();
            let entries = writes.iter().filter_map(|write| {
                Some((write.name, Value::from(write.quantity.as_ref()?.as_str())))
            });
            let at = route.key(side.key());
            match (self.side(side), writes.as_slice()) {
                (_, []) => {}
                (None, _) => missing.push((side.key(), Value::map(entries), drafts)),
                (Some(node), [_, _, ..]) if node.entries().is_empty() => {
                    intents.change(
                        Change::Replace {
                            at,
                            value: Value::map(entries),
                        },
                        drafts,
                    );
                }
                (Some(_), _) => {
                    for ((name, value), draft) in entries.zip(drafts) {
                        intents.change(Change::insert(at.clone(), name, value), [draft]);
                    }
                }
            }
        }
        let resources = self.resources();
        let is_filled = resources.is_some_and(|node| !node.entries().is_empty());
        if resources.is_some() && (is_filled || missing.len() == 1) {
            for (key, value, drafts) in missing {
                intents.change(Change::insert(route.clone(), key, value), drafts);
            }
        } else if !missing.is_empty() {
            let drafts: Vec<usize> = missing
                .iter()
                .flat_map(|(_, _, drafts)| drafts.clone())
                .collect();
            let value = Value::map(missing.into_iter().map(|(key, value, _)| (key, value)));
            let change = match resources {
                Some(_) => Change::Replace { at: route, value },
                None => Change::insert(self.route.clone(), "resources", value),
            };
            intents.change(change, drafts);
        }
    }

    /// The mappings that get a new key.
    fn targets(&self, writes: &[&Write]) -> Vec<Node<'t>> {
        let target = |write: &&Write| {
            self.side(write.side)
                .filter(|node| !node.is_null())
                .or(self.resources())
                .unwrap_or(self.node)
        };
        writes.iter().map(target).collect()
    }
}
