//! The values of a release as one text: that of its weakest layer, with the stronger ones written into it.

use super::SaveError;
use super::source::Source;
use crate::keys::{Address, Place, Segment};
use crate::workspace::{Held, Input, Layer, LayerKind, Workspace};
use evenkeel_yaml::{Kind, Node, Tree};

/// The values of a release as one document, without markers; empty where it sets nothing.
pub(super) fn text(workspace: &Workspace, source: &Source) -> Result<String, SaveError> {
    let unverified = || SaveError::Unverified(source.name.clone());
    let release = workspace
        .releases()
        .get(source.release)
        .ok_or_else(unverified)?;
    let mut layers = release.layers.iter();
    let first = release.layers.first();
    let is_file = first.is_some_and(|first| first.kind == LayerKind::File);
    let mut text = String::new();
    if let Some(first) = first.filter(|_| is_file) {
        layers.next();
        text = file_text(workspace, first)?;
    }
    if layers.len() == 0 {
        return Ok(text);
    }
    let (mut merged, _) = Workspace::open([("values.yaml", text)]);
    for layer in layers {
        let Some(root) = layer.root(workspace.files()) else {
            continue;
        };
        write(&mut merged, root, &mut Vec::new()).ok_or_else(unverified)?;
    }
    let (_, text) = merged.bundle().pop().ok_or_else(unverified)?;
    Ok(text)
}

/// The document of a values file, with plain line breaks and an end.
fn file_text(workspace: &Workspace, layer: &Layer) -> Result<String, SaveError> {
    let file = workspace.files().get(layer.file);
    let file = file.ok_or_else(|| SaveError::Unreadable(String::new()))?;
    let is_single = file.parts().len() <= 1 && file.unreadable().is_empty();
    if !is_single {
        return Err(SaveError::Unreadable(file.path().to_owned()));
    }
    let (_, body) = file.document(layer.document);
    let mut text = body.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    Ok(text)
}

/// Writes what a map holds over what is there: maps into each other, anything else in place.
fn write(merged: &mut Workspace, node: Node<'_>, path: &mut Vec<Segment>) -> Option<()> {
    for (key, value) in node.merged() {
        path.push(Segment::Key(key.text()?.to_owned()));
        let address = Address {
            place: Place::Values,
            segments: path.clone(),
        };
        let is_map = value.resolved().kind() == Kind::Mapping && !value.merged().is_empty();
        let there = merged.value(0, &address);
        match there {
            Some(Held::Map(_)) if is_map => write(merged, value, path)?,
            _ => {
                let copy = value.copy()?;
                merged.write(0, &address, &Input::Value(copy)).ok()?;
            }
        }
        path.pop();
    }
    Some(())
}

/// The text of a document with values as the value of its last key, each line so much further in.
pub(super) fn below(head: &str, key: &str, indent: usize, values: &str) -> String {
    let mut text = head.to_owned();
    let is_nothing = Tree::parse(values.to_owned()).is_ok_and(|tree| tree.root().is_none());
    if is_nothing {
        return text;
    }
    text.push_str(&format!("{}{key}:\n", " ".repeat(indent)));
    let pad = " ".repeat(indent + 2);
    for line in values.split_inclusive('\n') {
        if !line.trim_end_matches('\n').is_empty() {
            text.push_str(&pad);
        }
        text.push_str(line);
    }
    text
}

/// Whether values read the same at their new place, by the keys that lead there.
pub(super) fn is_kept(text: &str, values: &str, keys: &[&str]) -> bool {
    let (Ok(whole), Ok(own)) = (Tree::parse(text.to_owned()), Tree::parse(values.to_owned()))
    else {
        return false;
    };
    let at = keys
        .iter()
        .try_fold(whole.root(), |node, key| Some(node?.get(key)));
    match (at.flatten(), own.root()) {
        (Some(at), Some(own)) => Held::of_yaml(at) == Held::of_yaml(own),
        (None, None) => true,
        _ => false,
    }
}
