//! GitLab's address without encryption.

use super::literal;
use crate::rules::context::write;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "gitlab-url-plain",
    title: "GitLab is reached without encryption",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds a gitlabUrl that begins with http://.",
        why: "The token of the runner, the tokens of jobs and their code go through the network in clear.",
        instead: "https://, and certsSecretName where the certificate is of your own authority.",
    },
    source: "GitLab's documentation of the runner's security",
    failing: "gitlabUrl: http://gitlab.example.com\n",
    passing: "gitlabUrl: https://gitlab.example.com\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const AT: &str = "values:gitlabUrl";
    let Some(url) = literal(context, AT) else {
        return Vec::new();
    };
    let Some(rest) = url.strip_prefix("http://") else {
        return Vec::new();
    };
    // Inside of the cluster, and on one machine, there may be nothing to encrypt for.
    let host = rest.split(['/', ':']).next().unwrap_or_default();
    if !host.contains('.')
        || host.ends_with(".svc")
        || host.ends_with(".local")
        || host.starts_with("127.")
    {
        return Vec::new();
    }
    let fix = write(AT, format!("https://{rest}"));
    let found = context.at_value(
        &RULE,
        AT,
        "Tokens and code go to GitLab in clear.".to_owned(),
    );
    gather(
        found
            .map(|finding| finding.fix("Use https://", Safety::NeedsReview, fix))
            .into_iter(),
    )
}
