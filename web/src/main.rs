//! The site: a form over the documents, their text, and the findings. No server; nothing leaves the browser.

mod app;
mod files;
mod form;
mod panic;
mod preview;
mod shell;
mod state;

pub(crate) use app::Context;

fn main() {
    panic::install();
    yew::Renderer::<app::App>::new().render();
}
