//! Findings as annotations: the workflow commands of GitHub Actions.

use super::Report;
use anyhow::Result;
use evenkeel_core::rules::Severity;
use std::io::Write;

pub(super) fn write(out: &mut impl Write, report: &Report) -> Result<()> {
    for told in &report.told {
        let command = match told.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let place = &told.place;
        write!(
            out,
            "::{command} file={},line={}",
            property(&place.path),
            place.line
        )?;
        // Columns count only on one line.
        if place.line == place.end_line {
            write!(out, ",col={},endColumn={}", place.column, place.end_column)?;
        } else {
            write!(out, ",endLine={}", place.end_line)?;
        }
        let message = format!("{} {}", told.finding.sentence, told.finding.reason);
        writeln!(out, ",title={}::{}", property(told.rule()), data(&message))?;
    }
    Ok(())
}

/// Text of a message, in which a command's own signs are escaped.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Text of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
