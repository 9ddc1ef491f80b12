//! A `runners.config` that is no TOML.

use crate::rules::context::address;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "unreadable-toml",
    title: "runners.config is no TOML",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Says where the text of runners.config stops being TOML, after its template actions are put aside.",
        why: "The manager cannot register with it and restarts again and again.",
        instead: "Mend the line: text goes in quotes, a table's name in brackets, each key once.",
    },
    source: "TOML 1.0; gitlab-runner register --template-config",
    failing: "runners:\n  config: |\n    [[runners]]\n      limit =\n",
    passing: "runners:\n  config: |\n    [[runners]]\n      limit = 5\n      [runners.kubernetes]\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    if context.is_own_config() {
        return Vec::new();
    }
    let Some(Err((error, at))) = context.workspace.config(context.release) else {
        return Vec::new();
    };
    let sentence = format!(
        "runners.config cannot be read as TOML: {}.",
        error.message.trim_end_matches('.')
    );
    let about = address("values:runners.config");
    gather(
        about
            .map(|about| context.found(&RULE, about, at, sentence))
            .into_iter(),
    )
}
