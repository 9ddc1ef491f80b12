//! The old name of the manager's account.

use crate::keys::{ChartVersion, Version};
use crate::rules::context::{move_input, remove, write_input};
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};
use crate::workspace::Input;
use evenkeel_yaml::Value;

pub(in crate::rules) const RULE: Rule = Rule {
    id: "generated-account-name",
    title: "rbac.generatedServiceAccountName is deprecated",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds rbac.generatedServiceAccountName.",
        why: "The chart asks to configure the account below serviceAccount; the old key counts only while that is empty, and is to go.",
        instead: "serviceAccount with create: true and the name.",
    },
    source: "templates/_helpers.tpl, service-account.yaml and NOTES.txt of chart 0.86.0; serviceAccount since 0.66.0",
    failing: "rbac:\n  generatedServiceAccountName: ci\n",
    passing: "serviceAccount:\n  create: true\n  name: ci\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const AT: &str = "values:rbac.generatedServiceAccountName";
    const CREATE: &str = "values:serviceAccount.create";
    const NAME: &str = "values:serviceAccount.name";
    let Some(name) = context.text(AT) else {
        return Vec::new();
    };
    let is_configured = context.is_true(CREATE) || context.text(NAME).is_some();
    let is_used = context.is_true("values:rbac.create") && !is_configured;
    let mut steps = remove(AT);
    let (sentence, label) = if is_used {
        if context.chart() < ChartVersion(Version::new(0, 66, 0)) {
            return Vec::new();
        }
        steps = move_input(AT, NAME, Input::Text(name));
        if context.held(CREATE).is_none() {
            steps.extend(write_input(CREATE, Input::Value(Value::Bool(true))));
        }
        (
            "rbac.generatedServiceAccountName is deprecated; the account is configured below serviceAccount.",
            "Move to serviceAccount",
        )
    } else if is_configured {
        (
            "rbac.generatedServiceAccountName is ignored, since serviceAccount is configured.",
            "Remove",
        )
    } else {
        (
            "rbac.generatedServiceAccountName is ignored without rbac.create.",
            "Remove",
        )
    };
    let finding = context.at_key(&RULE, AT, sentence.to_owned());
    gather(
        finding
            .map(|finding| finding.fix(label, Safety::Safe, steps))
            .into_iter(),
    )
}
