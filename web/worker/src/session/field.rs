//! A field's text and the documents: what it writes, and what it shows.

use evenkeel_core::keys::{Address, Item, Key, Segment, Type};
use evenkeel_core::workspace::{Held, Input, Reading, Workspace};

/// Writes what a field holds; nothing removes the key, unless it is a value there.
pub(super) fn set(
    workspace: &mut Workspace,
    release: usize,
    address: &Address,
    text: &str,
    is_kept: bool,
) -> Result<(), String> {
    if text.is_empty() && !is_kept {
        if workspace.read(release, address).is_none() {
            return Ok(());
        }
        let removed = workspace.remove(release, address);
        return removed.map(|_| ()).map_err(|refused| refused.to_string());
    }
    let input = if is_of_lines(address) {
        let lines = text.lines().map(str::trim);
        let lines = lines.filter(|line| !line.is_empty());
        Input::List(lines.map(str::to_owned).collect())
    } else {
        Input::Text(text.to_owned())
    };
    let written = workspace.write(release, address, &input);
    written.map(|_| ()).map_err(|refused| refused.to_string())
}

/// Whether a field has one value a line.
fn is_of_lines(address: &Address) -> bool {
    let is_list = |key: &Key| match key.ty {
        Type::List(item) => item.value_type().is_scalar(),
        // Each name of the map has a list.
        Type::Map(Item::Strings) => true,
        _ => false,
    };
    let is_element = matches!(
        address.segments.last(),
        Some(Segment::Index(_) | Segment::Element)
    );
    !is_element && address.key().is_some_and(is_list)
}

/// A reading as a field shows it: lists of text one to a line.
pub(super) fn shown(reading: &Reading) -> String {
    match &reading.held {
        Held::List(items) => {
            let lines: Option<Vec<&str>> = items.iter().map(Held::as_scalar_text).collect();
            lines.map_or_else(|| reading.text.clone(), |lines| lines.join("\n"))
        }
        _ => reading.text.clone(),
    }
}
