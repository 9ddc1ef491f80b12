//! Credentials for a cache that there is not.

use crate::rules::managers::environment;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "cache-secret-unused",
    title: "A Secret for a cache that is not configured",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds runners.cache.secretName without a cache in runners.config.",
        why: "The chart mounts the Secret and nothing reads it: caches stay in their pods.",
        instead: "[runners.cache] with Type and bucket in runners.config.",
    },
    source: "templates/_helpers.tpl and configmap.yaml of chart 0.86.0 (cache)",
    failing: "runners:\n  cache:\n    secretName: s3-access\n",
    passing: "runners:\n  cache:\n    secretName: s3-access\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n      [runners.cache]\n        Type = \"s3\"\n        [runners.cache.s3]\n          BucketName = \"ci\"\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const AT: &str = "values:runners.cache.secretName";
    let in_variables = environment(context)
        .iter()
        .any(|variable| variable.name == "CACHE_TYPE");
    let is_used = context.has("config:runners.cache.Type") || in_variables;
    if !context.has(AT) || is_used || !context.has_config() {
        return Vec::new();
    }
    context.tell(
        &RULE,
        AT,
        "No cache is configured in runners.config, so nothing reads this Secret.",
    )
}
