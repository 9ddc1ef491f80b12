//! Jobs in one namespace, the permission to make them in another.

use crate::keys::{ChartVersion, Version};
use crate::rules::context::write;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "job-namespace-differs",
    title: "Jobs and their permissions in different namespaces",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Compares the namespace in runners.config with the one where the chart puts Role and RoleBinding: runners.jobNamespace, else the release's.",
        why: "A runners.config of your own decides alone where job pods go; runners.jobNamespace only moves the permissions. When the two differ, every job fails with \"pods is forbidden\".",
        instead: "The same namespace in both: namespace under [runners.kubernetes], and runners.jobNamespace.",
    },
    source: "templates/_env_vars.tpl and role.yaml of chart 0.86.0 (job namespace for roles since 0.84.0)",
    failing: "runners:\n  jobNamespace: jobs\n",
    passing: "runners:\n  jobNamespace: jobs\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        namespace = \"jobs\"\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n",
    check,
}
.kept();

/// From here on the chart puts roles into the namespace of jobs.
const ROLES_FOLLOW: ChartVersion = ChartVersion(Version::new(0, 84, 0));

fn check(context: &Context<'_>) -> Vec<Finding> {
    const WANTED: &str = "values:runners.jobNamespace";
    const ACTUAL: &str = "config:runners.kubernetes.namespace";
    let is_literal = |text: &String| !text.contains("{{") && !text.starts_with('$');
    let has_template = context.has_config() && context.text("values:runners.config").is_some();
    if !has_template
        || context.executor(0) != "kubernetes"
        || context.is_true("values:rbac.clusterWideAccess")
    {
        return Vec::new();
    }
    let actual = context.held(ACTUAL);
    let wanted = context.text(WANTED).filter(is_literal);
    let found = match (wanted, actual) {
        // A namespace anywhere in the text, made by a template or not, is the chart's sign that there is one.
        (Some(wanted), None) => {
            let sentence = format!(
                "Role and RoleBinding go to {wanted}, but runners.config names no namespace, so jobs go to the release's."
            );
            let finding = context.at_key(&RULE, WANTED, sentence);
            finding.map(|finding| {
                finding.fix(
                    format!("Write namespace = \"{wanted}\""),
                    Safety::Safe,
                    write(ACTUAL, wanted),
                )
            })
        }
        (Some(wanted), Some(actual)) => {
            let actual = actual.as_str().map(str::to_owned).filter(is_literal);
            actual
                .filter(|actual| *actual != wanted)
                .and_then(|actual| {
                    let sentence =
                        format!("Jobs go to {actual}, but Role and RoleBinding to {wanted}.");
                    context.at_value(&RULE, ACTUAL, sentence)
                })
        }
        (None, Some(actual)) if !context.is_there(WANTED) => {
            let actual = actual.as_str().map(str::to_owned).filter(is_literal);
            let release = context
                .text("values:namespace")
                .or_else(|| context.own()?.namespace.clone());
            match (actual, release) {
                (Some(actual), Some(release))
                    if actual != release && context.is_true("values:rbac.create") =>
                {
                    let sentence =
                        format!("Jobs go to {actual}, but Role and RoleBinding to {release}.");
                    let finding = context.at_value(&RULE, ACTUAL, sentence);
                    finding.map(|finding| {
                        if context.chart() < ROLES_FOLLOW {
                            return finding;
                        }
                        finding.fix(
                            format!("Write runners.jobNamespace: {actual}"),
                            Safety::Safe,
                            write(WANTED, actual),
                        )
                    })
                }
                _ => None,
            }
        }
        _ => None,
    };
    found.into_iter().collect()
}
