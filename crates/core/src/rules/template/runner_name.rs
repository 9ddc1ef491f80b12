//! A runner's name where it has no effect.

use crate::rules::context::{remove, write};
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "runner-name-in-template",
    title: "A runner's name in runners.config",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds name under [[runners]] in runners.config.",
        why: "Registration fills in the host name first and takes only what is still empty from the template, so this name never applies.",
        instead: "The value runners.name.",
    },
    source: "gitlab-runner commands/register.go; templates/configmap.yaml of chart 0.86.0 (--name)",
    failing: "runners:\n  config: |\n    [[runners]]\n      name = \"linux\"\n      [runners.kubernetes]\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n",
    passing: "runners:\n  name: linux\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const FROM: &str = "config:runners.name";
    const TO: &str = "values:runners.name";
    let Some(name) = context.text(FROM).filter(|_| !context.is_own_config()) else {
        return Vec::new();
    };
    let sentence =
        format!("The name {name:?} does not apply here; write it as the value runners.name.");
    let mut steps = remove(FROM);
    if context.text(TO).is_none() {
        steps.extend(write(TO, name));
    }
    let finding = context.at_key(&RULE, FROM, sentence);
    gather(
        finding
            .map(|finding| finding.fix("Move to runners.name", Safety::Safe, steps))
            .into_iter(),
    )
}
