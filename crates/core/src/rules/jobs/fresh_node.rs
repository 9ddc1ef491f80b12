//! A pod on a node that nobody can reach yet.

use crate::keys::{RunnerVersion, Version};
use crate::rules::reading::{gather, mended, write_bool};
use crate::rules::rule::{config, explanation};
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "fresh-node-unreachable",
    title: "Jobs on nodes that are new",
    severity: Severity::Info,
    explanation: explanation! {
        what: "Finds runners without FF_WAIT_FOR_POD_TO_BE_REACHABLE where new nodes are added, which it needs to be told.",
        why: "A pod on a fresh node runs before its network does: the first thing the manager asks of it fails with a dial error, and the job with it.",
        instead: "FF_WAIT_FOR_POD_TO_BE_REACHABLE = true under [runners.feature_flags]. It needs get on pods/log.",
    },
    source: "gitlab-runner helpers/featureflags/flags.go, since 17.6; its documentation of troubleshooting",
    failing: config!("poll_timeout = 600" "pod_annotations = { \"cluster-autoscaler.kubernetes.io/safe-to-evict\" = \"false\" }"),
    passing: config!("poll_timeout = 600" "pod_annotations = { \"cluster-autoscaler.kubernetes.io/safe-to-evict\" = \"false\" }" "[runners.feature_flags]" "  FF_WAIT_FOR_POD_TO_BE_REACHABLE = true"),
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const FLAG: &str = "FF_WAIT_FOR_POD_TO_BE_REACHABLE";
    const SINCE: RunnerVersion = RunnerVersion(Version::new(17, 6, 0));
    let is_old = context.pinned_runner().is_some_and(|runner| runner < SINCE);
    if context.assumptions.node_start_seconds.is_none() || is_old {
        return Vec::new();
    }
    let runners = (0..context.runners()).filter(|runner| {
        context.executor(*runner) == "kubernetes" && !context.has_flag(*runner, FLAG)
    });
    gather(runners.flat_map(|runner| {
        let at = format!("config:runners[{runner}].feature_flags.{FLAG}");
        let sentence = "A job on a new node may start before its network does.";
        let found = context.tell(&RULE, &at, sentence);
        mended(
            found,
            "Wait for the pod",
            Safety::NeedsReview,
            write_bool(&at, true),
        )
    }))
}
