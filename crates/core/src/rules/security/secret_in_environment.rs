//! A secret given to every job.

use crate::rules::reading::{gather, truth};
use crate::rules::rule::{config, explanation};
use crate::rules::{Context, Finding, Rule, Severity};
use crate::secret::is_secret_name;

pub(in crate::rules) const RULE: Rule = Rule {
    id: "secret-in-environment",
    title: "A secret in the jobs' environment",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds variables whose name says password, token or key in environment with a value written out.",
        why: "It stands in the file, and every job of every project on this runner can print it; it is not masked in logs.",
        instead: "A masked and protected CI/CD variable of the projects that need it.",
    },
    source: "GitLab's documentation of CI/CD variables",
    failing: config!(runner: "environment = [\"REGISTRY_PASSWORD=letmein\"]"),
    passing: config!(runner: "environment = [\"REGISTRY_USER=ci\"]"),
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let variables = context.job_variables().iter().filter(|variable| {
        let value = &variable.value;
        is_secret_name(&variable.name)
            && truth(value).is_none()
            && !value.is_empty()
            && !value.contains("{{")
            && !value.starts_with(['$', '/'])
    });
    gather(variables.filter_map(|variable| {
        let sentence = format!(
            "Every job can print {}, and it stands here in clear.",
            variable.name
        );
        context.at_value(
            &RULE,
            &format!("{}[{}]", variable.list(), variable.index),
            sentence,
        )
    }))
}
