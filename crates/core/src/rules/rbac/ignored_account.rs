//! An account that is named and not used.

use crate::rules::context::{move_input, remove};
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};
use crate::workspace::Input;

pub(in crate::rules) const RULE: Rule = Rule {
    id: "rbac-account-name",
    title: "rbac.serviceAccountName is deprecated or ignored",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds rbac.serviceAccountName.",
        why: "It counts only without rbac.create and without serviceAccount. With one of them the manager runs as another account than the one that is written here.",
        instead: "serviceAccount.name.",
    },
    source: "templates/_helpers.tpl and NOTES.txt of chart 0.86.0",
    failing: "rbac:\n  serviceAccountName: ci\n",
    passing: "serviceAccount:\n  name: ci\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const AT: &str = "values:rbac.serviceAccountName";
    const NAME: &str = "values:serviceAccount.name";
    let Some(name) = context.text(AT) else {
        return Vec::new();
    };
    let is_configured =
        context.is_true("values:serviceAccount.create") || context.text(NAME).is_some();
    let mut steps = remove(AT);
    let (sentence, label) = if is_configured {
        (
            "rbac.serviceAccountName is ignored, since serviceAccount is configured.",
            "Remove",
        )
    } else if context.is_true("values:rbac.create") {
        (
            "rbac.serviceAccountName is ignored, since rbac.create makes an account.",
            "Remove",
        )
    } else {
        steps = move_input(AT, NAME, Input::Text(name));
        (
            "rbac.serviceAccountName is deprecated; write serviceAccount.name.",
            "Move to serviceAccount.name",
        )
    };
    let finding = context.at_key(&RULE, AT, sentence.to_owned());
    gather(
        finding
            .map(|finding| finding.fix(label, Safety::Safe, steps))
            .into_iter(),
    )
}
