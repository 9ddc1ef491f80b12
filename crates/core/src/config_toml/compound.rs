//! Setting a whole table or list of tables: key by key under headers, so that what stays keeps its line and its comment.
//! Refuses to rewrite a table whose parts stand apart. What is written in braces stays in braces.

use super::edit::Planner;
use super::meaning::Meaning;
use super::{ConfigToml, Found, TomlRefused, TomlValue};
use evenkeel_yaml::{Edit, Route, Value};

/// One plain step on the way to the whole value.
enum Task {
    Set(Route, Value),
    Remove(Route),
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
        if !over_headers && !with_headers {
            return Ok(None);
        }
        if !self.is_contiguous(path) {
            return Err(TomlRefused::Scattered);
        }
        let mut tasks = Vec::new();
        reconcile(found, path, value, &mut tasks);
        let mut text = self.text().to_owned();
        for task in tasks {
            text = self.carried_out(&text, &task)?;
        }
        Ok(Some(difference(self.text(), &text)))
    }

    fn carried_out(&self, text: &str, task: &Task) -> Result<String, TomlRefused> {
        let document = ConfigToml::parse(text).map_err(|_| TomlRefused::Unverified)?;
        let planner = Planner::new(&document, self.order);
        let edits = match task {
            Task::Set(path, value) => vec![planner.set(path, value)?],
            Task::Remove(path) => planner.remove(path)?,
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

    fn is_contiguous(&self, path: &Route) -> bool {
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

/// Elements that stay the same at the front and at the end are not touched.
fn reconcile_elements(tables: &[Found<'_>], path: &Route, items: &[Value], tasks: &mut Vec<Task>) {
    let is_same = |table: &Found<'_>, item: &Value| {
        Meaning::of_value(item).as_ref() == Some(&Meaning::of_found(*table))
    };
    let surplus = tables.len().saturating_sub(items.len());
    let front = tables
        .iter()
        .zip(items)
        .take_while(|(table, item)| is_same(table, item))
        .count();
    // With fewer elements, those behind the first that differs went.
    let gone = front..front + surplus;
    let kept = (0..tables.len()).filter(|index| !gone.contains(index));
    for (index, item) in kept.zip(items) {
        reconcile(tables.get(index).copied(), &path.index(index), item, tasks);
    }
    tasks.extend(gone.rev().map(|index| Task::Remove(path.index(index))));
    for (index, item) in items.iter().enumerate().skip(tables.len()) {
        fill(&path.index(index), item, tasks);
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

/// The one edit that makes one text of another: whole lines where the texts differ.
fn difference(old: &str, new: &str) -> Edit {
    let front: usize = old
        .split_inclusive('\n')
        .zip(new.split_inclusive('\n'))
        .take_while(|(old, new)| old == new)
        .map(|(line, _)| line.len())
        .sum();
    let rest = |text: &str| text.get(front..).unwrap_or_default().len();
    let (old_rest, new_rest) = (rest(old), rest(new));
    let back: usize = old
        .split_inclusive('\n')
        .rev()
        .zip(new.split_inclusive('\n').rev())
        .take_while(|(old, new)| old == new)
        .map(|(line, _)| line.len())
        .scan(0, |sum, length| {
            *sum += length;
            (*sum <= old_rest && *sum <= new_rest).then_some(length)
        })
        .sum();
    Edit {
        range: front..old.len() - back,
        text: new
            .get(front..new.len() - back)
            .unwrap_or_default()
            .to_owned(),
        depth: 0,
        change: 0,
    }
}
