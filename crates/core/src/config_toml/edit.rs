//! Setting and removing a key by byte edits, each placed, indented and spelled like its neighbours.

use super::layout::{line_end, line_start};
use super::meaning::Meaning;
use super::sections::{Section, sections};
use super::spell::respell;
use super::{ConfigToml, TomlError, TomlValue, spell, spell_key};
use evenkeel_yaml::{Edit, EditSet, Route, Step, Value};

/// An edit of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TomlChange {
    /// A value at a path, new or instead of the one there; tables above it are made.
    Set {
        /// The path.
        path: Route,
        /// The value.
        value: Value,
    },
    /// Nothing at a path. Tables that would stay empty go too, up to one with a comment; never a `[[runners]]`.
    Remove {
        /// The path.
        path: Route,
    },
}

/// Why an edit was not made; the text stays as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TomlRefused {
    /// The text is no TOML to begin with.
    #[error("not readable as TOML: {0}")]
    Unparsable(TomlError),
    /// Nothing is at the path.
    #[error("there is nothing at this place")]
    Missing,
    /// A value stands where a table is needed.
    #[error("a value stands where a table is needed")]
    NotATable,
    /// The value has no spelling in TOML.
    #[error("TOML has no null")]
    Null,
    /// The edited text did not read back as intended.
    #[error("the edited text would not read back as intended")]
    Unverified,
}

/// Where a name should stand among its siblings, by the names that lead to it; none for a name nobody knows.
pub(crate) type Order<'a> = &'a dyn Fn(&[&str]) -> Option<u16>;

/// The edits that carry out a change. `order` gives the place of a name among its siblings.
///
/// # Errors
/// What stood in the way; the result has been parsed again and compared before it counts.
pub(crate) fn edit(
    text: &str,
    change: &TomlChange,
    order: Order<'_>,
) -> Result<EditSet, TomlRefused> {
    let document = ConfigToml::parse(text).map_err(TomlRefused::Unparsable)?;
    let planner = Planner {
        document: &document,
        sections: sections(&document),
        order,
    };
    let before = Meaning::of(&document).ok_or(TomlRefused::Unverified)?;
    let (edits, expected) = match change {
        TomlChange::Set { path, value } => {
            let path = document.spelled(path);
            let mut expected = before;
            let meaning = Meaning::of_value(value).ok_or(TomlRefused::Null)?;
            // What holds this already keeps its spelling.
            if document.get(&path).map(Meaning::of_found).as_ref() == Some(&meaning) {
                return EditSet::new(Vec::new()).map_err(|_| TomlRefused::Unverified);
            }
            let edit = planner.set(&path, value)?;
            expected
                .set(&path.0, meaning)
                .ok_or(TomlRefused::NotATable)?;
            (vec![edit], expected)
        }
        TomlChange::Remove { path } => {
            let path = document.spelled(path);
            document.get(&path).ok_or(TomlRefused::Missing)?;
            let path = planner.widened(path);
            let mut expected = before;
            let edits = planner.remove(&path)?;
            expected.unset(&path.0).ok_or(TomlRefused::Missing)?;
            (edits, expected)
        }
    };
    let edits = EditSet::new(edits).map_err(|_| TomlRefused::Unverified)?;
    let edited = ConfigToml::parse(&edits.apply(text)).map_err(|_| TomlRefused::Unverified)?;
    if Meaning::of(&edited).as_ref() == Some(&expected) {
        Ok(edits)
    } else {
        Err(TomlRefused::Unverified)
    }
}

pub(super) struct Planner<'d> {
    pub(super) document: &'d ConfigToml,
    pub(super) sections: Vec<Section>,
    order: Order<'d>,
}

impl Planner<'_> {
    fn rank(&self, parents: &[&str], name: &str) -> Option<u16> {
        let path: Vec<_> = parents.iter().copied().chain([name]).collect();
        (self.order)(&path)
    }

    pub(super) fn text(&self) -> &str {
        self.document.text()
    }

    fn set(&self, path: &Route, value: &Value) -> Result<Edit, TomlRefused> {
        let (parent, last) = path.split_last().ok_or(TomlRefused::NotATable)?;
        if let Some(found) = self.document.get(path) {
            if found.value() == TomlValue::Table && !found.token().starts_with('{') {
                return Err(TomlRefused::NotATable);
            }
            let text = respell(found.token(), value).ok_or(TomlRefused::Null)?;
            return Ok(Edit {
                range: found.span(),
                text,
                depth: 0,
                change: 0,
            });
        }
        let Step::Key(key) = last else {
            let list = self.document.get(&parent).ok_or(TomlRefused::Missing)?;
            return self.next_item(list, last, value);
        };
        if let Some(section) = self.sections.iter().find(|section| section.path == parent) {
            let spelled = spell(value).ok_or(TomlRefused::Null)?;
            return Ok(self.beside_siblings(section, &[key], &spelled));
        }
        if let Some(edit) = self.beside_dotted(&parent, key, value)? {
            return Ok(edit);
        }
        if let Some(edit) = self.inside_braces(path, value)? {
            return Ok(edit);
        }
        self.under_new_header(&parent, key, value)
    }

    /// Among the entries of a section: behind the nearest of those that should stand before, else before the nearest
    /// that should follow, else behind the header.
    fn beside_siblings(&self, section: &Section, keys: &[&String], value: &str) -> Edit {
        let names: Vec<&str> = key_names(&section.path);
        let rank = |name: &str| self.rank(&names, name);
        let own = keys.first().and_then(|key| rank(key));
        let ranked = |entry: &super::sections::Entry| entry.keys.first().and_then(|key| rank(key));
        let before = own.and_then(|own| {
            let earlier = section
                .entries
                .iter()
                .filter(|entry| ranked(entry).is_some_and(|rank| rank < own));
            earlier.max_by_key(|entry| ranked(entry))
        });
        let after = own.and_then(|own| {
            let later = section
                .entries
                .iter()
                .filter(|entry| ranked(entry).is_some_and(|rank| rank > own));
            later.min_by_key(|entry| ranked(entry))
        });
        let keys = keys
            .iter()
            .map(|key| spell_key(key))
            .collect::<Vec<_>>()
            .join(".");
        let line = format!("{keys} = {value}");
        match (before, after, section.entries.last()) {
            (Some(entry), ..) | (None, None, Some(entry)) => {
                self.line_after(entry.value.end, &self.indent_of(entry.start), &[line])
            }
            (None, Some(entry), _) => {
                let indent = self.indent_of(entry.start);
                let start = self.with_comments_above(line_start(self.text(), entry.start));
                Edit {
                    range: start..start,
                    text: format!("{indent}{line}{}", self.newline()),
                    depth: 0,
                    change: 0,
                }
            }
            (None, None, None) if section.header.is_empty() => Edit {
                range: 0..0,
                text: format!("{line}{}", self.newline()),
                depth: 0,
                change: 0,
            },
            (None, None, None) => {
                let indent = format!("{}{}", self.indent_of(section.header.start), self.unit());
                self.line_after(section.header.end, &indent, &[line])
            }
        }
    }

    /// Beside `table.other = …`, when the table is written that way.
    fn beside_dotted(
        &self,
        parent: &Route,
        key: &str,
        value: &Value,
    ) -> Result<Option<Edit>, TomlRefused> {
        for section in &self.sections {
            let Some(below) = parent.0.strip_prefix(section.path.0.as_slice()) else {
                continue;
            };
            let below: Vec<_> = below
                .iter()
                .filter_map(|step| match step {
                    Step::Key(key) => Some(key.as_str()),
                    Step::Index(_) => None,
                })
                .collect();
            let is_sibling = |entry: &&super::sections::Entry| {
                entry.keys.len() > below.len() && entry.keys.iter().zip(&below).all(|(a, b)| a == b)
            };
            if let Some(entry) = section
                .entries
                .iter()
                .rfind(is_sibling)
                .filter(|_| !below.is_empty())
            {
                let spelled = spell(value).ok_or(TomlRefused::Null)?;
                let keys: Vec<_> = below.iter().copied().chain([key]).map(spell_key).collect();
                let line = format!("{} = {spelled}", keys.join("."));
                return Ok(Some(self.line_after(
                    entry.value.end,
                    &self.indent_of(entry.start),
                    &[line],
                )));
            }
        }
        Ok(None)
    }

    /// Into the innermost table written in braces that the path leads through.
    fn inside_braces(&self, path: &Route, value: &Value) -> Result<Option<Edit>, TomlRefused> {
        for depth in (1..path.0.len()).rev() {
            let parent = Route(path.0.iter().take(depth).cloned().collect());
            let Some(found) = self.document.get(&parent) else {
                continue;
            };
            if !found.token().starts_with('{') {
                let is_next = || self.element_before(path, depth).is_some();
                return if found.value() == TomlValue::Table || is_next() {
                    Ok(None)
                } else {
                    Err(TomlRefused::NotATable)
                };
            }
            let mut value = value.clone();
            for step in path.0.iter().skip(depth + 1).rev() {
                value = match step {
                    Step::Key(key) => Value::map([(key.clone(), value)]),
                    Step::Index(0) => Value::Seq(vec![value]),
                    Step::Index(_) => return Err(TomlRefused::Missing),
                };
            }
            let Some(Step::Key(key)) = path.0.get(depth) else {
                return Err(TomlRefused::Missing);
            };
            let entry = format!(
                "{} = {}",
                spell_key(key),
                spell(&value).ok_or(TomlRefused::Null)?
            );
            let span = found.span();
            let last = found
                .entries()
                .into_iter()
                .map(|(_, child)| child.span().end)
                .max();
            return Ok(Some(match last {
                Some(end) => Edit {
                    range: end..end,
                    text: format!(", {entry}"),
                    depth: 0,
                    change: 0,
                },
                None => Edit {
                    range: span,
                    text: format!("{{ {entry} }}"),
                    depth: 0,
                    change: 0,
                },
            }));
        }
        Ok(None)
    }

    /// Below a header of its own, which stands among the headers beside it.
    fn under_new_header(
        &self,
        table: &Route,
        key: &str,
        value: &Value,
    ) -> Result<Edit, TomlRefused> {
        let spelled = spell(value).ok_or(TomlRefused::Null)?;
        let owner = self.owner_of(table);
        let line = format!("{} = {spelled}", spell_key(key));
        if let Some(edit) = self.next_element(table, owner, &line) {
            return Ok(edit);
        }
        let names = key_names(&owner.path);
        let depth = owner.path.0.len();
        let name_of = |section: &Section| match section.path.0.get(depth) {
            Some(Step::Key(name)) => Some(name.clone()),
            _ => None,
        };
        let rank = |name: &str| self.rank(&names, name).unwrap_or(u16::MAX);
        let own = match table.0.get(depth) {
            Some(Step::Key(name)) => rank(name),
            _ => u16::MAX,
        };
        let below: Vec<&Section> = self
            .sections
            .iter()
            .filter(|section| section.path.0.len() > depth && section.path.starts_with(&owner.path))
            .collect();
        let is_inside = |section: &Section| section.path.starts_with(table);
        let next = below.iter().find(|section| {
            is_inside(section) || name_of(section).is_some_and(|name| rank(&name) > own)
        });
        let sibling = below
            .first()
            .filter(|section| section.path.0.len() <= table.0.len());
        let indent = match (sibling, owner.entries.first()) {
            (Some(section), _) => self.indent_of(section.header.start),
            (None, Some(entry)) => self.indent_of(entry.start),
            (None, None) if owner.header.is_empty() => String::new(),
            (None, None) => format!("{}{}", self.indent_of(owner.header.start), self.unit()),
        };
        // A list of tables inside another new one needs the outer one's header too.
        let outer = (depth + 1..table.0.len())
            .map(|length| Route(table.0.iter().take(length).cloned().collect()))
            .filter(|outer| matches!(outer.0.last(), Some(Step::Index(_))))
            .map(|outer| self.header(&outer));
        let mut lines: Vec<String> = outer.collect();
        lines.push(self.header(table));
        lines.push(format!("{}{line}", self.unit()));
        let gap = self.gap();
        if let Some(next) = next {
            let start = self.with_comments_above(line_start(self.text(), next.header.start));
            let mut text: String = lines
                .iter()
                .map(|line| format!("{indent}{line}{}", self.newline()))
                .collect();
            text.push_str(&gap);
            return Ok(Edit {
                range: start..start,
                text,
                depth: 0,
                change: 0,
            });
        }
        let end = below
            .iter()
            .map(|section| section.end())
            .max()
            .unwrap_or(0)
            .max(owner.end());
        let mut edit = self.line_after(end, &indent, &lines);
        if !gap.is_empty() && end > 0 {
            let newline = self.newline();
            edit.text = match edit.text.strip_prefix(newline) {
                Some(rest) if edit.range.start == self.text().len() => {
                    format!("{newline}{newline}{rest}")
                }
                _ => format!("{gap}{}", edit.text),
            };
        }
        Ok(edit)
    }

    pub(super) fn header(&self, table: &Route) -> String {
        let names: Vec<_> = key_names(table).into_iter().map(spell_key).collect();
        let names = names.join(".");
        let is_array = matches!(table.0.last(), Some(Step::Index(_)));
        if is_array {
            format!("[[{names}]]")
        } else {
            format!("[{names}]")
        }
    }

    /// The section below whose header a table belongs.
    fn owner_of(&self, table: &Route) -> &Section {
        let owners = self
            .sections
            .iter()
            .filter(|section| table.starts_with(&section.path));
        owners
            .max_by_key(|section| section.path.0.len())
            .unwrap_or_else(|| self.sections.first().unwrap_or(&NO_SECTION))
    }

    /// The path to take out so that no empty table stays behind.
    fn widened(&self, mut path: Route) -> Route {
        while let Some((parent, last)) = path.split_last() {
            // A runner stays, whatever is taken out of it.
            let is_runner = parent.0.len() == 2 && matches!(last, Step::Key(_)) && {
                let list = parent.0.first();
                matches!(list, Some(Step::Key(name)) if name.eq_ignore_ascii_case("runners"))
                    && matches!(parent.0.last(), Some(Step::Index(_)))
            };
            let Some(found) = self.document.get(&parent) else {
                break;
            };
            let is_only = match last {
                Step::Key(_) => found.entries().len() == 1,
                Step::Index(_) => found.tables().len() == 1,
            };
            let has_own_lines = self
                .sections
                .iter()
                .any(|section| section.path == parent && self.has_comment(section));
            if parent.0.is_empty() || is_runner || !is_only || has_own_lines {
                break;
            }
            path = parent;
        }
        path
    }

    fn has_comment(&self, section: &Section) -> bool {
        let from = line_end(self.text(), section.header.end);
        let mut end = from;
        for line in self
            .text()
            .get(from..)
            .unwrap_or_default()
            .split_inclusive('\n')
        {
            let trimmed = line.trim_start();
            if trimmed.starts_with('[') && end >= section.end() {
                break;
            }
            end += line.len();
        }
        // What stands directly above the next header belongs to that one.
        let body = self
            .text()
            .get(from..self.with_comments_above(end))
            .unwrap_or_default();
        body.lines().any(|line| line.trim_start().starts_with('#'))
    }

    fn remove(&self, path: &Route) -> Result<Vec<Edit>, TomlRefused> {
        let list = path.split_last().and_then(|(list, last)| {
            let found = self.document.get(&list)?;
            self.cut_item(found, last)
        });
        if let Some(edit) = list {
            return Ok(vec![edit]);
        }
        let mut edits = Vec::new();
        for section in &self.sections {
            if section.path.starts_with(path) && !section.header.is_empty() {
                edits.push(self.cut_section(section));
                continue;
            }
            let Some(below) = path.0.strip_prefix(section.path.0.as_slice()) else {
                continue;
            };
            let below: Vec<_> = below
                .iter()
                .filter_map(|step| match step {
                    Step::Key(key) => Some(key),
                    Step::Index(_) => None,
                })
                .collect();
            let is_meant = |entry: &&super::sections::Entry| {
                entry.keys.len() >= below.len()
                    && entry.keys.iter().zip(&below).all(|(a, b)| a == *b)
            };
            edits.extend(
                section
                    .entries
                    .iter()
                    .filter(is_meant)
                    .map(|entry| self.cut_lines(entry.start, entry.value.end)),
            );
        }
        if edits.is_empty() {
            edits.push(self.cut_inline(path)?);
        }
        Ok(edits)
    }

    pub(super) fn cut_lines(&self, start: usize, end: usize) -> Edit {
        let text = self.text();
        let start = self.with_comments_above(line_start(text, start));
        let end = line_end(text, end);
        let is_tail = end == text.len() && !text.ends_with('\n');
        let start = if is_tail {
            text.get(..start)
                .unwrap_or_default()
                .trim_end_matches(['\r', '\n'])
                .len()
        } else {
            start
        };
        Edit {
            range: start..end,
            text: String::new(),
            depth: 0,
            change: 0,
        }
    }

    fn cut_section(&self, section: &Section) -> Edit {
        let mut edit = self.cut_lines(section.header.start, section.end());
        if self.gap_without(section).is_empty() {
            return edit;
        }
        // The blank line that keeps tables apart goes with the table, here before it, at the document's start behind it.
        let before = self.text().get(..edit.range.start).unwrap_or_default();
        let blank = before
            .strip_suffix('\n')
            .map(|rest| rest.strip_suffix('\r').unwrap_or(rest));
        match blank {
            Some(rest) if rest.ends_with('\n') => edit.range.start = rest.len(),
            _ => {
                let after = self.text().get(edit.range.end..).unwrap_or_default();
                let length = if after.starts_with("\r\n") {
                    2
                } else {
                    usize::from(after.starts_with('\n'))
                };
                edit.range.end += length;
            }
        }
        edit
    }

    fn cut_inline(&self, path: &Route) -> Result<Edit, TomlRefused> {
        let (parent, step) = path.split_last().ok_or(TomlRefused::Missing)?;
        let owner = self.document.get(&parent).ok_or(TomlRefused::Missing)?;
        let inside = owner.span().start + 1..owner.span().end.saturating_sub(1);
        let ends: Vec<usize> = match step {
            Step::Key(_) => owner
                .entries()
                .iter()
                .map(|(_, child)| child.span().end)
                .collect(),
            Step::Index(_) => owner
                .elements()
                .iter()
                .map(|child| child.span().end)
                .collect(),
        };
        let position = match step {
            Step::Key(key) => owner.entries().iter().position(|(known, _)| known == key),
            Step::Index(index) => Some(*index),
        };
        let position = position.ok_or(TomlRefused::Missing)?;
        let end = *ends.get(position).ok_or(TomlRefused::Missing)?;
        let range = match (
            position.checked_sub(1).and_then(|before| ends.get(before)),
            ends.get(position + 1),
        ) {
            (Some(&before), _) => before..end,
            (None, Some(_)) => {
                let rest = self.text().get(end..inside.end).unwrap_or_default();
                let comma = rest.find(',').map_or(0, |comma| comma + 1);
                inside.start..end + comma
            }
            (None, None) => inside,
        };
        Ok(Edit {
            range,
            text: String::new(),
            depth: 0,
            change: 0,
        })
    }
}

pub(super) static NO_SECTION: Section = Section {
    path: Route(Vec::new()),
    header: 0..0,
    entries: Vec::new(),
};

fn key_names(path: &Route) -> Vec<&str> {
    path.0
        .iter()
        .filter_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Index(_) => None,
        })
        .collect()
}
