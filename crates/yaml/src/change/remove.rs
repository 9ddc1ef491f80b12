//! Taking an entry or item out, with the comment lines directly above it.

use super::flow::end_of_child;
use super::{Plan, Planner};
use crate::edit::Edit;
use crate::render::{column, dash_before, line_end, line_start};
use crate::{Kind, Node, Route, Shape, Tree};

impl<'t> Planner<'t> {
    pub(super) fn remove(&self, at: &Route) -> Result<Plan, Shape> {
        let (parent, _) = at.split_last().ok_or(Shape::WrongKind)?;
        let owner = self.find(&parent)?;
        let place = self.find(at)?;
        if place.node.is_aliased() {
            return Err(Shape::Anchored);
        }
        if owner.node.kind() == Kind::Mapping {
            self.check_keys(owner.node)?;
        }
        let position = place.path.last().copied().unwrap_or_default();
        let parts: Vec<(usize, usize)> = match owner.node.kind() {
            Kind::Mapping if owner.node.is_flow() => owner
                .node
                .each_entry()
                .map(|(key, value)| (key.start(), end_of_child(self.source(), (key, value))))
                .collect(),
            Kind::Mapping => owner
                .node
                .entries()
                .iter()
                .map(|(key, value)| (key.start(), end_of(*key, *value)))
                .collect(),
            _ => owner
                .node
                .items()
                .iter()
                .map(|item| (item.start(), item.span().end))
                .collect(),
        };
        let edit = if owner.node.is_flow() {
            self.cut_flow(owner.node, &parts, position)
        } else if parts.len() == 1 {
            self.last_of_all(owner.node, owner.key)?
        } else {
            self.cut_block(owner.node, &parts, position)?
        };
        Ok(Plan {
            edits: vec![edit],
            path: place.path,
        })
    }

    fn cut_block(
        &self,
        owner: Node<'t>,
        parts: &[(usize, usize)],
        position: usize,
    ) -> Result<Edit, Shape> {
        let source = self.source();
        let &(start, end) = parts.get(position).ok_or(Shape::Missing)?;
        let end = past_line(source, end)?;
        let is_sequence = owner.kind() == Kind::Sequence;
        let head = if is_sequence {
            dash_before(source, start).ok_or(Shape::WrongKind)?
        } else {
            start
        };
        let line = line_start(source, head);
        if source
            .get(line..head)
            .is_some_and(|before| before.trim().is_empty())
        {
            let start = with_comments_above(source, line, column(source, head));
            let is_tail = end == source.len() && !source.ends_with('\n');
            // Without a newline at the end, the one before the removed lines goes.
            let start = if is_tail {
                source
                    .get(..start)
                    .unwrap_or_default()
                    .trim_end_matches(['\r', '\n'])
                    .len()
            } else {
                start
            };
            // Comments that stay would go on a text in the lines above them.
            let end = if position > 0 && ends_in_block_scalar(owner, position - 1) {
                past_deeper_comments(source, end, column(source, head))
            } else {
                end
            };
            let before = position.checked_sub(1).and_then(|before| parts.get(before));
            let floor = before.map_or(0, |&(_, end)| end);
            let (start, end) = without_blank_line(source, start, end, floor);
            return Ok(Edit {
                range: start..end,
                text: String::new(),
                depth: 0,
                change: 0,
            });
        }
        // The first key behind a dash: the next one takes its place, or the dash stays alone above its comments.
        let &(next, _) = parts.get(position + 1).ok_or(Shape::Missing)?;
        let between = source.get(end..next).unwrap_or_default();
        if between.trim().is_empty() {
            return Ok(Edit {
                range: head..next,
                text: String::new(),
                depth: 0,
                change: 0,
            });
        }
        let body_end = source
            .get(..end)
            .unwrap_or_default()
            .trim_end_matches(['\r', '\n'])
            .len();
        let head = source
            .get(..head)
            .unwrap_or_default()
            .trim_end_matches(' ')
            .len();
        Ok(Edit {
            range: head..body_end,
            text: String::new(),
            depth: 0,
            change: 0,
        })
    }

    /// The only entry or item: what holds it becomes `{}` or `[]`, the document nothing.
    fn last_of_all(&self, owner: Node<'t>, key: Option<Node<'t>>) -> Result<Edit, Shape> {
        let source = self.source();
        let empty = if owner.kind() == Kind::Mapping {
            "{}"
        } else {
            "[]"
        };
        // Of an entry without a value the mapping's span ends before the colon.
        let own = owner.span();
        let last = owner
            .entries()
            .last()
            .map(|(key, value)| end_of(*key, *value));
        let span = own.start..own.end.max(last.unwrap_or(own.end));
        let ends_line = source
            .get(..span.end)
            .is_some_and(|before| before.ends_with('\n'));
        let newline = if ends_line { self.style.newline } else { "" };
        let head = match owner.kind() {
            Kind::Sequence => dash_before(
                source,
                owner
                    .items()
                    .first()
                    .map_or(span.start, |item| item.start()),
            ),
            _ => None,
        };
        let head = head.unwrap_or(
            owner
                .entries()
                .first()
                .map_or(span.start, |(key, _)| key.start()),
        );
        let line = line_start(source, head);
        let stands_alone = source
            .get(line..head)
            .is_some_and(|before| before.trim().is_empty());
        match key {
            None if stands_alone || line == head => Ok(Edit {
                range: head..span.end,
                text: format!("{empty}{newline}"),
                depth: 0,
                change: 0,
            }),
            Some(key) if stands_alone && owner.anchor().is_none() => {
                // From behind the colon, so that the braces stand on the key's line.
                let colon = source
                    .get(key.span().end..)
                    .and_then(|rest| rest.find(':'))
                    .ok_or(Shape::WrongKind)?;
                let start = key.span().end + colon + 1;
                let between = source.get(start..line).unwrap_or_default();
                if between.trim().is_empty() {
                    Ok(Edit {
                        range: start..span.end,
                        text: format!(" {empty}{newline}"),
                        depth: 0,
                        change: 0,
                    })
                } else {
                    Ok(Edit {
                        range: head..span.end,
                        text: format!("{empty}{newline}"),
                        depth: 0,
                        change: 0,
                    })
                }
            }
            _ => Ok(Edit {
                range: head..span.end,
                text: format!("{empty}{newline}"),
                depth: 0,
                change: 0,
            }),
        }
    }

    fn cut_flow(&self, owner: Node<'t>, parts: &[(usize, usize)], position: usize) -> Edit {
        let span = owner.span();
        let range = match (
            parts.get(position),
            parts.get(position + 1),
            position.checked_sub(1).and_then(|p| parts.get(p)),
        ) {
            (Some(&(start, _)), Some(&(next, _)), _) => start..next,
            (Some(&(_, end)), None, Some(&(_, before))) => before..end,
            (Some(&(start, end)), None, None) => {
                let tail = self.source().get(end..span.end - 1).unwrap_or_default();
                let comma = if tail.trim_start().starts_with(',') {
                    tail.find(',').map_or(0, |comma| comma + 1)
                } else {
                    0
                };
                start..end + comma
            }
            _ => span.start..span.start,
        };
        Edit {
            range,
            text: String::new(),
            depth: 0,
            change: 0,
        }
    }
}

/// Where blank lines stand on both sides of what is taken out, one of them goes too; at the end of the text the one
/// above. Nothing before `floor` is touched.
fn without_blank_line(source: &str, start: usize, end: usize, floor: usize) -> (usize, usize) {
    let above = source.get(..start).unwrap_or_default();
    let is_blank_above = start == 0 || super::insert::ends_in_blank_line(above);
    if !is_blank_above {
        return (start, end);
    }
    if end < source.len() {
        let next = line_end(source, end);
        let is_blank_below = source
            .get(end..next)
            .is_some_and(|line| line.trim().is_empty());
        return (start, if is_blank_below { next } else { end });
    }
    let blank = line_start(source, start.saturating_sub(1));
    // A block scalar ends where the blank line begins, unless it keeps the line for itself.
    if start > 0 && blank >= floor {
        (blank, end)
    } else {
        (start, end)
    }
}

fn end_of(key: Node<'_>, value: Node<'_>) -> usize {
    value.span().end.max(key.span().end + 1)
}

/// The offset behind the line on which a value ends; a trailing comment goes with it.
fn past_line(source: &str, end: usize) -> Result<usize, Shape> {
    if source
        .get(..end)
        .is_some_and(|before| before.ends_with('\n'))
    {
        return Ok(end);
    }
    let next = line_end(source, end);
    let rest = source.get(end..next).unwrap_or_default().trim();
    if rest.is_empty() || rest.starts_with('#') {
        Ok(next)
    } else {
        Err(Shape::WrongKind)
    }
}

/// The start of the comment lines that stand directly above a line, at its own indentation.
#[must_use]
pub fn with_comments_above(source: &str, line: usize, indent: usize) -> usize {
    let mut start = line;
    while start > 0 {
        let above = line_start(source, start - 1);
        let text = source.get(above..start).unwrap_or_default();
        let is_comment = text.trim_start_matches(' ').starts_with('#')
            && text.len() - text.trim_start_matches(' ').len() == indent;
        if !is_comment {
            break;
        }
        start = above;
    }
    start
}

pub(super) fn widened(tree: &Tree, route: &Route, keep: &[Route]) -> Route {
    let mut route = route.clone();
    while let Some((parent, _)) = route.split_last() {
        let is_kept = parent.0.is_empty() || keep.iter().any(|kept| kept.starts_with(&parent));
        let Some(node) = tree.root().and_then(|root| root.at(&parent)) else {
            break;
        };
        let children = node.entries().len().max(node.items().len());
        if is_kept
            || children != 1
            || node.is_alias()
            || node.anchor().is_some()
            || has_comment(tree, node)
        {
            break;
        }
        route = parent;
    }
    route
}

/// Whether comments stand inside a collection, before or behind what is in it, or between it and its key.
fn has_comment(tree: &Tree, node: Node<'_>) -> bool {
    let source = tree.source();
    let first = node.entries().first().map(|(key, _)| key.start());
    let first = first
        .or_else(|| node.items().first().map(|item| item.start()))
        .unwrap_or(node.span().start);
    let line = line_start(source, first);
    let above = source.get(..line).unwrap_or_default();
    let key_line = line_start(source, above.trim_end_matches('\n').len());
    let is_comment_above = source
        .get(key_line..line)
        .is_some_and(|text| text.trim_start().starts_with('#') || text.contains(" #"));
    !node.is_flow() && (is_comment_above || is_comment_below(source, node, column(source, first)))
}

/// Whether the line behind a collection is a comment as deep as what is in it, such as more of it commented out.
fn is_comment_below(source: &str, node: Node<'_>, depth: usize) -> bool {
    let end = node
        .entries()
        .last()
        .map_or(node.span().end, |(key, value)| end_of(*key, *value));
    let Ok(next) = past_line(source, end) else {
        return false;
    };
    let line = source.get(next..line_end(source, next)).unwrap_or_default();
    let text = line.trim_start_matches(' ');
    text.starts_with('#') && line.len() - text.len() >= depth
}

/// Whether the last thing in an entry or item is text in lines of its own.
fn ends_in_block_scalar(owner: Node<'_>, position: usize) -> bool {
    let mut last = child(owner, Some(position));
    while let Some(node) = last {
        if node.is_block_scalar() {
            return true;
        }
        last = child(node, None);
    }
    false
}

/// What a block collection holds at a position, or last.
fn child(node: Node<'_>, at: Option<usize>) -> Option<Node<'_>> {
    if node.is_flow() || node.is_alias() {
        return None;
    }
    match node.kind() {
        Kind::Mapping => {
            let entries = node.entries();
            let at = at.or_else(|| entries.len().checked_sub(1))?;
            entries.get(at).map(|(_, value)| *value)
        }
        Kind::Sequence => {
            let items = node.items();
            let at = at.or_else(|| items.len().checked_sub(1))?;
            items.get(at).copied()
        }
        _ => None,
    }
}

/// Behind the comment lines at `end` that stand to the right of `column`.
#[must_use]
pub fn past_deeper_comments(source: &str, mut end: usize, column: usize) -> usize {
    while let Some(line) = source
        .get(end..)
        .and_then(|rest| rest.split_inclusive('\n').next())
    {
        let blanks = line.len() - line.trim_start_matches(' ').len();
        if blanks <= column || !line.trim_start().starts_with('#') {
            break;
        }
        end += line.len();
    }
    end
}
