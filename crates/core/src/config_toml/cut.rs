//! What goes when a key goes: its lines with the comments above them, its header, or its place between commas.

use super::TomlRefused;
use super::edit::Planner;
use super::layout::{line_end, line_start};
use super::sections::{Entry, Section};
use evenkeel_yaml::{Edit, Route, Step};

impl Planner<'_> {
    /// The path to take out so that no empty table stays behind.
    pub(super) fn widened(&self, mut path: Route) -> Route {
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

    pub(super) fn remove(&self, path: &Route) -> Result<Vec<Edit>, TomlRefused> {
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
            let is_meant = |entry: &&Entry| {
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
