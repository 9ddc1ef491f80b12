//! The form of the policy, what else can be done with it, and what comes of that.

use crate::{plugins, trial};
use evenkeel_core::postrender::Policy;
use evenkeel_core::rules::Severity;
use evenkeel_protocol::Block;
use evenkeel_protocol::blocks::{alert, text};
use evenkeel_protocol::post_renderer::{Outcome, POLICY_FILE, Policed};

const POLICY: &str = "policy";
const MANIFESTS: &str = "manifests";
const KEEP: &str = "keep";
/// What a chart with a web server renders.
const EXAMPLE: &str = include_str!("example.yaml");

/// The form of the policy, and what it comes to.
pub(crate) fn blocks(policed: &Policed) -> Vec<Block> {
    let policy = policy(policed);
    let manifests = policed.subject.input(MANIFESTS).unwrap_or_default();
    let mut blocks = vec![
        text(
            "Helm hands what any chart renders to a post-renderer before it installs it. This one adds topology spread and resource requests where there are none, or whatever the policy says, and leaves every other byte.",
        ),
        Block::Input {
            name: POLICY.to_owned(),
            label: format!("The policy, {POLICY_FILE}"),
            hint: String::new(),
            otherwise: String::new(),
            text: policy.to_owned(),
            lines: 12,
        },
    ];
    let parsed = Policy::parse(policy, POLICY_FILE);
    if let Err(error) = &parsed {
        blocks.push(alert(Severity::Error, error.to_string()));
    }
    blocks.extend(sources(policed, policy, parsed.is_ok()));
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
        blocks.extend(trial::blocks(policy, manifests));
    }
    if parsed.is_ok() {
        blocks.extend(plugins::blocks(policy, &policed.subject));
    }
    blocks
}

/// The policy as it is told, else as it is open, else the built-in one.
fn policy(policed: &Policed) -> &str {
    let told = policed.subject.input(POLICY);
    told.or(policed.kept.as_deref())
        .unwrap_or(Policy::built_in_text())
}

/// Where else the policy may come from, and the offer to keep it among the files.
fn sources(policed: &Policed, policy: &str, is_policy: bool) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (start, label, note) in starts() {
        if policy != start {
            blocks.push(link(POLICY, &start, label, note));
        }
    }
    match policed.kept.as_deref() {
        Some(kept) if kept == policy => {
            blocks.push(text(format!(
                "{POLICY_FILE} among your files says the same."
            )));
        }
        kept => {
            blocks.extend(kept.map(|kept| link(POLICY, kept, "Take the one among your files", "")));
            if is_policy {
                blocks.push(Block::Offer {
                    label: format!("Put {POLICY_FILE} among your files"),
                    act: KEEP.to_owned(),
                });
            }
        }
    }
    blocks
}

/// Policies to begin with.
fn starts() -> [(String, &'static str, &'static str); 3] {
    [
        (
            Policy::built_in_text().to_owned(),
            "Start from the built-in one",
            "spreads as well as the nodes allow",
        ),
        (
            with_preset("strict-zone"),
            "Start with strict zones",
            "zones stay even, and pods wait for it",
        ),
        (
            with_preset("karpenter"),
            "Start for Karpenter",
            "no node is bought for every replica",
        ),
    ]
}

/// The built-in policy with a preset in place of its constraints.
fn with_preset(name: &str) -> String {
    let mut is_inside = false;
    let line = |line: &str| {
        if line.trim() == "constraints:" {
            is_inside = true;
            return format!("    preset: {name}\n");
        }
        is_inside &= line.starts_with("    ");
        if is_inside {
            String::new()
        } else {
            format!("{line}\n")
        }
    };
    Policy::built_in_text().lines().map(line).collect()
}

fn link(name: &str, text: &str, label: &str, note: &str) -> Block {
    Block::Link {
        name: name.to_owned(),
        text: text.to_owned(),
        label: label.to_owned(),
        note: note.to_owned(),
    }
}

/// What becomes of an act that the blocks offered.
pub(crate) fn act(policed: &Policed, act: &str) -> Result<Outcome, String> {
    let policy = policy(policed);
    if act != KEEP {
        let plugin = plugins::packed(policy, &policed.subject, act)?;
        return Ok(Outcome::Pack { plugin });
    }
    Policy::parse(policy, POLICY_FILE).map_err(|error| error.to_string())?;
    Ok(Outcome::Keep {
        policy: policy.to_owned(),
        said: format!("{POLICY_FILE} is among your files"),
        done: vec![POLICY.to_owned()],
    })
}
