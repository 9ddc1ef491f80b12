//! Edits inside a text between double quotes on one line: only the bytes that change, spelled with escapes.
//!
//! A text over several lines or in another style is left to evenkeel-yaml, which writes it anew as a whole.

use evenkeel_yaml::{Edit, EditSet, Node, Route, Tree};

/// Edits of a quoted scalar's value as edits of its document; none where the scalar is written otherwise, or where the
/// result would not read back as intended.
pub(super) fn edits_within(tree: &Tree, at: &Route, edits: &EditSet) -> Option<EditSet> {
    let node = tree.root()?.at(at)?;
    let (token, value) = (node.token(), node.text()?);
    let is_quoted = token.len() >= 2 && token.starts_with('"') && token.ends_with('"');
    if !is_quoted || token.contains(['\n', '\r']) || node.is_aliased() || node.tag().is_some() {
        return None;
    }
    let places = places(token, value)?;
    let start = node.span().start;
    let place = |offset: usize| {
        let found = places
            .binary_search_by_key(&offset, |(value, _)| *value)
            .ok()?;
        places.get(found).map(|(_, source)| start + source)
    };
    let mut placed = Vec::new();
    for edit in edits.iter() {
        placed.push(Edit {
            range: place(edit.range.start)?..place(edit.range.end)?,
            text: escaped(&edit.text)?,
            ..edit.clone()
        });
    }
    let placed = EditSet::new(placed).ok()?;
    // Nothing outside the quotes has changed; the text between them must be the one that is meant, to its last byte.
    let read = Tree::parse(placed.apply(tree.source())).ok()?;
    let after = read.root()?.at(at)?;
    let length = placed.iter().fold(node.span().len(), |length, edit| {
        (length + edit.text.len()).saturating_sub(edit.range.len())
    });
    let is_same = after.text() == Some(edits.apply(value).as_str())
        && after.span() == (start..start + length)
        && spelled_alike(after);
    is_same.then_some(placed)
}

fn spelled_alike(node: Node<'_>) -> bool {
    node.token().starts_with('"')
}

/// For each character of the value, and its end, where it is in the value and in the token.
fn places(token: &str, value: &str) -> Option<Vec<(usize, usize)>> {
    let mut places = Vec::new();
    let mut source = 1;
    for (offset, character) in value.char_indices() {
        places.push((offset, source));
        let rest = token.get(source..)?;
        source += match rest.strip_prefix('\\').and_then(|rest| rest.chars().next()) {
            Some('x') => 4,
            Some('u') => 6,
            Some('U') => 10,
            Some(_) => 2,
            None if rest.starts_with(character) => character.len_utf8(),
            None => return None,
        };
    }
    places.push((value.len(), source));
    (source + 1 == token.len()).then_some(places)
}

fn escaped(text: &str) -> Option<String> {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push_str("\\t"),
            '"' => escaped.push_str("\\\""),
            '\\' => escaped.push_str("\\\\"),
            character if character.is_control() => return None,
            character => escaped.push(character),
        }
    }
    Some(escaped)
}
