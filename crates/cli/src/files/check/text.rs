//! Findings for people: as compilers write them, with the line and what is meant underlined.

use super::{Report, Told};
use anyhow::Result;
use evenkeel_core::rules::Severity;
use evenkeel_core::words::counted;
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
    let [errors, warnings, infos] = [
        (Severity::Error, "error"),
        (Severity::Warning, "warning"),
        (Severity::Info, "note"),
    ]
    .map(|(severity, name)| counted(report.count(severity), name));
    write!(out, "{errors}, {warnings}, {infos}")?;
    if report.known > 0 {
        write!(out, "; {} not shown", counted(report.known, "known one"))?;
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
