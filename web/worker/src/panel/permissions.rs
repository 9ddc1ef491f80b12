//! The smallest list of rules a release needs, with the reason of each, beside what its values grant.

use super::{Step, alert, heading, sentence, text};
use evenkeel_core::permissions::{
    Comparison, Granted, RoleRule, Scope, compare, grant, needed, rules, scope,
};
use evenkeel_core::rules::Severity;
use evenkeel_core::workspace::Workspace;
use evenkeel_protocol::{Block, Subject};

pub(super) fn blocks(workspace: &Workspace, release: usize) -> Vec<Block> {
    let needs = needed(workspace, release);
    if needs.is_empty() {
        return vec![text("No runner on Kubernetes: no permissions are needed.")];
    }
    let compared = compare(workspace, release);
    let mut blocks = granted(&compared);
    if !compared.is_complete {
        blocks.push(text("A part of the files is not open or cannot be read; what it turns on is not in the list."));
    }
    for lack in &compared.missing {
        blocks.push(alert(lack.severity, sentence(&lack.sentence())));
    }
    for excess in &compared.excessive {
        blocks.push(alert(Severity::Warning, sentence(&excess.sentence())));
    }
    if !(compared.missing.is_empty() && compared.excessive.is_empty()) {
        blocks.push(Block::Offer {
            label: "Grant what is needed and nothing else".to_owned(),
            act: String::new(),
        });
    }
    blocks.push(heading(match scope(&needs) {
        Scope::Namespace => "Needed, as a Role in the namespace of the jobs",
        Scope::Cluster => "Needed, as a ClusterRole",
    }));
    blocks.push(Block::Table {
        head: vec!["Resources".into(), "Verbs".into(), "What for".into()],
        rows: rules(&needs).iter().map(row).collect(),
    });
    blocks
}

/// Grants a release what it needs and nothing else.
pub(super) fn act(workspace: &mut Workspace, subject: &Subject) -> Result<Step, String> {
    grant(workspace, subject.release).map_err(|refused| refused.to_string())?;
    Ok(Step::of("permissions granted"))
}

fn granted(compared: &Comparison) -> Vec<Block> {
    let is_same = compared.missing.is_empty() && compared.excessive.is_empty();
    match compared.granted {
        Granted::Elsewhere => vec![text(
            "The chart makes no Role (rbac.create is not true): the account must be allowed this elsewhere.",
        )],
        Granted::Unreadable => vec![alert(
            Severity::Warning,
            "What rbac.rules grants cannot be read.",
        )],
        Granted::Default | Granted::List if is_same => {
            vec![text("The values grant this and nothing else.")]
        }
        Granted::Default | Granted::List => Vec::new(),
    }
}

fn row(rule: &RoleRule) -> Vec<String> {
    let name = |resource: &&str| match rule.group {
        "" => (*resource).to_owned(),
        group => format!("{group}/{resource}"),
    };
    let resources: Vec<String> = rule.resources.iter().map(name).collect();
    let reasons: Vec<String> = rule.needs.iter().map(|need| need.reason()).collect();
    vec![
        resources.join("\n"),
        rule.verbs.join(", "),
        reasons.join("\n"),
    ]
}
