//! A Secret with half of what is mounted.

use crate::rules::context::write;
use crate::rules::reading::{field, mended};
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "token-secret-keys",
    title: "The token's Secret lacks a key",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Looks into a Secret among extraObjects that runners.secret names: both keys, and no line break behind the token.",
        why: "The pod mounts both keys, and hangs in ContainerCreating when one is missing: \"references non-existent secret key\". A token with a line break is refused as an \"invalid header field value\".",
        instead: "stringData with runner-token, and runner-registration-token: \"\" beside it.",
    },
    source: "templates/deployment.yaml of chart 0.86.0; GitLab's documentation of troubleshooting",
    failing: "extraObjects:\n  - apiVersion: v1\n    kind: Secret\n    metadata:\n      name: gitlab-runner-token\n    stringData:\n      runner-token: ref+vault://ci/runner#/token\n",
    passing: "extraObjects:\n  - apiVersion: v1\n    kind: Secret\n    metadata:\n      name: gitlab-runner-token\n    stringData:\n      runner-token: ref+vault://ci/runner#/token\n      runner-registration-token: \"\"\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const KEYS: [&str; 2] = ["runner-token", "runner-registration-token"];
    let secret = context.text("values:runners.secret").unwrap_or_default();
    let mut findings = Vec::new();
    for (index, object) in context.list("values:extraObjects").iter().enumerate() {
        let name = field(object, "metadata").and_then(|metadata| field(metadata, "name"));
        let is_meant = field(object, "kind").and_then(|kind| kind.as_str()) == Some("Secret")
            && name.and_then(|name| name.as_str()) == Some(&secret);
        if !is_meant {
            continue;
        }
        let at = format!("values:extraObjects[{index}]");
        let find = |key: &str| {
            ["stringData", "data"]
                .into_iter()
                .find_map(|part| field(field(object, part)?, key))
        };
        for key in KEYS {
            let place = format!("{at}.stringData.{key}");
            match find(key) {
                None => {
                    let found = context.tell(
                        &RULE,
                        &at,
                        format!("The manager mounts {key} of this Secret, which lacks it."),
                    );
                    let fix = if key == "runner-token" {
                        Vec::new()
                    } else {
                        write(&place, "")
                    };
                    findings.extend(mended(found, "Add it, empty", Safety::Safe, fix));
                }
                Some(value) if value.as_str().is_some_and(|text| text.ends_with('\n')) => {
                    let sentence = format!("{key} ends with a line break, which GitLab refuses.");
                    findings.extend(context.tell(&RULE, &place, sentence));
                }
                Some(_) => {}
            }
        }
    }
    findings
}
