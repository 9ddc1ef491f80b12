//! Findings for programs, in a document with a version.

use super::{Report, Told, VERSION};
use anyhow::Result;
use evenkeel_core::rules::{Safety, Severity};
use serde_json::{Value, json};
use std::io::Write;

pub(super) fn write(out: &mut impl Write, report: &Report) -> Result<()> {
    let notes = report
        .notes
        .iter()
        .map(|note| json!({"path": note.path, "line": note.line, "message": note.text}));
    let document = json!({
        "apiVersion": VERSION,
        "kind": "CheckReport",
        "findings": report.told.iter().map(finding).collect::<Vec<_>>(),
        "notes": notes.collect::<Vec<_>>(),
        "summary": {
            "errors": report.count(Severity::Error),
            "warnings": report.count(Severity::Warning),
            "infos": report.count(Severity::Info),
            "known": report.known,
        },
    });
    pretty(out, &document)
}

/// A document on lines of its own.
pub(super) fn pretty(out: &mut impl Write, document: &Value) -> Result<()> {
    writeln!(out, "{document:#}")?;
    Ok(())
}

fn finding(told: &Told) -> Value {
    let fix = told
        .finding
        .fix
        .as_ref()
        .map(|fix| json!({"label": fix.label, "safe": fix.safety == Safety::Safe}));
    json!({
        "rule": told.rule(),
        "severity": told.severity.name(),
        "path": told.place.path,
        "line": told.place.line,
        "column": told.place.column,
        "endLine": told.place.end_line,
        "endColumn": told.place.end_column,
        "message": told.finding.sentence,
        "reason": told.finding.reason,
        "key": told.finding.address.as_ref().map(ToString::to_string),
        "fix": fix,
        "fingerprint": told.fingerprint,
    })
}
