//! A new TOML table, printed once: plain values first, then tables, each indented by its depth.

use crate::config_toml::{spell, spell_key};
use evenkeel_yaml::{Step, Value};

/// A table that is being made.
#[derive(Default)]
pub(super) struct Table(Vec<(String, Item)>);

enum Item {
    Value(Value),
    Table(Table),
    Tables(Vec<Table>),
}

impl Table {
    /// Puts a value at a path; tables on the way are made, and elements of lists of tables in their order.
    pub(super) fn set(&mut self, path: &[Step], value: Value) {
        let Some((Step::Key(key), rest)) = path.split_first() else {
            return;
        };
        match rest {
            [] => self.put(key, Item::Value(value)),
            [Step::Index(index), rest @ ..] if !rest.is_empty() => {
                if let Item::Tables(tables) = self.entry(key, || Item::Tables(Vec::new())) {
                    while tables.len() <= *index {
                        tables.push(Self::default());
                    }
                    if let Some(table) = tables.get_mut(*index) {
                        table.set(rest, value);
                    }
                }
            }
            rest => {
                if let Item::Table(table) = self.entry(key, || Item::Table(Self::default())) {
                    table.set(rest, value);
                }
            }
        }
    }

    /// Puts a value at the end of a list of values; its index.
    pub(super) fn push(&mut self, path: &[Step], value: Value) -> usize {
        let mut items = match self.at(path) {
            Some(Item::Value(Value::Seq(items))) => items.clone(),
            _ => Vec::new(),
        };
        items.push(value);
        let index = items.len() - 1;
        self.set(path, Value::Seq(items));
        index
    }

    fn at(&self, path: &[Step]) -> Option<&Item> {
        let (Step::Key(key), rest) = path.split_first()? else {
            return None;
        };
        let (_, item) = self.0.iter().find(|(known, _)| known == key)?;
        match (item, rest) {
            (item, []) => Some(item),
            (Item::Table(table), rest) => table.at(rest),
            (Item::Tables(tables), [Step::Index(index), rest @ ..]) => tables.get(*index)?.at(rest),
            _ => None,
        }
    }

    /// The number of tables in a list of tables.
    pub(super) fn count(&self, path: &[&str]) -> usize {
        let Some((first, rest)) = path.split_first() else {
            return 0;
        };
        match self.0.iter().find(|(key, _)| key == first) {
            Some((_, Item::Table(table))) => table.count(rest),
            Some((_, Item::Tables(tables))) => tables.len(),
            _ => 0,
        }
    }

    fn put(&mut self, key: &str, item: Item) {
        match self.0.iter_mut().find(|(known, _)| known == key) {
            Some((_, known)) => *known = item,
            None => self.0.push((key.to_owned(), item)),
        }
    }

    fn entry(&mut self, key: &str, make: impl FnOnce() -> Item) -> &mut Item {
        let position = self.0.iter().position(|(known, _)| known == key);
        let position = position.unwrap_or_else(|| {
            self.0.push((key.to_owned(), make()));
            self.0.len() - 1
        });
        let (_, item) = &mut self.0[position];
        item
    }

    /// The table's lines below its header, and its tables with theirs.
    pub(super) fn print(&self, name: &str, depth: usize, text: &mut String) {
        let indent = "  ".repeat(depth);
        for (key, item) in &self.0 {
            if let Item::Value(value) = item
                && let Some(value) = spell(value)
            {
                text.push_str(&format!("{indent}{} = {value}\n", spell_key(key)));
            }
        }
        for (key, item) in &self.0 {
            let name = format!("{name}.{}", spell_key(key));
            match item {
                Item::Value(_) => {}
                Item::Table(table) => {
                    let is_way = table
                        .0
                        .iter()
                        .all(|(_, item)| !matches!(item, Item::Value(_)));
                    if is_way && !table.0.is_empty() {
                        table.print(&name, depth, text);
                    } else {
                        text.push_str(&format!("{indent}[{name}]\n"));
                        table.print(&name, depth + 1, text);
                    }
                }
                Item::Tables(tables) => {
                    for table in tables {
                        text.push_str(&format!("{indent}[[{name}]]\n"));
                        table.print(&name, depth + 1, text);
                    }
                }
            }
        }
    }
}
