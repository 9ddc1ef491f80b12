//! The site's third module: what the post-renderer's panel shows and does, loaded when it is opened for the first time.
//! The worker hands it texts and takes texts; it never sees a file of the person.

mod panel;
mod plugins;
mod trial;

use evenkeel_protocol::{decode, encode};
use wasm_bindgen::prelude::wasm_bindgen;

const OTHER_VERSION: &str = "page and post-renderer are of two versions; reload the page";

/// The blocks of the panel.
///
/// # Errors
/// A question of another version.
#[wasm_bindgen]
pub fn blocks(policed: &str) -> Result<String, String> {
    let policed = decode(policed).ok_or(OTHER_VERSION)?;
    Ok(encode(&panel::blocks(&policed)))
}

/// What becomes of an act that the blocks offered.
///
/// # Errors
/// Why it cannot be done, in a sentence.
#[wasm_bindgen]
pub fn act(policed: &str, act: &str) -> Result<String, String> {
    let policed = decode(policed).ok_or(OTHER_VERSION)?;
    Ok(encode(&panel::act(&policed, act)?))
}

/// The tarball of a plugin, not packed yet.
///
/// # Errors
/// Why there can be none.
#[wasm_bindgen]
pub fn tarball(plugin: &str, module: Option<Vec<u8>>) -> Result<Vec<u8>, String> {
    plugins::tarball(decode(plugin).ok_or(OTHER_VERSION)?, module)
}

#[cfg(test)]
mod tests;
