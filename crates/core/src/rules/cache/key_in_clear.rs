//! The key of a cache in clear.

use crate::rules::gitlab::literal;
use crate::rules::rule::{config, explanation};
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "cache-key-in-clear",
    title: "A cache's key in clear",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds SecretKey, PrivateKey, AccountKey and SessionToken of a cache written out.",
        why: "Who can read the file can read and replace every cache, and so what jobs run. The chart puts runners.config into a ConfigMap, where more people can read it.",
        instead: "runners.cache.secretName with the name of a Secret, or an identity of the workload (AuthenticationType = \"iam\", RoleARN).",
    },
    source: "GitLab's documentation of [runners.cache]; values.yaml of chart 0.86.0 (runners.cache)",
    failing: config!("[runners.cache]" "  Type = \"s3\"" "  [runners.cache.s3]" "    BucketName = \"ci\"" "    SecretKey = \"letmein\""),
    passing: config!("[runners.cache]" "  Type = \"s3\"" "  [runners.cache.s3]" "    BucketName = \"ci\"" "    AuthenticationType = \"iam\""),
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const KEYS: [&str; 4] = [
        "s3.SecretKey",
        "s3.SessionToken",
        "gcs.PrivateKey",
        "azure.AccountKey",
    ];
    let mut findings = Vec::new();
    for runner in 0..context.runners() {
        for key in KEYS {
            let at = format!("config:runners[{runner}].cache.{key}");
            if literal(context, &at).is_some() {
                findings.extend(context.tell(
                    &RULE,
                    &at,
                    format!("{key} is written in clear; keep it in a Secret."),
                ));
            }
        }
    }
    findings
}
