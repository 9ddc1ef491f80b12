//! The text around an edit: line ends, indentation, and the blank lines that keep tables apart.

use super::edit::{NO_SECTION, Planner};
use super::sections::Section;
use evenkeel_yaml::Edit;

impl Planner<'_> {
    pub(super) fn newline(&self) -> &'static str {
        if self.text().contains("\r\n") {
            "\r\n"
        } else {
            "\n"
        }
    }

    /// Lines behind the line that holds `end`.
    pub(super) fn line_after(&self, end: usize, indent: &str, lines: &[String]) -> Edit {
        let text = self.text();
        let offset = line_end(text, end);
        let newline = self.newline();
        let is_unterminated = offset == text.len() && !text.is_empty() && !text.ends_with('\n');
        let lines = lines.iter();
        let text: String = if is_unterminated {
            lines
                .map(|line| format!("{newline}{indent}{line}"))
                .collect()
        } else {
            lines
                .map(|line| format!("{indent}{line}{newline}"))
                .collect()
        };
        Edit {
            range: offset..offset,
            text,
            depth: 0,
            change: 0,
        }
    }

    pub(super) fn indent_of(&self, start: usize) -> String {
        let line = line_start(self.text(), start);
        let before = self.text().get(line..start).unwrap_or_default();
        before
            .chars()
            .take_while(|c| matches!(c, ' ' | '\t'))
            .collect()
    }

    /// What the document indents the entries of a table by; two spaces in a document without such a table.
    pub(super) fn unit(&self) -> String {
        for section in self
            .sections
            .iter()
            .filter(|section| !section.header.is_empty())
        {
            if let Some(entry) = section.entries.first() {
                let (outer, inner) = (
                    self.indent_of(section.header.start),
                    self.indent_of(entry.start),
                );
                return inner.strip_prefix(&outer).unwrap_or_default().to_owned();
            }
        }
        "  ".to_owned()
    }

    /// The blank line before a header, when the document keeps its tables apart.
    pub(super) fn gap(&self) -> String {
        self.gap_without(&NO_SECTION)
    }

    pub(super) fn gap_without(&self, left_out: &Section) -> String {
        let headers = self
            .sections
            .iter()
            .filter(|section| !section.header.is_empty() && section.header != left_out.header);
        let (mut apart, mut all) = (0, 0);
        for section in headers.skip(1) {
            let start = self.with_comments_above(line_start(self.text(), section.header.start));
            let before = self
                .text()
                .get(..start)
                .unwrap_or_default()
                .trim_end_matches([' ', '\t']);
            let before = before
                .strip_suffix('\n')
                .map(|rest| rest.strip_suffix('\r').unwrap_or(rest));
            all += 1;
            apart += usize::from(before.is_some_and(|rest| rest.ends_with('\n')));
        }
        if apart * 2 > all {
            self.newline().to_owned()
        } else {
            String::new()
        }
    }

    pub(super) fn with_comments_above(&self, line: usize) -> usize {
        let mut start = line;
        while start > 0 {
            let above = line_start(self.text(), start - 1);
            let is_comment = self
                .text()
                .get(above..start)
                .is_some_and(|text| text.trim_start().starts_with('#'));
            if !is_comment {
                break;
            }
            start = above;
        }
        start
    }
}

pub(super) fn line_start(text: &str, offset: usize) -> usize {
    text.get(..offset)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |newline| newline + 1)
}

pub(super) fn line_end(text: &str, offset: usize) -> usize {
    text.get(offset..)
        .and_then(|rest| rest.find('\n'))
        .map_or(text.len(), |newline| offset + newline + 1)
}
