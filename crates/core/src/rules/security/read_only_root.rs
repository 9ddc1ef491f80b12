//! A file system that is read-only, and no place to write.

use crate::rules::reading::field;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "read-only-root-without-tmp",
    title: "A read-only file system without /tmp",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds readOnlyRootFilesystem: true for the manager without a volume at /tmp.",
        why: "The manager writes to /tmp when it registers; without a volume there it never comes up.",
        instead: "An emptyDir in volumes, and /tmp in volumeMounts.",
    },
    source: "values.yaml of chart 0.86.0 (securityContext)",
    failing: "securityContext:\n  readOnlyRootFilesystem: true\n",
    passing: "securityContext:\n  readOnlyRootFilesystem: true\nvolumes:\n  - name: tmp\n    emptyDir: {}\nvolumeMounts:\n  - name: tmp\n    mountPath: /tmp\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const AT: &str = "values:securityContext.readOnlyRootFilesystem";
    let has_place = context.list("values:volumeMounts").iter().any(|mount| {
        let path = field(mount, "mountPath").and_then(|held| held.as_str());
        path.is_none_or(|path| path.trim_end_matches('/') == "/tmp")
    });
    if !context.is_true(AT) || has_place {
        return Vec::new();
    }
    context.tell(
        &RULE,
        AT,
        "The manager cannot write to /tmp, where it registers.",
    )
}
