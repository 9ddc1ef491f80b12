//! The post-renderer: a policy that is written here, what it does to manifests that are pasted, and plugins with it inside.

use super::{Step, alert, heading, text};
use evenkeel_core::postrender::pack::{PackError, pair};
use evenkeel_core::postrender::{Decision, Policy, Report, Settings, post_render};
use evenkeel_core::rules::Severity;
use evenkeel_core::workspace::Workspace;
use evenkeel_protocol::{Block, Change, Subject, Topic};
use similar::{ChangeTag, TextDiff};

/// What a policy's file is called.
const FILE: &str = "evenkeel.yaml";
const POLICY: &str = "policy";
const MANIFESTS: &str = "manifests";
const NAME: &str = "plugin";
const KEEP: &str = "keep";
const MODULE: &str = "module";
const BRIDGE: &str = "bridge";
/// More than this is for the command line.
const MOST: usize = 1 << 20;
/// As many decisions and lines are shown.
const SHOWN: usize = 400;
/// Lines around a change.
const CONTEXT: usize = 3;
/// What a chart with a web server renders.
const EXAMPLE: &str = include_str!("example.yaml");

/// The form of the policy, and what it comes to.
pub(super) fn blocks(workspace: &Workspace, subject: &Subject) -> Vec<Block> {
    let policy = policy(workspace, subject);
    let manifests = subject.input(MANIFESTS).unwrap_or_default();
    let mut blocks = vec![
        text(
            "Helm hands what any chart renders to a post-renderer before it installs it. This one adds topology spread and resource requests where there are none, or whatever the policy says, and leaves every other byte.",
        ),
        Block::Input {
            name: POLICY.to_owned(),
            label: format!("The policy, {FILE}"),
            hint: String::new(),
            otherwise: String::new(),
            text: policy.to_owned(),
            lines: 12,
        },
    ];
    let parsed = Policy::parse(policy, FILE);
    if let Err(error) = &parsed {
        blocks.push(alert(Severity::Error, error.to_string()));
    }
    blocks.extend(sources(workspace, policy, parsed.is_ok()));
    blocks.push(Block::Input {
        name: MANIFESTS.to_owned(),
        label: "Manifests to try it on".to_owned(),
        hint: String::new(),
        otherwise: "what `helm template` prints".to_owned(),
        text: String::new(),
        lines: 6,
    });
    if manifests.trim().is_empty() {
        blocks.push(link(MANIFESTS, EXAMPLE, "Try an example", ""));
    } else if let Ok(policy) = &parsed {
        blocks.extend(tried(policy, manifests));
    }
    if parsed.is_ok() {
        blocks.extend(plugins(policy, subject));
    }
    blocks
}

/// The policy as it is told, else as it is open, else the built-in one.
fn policy<'a>(workspace: &'a Workspace, subject: &'a Subject) -> &'a str {
    let told = subject.input(POLICY);
    told.or_else(|| kept(workspace))
        .unwrap_or(Policy::built_in_text())
}

fn kept(workspace: &Workspace) -> Option<&str> {
    workspace.file(FILE).map(|file| file.text())
}

/// Where else the policy may come from, and the offer to keep it among the files.
fn sources(workspace: &Workspace, policy: &str, is_policy: bool) -> Vec<Block> {
    let mut blocks = Vec::new();
    if policy != Policy::built_in_text() {
        let built_in = Policy::built_in_text();
        blocks.push(link(
            POLICY,
            built_in,
            "Start anew from the built-in one",
            "",
        ));
    }
    match kept(workspace) {
        Some(kept) if kept == policy => {
            blocks.push(text(format!("{FILE} among your files says the same.")));
        }
        kept => {
            blocks.extend(kept.map(|kept| link(POLICY, kept, "Take the one among your files", "")));
            if is_policy {
                blocks.push(Block::Offer {
                    label: format!("Put {FILE} among your files"),
                    act: KEEP.to_owned(),
                });
            }
        }
    }
    blocks
}

fn link(name: &str, text: &str, label: &str, note: &str) -> Block {
    Block::Link {
        name: name.to_owned(),
        text: text.to_owned(),
        label: label.to_owned(),
        note: note.to_owned(),
    }
}

/// What the policy does to manifests, line by line and with its reasons.
fn tried(policy: &Policy, manifests: &str) -> Vec<Block> {
    if manifests.len() > MOST {
        let reason =
            "More than 1 MiB is for the command line: `evenkeel diff` and `evenkeel explain`.";
        return vec![alert(Severity::Info, reason)];
    }
    let rendered = match post_render(manifests.as_bytes(), policy, Settings::default()) {
        Ok(rendered) => rendered,
        Err(error) => return vec![alert(Severity::Error, error.to_string())],
    };
    let report = &rendered.report;
    let after = rendered.manifests();
    let mut blocks = vec![heading("What it does")];
    if after == manifests {
        blocks.push(text("Nothing is changed."));
    } else {
        blocks.push(Block::Lines {
            label: "The manifests with what is added".to_owned(),
            lines: changed(manifests, &after),
        });
        blocks.push(heading("What that means for a cluster"));
        blocks.push(text(report.adoption().trim_end()));
    }
    blocks.extend(explained(report));
    blocks
}

/// The lines that differ, with some around them.
fn changed(before: &str, after: &str) -> Vec<(Change, String)> {
    let diff = TextDiff::from_lines(before, after);
    let mut lines = Vec::new();
    for (number, group) in diff.grouped_ops(CONTEXT).iter().enumerate() {
        if number > 0 {
            lines.push((Change::None, "⋯".to_owned()));
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let kind = match change.tag() {
                ChangeTag::Equal => Change::None,
                ChangeTag::Insert => Change::Added,
                ChangeTag::Delete => Change::Removed,
            };
            lines.push((
                kind,
                change.value().trim_end_matches(['\r', '\n']).to_owned(),
            ));
        }
        if lines.len() > SHOWN {
            lines.push((Change::None, "⋯ and more".to_owned()));
            break;
        }
    }
    lines
}

/// Every decision, with its reason.
fn explained(report: &Report) -> Vec<Block> {
    if report.decisions.is_empty() {
        return vec![text("No object here is one that the policy is for.")];
    }
    let head = ["Object", "Field", "What and why"];
    let mut blocks = vec![
        heading("Why"),
        Block::Table {
            head: head.map(str::to_owned).into(),
            rows: report.decisions.iter().take(SHOWN).map(row).collect(),
        },
    ];
    if let Some(more) = report.decisions.len().checked_sub(SHOWN + 1) {
        blocks.push(text(format!("And {} more.", more + 1)));
    }
    blocks
}

fn row(decision: &Decision) -> Vec<String> {
    let object = match &decision.object {
        Some(object) => object.to_string(),
        None => format!("document {}", decision.document),
    };
    let container = decision.container.as_ref();
    let container = container.map(|name| format!("\ncontainer {name}"));
    let path = decision.path.as_deref().unwrap_or_default();
    // The last two steps say which field it is; all of them make a table of one column.
    let field: Vec<&str> = path.rsplit('.').take(2).collect();
    let field: Vec<&str> = field.into_iter().rev().collect();
    let value = decision.value.as_ref();
    let value = value.map(|value| format!(" {value}"));
    let rule = decision.rule.as_ref();
    let rule = rule.map(|rule| format!(" (rule {rule})"));
    vec![
        object + &container.unwrap_or_default(),
        format!("{}\nline {}", field.join("."), decision.line.before),
        format!(
            "{}{}: {}{}",
            decision.action,
            value.unwrap_or_default(),
            decision.reason.text,
            rule.unwrap_or_default()
        ),
    ]
}

/// A pair of plugins with the policy inside, to be saved.
fn plugins(policy: &str, subject: &Subject) -> Vec<Block> {
    let name = name(subject);
    let mut blocks = vec![
        heading("As plugins for Helm 4"),
        text(
            "Two plugins for any machine, with this policy inside: a module that does the work, and the post-renderer that hands it the manifests. Install both.",
        ),
        Block::Input {
            name: NAME.to_owned(),
            label: "Name".to_owned(),
            hint: "What stands behind --post-renderer.".to_owned(),
            otherwise: String::new(),
            text: name.to_owned(),
            lines: 1,
        },
    ];
    match pair(name, policy, FILE) {
        Err(error) => blocks.push(alert(Severity::Error, error.to_string())),
        Ok(pair) => {
            let offer = |name: &str, act: &str| Block::Offer {
                label: format!("Save {}", file(name)),
                act: act.to_owned(),
            };
            blocks.push(offer(&pair.module_name, MODULE));
            blocks.push(offer(&pair.name, BRIDGE));
            let install = |name: &str| format!("helm plugin install {} --verify=false", file(name));
            let commands = [
                install(&pair.module_name),
                install(&pair.name),
                format!("helm template demo ./chart --post-renderer {}", pair.name),
            ];
            blocks.push(Block::Lines {
                label: "How to install them".to_owned(),
                lines: commands.map(|line| (Change::None, line)).into(),
            });
        }
    }
    blocks
}

fn name(subject: &Subject) -> &str {
    subject.input(NAME).unwrap_or("evenkeel")
}

fn file(name: &str) -> String {
    format!("{name}-{}.tgz", env!("CARGO_PKG_VERSION"))
}

/// Puts the policy among the files.
pub(super) fn act(workspace: &mut Workspace, subject: &Subject) -> Result<Step, String> {
    let policy = policy(workspace, subject).to_owned();
    Policy::parse(&policy, FILE).map_err(|error| error.to_string())?;
    workspace.add_file(FILE, &policy);
    Ok(Step {
        said: format!("{FILE} is among your files"),
        taken: vec![POLICY.to_owned()],
    })
}

/// What a tarball of a plugin is made of.
pub(crate) struct Packed {
    /// The plugin's name.
    pub(crate) name: String,
    /// The tarball's own name.
    pub(crate) file: String,
    /// Its `plugin.yaml`.
    pub(crate) manifest: String,
    /// Whether the module lies beside that.
    pub(crate) has_module: bool,
}

/// Whether an act makes a tarball rather than changing files.
pub(crate) fn is_packed(subject: &Subject, act: &str) -> bool {
    subject.topic == Topic::PostRenderer && act != KEEP
}

/// What such an act packs.
pub(crate) fn packed(
    workspace: &Workspace,
    subject: &Subject,
    act: &str,
) -> Result<Packed, String> {
    let pair = pair(name(subject), policy(workspace, subject), FILE);
    let pair = pair.map_err(|error: PackError| error.to_string())?;
    let has_module = act == MODULE;
    let (name, manifest) = if has_module {
        (pair.module_name, pair.module)
    } else {
        (pair.name, pair.bridge)
    };
    Ok(Packed {
        file: file(&name),
        name,
        manifest,
        has_module,
    })
}
