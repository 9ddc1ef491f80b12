//! One more element of an array of tables: its header goes behind the last element's last line, wherever others stand.

use super::edit::Planner;
use super::sections::Section;
use evenkeel_yaml::{Edit, Route, Step};

impl Planner<'_> {
    /// The element before the one that `path` leads to at `depth`, when that one would be the next of an array that is
    /// written with headers.
    pub(super) fn element_before(&self, path: &Route, depth: usize) -> Option<Route> {
        let Some(Step::Index(index)) = path.0.get(depth) else {
            return None;
        };
        let list = Route(path.0.iter().take(depth).cloned().collect());
        let before = list.clone().index(index.checked_sub(1)?);
        let is_last = !self.has_section(&list.index(*index));
        (is_last && self.has_section(&before)).then_some(before)
    }

    fn has_section(&self, path: &Route) -> bool {
        self.sections.iter().any(|section| section.path == *path)
    }

    /// The edit that makes `table`, or what it is inside of, the next element, with one line in it.
    pub(super) fn next_element(&self, table: &Route, owner: &Section, line: &str) -> Option<Edit> {
        let (depth, before) = (owner.path.0.len()..table.0.len())
            .find_map(|depth| Some((depth, self.element_before(table, depth)?)))?;
        let inside = self
            .sections
            .iter()
            .filter(|section| section.path.starts_with(&before));
        let end = inside.map(Section::end).max()?;
        let sibling = self
            .sections
            .iter()
            .find(|section| section.path == before)?;
        let indent = self.indent_of(sibling.header.start);
        // A table inside of the new element needs the headers of both, and of lists on the way.
        let mut lines: Vec<String> = (depth + 1..table.0.len())
            .map(|length| Route(table.0.iter().take(length).cloned().collect()))
            .filter(|outer| matches!(outer.0.last(), Some(Step::Index(_))))
            .map(|outer| self.header(&outer))
            .collect();
        lines.push(self.header(table));
        lines.push(format!("{}{line}", self.unit()));
        let mut edit = self.line_after(end, &indent, &lines);
        let gap = self.gap();
        if !gap.is_empty() && edit.range.start < self.text().len() {
            edit.text = format!("{gap}{}", edit.text);
        }
        Some(edit)
    }
}
