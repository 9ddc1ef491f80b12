//! Where a new value goes: beside its siblings, into a table in braces, or below a header of its own.

use super::edit::{NO_SECTION, Planner, key_names};
use super::layout::line_start;
use super::sections::{Entry, Section};
use super::spell::respell;
use super::{TomlRefused, TomlValue, spell, spell_key};
use evenkeel_yaml::{Edit, Route, Step, Value};

impl Planner<'_> {
    pub(super) fn set(&self, path: &Route, value: &Value) -> Result<Edit, TomlRefused> {
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
        let ranked = |entry: &Entry| entry.keys.first().and_then(|key| rank(key));
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
            let is_sibling = |entry: &&Entry| {
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
}
