//! Where a finding stands in its file: path, lines, columns, and the line itself without secrets.

use evenkeel_core::rules::Finding;
use evenkeel_core::secret;
use evenkeel_core::workspace::{File, Workspace};
use std::ops::Range;

/// More of a line than this is not shown.
const SHOWN: usize = 160;

/// Where a finding stands. Lines and columns count from 1, columns in characters; an end is the first column behind.
pub(super) struct Place {
    /// As it was given, without `./` in front.
    pub(super) path: String,
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) end_line: usize,
    pub(super) end_column: usize,
    /// The line and what is underlined in it; none where the file holds nothing of what the finding is about.
    pub(super) source: Option<Source>,
}

/// A line as it is shown: without secrets, cut where it is long, control characters made visible.
pub(super) struct Source {
    pub(super) text: String,
    /// The columns of the terminal that are underlined.
    pub(super) caret: Range<usize>,
}

impl Place {
    pub(super) fn of(workspace: &Workspace, finding: &Finding) -> Self {
        let Some(file) = workspace.files().get(finding.at.file) else {
            return Self {
                path: String::new(),
                line: 1,
                column: 1,
                end_line: 1,
                end_column: 1,
                source: None,
            };
        };
        let path = file.path();
        let span = finding.at.span.clone();
        let (line, column) = position(file, span.start);
        // Of several lines the first says it; the break behind a line is no column of the next one.
        let told = file.text().get(span.clone()).unwrap_or_default();
        let end = span.start + told.trim_end().len();
        let (end_line, end_column) = position(file, end.max(span.start));
        Self {
            path: path.strip_prefix("./").unwrap_or(path).to_owned(),
            line,
            column,
            end_line,
            end_column,
            source: (!span.is_empty()).then(|| source(file, span)),
        }
    }
}

/// Line and column of a byte, from 1.
fn position(file: &File, at: usize) -> (usize, usize) {
    let before = file.text().get(..at).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let column = before.get(start..).unwrap_or_default().chars().count() + 1;
    (file.line_of(at), column)
}

fn source(file: &File, span: Range<usize>) -> Source {
    let text = file.text();
    let start = text
        .get(..span.start)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |at| at + 1);
    let end = text
        .get(start..)
        .and_then(|rest| rest.find(['\n', '\r']))
        .map_or(text.len(), |at| start + at);
    let secrets = secret::ranges(file);
    let shown = |range: Range<usize>| {
        let inside = secrets.iter().filter_map(|secret| {
            let (first, last) = (secret.start.max(range.start), secret.end.min(range.end));
            (first < last).then(|| first - range.start..last - range.start)
        });
        let inside: Vec<_> = inside.collect();
        secret::redact(text.get(range).unwrap_or_default(), &inside)
    };
    let before: Vec<char> = visible(&shown(start..span.start));
    let meant: Vec<char> = visible(&shown(span.start..span.end.min(end).max(span.start)));
    let behind: Vec<char> = visible(&shown(span.end.min(end).max(span.start)..end));
    // A long line is cut in front, so that what is meant is seen.
    let cut = before.len().saturating_sub(SHOWN / 2);
    let mut line: Vec<char> = if cut > 0 { vec!['…'] } else { Vec::new() };
    line.extend(before.iter().skip(cut));
    let first = width(&line);
    line.extend(&meant);
    line.truncate(SHOWN);
    let last = width(&line).max(first + 1);
    line.extend(&behind);
    if line.len() > SHOWN {
        line.truncate(SHOWN);
        line.push('…');
    }
    Source {
        text: line.into_iter().collect(),
        caret: first..last,
    }
}

/// Characters that a terminal shows and does not obey; a tab takes one place.
fn visible(text: &str) -> Vec<char> {
    let shown = |c: char| match c {
        '\t' => ' ',
        c if c.is_control() => '\u{fffd}',
        c => c,
    };
    text.chars().map(shown).collect()
}

/// How many places characters take: those of East Asian scripts take two.
fn width(characters: &[char]) -> usize {
    let is_wide = |c: &&char| matches!(u32::from(**c), 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0x1f300..=0x1faff | 0x20000..=0x3fffd);
    characters.len() + characters.iter().filter(is_wide).count()
}
