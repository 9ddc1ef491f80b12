//! The text's own layout: headers with the entries that stand below each.

use super::ConfigToml;
use super::layout::line_start;
use evenkeel_yaml::Route;
use std::ops::Range;
use toml_edit::{Item, Table, Value};

/// A header with its entries; the entries before the first header form one without.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) path: Route,
    /// The header's bytes, empty at the document's start.
    pub(super) header: Range<usize>,
    pub(super) entries: Vec<Entry>,
}

/// `key = value`, or `a.b = value`.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) keys: Vec<String>,
    pub(super) start: usize,
    pub(super) value: Range<usize>,
}

impl Section {
    /// Where the last entry ends, else the header.
    pub(super) fn end(&self) -> usize {
        self.entries
            .iter()
            .map(|entry| entry.value.end)
            .max()
            .unwrap_or(self.header.end)
    }
}

/// The sections of a document in the order of the text.
pub(super) fn sections(document: &ConfigToml) -> Vec<Section> {
    let mut sections = Vec::new();
    let root = document.masked.as_table();
    sections.push(Section {
        path: Route::root(),
        header: 0..0,
        entries: Vec::new(),
    });
    collect_table(root, &Route::root(), 0, &mut sections);
    for section in &mut sections {
        for entry in &mut section.entries {
            // Of `a.b = 1` the span is that of `b`; an entry begins with its line.
            let line = line_start(document.text(), entry.start);
            let before = document.text().get(line..entry.start).unwrap_or_default();
            entry.start = line + before.len() - before.trim_start().len();
        }
        section.entries.sort_by_key(|entry| entry.start);
    }
    sections.sort_by_key(|section| section.header.start);
    sections
}

/// `owner` is the section in which the entries of `table` stand.
fn collect_table(table: &Table, path: &Route, owner: usize, sections: &mut Vec<Section>) {
    for (key, item) in table {
        let path = path.key(key);
        match item {
            Item::Value(value) => {
                let start = table
                    .key(key)
                    .and_then(toml_edit::Key::span)
                    .map_or(0, |span| span.start);
                push_entry(sections, owner, &path, start, value);
            }
            Item::Table(child) if child.is_dotted() => {
                collect_dotted(child, &path, owner, sections);
            }
            Item::Table(child) => {
                let owner = open_section(child, &path, owner, sections);
                collect_table(child, &path, owner, sections);
            }
            Item::ArrayOfTables(tables) => {
                for (index, child) in tables.iter().enumerate() {
                    let path = path.index(index);
                    let owner = open_section(child, &path, owner, sections);
                    collect_table(child, &path, owner, sections);
                }
            }
            Item::None => {}
        }
    }
}

fn collect_dotted(table: &Table, path: &Route, owner: usize, sections: &mut Vec<Section>) {
    for (key, item) in table {
        let path = path.key(key);
        match item {
            Item::Value(value) => {
                let start = table
                    .key(key)
                    .and_then(toml_edit::Key::span)
                    .map_or(0, |span| span.start);
                push_entry(sections, owner, &path, start, value);
            }
            Item::Table(child) => collect_dotted(child, &path, owner, sections),
            _ => {}
        }
    }
}

fn open_section(table: &Table, path: &Route, owner: usize, sections: &mut Vec<Section>) -> usize {
    match table.span() {
        Some(header) if !table.is_implicit() => {
            sections.push(Section {
                path: path.clone(),
                header,
                entries: Vec::new(),
            });
            sections.len() - 1
        }
        _ => owner,
    }
}

fn push_entry(sections: &mut [Section], owner: usize, path: &Route, start: usize, value: &Value) {
    if let Some(section) = sections.get_mut(owner) {
        let keys = path.0.iter().skip(section.path.0.len());
        let keys = keys.filter_map(|step| match step {
            evenkeel_yaml::Step::Key(key) => Some(key.clone()),
            evenkeel_yaml::Step::Index(_) => None,
        });
        let value = value.span().unwrap_or(start..start);
        section.entries.push(Entry {
            keys: keys.collect(),
            start,
            value,
        });
    }
}
