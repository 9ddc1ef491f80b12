//! Helm's side of a call: the entries, the arguments, the plugin's own configuration, the error that Helm shows.
//!
//! The PDK's own macro would do this too; it prints errors by anyhow, whose backtraces are 30 KB of a module that cannot
//! have any.

use extism_pdk::{Memory, config, extism, input_bytes, output};

use crate::message::{Manifests, Message, answer};

/// What today's Helm does with every module that is a post-renderer itself.
const NOTHING_HANDED_OVER: &str = "this Helm hands no manifests to a WebAssembly post-renderer (helm/helm#31832): install the plugin pair evenkeel and evenkeel-wasm, or the native plugin, instead of this one";

/// The function that Helm calls unless plugin.yaml names another.
#[expect(unsafe_code, reason = "the name under which Helm finds it")]
#[unsafe(no_mangle)]
extern "C" fn helm_plugin_main() -> i32 {
    end(call(None))
}

/// The function that the plugin.yaml of type `postrenderer/v1` names. Without manifests it says so, where the other would
/// take the call for one of type `cli/v1`.
#[expect(unsafe_code, reason = "the name under which Helm finds it")]
#[unsafe(no_mangle)]
extern "C" fn helm_post_renderer_main() -> i32 {
    end(call(Some(Manifests::NotHandedOver)))
}

/// A code other than 0 without a message makes Helm itself crash, so the message is always set first.
fn end(result: Result<(), String>) -> i32 {
    let Err(message) = result else {
        return 0;
    };
    if let Ok(memory) = Memory::from_bytes(&message) {
        #[expect(unsafe_code, reason = "the host's function has no other form")]
        // SAFETY: the host reads the message at an offset that it gave out itself.
        unsafe {
            extism::error_set(memory.offset());
        }
    }
    -1
}

/// Answers the message; `missing` is what its manifests are when it does not name any.
fn call(missing: Option<Manifests>) -> Result<(), String> {
    let message = Message::read(input_bytes())
        .map_err(|error| format!("Helm's message to this plugin cannot be read: {error}"))?;
    let policy = match config::get_memory("policy") {
        Ok(Some(memory)) => Some(
            String::from_utf8(memory.to_vec())
                .map_err(|_| "the policy in plugin.yaml is not UTF-8")?,
        ),
        _ => None,
    };
    let arguments = message.arguments;
    let answer = match message.manifests.or(missing) {
        // The answer is an empty message, for the manifests go through standard output.
        None => crate::run(arguments, policy.as_deref()).map(|()| "{}".to_owned())?,
        Some(Manifests::Text(text)) => answer(&crate::post_render_text(
            &text,
            arguments,
            policy.as_deref(),
        )?),
        Some(Manifests::NotHandedOver) => return Err(NOTHING_HANDED_OVER.into()),
    };
    output(answer).map_err(|_| "Helm does not take the answer".to_owned())
}
