//! A file that is not readable as YAML or TOML.

use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Severity};
use crate::workspace::{Location, Release};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "unreadable-file",
    title: "A file that cannot be read",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Says where a file stops being YAML, or a config.toml of its own TOML.",
        why: "Helm and helmfile stop at it, and what it sets is not checked.",
        instead: "Mend the line; often a quote or bracket is not closed, or a tab indents.",
    },
    source: "YAML 1.2; TOML 1.0",
    failing: "replicas: [1\n",
    passing: "replicas: 1\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, file) in context.workspace.files().iter().enumerate() {
        if context.is_template(number) {
            continue;
        }
        // What nobody uses is told with the first release.
        let mut releases = context.workspace.releases().iter();
        let release = releases.position(|release| reads(release, number));
        for unreadable in file.unreadable() {
            let sentence = format!(
                "This cannot be read: {}.",
                unreadable.message.trim_end_matches('.')
            );
            let at = line(file.text(), number, unreadable.line);
            findings.push(Finding {
                rule: RULE.id,
                severity: RULE.severity,
                release: release.unwrap_or(0),
                sentence,
                reason: RULE.why().to_owned(),
                address: None,
                at,
                fix: None,
            });
        }
    }
    findings
}

/// The bytes of a line without its indentation.
fn reads(release: &Release, file: usize) -> bool {
    let config = release.config.as_ref();
    release.layers.iter().any(|layer| layer.file == file)
        || config.is_some_and(|config| config.file == file)
        || release.place.is_some_and(|(place, ..)| place == file)
}

fn line(text: &str, file: usize, line: usize) -> Location {
    let mut start = 0;
    for (number, content) in text.split_inclusive('\n').enumerate() {
        if number + 1 == line {
            let indent = content.len() - content.trim_start().len();
            return Location {
                file,
                span: start + indent..start + content.trim_end().len().max(indent),
                line,
            };
        }
        start += content.len();
    }
    Location {
        file,
        span: text.len()..text.len(),
        line,
    }
}
