//! Setting a whole table or list of tables: key by key under headers, so that what stays keeps its line and its comment.
//! Refuses to rewrite a table whose parts stand apart. What is written in braces stays in braces.

use super::edit::Planner;
use super::meaning::Meaning;
use super::{ConfigToml, Found, TomlRefused, TomlValue};
use crate::elements::{Slot, difference, matched, slots};
use evenkeel_yaml::{Edit, Route, Value};

/// One plain step on the way to the whole value.
enum Task {
    Set(Route, Value),
    Remove(Route),
    Move(Route, usize, usize),
}

impl Planner<'_> {
    /// The edit that sets a value with tables in it, or over a table with a header; none for what one plain edit does.
    pub(super) fn set_compound(
        &self,
        path: &Route,
        value: &Value,
    ) -> Result<Option<Edit>, TomlRefused> {
        let found = self.document.get(path);
        let over_headers = found.is_some_and(has_headers);
        let with_headers = found.is_none() && is_tables(value) && !self.is_in_braces(path);
        let items = found.and_then(|found| items_that_stay(found, value));
        if let Some((slots, values)) = items {
            let mut tasks = Vec::new();
            let length = found.map_or(0, |found| found.elements().len());
            rearrange(path, length, &slots, &mut tasks, |at, number, tasks| {
                tasks.extend(values.get(number).map(|value| Task::Set(at, value.clone())));
            });
            return self.all(tasks).map(Some);
        }
        if !over_headers && !with_headers {
            return Ok(None);
        }
        if !self.is_contiguous(path) {
            return Err(TomlRefused::Scattered);
        }
        let mut tasks = Vec::new();
        reconcile(found, path, value, &mut tasks);
        self.all(tasks).map(Some)
    }

    fn all(&self, tasks: Vec<Task>) -> Result<Edit, TomlRefused> {
        let mut text = self.text().to_owned();
        for task in tasks {
            text = self.carried_out(&text, &task)?;
        }
        Ok(difference(self.text(), &text))
    }

    fn carried_out(&self, text: &str, task: &Task) -> Result<String, TomlRefused> {
        let document = ConfigToml::parse(text).map_err(|_| TomlRefused::Unverified)?;
        let planner = Planner::new(&document, self.order);
        let edits = match task {
            Task::Set(path, value) => vec![planner.set(path, value)?],
            Task::Remove(path) => planner.remove(path)?,
            Task::Move(list, from, to) => vec![planner.moved(list, *from, *to)?],
        };
        let edits = evenkeel_yaml::EditSet::new(edits).map_err(|_| TomlRefused::Unverified)?;
        Ok(edits.apply(text))
    }

    /// Whether the path leads through a table in braces or an array in brackets.
    fn is_in_braces(&self, path: &Route) -> bool {
        (1..path.0.len()).any(|length| {
            let above = Route(path.0.iter().take(length).cloned().collect());
            self.document.get(&above).is_some_and(is_inline)
        })
    }

    pub(super) fn is_contiguous(&self, path: &Route) -> bool {
        let is_own: Vec<bool> = self
            .sections
            .iter()
            .map(|section| section.path.starts_with(path))
            .collect();
        let first = is_own.iter().position(|own| *own).unwrap_or_default();
        let last = is_own.iter().rposition(|own| *own).unwrap_or_default();
        is_own.iter().take(last).skip(first).all(|own| *own)
    }
}

fn is_inline(found: Found<'_>) -> bool {
    let is_header = found.token().starts_with("[[")
        || found.value() == TomlValue::Table && found.token().starts_with('[');
    found.token().starts_with('{') || found.value() == TomlValue::Array && !is_header
}

/// Whether this is a table, or tables, that no single value holds.
fn has_headers(found: Found<'_>) -> bool {
    match found.value() {
        TomlValue::Table => !found.token().starts_with('{'),
        TomlValue::Array => found.is_written_with_headers(),
        _ => false,
    }
}

/// A table with something in it, or a list of such.
fn is_tables(value: &Value) -> bool {
    let is_filled = |value: &Value| matches!(value, Value::Map(entries) if !entries.is_empty());
    match value {
        Value::Seq(items) => !items.is_empty() && items.iter().all(is_filled),
        other => is_filled(other),
    }
}

fn reconcile(found: Option<Found<'_>>, path: &Route, value: &Value, tasks: &mut Vec<Task>) {
    match (found, value) {
        (None, Value::Map(_) | Value::Seq(_)) if is_tables(value) => fill(path, value, tasks),
        (Some(found), Value::Map(entries))
            if has_headers(found) && found.value() == TomlValue::Table && !entries.is_empty() =>
        {
            let names: Vec<&str> = entries.iter().filter_map(|(key, _)| key_of(key)).collect();
            for (key, value) in entries {
                let Some(key) = key_of(key) else { continue };
                let children = found.entries();
                let child = children.into_iter().find(|(known, _)| known == key);
                reconcile(child.map(|(_, child)| child), &path.key(key), value, tasks);
            }
            let gone = found.entries().into_iter().map(|(key, _)| key);
            let gone = gone.filter(|key| !names.contains(&key.as_str()));
            tasks.extend(gone.map(|key| Task::Remove(path.key(&key))));
        }
        (Some(found), Value::Seq(items)) if has_headers(found) && is_tables(value) => {
            reconcile_elements(&found.tables(), path, items, tasks);
        }
        (Some(found), _) if has_headers(found) => {
            tasks.push(Task::Remove(path.clone()));
            tasks.push(Task::Set(path.clone(), value.clone()));
        }
        (Some(found), _) if Meaning::of_value(value) == Some(Meaning::of_found(found)) => {}
        _ => tasks.push(Task::Set(path.clone(), value.clone())),
    }
}

/// Elements that stay the same are not touched, be they at another place. Of as many as before, one that is none of them is
/// the old one at its place, changed.
fn reconcile_elements(tables: &[Found<'_>], path: &Route, items: &[Value], tasks: &mut Vec<Task>) {
    let is_same = |old: usize, new: usize| is_at(tables, old, items, new);
    let is_alike = |old: usize, new: usize| {
        let (Some(table), Some(Value::Map(entries))) = (tables.get(old), items.get(new)) else {
            return false;
        };
        let children = table.entries();
        let own = entries.first().and_then(|(key, value)| {
            let known = |(known, _): &&(String, Found<'_>)| Some(known.as_str()) == key_of(key);
            Some((value, children.iter().find(known)?.1))
        });
        own.is_some_and(|(value, own)| {
            Meaning::of_value(value).as_ref() == Some(&Meaning::of_found(own))
        })
    };
    let slots = if tables.len() == items.len() {
        matched(tables.len(), items.len(), is_same, is_alike)
    } else {
        slots(tables.len(), items.len(), is_same, is_alike)
    };
    for (slot, item) in slots.iter().zip(items) {
        if let Slot::Changed(number) = *slot {
            let table = tables.get(number).copied();
            reconcile(table, &path.index(number), item, tasks);
        }
    }
    rearrange(path, tables.len(), &slots, tasks, |at, number, tasks| {
        if let Some(item) = items.get(number) {
            fill(&at, item, tasks);
        }
    });
}

fn is_at(old: &[Found<'_>], at: usize, new: &[Value], number: usize) -> bool {
    let (Some(found), Some(value)) = (old.get(at), new.get(number)) else {
        return false;
    };
    Meaning::of_value(value).as_ref() == Some(&Meaning::of_found(*found))
}

/// What stays of an array of values over several lines when it becomes another; none when nothing does.
fn items_that_stay<'v>(found: Found<'_>, value: &'v Value) -> Option<(Vec<Slot>, &'v [Value])> {
    let Value::Seq(values) = value else {
        return None;
    };
    let items = found.elements();
    if !found.token().contains('\n') {
        return None;
    }
    let is_same = |old: usize, new: usize| is_at(&items, old, values, new);
    let slots = slots(items.len(), values.len(), is_same, |_, _| false);
    slots.iter().find_map(|slot| slot.old())?;
    Some((slots, values))
}

/// What goes is taken out, what is new is made behind the others by `add`, and each is moved to its place.
fn rearrange(
    list: &Route,
    length: usize,
    slots: &[Slot],
    tasks: &mut Vec<Task>,
    add: impl Fn(Route, usize, &mut Vec<Task>),
) {
    let stays = |number: &usize| slots.iter().any(|slot| slot.old() == Some(*number));
    let (mut now, gone): (Vec<_>, Vec<_>) = (0..length).partition(stays);
    let gone = gone.into_iter().rev();
    tasks.extend(gone.map(|number| Task::Remove(list.index(number))));
    for (place, slot) in slots.iter().enumerate() {
        let from = slot
            .old()
            .and_then(|number| now.iter().position(|own| *own == number));
        let from = from.unwrap_or_else(|| {
            add(list.index(now.len()), place, tasks);
            // No number of an old one.
            now.push(length);
            now.len() - 1
        });
        if from != place {
            tasks.push(Task::Move(list.clone(), from, place));
            let own = now.remove(from);
            now.insert(place, own);
        }
    }
}

/// A new table, key by key: plain values first, as TOML wants them above the tables inside.
fn fill(path: &Route, value: &Value, tasks: &mut Vec<Task>) {
    match value {
        Value::Map(entries) if !entries.is_empty() => {
            let is_later = |value: &Value| is_tables(value);
            let first = entries.iter().filter(|(_, value)| !is_later(value));
            let later = entries.iter().filter(|(_, value)| is_later(value));
            for (key, value) in first.chain(later) {
                if let Some(key) = key_of(key) {
                    fill(&path.key(key), value, tasks);
                }
            }
        }
        Value::Seq(items) if is_tables(value) => {
            for (index, item) in items.iter().enumerate() {
                fill(&path.index(index), item, tasks);
            }
        }
        other => tasks.push(Task::Set(path.clone(), other.clone())),
    }
}

fn key_of(key: &Value) -> Option<&str> {
    match key {
        Value::Str(text) => Some(text),
        _ => None,
    }
}
