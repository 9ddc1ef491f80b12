//! A pair of Helm 4 plugins with the policy inside, and their tarballs.

use evenkeel_core::postrender::pack::pair;
use evenkeel_core::rules::Severity;
use evenkeel_protocol::blocks::{alert, heading, text};
use evenkeel_protocol::post_renderer::{POLICY_FILE, Plugin};
use evenkeel_protocol::{Block, Change, Subject};
use evenkeel_tarball::{Entry, Kind, archive};

const NAME: &str = "plugin";
const MODULE: &str = "module";
const BRIDGE: &str = "bridge";

/// A pair of plugins with the policy inside, to be saved.
pub(crate) fn blocks(policy: &str, subject: &Subject) -> Vec<Block> {
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
    match pair(name, policy, POLICY_FILE) {
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

/// What an act packs.
pub(crate) fn packed(policy: &str, subject: &Subject, act: &str) -> Result<Plugin, String> {
    let pair = pair(name(subject), policy, POLICY_FILE).map_err(|error| error.to_string())?;
    let has_module = act == MODULE;
    let (name, manifest) = if has_module {
        (pair.module_name, pair.module)
    } else {
        (pair.name, pair.bridge)
    };
    Ok(Plugin {
        file: file(&name),
        name,
        manifest,
        has_module,
    })
}

/// A plugin's tarball, not packed yet, with the module beside its manifest where there is one.
pub(crate) fn tarball(plugin: Plugin, module: Option<Vec<u8>>) -> Result<Vec<u8>, String> {
    let entry = |name: &str, bytes| Entry {
        name: name.to_owned(),
        bytes,
        kind: Kind::Data,
    };
    let mut entries = vec![entry("plugin.yaml", plugin.manifest.into_bytes())];
    entries.extend(module.map(|module| entry("plugin.wasm", module)));
    archive(Vec::new(), Some(&plugin.name), entries).map_err(|error| error.to_string())
}
