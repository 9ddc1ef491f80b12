//! Findings for code scanning: SARIF 2.1.0 with what every rule says about itself.

use super::{Report, Told, json::pretty};
use anyhow::Result;
use evenkeel_core::rules::{RULES, Rule, Severity};
use serde_json::{Value, json};
use std::io::Write;

pub(super) fn write(out: &mut impl Write, report: &Report) -> Result<()> {
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "evenkeel",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": RULES.iter().map(rule).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": report.told.iter().map(result).collect::<Vec<_>>(),
        }],
    });
    pretty(out, &document)
}

fn rule(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why()},
        "help": {"text": rule.explanation, "markdown": rule.explanation},
        // Relative to the repository, whose pages are made from this table.
        "helpUri": format!("docs/rules/{}.md", rule.id),
        "defaultConfiguration": {"level": level(rule.severity)},
    })
}

fn result(told: &Told) -> Value {
    let place = &told.place;
    json!({
        "ruleId": told.rule(),
        "ruleIndex": RULES.iter().position(|rule| rule.id == told.rule()),
        "level": level(told.severity),
        "message": {"text": format!("{} {}", told.finding.sentence, told.finding.reason)},
        "locations": [{"physicalLocation": {
            "artifactLocation": {"uri": uri(&place.path)},
            "region": {
                "startLine": place.line,
                "startColumn": place.column,
                "endLine": place.end_line,
                "endColumn": place.end_column,
            },
        }}],
        "partialFingerprints": {"evenkeel/v1": told.fingerprint},
    })
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// A path as a reference: everything that is not plain in one is escaped.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}
