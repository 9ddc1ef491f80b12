//! Between braces and brackets: what goes in behind what is there, in the flow's own spelling.

use super::insert::Addition;
use super::{Place, Plan, Planner};
use crate::edit::Edit;
use crate::render::{column, json, line_start, spell};
use crate::{Node, Shape, Value};

impl<'t> Planner<'t> {
    /// Between braces or brackets, behind what is there. Inside JSON it stays JSON.
    pub(super) fn grow_flow(
        &self,
        place: Place<'t>,
        addition: &Addition<'_>,
        is_mapping: bool,
    ) -> Result<Plan, Shape> {
        let Place {
            node,
            mut path,
            key,
        } = place;
        let source = self.source();
        let children: Vec<_> = if is_mapping {
            node.entries()
        } else {
            node.items().into_iter().map(|item| (item, item)).collect()
        };
        path.push(children.len());
        let is_quoted = |(key, _): &(Node<'t>, Node<'t>)| key.token().starts_with('"');
        let is_json = self.tree.root().is_some_and(Node::is_flow)
            || is_mapping && children.iter().any(is_quoted)
            || !is_mapping && !children.is_empty() && children.iter().all(is_quoted);
        let span = node.span();
        let Some((_, last)) = children.last() else {
            return self.open_flow(node, key, addition, path, is_json);
        };
        let last_end = children
            .last()
            .map_or(span.end, |(key, _)| key.span().end)
            .max(last.span().end);
        let tail = source.get(last_end..span.end - 1).unwrap_or_default();
        let first_start = children.first().map_or(span.start, |(key, _)| key.start());
        let comma = tail
            .find(',')
            .filter(|comma| !tail.get(..*comma).unwrap_or_default().contains('#'));
        let on_own_line = source
            .get(span.start..first_start)
            .unwrap_or_default()
            .contains('\n');
        let text = if on_own_line {
            let pad = " ".repeat(column(source, first_start));
            format!("{}{pad}{}", self.style.newline, addition.inline(is_json))
        } else if is_tight(source, &children) {
            addition.inline(is_json)
        } else {
            format!(" {}", addition.inline(is_json))
        };
        let edit = match comma {
            Some(comma) => {
                let offset = last_end + comma + 1;
                Edit {
                    range: offset..offset,
                    text: format!("{text},"),
                    depth: 0,
                    change: 0,
                }
            }
            None => Edit {
                range: last_end..last_end,
                text: format!(",{text}"),
                depth: 0,
                change: 0,
            },
        };
        Ok(Plan {
            edits: vec![edit],
            path,
        })
    }

    /// Into `{}` or `[]`: below the key like any other value where the document is written in blocks, else inside.
    pub(super) fn open_flow(
        &self,
        node: Node<'t>,
        key: Option<Node<'t>>,
        addition: &Addition<'_>,
        path: Vec<usize>,
        is_json: bool,
    ) -> Result<Plan, Shape> {
        let source = self.source();
        if let Some(key) = key.filter(|key| !is_in_flow(source, *key)) {
            let from = column(source, key.start());
            let same_line = source
                .get(key.span().end..node.start())
                .is_some_and(|between| !between.contains('\n'));
            let indent = match addition {
                Addition::Entry { .. } => from + self.style.step,
                Addition::Item(_) => from + self.style.dash,
            };
            let is_plain_node = node.anchor().is_none() && node.tag().is_none();
            if same_line
                && is_plain_node
                && let Ok(edit) =
                    self.below_key(key, node, addition.lines(indent, &self.style), indent)
            {
                return Ok(Plan {
                    edits: vec![edit],
                    path,
                });
            }
        }
        let span = node.span();
        let offset = span.start + 1;
        let is_blank = source
            .get(offset..span.end - 1)
            .is_some_and(|inside| inside.trim().is_empty());
        if !is_blank {
            return Err(Shape::WrongKind);
        }
        let edit = Edit {
            range: offset..span.end - 1,
            text: addition.inline(is_json),
            depth: 0,
            change: 0,
        };
        Ok(Plan {
            edits: vec![edit],
            path,
        })
    }
}

/// A value inside brackets, where a comma or a brace would end plain text.
pub(super) fn flow_spelling(value: &Value) -> String {
    match value {
        Value::Token(token) if !token.source().contains([',', '[', ']', '{', '}']) => {
            token.source().to_owned()
        }
        Value::Str(_) => spell(value),
        other => json(other),
    }
}

/// Whether the last two of several children have nothing but a comma between them.
fn is_tight(source: &str, children: &[(Node<'_>, Node<'_>)]) -> bool {
    match children {
        [.., (_, before), (last, _)] => source.get(before.span().end..last.start()) == Some(","),
        _ => false,
    }
}

/// `{}` or `[]`.
pub(super) fn is_written_empty(node: Node<'_>) -> bool {
    node.is_flow() && node.entries().is_empty() && node.items().is_empty()
}

/// Whether a key stands between braces: something other than indentation and dashes is before it on its line.
pub(super) fn is_in_flow(source: &str, key: Node<'_>) -> bool {
    let start = line_start(source, key.start());
    source.get(start..key.start()).is_some_and(|before| {
        let before = before.trim_start_matches('\u{feff}');
        let before = before.strip_prefix("---").unwrap_or(before);
        before.chars().any(|c| !matches!(c, ' ' | '-' | '\t'))
    }) || key.tree.nodes.iter().any(|data| {
        data.span.start <= key.span().start
            && data.span.end >= key.span().end
            && matches!(
                data.content,
                crate::tree::Content::Mapping { is_flow: true, .. }
                    | crate::tree::Content::Sequence { is_flow: true, .. }
            )
    })
}
