//! A YAML list that becomes another: items that stay keep their lines, their comments and the comment lines above them.

mod brackets;

use super::write::own;
use crate::elements::{Slot, difference, moved, permuted, permuted_lines, slots};
use evenkeel_yaml::{
    Anchors, Change, Edit, EditSet, Kind, Node, Route, Shape, Tree, Value, apply_to, column,
    dash_before, line_end, line_start, past_deeper_comments, with_comments_above,
};
use std::ops::Range;

/// The edits that make these values of a list; none when no item of it would stay.
pub(super) fn rewritten(tree: &Tree, at: &Route, values: &[Value]) -> Option<EditSet> {
    let list = list_of_any_style(tree, at).ok()?;
    if list.is_flow() {
        return brackets::rewritten(tree, at, &list.items(), values);
    }
    let items = list.items();
    let is_same = |old: usize, new: usize| match (items.get(old), values.get(new)) {
        (Some(item), Some(value)) => holds(*item, value),
        _ => false,
    };
    let is_alike = |old: usize, new: usize| match (items.get(old), values.get(new)) {
        (Some(item), Some(value)) => begins_like(*item, value),
        _ => false,
    };
    let slots = slots(items.len(), values.len(), is_same, is_alike);
    slots.iter().find_map(|slot| slot.old())?;

    let changes = slots.iter().zip(values).filter_map(|(slot, value)| {
        let Slot::Changed(number) = *slot else {
            return None;
        };
        Some(changes_of(*items.get(number)?, &at.index(number), value))
    });
    let changes: Vec<Change> = changes.flatten().collect();
    let inside = apply_to(tree, &changes, Anchors::Refuse).ok()?.text;
    let tree_inside = Tree::parse(inside).ok()?;

    let order: Vec<Piece<'_>> = slots
        .iter()
        .zip(values)
        .map(|(slot, value)| slot.old().map_or(Piece::New(value), Piece::Old))
        .collect();
    let edit = in_lines(&tree_inside, at, &order)?;
    let edits = verified(&tree_inside, at, &order, edit).ok()?;
    let text = edits.apply(tree_inside.source());
    if text == tree.source() {
        return EditSet::new(Vec::new()).ok();
    }
    EditSet::new(vec![difference(tree.source(), &text)]).ok()
}

/// The edit that moves an item of a list.
pub(super) fn with_moved(
    tree: &Tree,
    at: &Route,
    from: usize,
    to: usize,
) -> Result<EditSet, Shape> {
    let list = list_of_any_style(tree, at)?;
    let items = list.items();
    let order = moved(items.len(), from, to);
    let source = tree.source();
    let edit = if list.is_flow() {
        let pieces: Vec<Range<usize>> = items
            .iter()
            .map(|item| item.start()..item.span().end)
            .collect();
        // Which item a comment between brackets belongs to is not said.
        let mut between = pieces.windows(2).filter_map(|pair| match pair {
            [one, next] => source.get(one.end..next.start),
            _ => None,
        });
        if between.any(|text| text.contains('#')) {
            return Err(Shape::WrongKind);
        }
        permuted(source, &pieces, &order)
    } else {
        pieces(source, &items).and_then(|pieces| permuted_lines(source, &pieces, &order))
    };
    let edit = edit.ok_or(Shape::WrongKind)?;
    let order: Vec<Piece<'_>> = order.into_iter().map(Piece::Old).collect();
    let edits = verified(tree, at, &order, edit)?;
    let text = edits.apply(source);
    Ok(if text == source {
        EditSet::default()
    } else {
        EditSet::new(vec![difference(source, &text)]).map_err(|_| Shape::Unverified)?
    })
}

/// What stands at a place of the new list: the old item of a number, or a value.
enum Piece<'v> {
    Old(usize),
    New(&'v Value),
}

fn list_of_any_style<'t>(tree: &'t Tree, at: &Route) -> Result<Node<'t>, Shape> {
    let root = tree.root().ok_or(Shape::Missing)?;
    let mut node = root;
    for depth in 0..=at.0.len() {
        let above = Route(at.0.iter().take(depth).cloned().collect());
        node = own(root, &above).ok_or(Shape::Missing)?;
        if node.is_alias() {
            return Err(Shape::Alias);
        }
        if node.is_aliased() {
            return Err(Shape::Anchored);
        }
        if node.tag().is_some() {
            return Err(Shape::Tagged);
        }
    }
    if node.kind() == Kind::Sequence {
        Ok(node)
    } else {
        Err(Shape::WrongKind)
    }
}

fn list_at<'t>(tree: &'t Tree, at: &Route) -> Result<Node<'t>, Shape> {
    let list = list_of_any_style(tree, at)?;
    if list.is_flow() {
        return Err(Shape::WrongKind);
    }
    Ok(list)
}

/// The whole lines of each item, with the comment lines that belong to it; none when an item shares its first line.
fn pieces(source: &str, items: &[Node<'_>]) -> Option<Vec<Range<usize>>> {
    let mut pieces: Vec<Range<usize>> = Vec::with_capacity(items.len());
    for item in items {
        let dash = dash_before(source, item.start())?;
        let (line, indent) = (line_start(source, dash), column(source, dash));
        if !source.get(line..dash)?.trim().is_empty() {
            return None;
        }
        let end = item.span().end.max(dash + 1);
        let end = if source.get(..end)?.ends_with('\n') {
            end
        } else {
            line_end(source, end)
        };
        let floor = pieces.last().map_or(0, |piece| piece.end);
        pieces.push(Range {
            start: with_comments_above(source, line, indent).max(floor),
            end: past_deeper_comments(source, end, indent),
        });
    }
    Some(pieces)
}

/// The lines of a list with some of its items and some new ones.
fn in_lines(tree: &Tree, at: &Route, order: &[Piece<'_>]) -> Option<Edit> {
    let source = tree.source();
    let items = list_at(tree, at).ok()?.items();
    let pieces = pieces(source, &items)?;
    let region = pieces.first()?.start..pieces.last()?.end;
    let newline = if source.contains("\r\n") {
        "\r\n"
    } else {
        "\n"
    };
    let before = |number: usize| {
        let end = number
            .checked_sub(1)
            .and_then(|above| pieces.get(above))?
            .end;
        source.get(end..pieces.get(number)?.start)
    };
    let gaps: Vec<&str> = (1..items.len()).filter_map(before).collect();
    let apart = gaps.iter().filter(|gap| !gap.is_empty()).count();
    let is_apart = apart * 2 > gaps.len();

    let mut spelled = spelled(tree, at, order)?.into_iter();
    let (mut text, mut next) = (String::new(), 0);
    for piece in order {
        let (gap, lines) = match piece {
            Piece::Old(number) => {
                // A comment that stands apart is about what follows, so it stays when an item before it goes.
                let above = (next..*number).filter_map(before);
                let mut gap: String = above.filter(|gap| gap.contains('#')).collect();
                gap.push_str(before(*number).unwrap_or_default());
                next = number + 1;
                (gap, source.get(pieces.get(*number)?.clone())?.to_owned())
            }
            Piece::New(_) => (String::new(), spelled.next()?),
        };
        if text.is_empty() {
            text.push_str(gap.trim_start_matches(['\r', '\n']));
        } else if gap.is_empty() && is_apart {
            text.push_str(newline);
        } else {
            text.push_str(&gap);
        }
        text.push_str(&lines);
        if !lines.ends_with('\n') {
            text.push_str(newline);
        }
    }
    if !source.get(..region.end)?.ends_with('\n') {
        text.truncate(text.len().checked_sub(newline.len())?);
    }
    Some(Edit {
        range: region,
        text,
        depth: 0,
        change: 0,
    })
}

/// The new items as lines, as they would be spelled at the end of the list.
fn spelled(tree: &Tree, at: &Route, order: &[Piece<'_>]) -> Option<Vec<String>> {
    let appended = order.iter().filter_map(|piece| match piece {
        Piece::Old(_) => None,
        Piece::New(value) => Some(Change::Append {
            at: at.clone(),
            value: (*value).clone(),
        }),
    });
    let appended: Vec<Change> = appended.collect();
    let edits = apply_to(tree, &appended, Anchors::Refuse).ok()?.edits;
    // Behind a last line without a newline each begins with one.
    let lines = edits
        .iter()
        .map(|edit| edit.text.trim_start_matches(['\r', '\n']).to_owned());
    Some(lines.collect())
}

/// The edit of a list, when its result reads back as everything else unchanged and the list in this order.
fn verified(tree: &Tree, at: &Route, order: &[Piece<'_>], edit: Edit) -> Result<EditSet, Shape> {
    let edits = EditSet::new(vec![edit]).map_err(|_| Shape::Overlap)?;
    let read = Tree::parse(edits.apply(tree.source())).map_err(|_| Shape::Unverified)?;
    let list = list_of_any_style(tree, at)?;
    match (tree.root(), read.root()) {
        (Some(old), Some(new)) if is_same(old, new, Some((list.start(), order))) => Ok(edits),
        _ => Err(Shape::Unverified),
    }
}

/// Whether two nodes are written alike, but for the list that begins at an offset of the old text.
fn is_same(old: Node<'_>, new: Node<'_>, list: Option<(usize, &[Piece<'_>])>) -> bool {
    if old.kind() != new.kind() || old.anchor() != new.anchor() || old.tag() != new.tag() {
        return false;
    }
    let (items, new_items) = (old.items(), new.items());
    match old.kind() {
        Kind::Alias => {
            let (old, new) = (old.resolved(), new.resolved());
            old.anchor() == new.anchor() && old.token().trim_end() == new.token().trim_end()
        }
        Kind::Scalar => {
            old.text() == new.text()
                && old.is_plain() == new.is_plain()
                && old.is_block_scalar() == new.is_block_scalar()
        }
        Kind::Mapping => {
            let (entries, new_entries) = (old.entries(), new.entries());
            old.is_flow() == new.is_flow()
                && entries.len() == new_entries.len()
                && entries.iter().zip(&new_entries).all(|(entry, read)| {
                    is_same(entry.0, read.0, list) && is_same(entry.1, read.1, list)
                })
        }
        Kind::Sequence => match list.filter(|(start, _)| *start == old.start()) {
            Some((_, order)) => {
                order.len() == new_items.len()
                    && order.iter().zip(new_items).all(|(piece, new)| match piece {
                        Piece::Old(number) => items
                            .get(*number)
                            .is_some_and(|old| is_same(*old, new, None)),
                        Piece::New(value) => value.is_read_from(new),
                    })
            }
            None => {
                old.is_flow() == new.is_flow()
                    && items.len() == new_items.len()
                    && items
                        .into_iter()
                        .zip(new_items)
                        .all(|(old, new)| is_same(old, new, list))
            }
        },
    }
}

/// Whether a node reads as a value, through aliases and merges and whatever the order of its keys.
fn holds(node: Node<'_>, value: &Value) -> bool {
    let node = node.resolved();
    if node.tag().is_some() || node.has_duplicate_keys() {
        return false;
    }
    match (value, node.kind()) {
        (Value::Map(pairs), Kind::Mapping) => {
            let entries = node.merged();
            let is_there = |(key, value): &(Value, Value)| {
                let own = entries.iter().find(|(known, _)| key.is_read_from(*known));
                own.is_some_and(|(_, own)| holds(*own, value))
            };
            entries.len() == pairs.len() && pairs.iter().all(is_there)
        }
        (Value::Seq(values), Kind::Sequence) => {
            let items = node.items();
            items.len() == values.len()
                && items
                    .iter()
                    .zip(values)
                    .all(|(item, value)| holds(*item, value))
        }
        _ => value.is_read_from(node),
    }
}

/// Whether a map begins with the entry that a value begins with: what it is called stays, something about it changes.
fn begins_like(node: Node<'_>, value: &Value) -> bool {
    let (Value::Map(pairs), Kind::Mapping) = (value, node.kind()) else {
        return false;
    };
    let first = node.entries().into_iter().next().zip(pairs.first());
    first.is_some_and(|((key, own), (name, value))| {
        name.is_read_from(key) && holds(own, value) && !node.has_merge()
    })
}

/// What makes a value of a map, entry by entry.
fn changes_of(node: Node<'_>, at: &Route, value: &Value) -> Vec<Change> {
    let Value::Map(pairs) = value else {
        return Vec::new();
    };
    let entries = node.entries();
    let mut changes = Vec::new();
    for (key, own) in &entries {
        let new = pairs.iter().find(|(name, _)| name.is_read_from(*key));
        let at = at.key(key.text().unwrap_or_default());
        match new {
            Some((_, value)) if holds(*own, value) => {}
            Some((_, value)) => changes.push(Change::Replace {
                at,
                value: value.clone(),
            }),
            None => changes.push(Change::Remove { at }),
        }
    }
    let added = pairs.iter().filter(|(name, _)| {
        let mut known = entries.iter();
        !known.any(|(key, _)| name.is_read_from(*key))
    });
    changes.extend(added.map(|(name, value)| Change::Insert {
        at: at.clone(),
        key: name.clone(),
        value: value.clone(),
        after: Vec::new(),
        before: Vec::new(),
    }));
    changes
}

#[cfg(test)]
mod tests;
