//! A variable that switches protection off for every job.

use crate::rules::reading::{gather, truth};
use crate::rules::rule::{config, explanation};
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "unsafe-job-variable",
    title: "A variable that switches protection off",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds GIT_SSL_NO_VERIFY, NODE_TLS_REJECT_UNAUTHORIZED=0 and CI_DEBUG_TRACE in the environment of jobs.",
        why: "Without verification whoever is in between reads the job token and changes the code. A debug trace prints every variable, secrets included, into every job's log.",
        instead: "certsSecretName with the certificate of your own authority; CI_DEBUG_TRACE in one job, for as long as it is needed.",
    },
    source: "GitLab's documentation of self-signed certificates and of debug logging",
    failing: config!(runner: "environment = [\"GIT_SSL_NO_VERIFY=true\"]"),
    passing: config!(runner: "environment = [\"GIT_SSL_NO_VERIFY=false\"]"),
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    gather(context.job_variables().iter().filter_map(|variable| {
        let is_on = truth(&variable.value);
        let what = match (&*variable.name, is_on) {
            ("GIT_SSL_NO_VERIFY", Some(true)) => "makes git trust every certificate",
            ("NODE_TLS_REJECT_UNAUTHORIZED", Some(false)) => "makes Node trust every certificate",
            ("CI_DEBUG_TRACE", Some(true)) => "prints every variable into the log",
            _ => return None,
        };
        let sentence = format!("{} {what}, in every job.", variable.name);
        context.at_value(
            &RULE,
            &format!("{}[{}]", variable.list(), variable.index),
            sentence,
        )
    }))
}
