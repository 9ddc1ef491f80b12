//! A key that stands twice in one map.

use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Severity};
use crate::workspace::Role;
use evenkeel_yaml::{Kind, Node};
use std::collections::BTreeSet;
use std::ops::Range;

pub(in crate::rules) const RULE: Rule = Rule {
    id: "duplicate-key",
    title: "A key that stands twice",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds a key that one map holds twice.",
        why: "Helm takes the last one and drops all of the first, also the keys below it; helmfile stops at a key that stands twice in a helmfile.",
        instead: "One of the two, with the keys of both below it.",
    },
    source: "Helm 3.22, Helm 4.3 and helmfile 1.8 with such files",
    failing: "replicas: 1\nreplicas: 2\n",
    passing: "replicas: 2\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let Some(own) = context.own() else {
        return Vec::new();
    };
    let mut files: Vec<usize> = own.layers.iter().map(|layer| layer.file).collect();
    files.extend(own.place.map(|(file, ..)| file));
    files.sort_unstable();
    files.dedup();
    let mut findings = Vec::new();
    for number in files {
        let Some(file) = context.workspace.files().get(number) else {
            continue;
        };
        // Also in the documents that are texts of others, such as the values of an Argo CD Application.
        for part in 0..file.parts().len() {
            let mut found = Vec::new();
            if let Some(root) = file.tree(part).and_then(evenkeel_yaml::Tree::root) {
                collect(root, &mut found);
            }
            findings.extend(found.into_iter().map(|(name, span)| Finding {
                rule: RULE.id,
                severity: match file.role() {
                    Role::Helmfile => Severity::Error,
                    _ => RULE.severity,
                },
                release: context.release,
                sentence: format!("{name} stands twice in the same map."),
                reason: RULE.why().to_owned(),
                address: None,
                at: context.workspace.in_document(number, part, span),
                fix: None,
            }));
        }
    }
    findings
}

/// The later keys of each pair.
fn collect(node: Node<'_>, found: &mut Vec<(String, Range<usize>)>) {
    match node.kind() {
        Kind::Mapping => {
            let mut names = BTreeSet::new();
            for (key, value) in node.entries() {
                if let Some(name) = key.text()
                    && !names.insert(name)
                    && name != "<<"
                {
                    found.push((name.to_owned(), key.span()));
                }
                collect(value, found);
            }
        }
        Kind::Sequence => node
            .items()
            .into_iter()
            .for_each(|item| collect(item, found)),
        Kind::Scalar | Kind::Alias => {}
    }
}
