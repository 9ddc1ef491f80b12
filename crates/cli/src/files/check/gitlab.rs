//! Findings as code quality of GitLab, which tells by the fingerprint what a merge request brings and what it mends.

use super::{Report, Told, json::pretty};
use anyhow::Result;
use evenkeel_core::rules::Severity;
use serde_json::{Value, json};
use std::io::Write;

pub(super) fn write(out: &mut impl Write, report: &Report) -> Result<()> {
    pretty(out, &report.told.iter().map(issue).collect())
}

fn issue(told: &Told) -> Value {
    let severity = match told.severity {
        Severity::Error => "critical",
        Severity::Warning => "major",
        Severity::Info => "info",
    };
    json!({
        "description": format!("{} {}", told.finding.sentence, told.finding.reason),
        "check_name": told.rule(),
        "fingerprint": told.fingerprint,
        "severity": severity,
        "location": {"path": told.place.path, "lines": {"begin": told.place.line, "end": told.place.end_line}},
    })
}
