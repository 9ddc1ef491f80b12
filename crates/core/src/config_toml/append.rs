//! Elements of arrays, one more and one less. Of an array of tables the next header goes behind the last element's last
//! line, wherever others stand; of an array of values the others keep their lines and comments.

use super::edit::Planner;
use super::layout::{line_end, line_start};
use super::sections::Section;
use super::{Found, TomlRefused, spell};
use evenkeel_yaml::{Edit, Route, Step, Value};
use std::ops::Range;

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
        let end = self.lines_of_table(&before)?.end.checked_sub(1)?;
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

    /// The edit that puts a value behind the last one of an array of values.
    pub(super) fn next_item(
        &self,
        list: Found<'_>,
        step: &Step,
        value: &Value,
    ) -> Result<Edit, TomlRefused> {
        let items = list.elements();
        let spelled = spell(value).ok_or(TomlRefused::Null)?;
        let is_next = *step == Step::Index(items.len());
        let last = items
            .last()
            .filter(|_| is_next && list.token().starts_with('['));
        let last = last.ok_or(TomlRefused::Missing)?.span();
        let (line, end) = (
            line_start(self.text(), last.start),
            line_end(self.text(), last.end),
        );
        // A list that ends on the line of its last item goes on there.
        if list.span().end <= end {
            return Ok(edit(last.end..last.end, format!(", {spelled}")));
        }
        let line_of_it = self.text().get(line..last.start).unwrap_or_default();
        let indent = if line_of_it.trim().is_empty() {
            self.indent_of(last.start)
        } else {
            format!("{}{}", self.indent_of(last.start), self.unit())
        };
        let rest = self.text().get(last.end..end).unwrap_or_default();
        let (comma, comma_after) = if rest.trim_start().starts_with(',') {
            ("", ",")
        } else {
            (",", "")
        };
        let text = format!(
            "{comma}{rest}{indent}{spelled}{comma_after}{}",
            self.newline()
        );
        Ok(edit(last.end..end, text))
    }

    /// The edit that takes a value out of an array of values; none where it is no such place.
    pub(super) fn cut_item(&self, list: Found<'_>, step: &Step) -> Option<Edit> {
        let Step::Index(index) = step else {
            return None;
        };
        let spans: Vec<Range<usize>> = list.elements().iter().map(|item| item.span()).collect();
        let own = spans.get(*index)?;
        let before = index.checked_sub(1).and_then(|index| spans.get(index));
        let next = spans.get(index + 1);
        let (line, end) = (
            line_start(self.text(), own.start),
            line_end(self.text(), own.end),
        );
        let lead = self.text().get(line..own.start).unwrap_or_default();
        let is_alone = lead.trim().is_empty()
            && next.is_none_or(|next| next.start >= end)
            && list.span().end > end;
        if is_alone {
            return Some(self.cut_lines(own.start, own.end));
        }
        let range = match (before, next) {
            (_, Some(next)) => own.start..next.start,
            (Some(before), None) => before.end..own.end,
            (None, None) => own.clone(),
        };
        Some(edit(range, String::new()))
    }
}

const fn edit(range: Range<usize>, text: String) -> Edit {
    Edit {
        range,
        text,
        depth: 0,
        change: 0,
    }
}
