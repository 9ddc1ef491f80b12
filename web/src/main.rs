//! The site: a form over the documents, their text, and the findings. No server; nothing leaves the browser.

mod app;
mod broken;
mod engine;
mod files;
mod form;
mod preview;
mod shell;
mod state;

pub(crate) use app::Context;

use evenkeel_core::keys;
use std::rc::Rc;

fn main() {
    broken::install();
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return;
    };
    // Before anything is drawn, so that nothing has to be drawn again; start.js puts the text there.
    let text = |id| {
        let element = document.get_element_by_id(id)?;
        element.remove();
        element.text_content()
    };
    if !keys::provide_texts(text("texts").unwrap_or_default()) {
        return broken::stop(
            "The page and keys.txt beside it are of two versions. Reload the page.",
        );
    }
    let Some(presets) = text("presets").and_then(|presets| evenkeel_protocol::decode(&presets))
    else {
        return broken::stop(
            "The page and presets.txt beside it are of two versions. Reload the page.",
        );
    };
    let props = app::AppProps {
        presets: Rc::new(presets),
    };
    // A root of its own: beside it stands the box that a panic shows.
    if let Some(root) = document.get_element_by_id("app") {
        yew::Renderer::<app::App>::with_root_and_props(root, props).render();
    }
}
