//! The newest image, as each node remembers it.

use super::tables;
use crate::rules::reading::gather;
use crate::rules::rule::{config, explanation};
use crate::rules::{Context, Finding, Rule, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "stale-image",
    title: "An image without a version that is not pulled again",
    severity: Severity::Info,
    explanation: explanation! {
        what: "Finds an image without a tag, or with latest, beside a pull_policy of if-not-present or never.",
        why: "Each node keeps what latest was when it pulled: the same job runs on different images, by where it lands.",
        instead: "A tag that does not move, or pull_policy = \"always\".",
    },
    source: "Kubernetes documentation on image pull policies",
    failing: config!("image = \"alpine:latest\"" "pull_policy = \"if-not-present\""),
    passing: config!("image = \"alpine:3.22\"" "pull_policy = \"if-not-present\""),
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    gather(tables(context).iter().filter_map(|table| {
        let policy = context.text(&format!("{table}.pull_policy"))?;
        let at = format!("{table}.image");
        let image = context.text(&at)?;
        let name = image.rsplit('/').next().unwrap_or_default();
        let is_moving = !name.contains(['@', ':', '{', '$']) || name.ends_with(":latest");
        let sentence = format!("{image} moves, and nodes that have it do not pull it again.");
        (is_moving && policy != "always").then(|| context.at_value(&RULE, &at, sentence))?
    }))
}
