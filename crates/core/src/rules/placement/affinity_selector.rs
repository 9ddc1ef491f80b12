//! An affinity that means no manager.

use crate::keys::{Place, Segment};
use crate::rules::context::write;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "affinity-selector",
    title: "An anti-affinity that matches no manager",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Compares the app label that affinity.podAntiAffinity selects with the one of manager pods.",
        why: "Managers are kept apart from pods that there are not, so all of them may land on one node, without any error.",
        instead: "app with the name of the Deployment: fullnameOverride, else the release's name when it begins with gitlab-runner, else RELEASE-gitlab-runner.",
    },
    source: "templates/_helpers.tpl (fullname) and deployment.yaml of chart 0.86.0",
    failing: "affinity:\n  podAntiAffinity:\n    requiredDuringSchedulingIgnoredDuringExecution:\n      - topologyKey: kubernetes.io/hostname\n        labelSelector:\n          matchLabels:\n            app: runner\n",
    passing: "affinity:\n  podAntiAffinity:\n    requiredDuringSchedulingIgnoredDuringExecution:\n      - topologyKey: kubernetes.io/hostname\n        labelSelector:\n          matchLabels:\n            app: gitlab-runner\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let Some(app) = context.full_name() else {
        return Vec::new();
    };
    let leaves = context.leaves.iter().filter(|placed| {
        let name = |at: usize| placed.segments().get(at).and_then(Segment::name);
        let last = placed
            .segments()
            .iter()
            .rev()
            .filter_map(Segment::name)
            .take(2);
        placed.place() == Place::Values
            && name(0) == Some("affinity")
            && name(1) == Some("podAntiAffinity")
            && last.eq(["app", "matchLabels"])
    });
    gather(leaves.filter_map(|placed| {
        let own = placed
            .leaf
            .held
            .as_str()
            .filter(|own| *own != app && !own.contains("{{"))?;
        let at = placed.leaf.address.clone();
        let fix = write(&at.to_string(), app.clone());
        let sentence = format!("No manager has the label app: {own}; theirs is app: {app}.");
        let finding = context.found(&RULE, at, placed.leaf.at.clone(), sentence);
        Some(finding.fix(format!("Select app: {app}"), Safety::NeedsReview, fix))
    }))
}
