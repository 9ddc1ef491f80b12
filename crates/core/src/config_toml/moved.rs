//! An element of an array at another place of it: with its headers and lines, and with the comment lines above it.

use super::edit::Planner;
use super::layout::{line_end, line_start};
use super::sections::Section;
use super::{Found, TomlRefused};
use crate::elements::{moved, permuted, permuted_lines};
use evenkeel_yaml::{Edit, Route};
use std::ops::Range;

impl Planner<'_> {
    /// The edit that moves an element of the array at a path.
    pub(super) fn moved(&self, list: &Route, from: usize, to: usize) -> Result<Edit, TomlRefused> {
        let found = self.document.get(list).ok_or(TomlRefused::Missing)?;
        if found.elements().is_empty() {
            let count = found.tables().len();
            let tables: Option<Vec<_>> = (0..count)
                .map(|number| self.lines_of_table(&list.index(number)))
                .collect();
            let tables = tables.ok_or(TomlRefused::Scattered)?;
            if !self.is_contiguous(list) {
                return Err(TomlRefused::Scattered);
            }
            let order = moved(count, from, to);
            let edit = permuted_lines(self.text(), &tables, &order);
            return edit.ok_or(TomlRefused::Scattered);
        }
        let spans: Vec<Range<usize>> = found.elements().iter().map(|item| item.span()).collect();
        let order = moved(spans.len(), from, to);
        let edit = match self.lines_of_items(found, &spans) {
            Some(lines) => self.permuted_items(&lines, &order),
            None if self.has_comment_between(&spans) => return Err(TomlRefused::SharedLines),
            None => permuted(self.text(), &spans, &order),
        };
        edit.ok_or(TomlRefused::Missing)
    }

    /// The lines of one of several tables, from the comments above its header to those below its last line.
    pub(super) fn lines_of_table(&self, path: &Route) -> Option<Range<usize>> {
        let own = |section: &&Section| section.path.starts_with(path);
        let header = self.sections.iter().find(own)?.header.start;
        let end = self.sections.iter().filter(own).map(Section::end).max()?;
        let mut end = line_end(self.text(), end);
        // What stands directly above the next header belongs to that one.
        let next = self.sections.iter().map(|section| section.header.start);
        let next = next.filter(|&start| start >= end).min();
        let floor = next.map_or(self.text().len(), |next| self.comments_of(next));
        while end < floor {
            let behind = line_end(self.text(), end);
            let line = self.text().get(end..behind)?;
            if !line.trim_start().starts_with('#') {
                break;
            }
            end = behind;
        }
        Some(self.comments_of(header)..end)
    }

    /// Where the comment lines above a header begin; deeper ones belong to the table before.
    fn comments_of(&self, header: usize) -> usize {
        let line = line_start(self.text(), header);
        let mut start = self.with_comments_above(line);
        while start < line {
            let end = line_end(self.text(), start);
            let above = self.text().get(start..end).unwrap_or_default();
            if above.len() - above.trim_start().len() <= header - line {
                break;
            }
            start = end;
        }
        start
    }

    /// Of an array with an item on each line those lines, with the comments above, and the items' ends.
    fn lines_of_items(&self, list: Found<'_>, spans: &[Range<usize>]) -> Option<Vec<Item>> {
        let text = self.text();
        let mut items: Vec<Item> = Vec::with_capacity(spans.len());
        for span in spans {
            let (line, end) = (line_start(text, span.start), line_end(text, span.end));
            let is_alone = text.get(line..span.start)?.trim().is_empty()
                && items.last().is_none_or(|before| before.lines.end <= line)
                && list.span().end > end;
            if !is_alone {
                return None;
            }
            let floor = items
                .last()
                .map_or(list.span().start, |item| item.lines.end);
            items.push(Item {
                lines: self.with_comments_above(line).max(floor)..end,
                end: span.end,
            });
        }
        Some(items)
    }

    /// The items in another order; whether a comma follows is said by the place.
    fn permuted_items(&self, items: &[Item], order: &[usize]) -> Option<Edit> {
        let text = self.text();
        let rest = |item: &Item| text.get(item.end..item.lines.end);
        let comma = |item: &Item| Some(rest(item)?.trim_start().strip_prefix(',').is_some());
        let mut written = String::new();
        for (place, number) in order.iter().enumerate() {
            let (here, item) = (items.get(place)?, items.get(*number)?);
            if let Some(before) = place.checked_sub(1).and_then(|before| items.get(before)) {
                written.push_str(text.get(before.lines.end..here.lines.start)?);
            }
            written.push_str(text.get(item.lines.start..item.end)?);
            if comma(here)? {
                written.push(',');
            }
            let tail = rest(item)?;
            written.push_str(match tail.split_once(',') {
                Some((_, behind)) if comma(item)? => behind,
                _ => tail,
            });
        }
        Some(Edit {
            range: items.first()?.lines.start..items.last()?.lines.end,
            text: written,
            depth: 0,
            change: 0,
        })
    }

    fn has_comment_between(&self, spans: &[Range<usize>]) -> bool {
        spans.windows(2).any(|pair| match pair {
            [one, next] => self
                .text()
                .get(one.end..next.start)
                .is_some_and(|between| between.contains('#')),
            _ => false,
        })
    }
}

/// An item with lines of its own.
struct Item {
    lines: Range<usize>,
    /// Where its value ends.
    end: usize,
}
