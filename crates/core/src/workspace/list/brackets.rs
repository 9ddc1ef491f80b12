//! A list in brackets that becomes another: only the items that differ are written, in as many steps as there are.

use super::{holds, with_moved};
use crate::elements::{Slot, difference, matched};
use evenkeel_yaml::{Anchors, Change, EditSet, Node, Route, Tree, Value, apply_to};

/// The edits that make these values of a list; none when no item of it would stay.
pub(super) fn rewritten(
    tree: &Tree,
    at: &Route,
    items: &[Node<'_>],
    values: &[Value],
) -> Option<EditSet> {
    let is_same = |old: usize, new: usize| match (items.get(old), values.get(new)) {
        (Some(item), Some(value)) => holds(*item, value),
        _ => false,
    };
    let slots = matched(items.len(), values.len(), is_same, |_, _| false);
    let is_kept = |slot: &Slot| matches!(slot, Slot::Kept(_));
    if !slots.iter().any(is_kept) {
        return None;
    }
    let replaced = slots.iter().zip(values).filter_map(|(slot, value)| {
        let Slot::Changed(number) = *slot else {
            return None;
        };
        let (at, value) = (at.index(number), value.clone());
        Some(Change::Replace { at, value })
    });
    let mut now = changed(tree, &replaced.collect::<Vec<_>>())?;

    let stays = |number: &usize| slots.iter().any(|slot| slot.old() == Some(*number));
    let (mut order, gone): (Vec<_>, Vec<_>) = (0..items.len()).partition(stays);
    for number in gone.into_iter().rev() {
        let at = at.index(number);
        now = changed(&now, &[Change::Remove { at }])?;
    }
    for (place, (slot, value)) in slots.iter().zip(values).enumerate() {
        let from = slot
            .old()
            .and_then(|number| order.iter().position(|own| *own == number));
        let from = if let Some(from) = from {
            from
        } else {
            let (at, value) = (at.clone(), value.clone());
            now = changed(&now, &[Change::Append { at, value }])?;
            // No number of an old one.
            order.push(items.len());
            order.len() - 1
        };
        if from != place {
            let edits = with_moved(&now, at, from, place).ok()?;
            now = Tree::parse(edits.apply(now.source())).ok()?;
            let own = order.remove(from);
            order.insert(place, own);
        }
    }
    if now.source() == tree.source() {
        return EditSet::new(Vec::new()).ok();
    }
    EditSet::new(vec![difference(tree.source(), now.source())]).ok()
}

fn changed(tree: &Tree, changes: &[Change]) -> Option<Tree> {
    Tree::parse(apply_to(tree, changes, Anchors::Refuse).ok()?.text).ok()
}
