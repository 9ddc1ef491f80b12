//! A patch for job pods that is not applied.

use crate::rules::reading::{gather, mended, write_bool};
use crate::rules::rule::{config, explanation};
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "pod-spec-without-flag",
    title: "pod_spec without its feature flag",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds [[runners.kubernetes.pod_spec]] without FF_USE_ADVANCED_POD_SPEC_CONFIGURATION.",
        why: "Without the flag the patches are passed over, without a message.",
        instead: "FF_USE_ADVANCED_POD_SPEC_CONFIGURATION = true under [runners.feature_flags].",
    },
    source: "GitLab's documentation of the Kubernetes executor (overwrite generated pod specifications)",
    failing: config!("[[runners.kubernetes.pod_spec]]" "  name = \"dns\"" "  patch = \"dnsPolicy: None\""),
    passing: config!("[[runners.kubernetes.pod_spec]]" "  name = \"dns\"" "  patch = \"dnsPolicy: None\"" "[runners.feature_flags]" "  FF_USE_ADVANCED_POD_SPEC_CONFIGURATION = true"),
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const FLAG: &str = "FF_USE_ADVANCED_POD_SPEC_CONFIGURATION";
    let runners = (0..context.runners()).filter(|runner| {
        context.has(&format!("config:runners[{runner}].kubernetes.pod_spec"))
            && !context.has_flag(*runner, FLAG)
    });
    gather(runners.flat_map(|runner| {
        let at = format!("config:runners[{runner}].kubernetes.pod_spec");
        let fix = write_bool(
            &format!("config:runners[{runner}].feature_flags.{FLAG}"),
            true,
        );
        let found = context.tell(&RULE, &at, format!("Without {FLAG} this changes no pod."));
        mended(found, "Switch the flag on", Safety::Safe, fix)
    }))
}
