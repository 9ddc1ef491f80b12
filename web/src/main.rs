//! The site: a form over the documents, their text, and the findings. No server; nothing leaves the browser.

mod app;
mod broken;
mod files;
mod form;

mod preview;
mod shell;
mod state;

pub(crate) use app::Context;

fn main() {
    broken::install();
    let root = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id("app"));
    // A root of its own: beside it stands the box that a panic shows.
    if let Some(root) = root {
        yew::Renderer::<app::App>::with_root(root).render();
    }
}
