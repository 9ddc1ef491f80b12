//! The text's own layout: headers with the entries that stand below each.

use super::ConfigToml;
use super::layout::line_start;
use super::tree::{self, Content, Item, Spelling};
use evenkeel_yaml::Route;
use std::ops::Range;

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
    sections.push(Section {
        path: Route::root(),
        header: 0..0,
        entries: Vec::new(),
    });
    collect(document.root.entries(), &Route::root(), 0, &mut sections);
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

/// `owner` is the section in which the entries of the table stand.
fn collect(entries: &[tree::Entry], path: &Route, owner: usize, sections: &mut Vec<Section>) {
    for entry in entries {
        let path = path.key(&entry.key);
        match &entry.item.content {
            Content::Table(Spelling::Header, _) => open(&entry.item, &path, sections),
            Content::Table(Spelling::Implicit, entries) => collect(entries, &path, owner, sections),
            Content::Tables(tables) => {
                for (index, table) in tables.iter().enumerate() {
                    open(table, &path.index(index), sections);
                }
            }
            _ => push_entry(sections, owner, &path, entry),
        }
    }
}

fn open(table: &Item, path: &Route, sections: &mut Vec<Section>) {
    sections.push(Section {
        path: path.clone(),
        header: table.span.clone(),
        entries: Vec::new(),
    });
    collect(table.entries(), path, sections.len() - 1, sections);
}

fn push_entry(sections: &mut [Section], owner: usize, path: &Route, entry: &tree::Entry) {
    if let Some(section) = sections.get_mut(owner) {
        let keys = path.0.iter().skip(section.path.0.len());
        let keys = keys.filter_map(|step| match step {
            evenkeel_yaml::Step::Key(key) => Some(key.clone()),
            evenkeel_yaml::Step::Index(_) => None,
        });
        section.entries.push(Entry {
            keys: keys.collect(),
            start: entry.key_span.start,
            value: entry.item.span.clone(),
        });
    }
}
