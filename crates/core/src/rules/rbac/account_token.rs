//! A manager that cannot say who it is.

use crate::rules::context::remove;
use crate::rules::reading::mended;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "account-token-off",
    title: "The manager gets no token of its account",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Finds automountServiceAccountToken: false for the manager.",
        why: "Without the token it cannot ask the API server for anything, and every job fails, unless a volume brings the token.",
        instead: "Leave it out; Kubernetes mounts the token.",
    },
    source: "templates/deployment.yaml of chart 0.86.0; Kubernetes documentation on service accounts",
    failing: "automountServiceAccountToken: false\n",
    passing: "automountServiceAccountToken: true\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const AT: &str = "values:automountServiceAccountToken";
    let is_off = context
        .held(AT)
        .is_some_and(|held| held.as_bool() == Some(false));
    if !is_off || context.has("values:volumes") {
        return Vec::new();
    }
    let found = context.tell(
        &RULE,
        AT,
        "The manager cannot ask the API server for a pod.",
    );
    mended(found, "Remove", Safety::NeedsReview, remove(AT))
}
