//! What every place of a release holds that a field can be for.

use super::field::shown;
use evenkeel_core::keys::{Address, Key, Place, Resolved, Segment, Type};
use evenkeel_core::workspace::{Held, Workspace};
use evenkeel_protocol::{Entry, Value};
use std::collections::BTreeMap;

/// The name of an address on the page. The runner of a `config.toml` is the one that is shown, whatever its number.
pub(crate) fn at(address: &Address) -> String {
    canonical(address.clone()).to_string()
}

/// What every key with a field holds that has something, be it a value of its own or what is below it.
pub(super) fn values(workspace: &Workspace, release: usize) -> Vec<Value> {
    let mut places = BTreeMap::new();
    for leaf in workspace.leaves(release) {
        let mut address = canonical(leaf.address);
        loop {
            let key = key_of(&address).filter(|key| key.has_field());
            if let Some(key) = key {
                places.insert(address.clone(), key);
            }
            // Above a key's one place is no other field.
            let is_all = key.is_some() && has_one_place(&address);
            if is_all || address.segments.pop().is_none() {
                break;
            }
        }
    }
    let place = |(address, key)| value(workspace, release, &address, key);
    places.into_iter().filter_map(place).collect()
}

/// Whether an address is not in an element of a list that may have others.
fn has_one_place(address: &Address) -> bool {
    let is_index = |segment: &Segment| matches!(segment, Segment::Index(_));
    !address.segments.iter().any(is_index)
}

fn value(workspace: &Workspace, release: usize, address: &Address, key: &Key) -> Option<Value> {
    let reading = workspace.read(release, address)?;
    let is_map = matches!(key.ty, Type::Map(_)) && !key.has_children();
    Some(Value {
        at: address.to_string(),
        key: has_one_place(address).then_some(usize::from(key.id)),
        file: reading.at.file,
        line: reading.at.line,
        count: match &reading.held {
            Held::List(items) => items.len(),
            _ => 0,
        },
        entries: match &reading.held {
            Held::Map(entries) if is_map => {
                let entry = |(name, held)| entry(workspace, release, address, name, held);
                entries
                    .iter()
                    .map(|(name, held)| entry((name, held)))
                    .collect()
            }
            _ => Vec::new(),
        },
        text: shown(&reading),
    })
}

fn entry(workspace: &Workspace, release: usize, map: &Address, name: &str, held: &Held) -> Entry {
    let mut address = map.clone();
    address.segments.push(Segment::Key(name.to_owned()));
    // What has its text in itself need not be looked for among all the others.
    let text = held.as_scalar_text().map(str::to_owned);
    let text = text.or_else(|| Some(shown(&workspace.read(release, &address)?)));
    Entry {
        name: name.to_owned(),
        at: address.to_string(),
        text: text.unwrap_or_default(),
    }
}

/// The key whose place an address is: not one that only leads there.
fn key_of(address: &Address) -> Option<&'static Key> {
    match address.resolve() {
        Resolved::Row(key) => Some(key),
        _ => None,
    }
}

fn canonical(mut address: Address) -> Address {
    if address.place != Place::Values
        && let Some(first @ Segment::Index(_)) = address.segments.get_mut(1)
    {
        *first = Segment::Element;
    }
    address
}
