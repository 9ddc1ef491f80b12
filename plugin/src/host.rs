//! Helm's side of a call: the entry, the arguments, the plugin's own configuration, the error that Helm shows.
//!
//! The PDK's own macro would do this too; it prints errors by anyhow, whose backtraces are 30 KB of a module that cannot
//! have any.

use evenkeel_yaml::Tree;
use extism_pdk::{Memory, config, extism, input_bytes, output};

/// The function that Helm calls. Its answer is an empty message, for the manifests go through standard output; a code
/// other than 0 without a message makes Helm itself crash, so the message is always set first.
#[expect(unsafe_code, reason = "the name under which Helm finds it")]
#[unsafe(no_mangle)]
extern "C" fn helm_plugin_main() -> i32 {
    match call() {
        Ok(()) => 0,
        Err(message) => {
            if let Ok(memory) = Memory::from_bytes(&message) {
                #[expect(unsafe_code, reason = "the host's function has no other form")]
                // SAFETY: the host reads the message at an offset that it gave out itself.
                unsafe {
                    extism::error_set(memory.offset());
                }
            }
            -1
        }
    }
}

fn call() -> Result<(), String> {
    let arguments = extra_arguments(input_bytes())?;
    let policy = match config::get_memory("policy") {
        Ok(Some(memory)) => Some(
            String::from_utf8(memory.to_vec())
                .map_err(|_| "the policy in plugin.yaml is not UTF-8")?,
        ),
        _ => None,
    };
    crate::run(arguments, policy.as_deref())?;
    output("{}").map_err(|_| "Helm does not take the answer".to_owned())
}

/// What stands behind the plugin's name, from the message that Helm hands to a `cli/v1` plugin. The message is JSON, and
/// so YAML: a parser for it alone would be 11 KB more.
fn extra_arguments(message: Vec<u8>) -> Result<Vec<String>, String> {
    let refuse =
        |error: String| format!("Helm's message is not what a cli/v1 plugin gets: {error}");
    let message = String::from_utf8(message).map_err(|error| refuse(error.to_string()))?;
    let tree = Tree::parse(message).map_err(|error| refuse(error.to_string()))?;
    let Some(arguments) = tree.root().and_then(|root| root.get("extraArgs")) else {
        return Ok(Vec::new());
    };
    let texts = arguments.items().into_iter().map(|one| one.text());
    texts
        .map(|text| text.map(str::to_owned))
        .collect::<Option<_>>()
        .ok_or_else(|| refuse("extraArgs is no list of texts".to_owned()))
}
