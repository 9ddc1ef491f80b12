//! Helm's side of a call: the entry, the arguments, the plugin's own configuration, the error that Helm shows.
//!
//! The PDK's own macro would do this too; it prints errors by anyhow, whose backtraces are 30 KB of a module that cannot
//! have any.

use extism_pdk::{Memory, config, extism, input_bytes, output};

/// What Helm hands to a `cli/v1` plugin.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Call {
    extra_args: Option<Vec<String>>,
}

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
    let call: Call = extism_pdk::json::from_slice(&input_bytes())
        .map_err(|error| format!("Helm's message is not what a cli/v1 plugin gets: {error}"))?;
    let policy = match config::get_memory("policy") {
        Ok(Some(memory)) => Some(
            String::from_utf8(memory.to_vec())
                .map_err(|_| "the policy in plugin.yaml is not UTF-8")?,
        ),
        _ => None,
    };
    crate::run(call.extra_args.unwrap_or_default(), policy.as_deref())?;
    output("{}").map_err(|_| "Helm does not take the answer".to_owned())
}
