//! An address of GitLab that is none, or an old one.

use super::literal;
use crate::rules::context::write;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "gitlab-url-form",
    title: "GitLab's address in a wrong form",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Checks that gitlabUrl begins with http:// or https:// and does not end in /ci.",
        why: "Without a scheme the runner finds no host. The path /ci is from a time when CI was a program of its own; runners warn about it.",
        instead: "The address you open in a browser, such as https://gitlab.example.com.",
    },
    source: "gitlab-runner network/client.go; the warning about /ci since runner 18.7",
    failing: "gitlabUrl: https://gitlab.example.com/ci\n",
    passing: "gitlabUrl: https://gitlab.example.com/\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const AT: &str = "values:gitlabUrl";
    let Some(url) = literal(context, AT) else {
        return Vec::new();
    };
    let (sentence, severity, safety, instead) =
        if !url.starts_with("http://") && !url.starts_with("https://") {
            let sentence = format!("{url:?} has no scheme; it begins with https://.");
            (
                sentence,
                Severity::Error,
                Safety::NeedsReview,
                format!("https://{url}"),
            )
        } else if let Some(base) = url.trim_end_matches('/').strip_suffix("/ci") {
            let sentence = format!("{url} ends in /ci, which no GitLab has any more.");
            (sentence, Severity::Warning, Safety::Safe, base.to_owned())
        } else {
            return Vec::new();
        };
    let finding = context.at_value(&RULE, AT, sentence);
    gather(
        finding
            .map(|finding| {
                finding.severity(severity).fix(
                    format!("Write {instead}"),
                    safety,
                    write(AT, instead),
                )
            })
            .into_iter(),
    )
}
