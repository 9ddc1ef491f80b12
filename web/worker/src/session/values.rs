//! What every place of a release holds that a field can be for.

use super::field::shown;
use evenkeel_core::keys::{Address, Key, Place, Segment, Type};
use evenkeel_core::workspace::{Held, Workspace};
use evenkeel_protocol::Value;
use std::collections::BTreeSet;

/// The name of an address on the page. The runner of a `config.toml` is the one that is shown, whatever its number.
pub(crate) fn at(address: &Address) -> String {
    canonical(address.clone()).to_string()
}

/// Every value, and every list and map that a key is for.
pub(super) fn values(workspace: &Workspace, release: usize) -> Vec<Value> {
    let mut places = BTreeSet::new();
    for leaf in workspace.leaves(release) {
        let mut address = canonical(leaf.address);
        places.insert(address.clone());
        while address.segments.pop().is_some() {
            if key_of(&address).is_some() {
                places.insert(address.clone());
            }
        }
    }
    let mut values = Vec::with_capacity(places.len());
    for address in places {
        let key = key_of(&address);
        let is_map = key.is_some_and(|key| matches!(key.ty, Type::Map(_)) && !key.has_children());
        let Some(value) = value(workspace, release, &address, key) else {
            continue;
        };
        let entries = if is_map {
            entries(workspace, release, &address)
        } else {
            Vec::new()
        };
        let names = entries
            .iter()
            .map(|(name, address)| (name.clone(), address.to_string()));
        let names = names.collect();
        // Of a map with free names every one has a field, be it a value or not.
        let entries = entries.iter();
        values.extend(
            entries.filter_map(|(_, address)| self::value(workspace, release, address, None)),
        );
        values.push(Value {
            entries: names,
            ..value
        });
    }
    values
}

fn value(
    workspace: &Workspace,
    release: usize,
    address: &Address,
    key: Option<&Key>,
) -> Option<Value> {
    let reading = workspace.read(release, address)?;
    let is_one = |key: &&Key| key.address() == *address;
    Some(Value {
        at: address.to_string(),
        key: key.filter(is_one).map(|key| usize::from(key.id)),
        text: shown(&reading),
        file: reading.at.file,
        line: reading.at.line,
        count: match &reading.held {
            Held::List(items) => items.len(),
            _ => 0,
        },
        entries: Vec::new(),
    })
}

/// The names in a map, and where they are.
fn entries(workspace: &Workspace, release: usize, map: &Address) -> Vec<(String, Address)> {
    let held = workspace.read(release, map).map(|reading| reading.held);
    let Some(Held::Map(entries)) = held else {
        return Vec::new();
    };
    let entry = |(name, _): (String, Held)| {
        let mut address = map.clone();
        address.segments.push(Segment::Key(name.clone()));
        (name, address)
    };
    entries.into_iter().map(entry).collect()
}

/// The key whose place an address is: not one that only leads there.
fn key_of(address: &Address) -> Option<&'static Key> {
    let key = address.key()?;
    let any = |segment: &Segment| match segment {
        Segment::Index(_) => Segment::Element,
        other => other.clone(),
    };
    let segments: Vec<Segment> = address.segments.iter().map(any).collect();
    (key.segments() == segments).then_some(key)
}

fn canonical(mut address: Address) -> Address {
    if address.place != Place::Values
        && let Some(first @ Segment::Index(_)) = address.segments.get_mut(1)
    {
        *first = Segment::Element;
    }
    address
}
