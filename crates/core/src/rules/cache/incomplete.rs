//! A cache that has no place.

use crate::rules::managers::environment;
use crate::rules::rule::{config, explanation};
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "cache-incomplete",
    title: "A cache without a place",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds [runners.cache] without Type, and a Type without its bucket or container.",
        why: "Jobs then say \"No URL provided, cache will not be downloaded\" and go on: the cache stays in the pod and goes with it.",
        instead: "Type = \"s3\" and BucketName under [runners.cache.s3]; for gcs BucketName, for azure ContainerName, and AccountName unless runners.cache.secretName names a Secret with it.",
    },
    source: "GitLab's documentation of [runners.cache]; gitlab-runner cache adapters",
    failing: config!("[runners.cache]" "  Type = \"s3\"" "  Shared = true"),
    passing: config!("[runners.cache]" "  Type = \"s3\"" "  Shared = true" "  [runners.cache.s3]" "    BucketName = \"ci\""),
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    // Registration also reads all of this from variables.
    if environment(context)
        .iter()
        .any(|variable| variable.name.starts_with("CACHE_"))
    {
        return Vec::new();
    }
    let has_secret = context.has("values:runners.cache.secretName");
    let mut findings = Vec::new();
    for runner in 0..context.runners() {
        let cache = format!("config:runners[{runner}].cache");
        // Registration writes the tables of all three kinds, empty.
        const MEANT: [&str; 5] = [
            "Type",
            "Path",
            "s3.BucketName",
            "gcs.BucketName",
            "azure.ContainerName",
        ];
        let has = |key: &str| context.has(&format!("{cache}.{key}"));
        let is_meant = MEANT.into_iter().any(has) || context.is_true(&format!("{cache}.Shared"));
        if !is_meant || context.executor(runner) != "kubernetes" {
            continue;
        }
        let kind = context.text(&format!("{cache}.Type"));
        let missing = match kind.as_deref() {
            None if has("Type") => continue,
            None => "Type",
            // A Secret that the chart mounts holds the account's name beside its key.
            Some("azure") if !has("azure.AccountName") && !has_secret => "azure.AccountName",
            Some("azure") if !has("azure.ContainerName") => "azure.ContainerName",
            Some(kind @ ("s3" | "gcs")) if !context.has(&format!("{cache}.{kind}.BucketName")) => {
                if kind == "s3" {
                    "s3.BucketName"
                } else {
                    "gcs.BucketName"
                }
            }
            Some(_) => continue,
        };
        let sentence =
            format!("Without {missing} the cache has no place, and is lost with each pod.");
        findings.extend(context.tell(&RULE, &format!("{cache}.{missing}"), sentence));
    }
    findings
}
