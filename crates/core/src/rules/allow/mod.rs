//! Comments that silence a finding where it stands: `# evenkeel: allow ID reason`, behind the line or on the lines above it.
//!
//! Reads lines, not YAML or TOML: both write comments with `#`, and the configuration inside the values has its own.
//! Refuses to silence anything elsewhere, or everything at once.

pub(super) mod unknown_rule;
pub(super) mod unused;
pub(super) mod without_reason;

use super::{Context, Finding};
use crate::workspace::File;
use std::ops::Range;

const MARK: &str = "evenkeel: allow";

/// One such comment.
struct Allow<'f> {
    /// Its bytes, from `#` to the end of the line.
    span: Range<usize>,
    /// The first and the last line it is about; its own is the first.
    lines: (usize, usize),
    /// The rule's name, as it is written.
    rule: &'f str,
    reason: &'f str,
}

impl Allow<'_> {
    /// Whether a finding stands where this comment, in the file of this number, is about.
    fn is_about(&self, number: usize, finding: &Finding) -> bool {
        let (first, last) = self.lines;
        finding.at.file == number && (finding.at.line == first || finding.at.line == last)
    }
}

/// The comments of a file.
fn of_file(file: &File) -> Vec<Allow<'_>> {
    let text = file.text();
    // Most files have none, and every keystroke comes through here.
    if memchr::memmem::find(text.as_bytes(), MARK.as_bytes()).is_none() {
        return Vec::new();
    }
    let mut allows = Vec::new();
    let mut start = 0;
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    for (index, line) in lines.iter().enumerate() {
        let content = line.trim_end();
        if let Some((hash, rest)) = comment(content) {
            let rest = rest.trim_start();
            let (rule, reason) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            let is_alone = content.trim_start().starts_with('#');
            let below = lines.iter().skip(index + 1);
            // A stack of comments, these among them, is about what stands below it.
            let skipped = below
                .take_while(|line| line.trim_start().starts_with('#') || line.trim().is_empty())
                .count();
            allows.push(Allow {
                span: start + hash..start + content.len(),
                lines: (
                    index + 1,
                    if is_alone {
                        index + 2 + skipped
                    } else {
                        index + 1
                    },
                ),
                rule,
                reason: reason.trim(),
            });
        }
        start += line.len();
    }
    allows
}

/// Where the comment of a line begins, and what it says behind the mark.
fn comment(line: &str) -> Option<(usize, &str)> {
    let mark = line.find(MARK)?;
    let before = line.get(..mark)?.trim_end();
    let hash = before.len().checked_sub(1)?;
    let outside = before.strip_suffix('#')?;
    let is_comment = outside.is_empty() || outside.ends_with([' ', '\t', '#']);
    let rest = line.get(mark + MARK.len()..)?;
    let is_whole = rest.is_empty() || rest.starts_with(char::is_whitespace);
    (is_comment && is_whole).then_some((hash, rest))
}

/// Takes out the findings that a comment allows at their place.
pub(super) fn silence(files: &[std::sync::Arc<File>], findings: &mut Vec<Finding>) {
    for (number, file) in files.iter().enumerate() {
        for allow in of_file(file) {
            findings
                .retain(|finding| !(allow.is_about(number, finding) && finding.rule == allow.rule));
        }
    }
}

/// What a rule finds in these comments, in all files.
fn judge(
    context: &Context<'_>,
    rule: &super::Rule,
    wrong: impl Fn(usize, &Allow<'_>) -> Option<String>,
) -> Vec<Finding> {
    let files = context.workspace.files().iter().enumerate();
    files
        .flat_map(|(number, file)| {
            let allows = of_file(file).into_iter();
            allows
                .filter_map(|allow| {
                    Some(Finding {
                        rule: rule.id,
                        severity: rule.severity,
                        release: context.release,
                        sentence: wrong(number, &allow)?,
                        reason: rule.why().to_owned(),
                        address: None,
                        at: context.bytes(number, allow.span),
                        fix: None,
                    })
                })
                .collect::<Vec<_>>()
        })
        .collect()
}
