//! Findings for people: as compilers write them, with the line and what is meant underlined.

use super::{Report, Told};
use anyhow::Result;
use evenkeel_core::rules::Severity;
use std::io::Write;

pub(super) fn write(out: &mut impl Write, report: &Report) -> Result<()> {
    for note in &report.notes {
        writeln!(out, "{}:{}: note: {}", note.path, note.line, note.text)?;
    }
    for told in &report.told {
        writeln!(out, "{}", line(told))?;
        if let Some(source) = &told.place.source {
            let number = told.place.line.to_string();
            let gutter = " ".repeat(number.len());
            let (start, length) = (source.caret.start, source.caret.len());
            writeln!(out, "  {number} | {}", source.text.trim_end())?;
            writeln!(
                out,
                "  {gutter} | {}{}",
                " ".repeat(start),
                "^".repeat(length)
            )?;
        }
        writeln!(out, "    {}", told.finding.reason)?;
        if let Some(fix) = &told.finding.fix {
            writeln!(out, "    fix: {}", fix.label)?;
        }
    }
    let [errors, warnings, infos] =
        [Severity::Error, Severity::Warning, Severity::Info].map(|severity| report.count(severity));
    write!(out, "{errors} errors, {warnings} warnings, {infos} notes")?;
    if report.known > 0 {
        write!(out, "; {} known ones not shown", report.known)?;
    }
    writeln!(out)?;
    Ok(())
}

/// `file:line:column: severity: sentence [rule]`.
pub(super) fn line(told: &Told) -> String {
    format!(
        "{}:{}:{}: {}: {} [{}]",
        told.place.path,
        told.place.line,
        told.place.column,
        told.severity.name(),
        told.finding.sentence,
        told.rule()
    )
}
