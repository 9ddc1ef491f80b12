//! A page for each rule of `evenkeel check`, and their index, made from the table of rules.

use evenkeel_core::rules::{RULES, Rule};
use evenkeel_core::secret::redact_text;
use std::fmt::Write;

/// The folder of the pages, from the repository's root.
pub(crate) const FOLDER: &str = "docs/rules";

/// All pages, by their path.
pub(crate) fn pages() -> Vec<(String, String)> {
    let mut pages = vec![(format!("{FOLDER}/README.md"), index())];
    pages.extend(
        RULES
            .iter()
            .map(|rule| (format!("{FOLDER}/{}.md", rule.id), page(rule))),
    );
    pages
}

fn index() -> String {
    let mut text = format!(
        "# Rules of `evenkeel check`\n\n{} rules. [How to check](../check.md) tells how a finding is allowed at one place, how severities are set, and which formats there are.\n\n| rule | severity | the problem |\n|---|---|---|\n",
        RULES.len()
    );
    for rule in RULES {
        let (id, severity, title) = (rule.id, rule.severity.name(), rule.title);
        line(
            &mut text,
            format_args!("| [{id}]({id}.md) | {severity} | {title} |"),
        );
    }
    text
}

fn page(rule: &Rule) -> String {
    let (id, severity) = (rule.id, rule.severity.name());
    let mut text = format!(
        "# {}\n\nRule `{id}`, severity {severity}.\n\n{}\n## Examples\nFound in:\n\n{}\nNot in:\n\n{}\n",
        rule.title,
        rule.explanation,
        example(rule.failing),
        example(rule.passing),
    );
    line(
        &mut text,
        format_args!(
            "## To allow it\nAt one place, behind the line or above it:\n\n```yaml\n# evenkeel: allow {id} why it is meant\n```\n"
        ),
    );
    line(
        &mut text,
        format_args!(
            "Everywhere, in `.evenkeel.yaml`:\n\n```yaml\napiVersion: evenkeel.dev/v1alpha1\nkind: CheckConfig\nseverities:\n  {id}: off\n```\n"
        ),
    );
    line(&mut text, format_args!("Source: {}.", rule.source));
    text
}

/// Values, or a helmfile and its values.
fn example(example: &str) -> String {
    // What looks like a token is an alarm to scanners of secrets, also in an example.
    let block = |text: &str| format!("```yaml\n{}```\n", redact_text(text));
    match example.split_once("---- values\n") {
        Some((helmfile, values)) => {
            format!("{}\nwith the values\n\n{}", block(helmfile), block(values))
        }
        None => block(example),
    }
}

fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing to text cannot fail.
    let _ = writeln!(text, "{line}");
}
