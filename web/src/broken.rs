//! When the program breaks: a readable box with the files, not a dead page.
//!
//! The box and its script are outside the program, for a trap leaves nobody in here to show anything. What the program
//! does while it lives is to keep the box's copy of the files up to date.

use crate::state::{OpenFile, State};
use std::cell::Cell;

thread_local! {
    /// The state of the documents whose files the box holds.
    static KEPT: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Puts the files of a state into the hidden box, when they are others than before.
pub(crate) fn keep(state: &State) {
    let edition = state.written();
    let Some(documents) = state
        .documents
        .as_ref()
        .filter(|_| KEPT.replace(edition) != edition)
    else {
        return;
    };
    let file = |file: &OpenFile| format!("==> {} <==\n{}\n", file.path, file.text.text);
    let text: String = documents.files.iter().map(file).collect();
    // Without its box the page is not ours; there is nothing to keep then.
    let _ = set("broken-files", &text);
}

/// Makes a panic say in the box what it was. The trap that follows is what shows the box.
pub(crate) fn install() {
    std::panic::set_hook(Box::new(|info| {
        // Nothing here may panic again: what cannot be said is left out.
        let _ = set("broken-message", &info.to_string());
    }));
}

/// Shows the box with a message where the program does not begin at all.
pub(crate) fn stop(message: &str) {
    // Without its box the page is not ours; nothing can be shown then.
    let _ = set("broken-message", message).and_then(|()| {
        let document = web_sys::window()?.document()?;
        document
            .get_element_by_id("broken")?
            .remove_attribute("hidden")
            .ok()
    });
}

fn set(id: &str, text: &str) -> Option<()> {
    let document = web_sys::window()?.document()?;
    document.get_element_by_id(id)?.set_text_content(Some(text));
    Some(())
}
