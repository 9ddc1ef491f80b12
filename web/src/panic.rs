//! When the program breaks: a readable box with the files, not a dead page.

use crate::state::State;
use std::cell::RefCell;

thread_local! {
    static FILES: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
}

/// Keeps the files of the state that is being drawn.
pub(crate) fn remember(state: &State) {
    FILES.with(|files| *files.borrow_mut() = state.documents.workspace.bundle());
}

/// Makes a panic show its box.
pub(crate) fn install() {
    std::panic::set_hook(Box::new(|info| {
        // Nothing here may panic again: what cannot be shown is left out.
        let _ = show(&info.to_string());
    }));
}

fn show(message: &str) -> Option<()> {
    let document = web_sys::window()?.document()?;
    let files = FILES.with(|files| files.try_borrow().map(|files| files.clone()).unwrap_or_default());
    let text: String = files.iter().map(|(path, text)| format!("==> {path} <==\n{text}\n")).collect();
    document.get_element_by_id("broken-message")?.set_text_content(Some(message));
    document.get_element_by_id("broken-files")?.set_text_content(Some(&text));
    document.get_element_by_id("broken")?.remove_attribute("hidden").ok()
}
